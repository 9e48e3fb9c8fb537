import LinearAlgebra

extension SequentialQuadratic {
  /// The damped update of B for s = `change` and the change y of ∇L with the multipliers of the step, and of J with
  /// J·Jᵀ = B⁻¹. O(n² + m·n).
  ///
  /// J ← J + s·(Jᵀ(B·s/√(sᵀy·sᵀBs) − y/sᵀy))ᵀ, by which J·Jᵀ becomes the inverse of the new B: the product form of BFGS's
  /// formula (M. J. D. Powell, "Updating conjugate directions by the BFGS formula", Mathematical Programming 38, 1987).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func updateHessian() {
    Self.changeOfLagrangian(current, trial, multipliers, n, m, into: &remainder)
    var sy = BLAS.dot(n, change, remainder)
    guard BLAS.dot(n, change, change) > 0, sy.isFinite else { return }
    isFresh = false
    BLAS.gemv(m: n, n: n, B, lda: max(1, n), change, &product)
    let sBs = BLAS.dot(n, change, product)
    guard sBs > 0 else { return }
    if sy < Numbers.damping * sBs {
      let share = (1 - Numbers.damping) * sBs / (sBs - sy)
      for j in 0..<n { remainder[j] = share * remainder[j] + (1 - share) * product[j] }
      sy = Numbers.damping * sBs
    }
    BLAS.ger(m: n, n: n, alpha: 1 / sy, remainder, remainder, &B, lda: max(1, n))
    BLAS.ger(m: n, n: n, alpha: -1 / sBs, product, product, &B, lda: max(1, n))
    updateInverse(sy, sBs)
  }

  /// The update of J, unless rounding has made another matrix of it, which is found anew then.
  private mutating func updateInverse(_ sy: Scalar, _ sBs: Scalar) {
    // By differences it is found anew for each program, and an update would be for nothing.
    if hasDifferences { isFactored = false }
    guard isFactored else { return }
    BLAS.gemv(transposeA: true, m: n, n: n, inverse, lda: max(1, n), product, &move)
    let own = BLAS.dot(n, move, move)
    isFactored = (own - sBs).magnitude <= Numbers.inverseDrift * sBs
    guard isFactored else { return }
    let root = (sy * sBs).squareRoot()
    BLAS.gemv(
      transposeA: true, m: n, n: n, alpha: -1 / sy, inverse, lda: max(1, n), remainder,
      beta: 1 / root, &move)
    BLAS.ger(m: n, n: n, change, move, &inverse, lda: max(1, n))
  }

  /// y ← ∇L at one point less that at another, with the multipliers of the rows; exact zeros for linear ones.
  static func changeOfLagrangian(
    _ before: ConstrainedPoint<Scalar>, _ after: ConstrainedPoint<Scalar>,
    _ multipliers: [Scalar], _ n: Int, _ m: Int, into y: inout [Scalar]
  ) {
    before.jacobian.withUnsafeBufferPointer { old in
      after.jacobian.withUnsafeBufferPointer { new in
        for j in 0..<n {
          var sum = after.gradient[j] - before.gradient[j]
          for i in 0..<m where multipliers[i] != 0 {
            sum -= multipliers[i] * (new[i + m * j] - old[i + m * j])
          }
          y[j] = sum
        }
      }
    }
  }
}
