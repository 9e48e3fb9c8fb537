import CAllocationCount
import LinearAlgebra
import Optimization
import Testing

/// `Stretched` with second derivatives; allocates nothing.
private struct StretchedTwice: TwiceDifferentiableObjective {
  private var base: Stretched<Double>

  init(dimension: Int) { base = Stretched(dimension: dimension) }

  var dimension: Int { base.dimension }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    base.value(at: x, gradient: &gradient)
  }

  func bend(_ x: Double, _ i: Int) -> Double {
    let c = 1 + (base.condition - 1) * Double(i) / Double(dimension)
    return 2 * c + 12 * (x - 1) * (x - 1)
  }

  mutating func hessian(at x: Span<Double>, into hessian: inout MutableSpan<Double>) {
    for i in 0..<dimension { hessian[i + dimension * i] = bend(x[i], i) }
  }
}

/// The same with products instead.
private struct StretchedProducts: HessianProductObjective {
  private var base: StretchedTwice

  init(dimension: Int) { base = StretchedTwice(dimension: dimension) }

  var dimension: Int { base.dimension }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    base.value(at: x, gradient: &gradient)
  }

  mutating func hessianProduct(
    at x: Span<Double>, _ v: Span<Double>, into product: inout MutableSpan<Double>
  ) {
    for i in 0..<dimension { product[i] = base.bend(x[i], i) * v[i] }
  }
}

struct SecondOrderResumeTests {
  @Test(
    "with Hessians too, a checkpoint of any iteration goes on to the same bits",
    arguments: secondOrder.indices)
  func checkpoints(index: Int) throws {
    let method = secondOrder[index].method
    let instance = try #require(Instance.all.first { $0.name == "Beale" })
    let objective = WithHessian(base: try #require(instance.objective))
    var run = Minimization(objective, from: instance.x0, using: method)
    var checkpoints = [try run.checkpoint()]
    while run.next() != nil { checkpoints.append(try run.checkpoint()) }
    #expect(run.solution.isSuccess && checkpoints.count > 5)
    for checkpoint in checkpoints {
      let loaded = try Checkpoint(bytes: checkpoint.bytes)
      var other = try Minimization(objective, resuming: loaded, using: method)
      while other.next() != nil {}
      #expect(other.solution.x.map(\.bitPattern) == run.solution.x.map(\.bitPattern))
      #expect(other.solution.counts == run.solution.counts && other.reason == run.reason)
    }
  }

  @Test(
    "an iteration allocates nothing, with Hessians, with products and with differences",
    .enabled(if: allocation_count_works() != 0), arguments: secondOrder.indices)
  func allocations(index: Int) {
    let counts = [
      allocations(StretchedTwice(dimension: 20), index),
      allocations(Stretched<Double>(dimension: 20), index),
      allocations(StretchedProducts(dimension: 20), index),
    ]
    #expect(counts == [0, 0, 0], "\(secondOrder[index].name)")
  }

  private func allocations(_ objective: some DifferentiableObjective<Double>, _ index: Int) -> Int {
    var run = Minimization(
      objective, from: [Double](repeating: 30, count: 20), using: secondOrder[index].method)
    for _ in 0..<2 { _ = run.next() }
    var steps = 0
    let before = allocation_count()
    // An examination, which comes at the end, is not an iteration.
    while steps < 4, run.state.current.value > 1, run.next() != nil { steps += 1 }
    let allocations = allocation_count() - before
    #expect(steps >= 2)
    return Int(allocations)
  }
}
