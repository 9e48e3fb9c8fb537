import Optimization
import Testing

/// An objective that keeps the points where it was asked.
private struct Asked: DifferentiableObjective {
  private final class Store { var points: [[Double]] = [] }

  private var base: MoreGarbowHillstrom
  private let store = Store()

  init(_ base: MoreGarbowHillstrom) { self.base = base }

  var dimension: Int { base.dimension }
  var points: [[Double]] { store.points }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    store.points.append(x.indices.map { x[$0] })
    return base.value(at: x, gradient: &gradient)
  }
}

/// Residuals that keep the points where they, and where their Jacobian, were asked for.
private struct AskedResiduals: LeastSquaresObjective {
  private final class Store {
    var residuals: [[Double]] = []
    var jacobians: [[Double]] = []
  }

  private var base: ProblemResiduals
  private let store = Store()

  init(_ base: ProblemResiduals) { self.base = base }

  var dimension: Int { base.dimension }
  var residualCount: Int { base.residualCount }
  var points: (residuals: [[Double]], jacobians: [[Double]]) {
    (store.residuals, store.jacobians)
  }

  mutating func residuals(at x: Span<Double>, into residuals: inout MutableSpan<Double>) {
    store.residuals.append(x.indices.map { x[$0] })
    base.residuals(at: x, into: &residuals)
  }

  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    store.jacobians.append(x.indices.map { x[$0] })
    base.jacobian(at: x, into: &jacobian)
  }
}

/// Nothing is asked twice at one point, neither by steps nor by differences nor by examinations.
struct RepetitionTests {
  private static let methods: [any MinimizationMethod] =
    [
      .bfgs, .lbfgs, .conjugateGradient, .conjugateGradient(.polakRibiere),
      .scaledConjugateGradient,
    ]
    + secondOrder.map(\.method)
  private static let instances = Instance.all.filter { [5, 7, 14].contains($0.number) }

  /// Where the minimum lies in a corner, steps of any length and differences along any of them end there.
  private func box(_ instance: Instance) -> Bounds<Double> {
    Bounds(
      lower: instance.x0.map { $0 - 0.5 * max(1, abs($0)) },
      upper: instance.x0.map { $0 + 0.3 * max(1, abs($0)) })
  }

  @Test("no point is evaluated twice, within bounds or not", arguments: methods.indices)
  func gradients(index: Int) throws {
    for instance in Self.instances {
      for bounds in [nil, box(instance)] {
        let objective = Asked(try #require(instance.objective))
        let solution = minimize(
          objective, from: instance.x0, bounds: bounds, using: Self.methods[index])
        #expect(solution.evaluations == objective.points.count)
        let count = objective.points.count - Set(objective.points).count
        #expect(count == 0, "\(instance.key) \(bounds == nil ? "free" : "bounded")")
      }
    }
  }

  @Test(
    "neither residuals nor their Jacobian are evaluated twice at one point",
    arguments: 0...methods.count)
  func residuals(index: Int) throws {
    for instance in Self.instances {
      let residuals = AskedResiduals(
        ProblemResiduals(try #require(instance.objective), at: instance.x0))
      let method = index < Self.methods.count ? Self.methods[index] : .levenbergMarquardt
      _ = minimize(SumOfSquares(residuals), from: instance.x0, using: method)
      let points = residuals.points
      #expect(points.residuals.count == Set(points.residuals).count, "\(instance.key)")
      #expect(points.jacobians.count == Set(points.jacobians).count, "\(instance.key)")
    }
  }
}
