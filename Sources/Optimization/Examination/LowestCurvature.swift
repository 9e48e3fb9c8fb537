// The lowest curvature of f by Lanczos's iteration on products of the Hessian with vectors.
//
// G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., Johns Hopkins 2013, section 10.1: after k products
// the eigenvalues of a k×k tridiagonal matrix approach the extreme ones of the Hessian, the lowest among the
// first, and its eigenvectors the directions that they belong to.
//
// Departures: every vector is made orthogonal to all before, twice over where that takes most of it away, as k
// is small; the start is a vector of irregular elements, so that no symmetry of f hides a direction from it.
import LinearAlgebra

/// The lowest and the largest curvature that were found.
struct LowestCurvature<Scalar: LinearAlgebraScalar> {
  /// pᵀ·H·p of the lowest, for a unit vector p.
  let curvature: Scalar
  /// p.
  let direction: [Scalar]
  /// The largest magnitude of a curvature.
  let largest: Scalar
  /// |H·p − curvature·p|: an eigenvalue lies within so much of the curvature.
  let residual: Scalar

  /// Whether f bends down along the direction, beyond what products to a relative `error` can pretend.
  func isNegative(error: Scalar) -> Bool {
    curvature < -max(Limit.negativePart, 4 * error) * largest
  }
}

extension MinimizationState {
  /// The lowest curvature at the iterate among the variables that bounds leave free, by at most so many products
  /// of the Hessian; `nil` where one is not to be had, or a limit is met.
  ///
  /// Ends early where a direction of negative curvature is found.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func lowestCurvature(products most: Int) -> LowestCurvature<Scalar>? {
    let n = dimension
    hold()
    var basis: [[Scalar]] = []
    var (diagonal, beside): ([Scalar], [Scalar]) = ([], [])
    var next = (0..<n).map { irregularShare($0, 0) as Scalar }
    for i in isHeld.indices where isHeld[i] { next[i] = 0 }
    var product = [Scalar](repeating: 0, count: n)
    var found: LowestCurvature<Scalar>?
    let error = evaluator.gradientError.squareRoot()
    while basis.count < most {
      let length = BLAS.nrm2(n, next)
      // The vectors before span all that the Hessian makes of the start.
      if !(length > 0) { break }
      BLAS.scale(n, 1 / length, &next)
      guard hessianProduct(next, into: &product) else { return nil }
      diagonal.append(BLAS.dot(n, next, product))
      basis.append(next)
      for _ in 0..<2 {
        for vector in basis { BLAS.axpy(n, -BLAS.dot(n, vector, product), vector, &product) }
      }
      swap(&next, &product)
      let rest = BLAS.nrm2(n, next)
      let ritz = ritzPair(basis, diagonal, beside, rest)
      found = ritz
      if ritz.isNegative(error: error), ritz.residual <= ritz.curvature.magnitude / 4 { break }
      if rest <= error * ritz.largest { break }
      beside.append(rest)
    }
    return found
  }

  /// The lowest eigenvalue of the tridiagonal matrix, and its vector.
  private func ritzPair(
    _ basis: [[Scalar]], _ diagonal: [Scalar], _ beside: [Scalar], _ rest: Scalar
  ) -> LowestCurvature<Scalar> {
    let k = diagonal.count
    var matrix = [Scalar](repeating: 0, count: k * k)
    for i in 0..<k {
      matrix[i * k + i] = diagonal[i]
      if i + 1 < k {
        matrix[i * k + i + 1] = beside[i]
        matrix[(i + 1) * k + i] = beside[i]
      }
    }
    let eigen = SymmetricEigenvalues(of: matrix, dimension: k)
    var lowest = 0
    for i in 1..<max(k, 1) where eigen.values[i] < eigen.values[lowest] { lowest = i }
    var direction = [Scalar](repeating: 0, count: dimension)
    for (j, vector) in basis.enumerated() {
      BLAS.axpy(dimension, eigen.vectors[lowest * k + j], vector, &direction)
    }
    return LowestCurvature(
      curvature: eigen.values[lowest], direction: direction,
      largest: eigen.values.reduce(0) { max($0, $1.magnitude) },
      residual: rest * eigen.vectors[lowest * k + k - 1].magnitude)
  }
}

/// Whether f bends down along some direction where the gradient is small, at any number of variables: at a
/// saddle point, and at a maximum.
extension Minimization {
  /// Looks for a lower point along the direction of the lowest curvature, by at most so many products; `nil`
  /// where there is none, or the objective gives values alone, whose products are too dear and too rough.
  mutating func leaveSaddle(products most: Int = .max) -> Finding? {
    guard state.hasOwnGradient, stepper.traits.usesGradient, most > 1 else { return nil }
    let allowed =
      state.dimension > Limit<Scalar>.manyVariables
      ? Limit<Scalar>.productsOfMany : Limit<Scalar>.products
    guard let lowest = state.lowestCurvature(products: min(most, allowed)) else {
      return state.interruption == nil ? nil : .interrupted
    }
    guard lowest.isNegative(error: state.evaluator.gradientError.squareRoot()) else { return nil }
    return leaveSaddle(along: lowest.direction, curvature: lowest.curvature)
  }

  /// Looks for a decrease worth having along a direction of negative curvature, over a distance as long as x is
  /// large, and shorter ones; the gradient need not show it.
  mutating func leaveSaddle(along direction: [Scalar], curvature: Scalar) -> Finding? {
    let n = state.dimension
    let slope = BLAS.dot(n, state.current.gradient, direction)
    let size = max(1, BLAS.maxAbs(n, state.current.x)) / BLAS.maxAbs(n, direction)
    let length = slope > 0 ? -size : size
    state.direction = direction.map { $0 * length }
    state.slope = slope * length
    return tryShortening(-curvature * size * size / 2)
  }

  /// The examination for those who have few evaluations to spare; see ``Examination/cheap``.
  mutating func examineCheaply() -> Finding {
    guard stepper.traits.usesGradient, !knowsValuesAlone else { return .stationary }
    let budget = max(3, state.evaluations / 20)
    if progress.gradientNorm > 0 {
      guard let decrease = state.decreaseAlongGradient() else { return .interrupted }
      if isWorthHaving(decrease) && !isRounding(decrease) { return .notStationary }
    }
    return leaveSaddle(products: budget - 1) ?? .stationary
  }
}
