public import LinearAlgebra
public import Matrices

/// Minimises ½·xᵀHx + gᵀx with l ≤ A·x ≤ u and bounds of the variables, for a positive semidefinite H.
///
///     let solution = minimizeQuadratic(
///       [[2, 0], [0, 2]], [-2, -5], rows: [[1, 2]], from: [-Double.infinity], to: [3])
///
/// The method is Goldfarb and Idnani's, dense: O(n³) and O(n² + m·n) for every constraint that becomes active. A matrix
/// that is only semidefinite gets a small multiple of the unit matrix, and the minimum is refined by proximal steps until
/// that has no say any more. A linear program is not served by it.
///
/// Traps where sizes do not fit or a lower bound is above its upper one.
///
/// - Parameters:
///   - hessian: H, n×n; its lower triangle is read.
///   - gradient: g, n numbers.
///   - matrix: A, m×n; `nil` for no rows.
///   - lower: The m lower bounds l; −∞ for none. Equal to u in equations.
///   - upper: The m upper bounds u; ∞ for none.
///   - bounds: The variables' own bounds; `nil` for none.
public func minimizeQuadratic<Scalar: LinearAlgebraScalar>(
  _ hessian: Matrix<Scalar>, _ gradient: [Scalar], rows matrix: Matrix<Scalar>? = nil,
  from lower: [Scalar] = [], to upper: [Scalar] = [], bounds: Bounds<Scalar>? = nil
) -> QuadraticSolution<Scalar> {
  var program = QuadraticProgram(hessian, gradient, matrix, lower, upper, bounds)
  return program.solve()
}

/// The program with its workspace.
private struct QuadraticProgram<Scalar: LinearAlgebraScalar> {
  private let n: Int
  private let m: Int
  private let hessian: [Scalar]
  private let gradient: [Scalar]
  private let rows: [Scalar]
  private let lower: [Scalar]
  private let upper: [Scalar]
  private var method: DualActiveSet<Scalar>

  init(
    _ hessian: Matrix<Scalar>, _ gradient: [Scalar], _ matrix: Matrix<Scalar>?, _ lower: [Scalar],
    _ upper: [Scalar], _ bounds: Bounds<Scalar>?
  ) {
    n = gradient.count
    m = matrix?.rowCount ?? 0
    let (n, m) = (n, m)
    require(
      hessian.rowCount == n && hessian.columnCount == n,
      "a \(hessian.rowCount)×\(hessian.columnCount) matrix does not fit \(n) variables")
    require(
      matrix?.columnCount ?? n == n,
      "a \(m)×\(matrix?.columnCount ?? 0) matrix does not fit \(n) variables")
    require(
      lower.count == m && upper.count == m,
      "\(lower.count) lower and \(upper.count) upper bounds do not fit \(m) rows")
    for i in 0..<m {
      require(
        lower[i] <= upper[i], "bounds of row \(i) leave it no value: \(lower[i]) to \(upper[i])")
    }
    let box = bounds ?? Bounds(none: n)
    require(box.dimension == n, "bounds of \(box.dimension) variables do not fit \(n) variables")
    var full = hessian.elements
    for j in 0..<n {
      for i in 0..<j { full[i + n * j] = full[j + n * i] }
    }
    self.hessian = full
    self.gradient = gradient
    rows = matrix?.elements ?? []
    self.lower = lower + box.lower
    self.upper = upper + box.upper
    method = DualActiveSet(variables: n, rows: m)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve() -> QuadraticSolution<Scalar> {
    let numbers = hessian + gradient + rows
    guard numbers.allSatisfy(\.isFinite) else { return answer(.failed) }
    var factor = hessian
    var inverse = hessian
    if InverseFactor.make(n, of: hessian, into: &inverse, factor: &factor),
      conditionIsFair(factor)
    {
      method.J = inverse
      switch method.solve(gradient: gradient, rows: rows, lower: lower, upper: upper) {
      case .solved: return answer(.solved)
      case .infeasible: return answer(.infeasible)
      case .stalled: return answer(.failed)
      }
    }
    return solveSemidefinite()
  }

  /// Whether the factor's diagonal tells of no loss of half the digits.
  private func conditionIsFair(_ factor: [Scalar]) -> Bool {
    var (least, most): (Scalar, Scalar) = (.infinity, 0)
    for i in 0..<n {
      least = min(least, factor[i + n * i])
      most = max(most, factor[i + n * i])
    }
    return n == 0 || least > most * Scalar.ulpOfOne.squareRoot().squareRoot()
  }

  /// Minimises f + ½·ε·|x − xₖ|² again and again, from xₖ to the next, until x moves no more.
  private mutating func solveSemidefinite() -> QuadraticSolution<Scalar> {
    let size = max(BLAS.maxAbs(n * n, hessian), BLAS.maxAbs(n, gradient), .leastNormalMagnitude)
    // A factor of the matrix with a hundredth of it tells an indefinite one.
    var shifted = hessian
    var (factor, inverse) = (hessian, hessian)
    for i in 0..<n { shifted[i + n * i] += size * Scalar.ulpOfOne.squareRoot() }
    guard InverseFactor.make(n, of: shifted, into: &inverse, factor: &factor) else {
      return answer(.notConvex)
    }
    let epsilon = size / 1000
    shifted = hessian
    for i in 0..<n { shifted[i + n * i] += epsilon }
    _ = InverseFactor.make(n, of: shifted, into: &inverse, factor: &factor)
    var x = [Scalar](repeating: 0, count: n)
    var slope = gradient
    for _ in 0..<2000 {
      for j in 0..<n { slope[j] = gradient[j] - epsilon * x[j] }
      method.J = inverse
      switch method.solve(gradient: slope, rows: rows, lower: lower, upper: upper) {
      case .infeasible: return answer(.infeasible)
      case .stalled: return answer(.failed)
      case .solved: break
      }
      let move = (0..<n).map { method.x[$0] - x[$0] }
      x = method.x
      let length = BLAS.maxAbs(n, move)
      // The program's condition is a thousand, and so many roundings may remain.
      if length <= 1e4 * Scalar.ulpOfOne * max(1, BLAS.maxAbs(n, x)) { return answer(.solved) }
      if isUnbounded(move, length, size) { return answer(.unbounded, along: move) }
    }
    return answer(.failed)
  }

  /// Whether f falls for ever along a direction: it has no curvature and a slope there, and no constraint ends it.
  private func isUnbounded(_ move: [Scalar], _ length: Scalar, _ size: Scalar) -> Bool {
    let tiny = 1e3 * Scalar.ulpOfOne.squareRoot()
    var slope: Scalar = 0
    for i in 0..<n {
      var curvature: Scalar = 0
      for j in 0..<n { curvature += hessian[i + n * j] * move[j] }
      if curvature.magnitude > tiny * size * length { return false }
      slope += gradient[i] * move[i]
    }
    guard slope < -tiny * length * BLAS.maxAbs(n, gradient) else { return false }
    for k in 0..<(m + n) {
      var change: Scalar = k < m ? 0 : move[k - m]
      if k < m { for j in 0..<n { change += rows[k + m * j] * move[j] } }
      let slack = tiny * length
      if change < -slack && lower[k] > -.infinity { return false }
      if change > slack && upper[k] < .infinity { return false }
    }
    return true
  }

  private func answer(
    _ outcome: QuadraticSolution<Scalar>.Outcome, along direction: [Scalar]? = nil
  ) -> QuadraticSolution<Scalar> {
    let x = direction ?? method.x
    var value: Scalar = 0
    for j in 0..<n {
      var product: Scalar = 0
      for i in 0..<n { product += hessian[i + n * j] * x[i] }
      value += x[j] * (product / 2 + gradient[j])
    }
    return QuadraticSolution(
      outcome: outcome, x: x, value: outcome == .unbounded ? -.infinity : value,
      multipliers: Array(method.multipliers[..<m]),
      boundMultipliers: Array(method.multipliers[m...]))
  }
}
