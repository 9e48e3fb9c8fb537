import LinearAlgebra

/// A Hessian scaled to a diagonal of ones, and the gradient likewise.
struct ScaledSystem<Scalar: LinearAlgebraScalar> {
  /// 1/√|Hᵢᵢ|.
  let scale: [Scalar]
  let hessian: [Scalar]
  let gradient: [Scalar]
  /// The Frobenius norm of H − Hᵀ as measured, in the same scale.
  let asymmetry: Scalar
  /// The Frobenius norm of that part of the Hessian which was measured, likewise.
  private(set) var measured: Scalar
  /// What values close by say, where differences made the Hessian.
  let evidence: ValueEvidence<Scalar>?

  private init(
    scale: [Scalar], hessian: [Scalar], gradient: [Scalar], asymmetry: Scalar, measured: Scalar
  ) {
    self.scale = scale
    self.hessian = hessian
    self.gradient = gradient
    self.asymmetry = asymmetry
    self.measured = measured
    evidence = nil
  }

  /// From a Hessian, column after column and not quite symmetric, and a gradient.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(hessian: [Scalar], gradient: [Scalar], evidence: ValueEvidence<Scalar>? = nil) {
    let n = gradient.count
    let scale = (0..<n).map { (i: Int) -> Scalar in
      let diagonal = hessian[i * n + i].magnitude
      return diagonal.isNormal ? 1 / diagonal.squareRoot() : 1
    }
    var scaled = hessian
    var square: Scalar = 0
    for i in 0..<n {
      for j in 0..<i {
        let (upper, lower) = (hessian[i * n + j], hessian[j * n + i])
        let difference = (upper - lower) * scale[i] * scale[j]
        square += 2 * difference * difference
        scaled[i * n + j] = (upper / 2 + lower / 2) * scale[i] * scale[j]
        scaled[j * n + i] = scaled[i * n + j]
      }
      scaled[i * n + i] = hessian[i * n + i] * scale[i] * scale[i]
    }
    self.scale = scale
    self.hessian = scaled
    self.gradient = (0..<n).map { gradient[$0] * scale[$0] }
    asymmetry = square.squareRoot()
    measured = BLAS.nrm2(scaled.count, scaled)
    self.evidence = evidence
  }

  /// From a Hessian of which only a part, to be added, was measured.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(hessian: [Scalar], uncertain: [Scalar], gradient: [Scalar]) {
    let n = gradient.count
    var sum = hessian
    for index in sum.indices { sum[index] += uncertain[index] }
    self.init(hessian: sum, gradient: gradient)
    var scaled = uncertain
    for j in 0..<n {
      for i in 0..<n { scaled[i + n * j] *= scale[i] * scale[j] }
    }
    measured = BLAS.nrm2(scaled.count, scaled)
  }

  /// The curvature along variable i.
  func curvature(_ i: Int) -> Scalar {
    hessian[i * gradient.count + i] / (scale[i] * scale[i])
  }

  /// ½·pᵀ·H·p.
  func change(by p: [Scalar]) -> Scalar {
    let n = gradient.count
    var sum: Scalar = 0
    for j in 0..<n {
      for i in 0..<n { sum += p[i] / scale[i] * hessian[j * n + i] * (p[j] / scale[j]) }
    }
    return sum / 2
  }

  /// The same system with nothing to do with some variables.
  func isolating(_ variables: [Int]) -> ScaledSystem {
    let n = gradient.count
    var (hessian, gradient) = (hessian, gradient)
    for i in variables {
      for j in 0..<n {
        hessian[i * n + j] = i == j ? 1 : 0
        hessian[j * n + i] = hessian[i * n + j]
      }
      gradient[i] = 0
    }
    return ScaledSystem(
      scale: scale, hessian: hessian, gradient: gradient, asymmetry: asymmetry,
      measured: measured)
  }

  /// The same system for a gradient whose elements are zero where they are no larger than a relative error of
  /// `error` lets them be: of |f| over the distance in which f changes by as much, and of the curvature over it.
  func forgettingErrors(of error: Scalar, at point: Point<Scalar>) -> ScaledSystem {
    var gradient = gradient
    for i in gradient.indices {
      let size = max(1, point.x[i].magnitude)
      let curvature = 1 / (scale[i] * scale[i])
      let uncertainty = error * (point.value.magnitude / size + curvature * size)
      if gradient[i].magnitude <= uncertainty * scale[i] { gradient[i] = 0 }
    }
    return ScaledSystem(
      scale: scale, hessian: hessian, gradient: gradient, asymmetry: asymmetry,
      measured: measured)
  }

  /// The most by which f changes, as far as it is quadratic, where variable i moves by d.
  func change(along i: Int, _ d: Scalar) -> Scalar {
    let scaled = d / scale[i]
    let n = gradient.count
    return (gradient[i] * scaled).magnitude + (hessian[i * n + i] * scaled * scaled).magnitude / 2
  }
}

extension ScaledSystem {
  /// No less than how much lower the minimum of the quadratic model lies where the Hessian is off by `error`, by
  /// Cholesky's decomposition of what is surely left of it; `nil` where that is not positive definite, and
  /// only the eigenvalues tell. n³/3 operations.
  ///
  /// The model's minimum lies |L⁻¹·g|²/2 lower for H = L·Lᵀ; L⁻¹·g is computed as one more row of L.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func greatestDecrease(within error: Scalar) -> Scalar? {
    let n = gradient.count
    // Beyond the rounding of the decomposition.
    let margin = error + 16 * Scalar(n * n) * Scalar.ulpOfOne
    var factor = hessian
    var solution = gradient
    var square: Scalar = 0
    return factor.withUnsafeMutableBufferPointer { factor -> Scalar? in
      for j in 0..<n {
        let pivot = factor[j * n + j] - margin
        guard pivot > 0 else { return nil }
        for k in j + 1..<n {
          let t = factor[j * n + k] / pivot
          for i in k..<n { factor[k * n + i] -= t * factor[j * n + i] }
          solution[k] -= t * solution[j]
        }
        square += solution[j] * solution[j] / pivot
      }
      return square / 2
    }
  }
}

extension ScaledSystem {
  /// Whether the iterate is a minimum to `negligible` beyond doubt, though the Hessian was measured on one side of
  /// it only.
  ///
  /// Differences of one side are wrong by half a step times the third derivatives, which make the matrix
  /// asymmetric just as much; four times that asymmetry, and no less than the step times what was measured of the
  /// Hessian, are taken for the error. All that is found must hold for any Hessian within it.
  func expectsNothing(beyond negligible: Scalar) -> Bool {
    let error = max(4 * asymmetry, Limit<Scalar>.differenceStep * measured)
    return greatestDecrease(within: error).map { $0 <= negligible } ?? false
  }
}
