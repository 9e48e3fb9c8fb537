import CAllocationCount
import LinearAlgebra
import Optimization
import Testing

/// Σ cᵢ·(xᵢ − 1)² + (xᵢ − 1)⁴ with cᵢ from 1 to the condition, and its gradient; allocates nothing.
struct Stretched<Scalar: LinearAlgebraScalar>: DifferentiableObjective {
  let dimension: Int
  var condition: Scalar = 1000

  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    var sum: Scalar = 0
    for i in 0..<dimension {
      let c = 1 + (condition - 1) * Scalar(i) / Scalar(dimension)
      let d = x[i] - 1
      sum += c * d * d + d * d * d * d
      gradient[i] = 2 * c * d + 4 * d * d * d
    }
    return sum
  }
}

@Suite(.enabled(if: allocation_count_works() != 0))
struct AllocationTests {
  private static let methods: [LineSearchMethod] = searching + [.gradientDescent(stepSize: 1e-4)]

  @Test("an iteration allocates nothing, whatever the method", arguments: methods.indices)
  func iterations(index: Int) {
    var run = Minimization(
      Stretched<Double>(dimension: 40), from: [Double](repeating: 3, count: 40),
      using: Self.methods[index])
    for _ in 0..<3 { _ = run.next() }
    var steps = 0
    let before = allocation_count()
    for _ in 0..<20 where run.next() != nil { steps += 1 }
    let allocations = allocation_count() - before
    #expect(steps == 20)
    #expect(allocations == 0)
  }

  @Test("twice the iterations allocate no more, observed or not", arguments: methods.indices)
  func whole(index: Int) {
    // The first run may set up what is set up once for the process.
    let counts = [20, 10, 20].map { limit in
      let before = allocation_count()
      var steps = 0
      let solution = minimize(
        Stretched<Double>(dimension: 40), from: [Double](repeating: 3, count: 40),
        using: Self.methods[index], stopping: StoppingRules(iterations: limit),
        observer: { steps += $0.x.count / 40 })
      #expect(solution.iterations == limit && steps == limit + 1)
      return allocation_count() - before
    }
    #expect(counts[1] == counts[2])
  }

  /// Whether generic code is specialised, as the claim below needs it within bounds and for simplices.
  private static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  @Test(
    "an iteration of every method allocates nothing, optimised within bounds too",
    arguments: everyMethod.indices, isOptimised ? [false, true] : [false])
  func everyIteration(index: Int, isBounded: Bool) {
    guard Self.isOptimised || !(everyMethod[index] is NelderMead) else { return }
    let start = (0..<20).map { $0.isMultiple(of: 2) ? -1.2 : 0.7 }
    var run = Minimization(
      Chained(dimension: 20), from: start,
      bounds: isBounded ? Bounds(-1.3...0.8, dimension: 20) : nil, using: everyMethod[index])
    // The first may set up what is set up once for the process.
    for _ in 0..<3 { _ = run.next() }
    var steps = 0
    let before = allocation_count()
    for _ in 0..<6 where run.next() != nil { steps += 1 }
    let allocations = allocation_count() - before
    #expect(steps == 6)
    #expect(allocations == 0, "\(everyMethod[index])")
  }

  @Test("the counter sees an array")
  func counter() {
    let before = allocation_count()
    let array = [Double](repeating: .random(in: 0...1), count: 1000)
    #expect(allocation_count() > before && array.count == 1000)
  }
}
