import CAllocationCount
import Optimization

/// Counts what an iteration of `.sqp` allocates once the active constraints are those of the last one: with derivatives
/// and with differences.
enum ConstrainedCheck {
  private static let dimension = 20

  /// What was wrong, a line each.
  static func failures(warmUp: Int, counted: Int) -> [String] {
    let start = (0..<dimension).map { $0.isMultiple(of: 2) ? -0.5 : 0.4 }
    let zero = [Double](repeating: 0, count: dimension / 2)
    let box = Bounds(-2...2, dimension: dimension)
    let infinite = zero.map { _ in Double.infinity }
    let rules = StoppingRules(iterations: 100)
    var lines: [String] = []
    for hasDerivatives in [true, false] {
      var run =
        hasDerivatives
        ? ConstrainedMinimization(
          Chained(dimension: dimension), from: start, bounds: box,
          subjectTo: [Constraint(Disks(dimension: dimension), from: zero, to: infinite)],
          stopping: rules)
        : ConstrainedMinimization(
          ChainedValue(dimension: dimension), from: start, bounds: box,
          subjectTo: [Constraint(DiskValues(dimension: dimension), from: zero, to: infinite)],
          stopping: rules)
      for _ in 0..<warmUp { _ = run.next() }
      var steps = 0
      let before = allocation_count()
      for _ in 0..<counted where run.next() != nil { steps += 1 }
      let allocations = allocation_count() - before
      if allocations > 0 || steps < counted {
        let what = hasDerivatives ? "derivatives" : "differences"
        lines.append("sqp with \(what): \(allocations) allocations in \(steps) iterations")
      }
    }
    return lines
  }
}

/// 1 − x₂ₖ² − x₂ₖ₊₁² + x₂ₖ₊₅/10 of each pair of variables, indices modulo n.
private struct DiskValues: ConstraintFunction {
  let dimension: Int
  var rowCount: Int { dimension / 2 }

  mutating func values(at x: Span<Double>, into values: inout MutableSpan<Double>) {
    for k in values.indices {
      let (a, b) = (x[2 * k], x[2 * k + 1])
      values[k] = 1 - a * a - b * b + x[(2 * k + 5) % dimension] / 10
    }
  }
}

/// The same with their Jacobian.
private struct Disks: DifferentiableConstraints {
  let dimension: Int
  var rowCount: Int { dimension / 2 }

  mutating func values(at x: Span<Double>, into values: inout MutableSpan<Double>) {
    var disks = DiskValues(dimension: dimension)
    disks.values(at: x, into: &values)
  }

  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    for k in 0..<rowCount {
      jacobian[k + rowCount * 2 * k] += -2 * x[2 * k]
      jacobian[k + rowCount * (2 * k + 1)] += -2 * x[2 * k + 1]
      jacobian[k + rowCount * ((2 * k + 5) % dimension)] += 0.1
    }
  }
}
