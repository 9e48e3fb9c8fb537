import Foundation
import Optimization

/// Whether a point is a local minimum, by its Hessian: apart from what the minimiser itself looks at.
struct LocalMinimum {
  var problem: FurtherProblem
  let x: [Double]
  private(set) var value = Double.nan
  private var gradient: [Double]
  /// The variables that no bound holds.
  private var free: [Int]

  init(_ problem: FurtherProblem, at x: [Double]) {
    self.problem = problem
    self.x = x
    (gradient, free) = (x, [])
    (value, gradient) = evaluate(x)
    free = x.indices.filter { i in
      guard let bounds = problem.bounds else { return true }
      return (x[i] > bounds.lower[i] || gradient[i] < 0)
        && (x[i] < bounds.upper[i] || gradient[i] > 0) && bounds.lower[i] < bounds.upper[i]
    }
  }

  private mutating func evaluate(_ x: [Double]) -> (Double, [Double]) {
    var gradient = x
    var span = gradient.mutableSpan
    let value = problem.value(at: x.span, gradient: &span)
    return (value, gradient)
  }

  /// ∂g/∂xⱼ by differences with Richardson's extrapolation.
  private mutating func column(_ j: Int) -> [Double] {
    let h = 0x1p-10 * max(abs(x[j]), 1e-3)
    var columns: [[Double]] = []
    for h in [h, h / 2] {
      var (ahead, behind) = (x, x)
      ahead[j] += h
      behind[j] -= h
      let distance = ahead[j] - behind[j]
      columns.append(zip(evaluate(ahead).1, evaluate(behind).1).map { ($0 - $1) / distance })
    }
    return free.map { (4 * columns[1][$0] - columns[0][$0]) / 3 }
  }

  /// How much lower the quadratic model of f has its minimum, its curvatures taken for no less than a 1e-13th of
  /// the largest once every variable is scaled to a curvature of one; `nil` where the Hessian is not positive
  /// semidefinite to a millionth.
  mutating func expectedDecrease() -> Double? {
    let columns = free.map { column($0) }
    let scale = columns.indices.map { 1 / max(abs(columns[$0][$0]).squareRoot(), 1e-150) }
    var (hessian, slopes) = (columns, free.map { gradient[$0] })
    for i in free.indices {
      slopes[i] *= scale[i]
      for j in free.indices {
        hessian[i][j] = (columns[i][j] + columns[j][i]) / 2 * scale[i] * scale[j]
      }
    }
    for shift in [1e-13, 1e-10, 1e-8, 1e-6] {
      if let decrease = Self.decrease(hessian, slopes, shift) { return decrease }
    }
    return nil
  }

  /// gᵀ(H + shift·I)⁻¹g/2 by Cholesky's factors; `nil` where there are none.
  private static func decrease(_ hessian: [[Double]], _ g: [Double], _ shift: Double) -> Double? {
    var (factor, solved, sum) = (hessian, g, 0.0)
    for i in g.indices {
      for j in 0...i {
        var rest = hessian[i][j] + (i == j ? shift : 0)
        for k in 0..<j { rest -= factor[i][k] * factor[j][k] }
        if i > j { factor[i][j] = rest / factor[j][j] }
        guard i == j else { continue }
        guard rest > 0 else { return nil }
        factor[i][i] = rest.squareRoot()
        for k in 0..<i { solved[i] -= factor[i][k] * solved[k] }
        solved[i] /= factor[i][i]
        sum += solved[i] * solved[i]
      }
    }
    return sum / 2
  }

  /// Whether no more than 1e-8 of |f|, or 1e-12, is to be gained.
  mutating func isConfirmed() -> Bool {
    guard value.isFinite else { return false }
    let negligible = 1e-8 * abs(value) + 1e-12
    if let decrease = expectedDecrease() { return decrease <= negligible }
    return !fallsNearby(by: negligible)
  }

  /// Whether f is lower at some distance along an axis: asked where the Hessian is all but zero, as at minima of
  /// fourth order, and differences of gradients tell only their own errors.
  private mutating func fallsNearby(by decrease: Double) -> Bool {
    for j in free {
      for share in [1e-1, -1e-1, 1e-2, -1e-2, 1e-3, -1e-3] {
        var moved = x
        moved[j] += share * max(1e-2, abs(x[j]))
        if let bounds = problem.bounds {
          moved[j] = min(max(moved[j], bounds.lower[j]), bounds.upper[j])
        }
        if evaluate(moved).0 < value - decrease { return true }
      }
    }
    return false
  }
}
