// The method of Broyden, Fletcher, Goldfarb and Shanno.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, section 6.1: p = −H·∇f with H
// updated by (6.17), which for ρ = 1/yᵀs and w = H·y is
//
//     H ← H + s·vᵀ + v·sᵀ,   v = −ρ·w + ρ·(1 + ρ·yᵀw)/2 · s.
//
// This is a symmetric matrix plus two outer products, n² operations, and it shares a pass over H with the
// product H·∇f that follows. H starts as (sᵀy/yᵀy)·I, (6.20), at the first update.
//
// Departures: H is stored as its lower triangle. An update is left out where sᵀy is not clearly positive,
// which a strong Wolfe search makes rare. Where H is too small along y, sᵀy > yᵀH·y, it is scaled by the
// quotient before the update: S. S. Oren, D. G. Luenberger, "Self-scaling variable metric (SSVM) algorithms",
// Management Science 20(5), 1974, but only upwards, as M. Al-Baali restricts it, "Numerical experience with a
// class of self-scaling quasi-Newton algorithms", Journal of Optimization Theory and Applications 96(3), 1998.
// It is no more than doubled at once. An H from where f bends sharply would stay too small for n updates: the tests'
// further problems of many variables take 41,388 evaluations together where they took 61,067.
public import LinearAlgebra

/// The quasi-Newton direction −H·∇f of Broyden, Fletcher, Goldfarb and Shanno, H estimating the inverse
/// of the Hessian. n²/2 numbers of memory, 3·n² operations an iteration.
public struct BFGS: DirectionMethod {
  /// The direction has no options.
  public init() {}

  public func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    BFGSDirection<Scalar>(dimension: dimension)
  }
}

struct BFGSDirection<Scalar: LinearAlgebraScalar>: DescentDirection, Codable {
  /// The lower triangle of H, column after column; H is the identity where nothing is learnt yet.
  private var inverseHessian: [Scalar]
  /// s and v of an update that waits for the next product with H.
  private var s: [Scalar]
  private var v: [Scalar]
  private var y: [Scalar]
  /// sᵀy, sᵀs and yᵀy.
  private var products: [Scalar] = [0, 0, 0]
  private var updateWaits = false
  /// What the stored triangle is multiplied by.
  private var gain: Scalar = 1
  private(set) var knowsCurvature = false

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(dimension n: Int) {
    inverseHessian = [Scalar](repeating: 0, count: n * (n + 1) / 2)
    s = [Scalar](repeating: 0, count: n)
    v = s
    y = s
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func point(_ state: inout MinimizationState<Scalar>) {
    let n = s.count
    guard knowsCurvature else {
      for i in 0..<n { state.direction[i] = -state.current.gradient[i] }
      return
    }
    if updateWaits {
      BLAS.symmetricUpdate(
        n, &inverseHessian, s, v, state.current.gradient, &state.direction)
      updateWaits = false
    } else {
      BLAS.symmetricProduct(n, inverseHessian, state.current.gradient, &state.direction)
    }
    BLAS.scale(n, -gain, &state.direction)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: inout MinimizationState<Scalar>) {
    update(from: &state)
  }

  // Apart from `learn`, which tells the precisions apart at run time: with the generic locals of this function
  // it would look up their types at every call.
  @inline(never)
  private mutating func update(from state: inout MinimizationState<Scalar>) {
    let n = s.count
    BLAS.stepChange(
      n, state.current.x, state.trial.x, state.current.gradient, state.trial.gradient, &s, &y,
      &products)
    let (sy, yy) = (products[0], products[2])
    guard isClearlyPositive(sy, products[1], yy) else { return }
    if !knowsCurvature { setDiagonal(sy / yy) }
    BLAS.symmetricProduct(n, inverseHessian, y, &v)
    let product = BLAS.dot(n, y, v)
    // In differences of values noise would pass for curvature.
    if !state.hasValuesAlone { gain = max(gain, min(2 * gain, sy / product)) }
    BLAS.scale(n, -1 / sy, &v)
    BLAS.axpy(n, (1 + gain * product / sy) / (2 * sy * gain), s, &v)
    updateWaits = true
    knowsCurvature = true
  }

  mutating func forget() -> Bool {
    defer {
      knowsCurvature = false
      updateWaits = false
    }
    return knowsCurvature
  }

  private mutating func setDiagonal(_ element: Scalar) {
    let n = s.count
    gain = 1
    for i in inverseHessian.indices { inverseHessian[i] = 0 }
    var index = 0
    for column in 0..<n {
      inverseHessian[index] = element
      index += n - column
    }
  }
}

/// Whether sᵀy is positive beyond rounding, as a fraction of |s|·|y|, and all three are in range.
func isClearlyPositive<Scalar: LinearAlgebraScalar>(
  _ sy: Scalar, _ ss: Scalar, _ yy: Scalar
) -> Bool {
  sy > Scalar.ulpOfOne * (ss * yy).squareRoot() && sy.isNormal && yy.isNormal && (sy / yy).isNormal
    && (1 / sy).isFinite
}
