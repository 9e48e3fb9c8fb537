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
