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

/// Nothing is asked twice at one point, neither by steps nor by differences nor by examinations.
struct RepetitionTests {
  private static let methods: [any MinimizationMethod] = [
    .bfgs, .trustExact, .dogleg, .lbfgs, .newtonConjugateGradient, .trustKrylov,
  ]
  private static let instances = Instance.all.filter { [5, 7, 14].contains($0.number) }

  private func repetitions(
    of method: any MinimizationMethod, on instance: Instance, within box: Bounds<Double>?
  ) throws -> Int {
    let objective = Asked(try #require(instance.objective))
    let solution = minimize(objective, from: instance.x0, bounds: box, using: method)
    #expect(solution.evaluations == objective.points.count)
    return objective.points.count - Set(objective.points).count
  }

  @Test("no point is evaluated twice", arguments: methods.indices)
  func withoutBounds(index: Int) throws {
    for instance in Self.instances {
      let count = try repetitions(of: Self.methods[index], on: instance, within: nil)
      #expect(count == 0, "\(instance.key)")
    }
  }

  /// Where the minimum lies in a corner, steps of any length and differences along any of them end there.
  @Test("no point is evaluated twice within bounds", arguments: 0..<3)
  func withinBounds(index: Int) throws {
    for instance in Self.instances {
      let box = Bounds(
        lower: instance.x0.map { $0 - 0.5 * max(1, abs($0)) },
        upper: instance.x0.map { $0 + 0.3 * max(1, abs($0)) })
      let count = try repetitions(of: Self.methods[index], on: instance, within: box)
      #expect(count == 0, "\(instance.key)")
    }
  }
}
