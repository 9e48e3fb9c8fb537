import CAllocationCount
import Matrices
import Networks
import Optimization
import Randomness
import Testing

@Suite(
  "Allocations", .enabled(if: allocation_count_works() != 0, "allocations can't be counted here"))
struct AllocationTests {
  @Test("the counter counts")
  func counts() {
    let before = allocation_count()
    let array = Array(repeating: 1.5, count: 100 + Int.random(in: 0..<10))
    let after = allocation_count()
    #expect(array.reduce(0, +) >= 150)
    #expect(after > before)
  }

  @Test("an evaluation allocates nothing", arguments: GradientReference.stored?.cases ?? [])
  func evaluation(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    var loss = try reference.loss(on: data)
    var gradient = [Double](repeating: 0, count: parameters.count)
    // The first call may set up what is set up once for the process.
    _ = evaluations(1, of: &loss, at: parameters, &gradient)
    #expect(evaluations(20, of: &loss, at: parameters, &gradient) == 0)
  }

  @Test(
    "iterations of a minimisation allocate nothing",
    arguments: [
      .bfgs, .lbfgs, .conjugateGradient, .gradientDescent(stepSize: 0.01),
    ] as [LineSearchMethod])
  func iterations(method: LineSearchMethod) throws {
    let reference = try #require(GradientReference.stored?.cases.first)
    let (parameters, data) = try reference.drawn()
    let loss = try reference.loss(on: data)
    /// The allocations from the `first` to the last of so many iterations.
    func allocations(from first: Int, to last: Int) -> Int {
      var run = Minimization(
        loss, from: parameters, using: method,
        stopping: StoppingRules(gradientNorm: 0, iterations: last))
      for _ in 0..<first { _ = run.next() }
      let before = allocation_count()
      for _ in first..<last { _ = run.next() }
      return Int(allocation_count() - before)
    }
    // The iterate that `next` returns has a copy of x, which is one allocation; no other.
    #expect(allocations(from: 5, to: 25) <= 20)
  }

  @Test(
    "training allocates per iterate no more than the iterate handed out and the history's growth")
  func training() throws {
    let reference = try #require(GradientReference.stored?.cases.first)
    let (parameters, data) = try reference.drawn()
    let network = try reference.loss(on: data).network
    func allocations(iterations: Int) throws -> Int {
      let options = TrainingOptions(
        method: .gradientDescent(stepSize: 1e-3),
        stopping: StoppingRules(gradientNorm: 0, iterations: iterations))
      let before = allocation_count()
      _ = try train(network, on: data, options, from: [parameters])
      return Int(allocation_count() - before)
    }
    _ = try allocations(iterations: 3)
    let (few, many) = (try allocations(iterations: 50), try allocations(iterations: 450))
    #expect(many - few <= 400 + 10)
  }

  /// The allocations made by `count` evaluations.
  private func evaluations(
    _ count: Int, of loss: inout RegularizedLoss<Double>, at parameters: [Double],
    _ gradient: inout [Double]
  ) -> Int {
    var span = gradient.mutableSpan
    let before = allocation_count()
    for _ in 0..<count { _ = loss.value(at: parameters.span, gradient: &span) }
    return Int(allocation_count() - before)
  }
}
