import LinearAlgebra

/// A Hessian scaled to a diagonal of ones, and the gradient likewise.
struct ScaledSystem<Scalar: LinearAlgebraScalar> {
  /// 1/√|Hᵢᵢ|.
  let scale: [Scalar]
  let hessian: [Scalar]
  let gradient: [Scalar]

  private init(scale: [Scalar], hessian: [Scalar], gradient: [Scalar]) {
    self.scale = scale
    self.hessian = hessian
    self.gradient = gradient
  }

  /// From a Hessian, column after column and not quite symmetric, and a gradient.
  init(hessian: [Scalar], gradient: [Scalar]) {
    let n = gradient.count
    let scale = (0..<n).map { (i: Int) -> Scalar in
      let diagonal = hessian[i * n + i].magnitude
      return diagonal.isNormal ? 1 / diagonal.squareRoot() : 1
    }
    var scaled = hessian
    for i in 0..<n {
      for j in 0..<n {
        scaled[i * n + j] = (hessian[i * n + j] / 2 + hessian[j * n + i] / 2) * scale[i] * scale[j]
      }
    }
    self.scale = scale
    self.hessian = scaled
    self.gradient = (0..<n).map { gradient[$0] * scale[$0] }
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
    return ScaledSystem(scale: scale, hessian: hessian, gradient: gradient)
  }

  /// The most by which f changes, as far as it is quadratic, where variable i moves by d.
  func change(along i: Int, _ d: Scalar) -> Scalar {
    let scaled = d / scale[i]
    let n = gradient.count
    return (gradient[i] * scaled).magnitude + (hessian[i * n + i] * scaled * scaled).magnitude / 2
  }
}

/// The quadratic model of f around an iterate, from differences of the gradient: how much lower it expects
/// the minimum, and where.
///
/// The Hessian is scaled to a diagonal of ones before its eigenvalues are taken, so that variables of very
/// different sizes do not drown one another.
struct CurvatureModel<Scalar: LinearAlgebraScalar> {
  /// 1/√|Hᵢᵢ|.
  private let scale: [Scalar]
  private let eigen: SymmetricEigenvalues<Scalar>
  /// The scaled gradient's component along each eigenvector.
  private let components: [Scalar]
  private let largest: Scalar

  /// No more than how much lower the minimum of the model lies whatever the floor, by a Cholesky
  /// decomposition in n³/3 operations; `nil` where curvatures may be close to the lowest floor, and only the
  /// eigenvalues tell.
  static func greatestDecrease(_ system: ScaledSystem<Scalar>) -> Scalar? {
    let n = system.gradient.count
    var factor = system.hessian
    // Beyond the rounding of the decomposition, and of the lowest floor.
    let margin = 16 * Scalar(n * n) * Scalar.ulpOfOne
    for i in 0..<n { factor[i * n + i] -= margin }
    var solution = system.gradient
    guard
      factor.withUnsafeMutableBufferPointer({ factor in
        solution.withUnsafeMutableBufferPointer { solution in
          guard let a = factor.baseAddress, let x = solution.baseAddress,
            BLAS.cholesky(n, a, lda: n) == 0
          else { return false }
          BLAS.solveLower(n, a, lda: n, x)
          return true
        }
      })
    else { return nil }
    return solution.reduce(0) { $0 + $1 * $1 } / 2
  }

  /// The model with its eigenvalues.
  init(_ system: ScaledSystem<Scalar>) {
    let n = system.gradient.count
    eigen = SymmetricEigenvalues(of: system.hessian, dimension: n)
    components = (0..<n).map { [eigen] k in
      (0..<n).reduce(0) { $0 + eigen.vectors[k * n + $1] * system.gradient[$1] }
    }
    largest = eigen.values.reduce(0) { max($0, $1.magnitude) }
    scale = system.scale
  }

  /// How much lower the model's minimum lies where curvatures below `floor`, as a fraction of the largest,
  /// are taken for that much; ∞ or NaN where the model is useless.
  func expectedDecrease(floor: Scalar) -> Scalar {
    components.indices.reduce(0) {
      $0 + components[$1] * components[$1] / (2 * curvature($1, floor))
    }
  }

  /// The step to that minimum, away from maxima and saddle points.
  func step(floor: Scalar) -> [Scalar] {
    let n = scale.count
    var step = [Scalar](repeating: 0, count: n)
    for k in 0..<n {
      let length = -components[k] / curvature(k, floor)
      for i in 0..<n { step[i] += length * eigen.vectors[k * n + i] * scale[i] }
    }
    return step
  }

  /// The direction of the most negative curvature and that curvature; `nil` where it is not beyond doubt.
  var mostNegative: (direction: [Scalar], curvature: Scalar)? {
    guard let k = eigen.values.indices.min(by: { eigen.values[$0] < eigen.values[$1] }),
      eigen.values[k] < -1e-5 * largest
    else { return nil }
    let n = scale.count
    return ((0..<n).map { eigen.vectors[k * n + $0] * scale[$0] }, eigen.values[k])
  }

  private func curvature(_ k: Int, _ floor: Scalar) -> Scalar {
    max(eigen.values[k].magnitude, max(floor * largest, Scalar.leastNormalMagnitude))
  }
}

extension MinimizationState {
  /// The Hessian and the gradient at the iterate, in the variables that bounds leave free; `nil` where f or its gradient is
  /// not finite close by, or a limit is met.
  ///
  /// The objective's own Hessian, or two evaluations for each variable; where gradients are themselves made of
  /// values, so is the Hessian.
  mutating func scaledSystem() -> ScaledSystem<Scalar>? {
    let n = dimension
    let free = freeVariables
    var hessian = [Scalar](repeating: 0, count: n * n)
    var gradient = current.gradient
    if objective.prefersOwnHessian && bounds == nil {
      guard self.hessian(into: &hessian) else { return nil }
      return ScaledSystem(hessian: hessian, gradient: gradient)
    }
    var probe = [Scalar](repeating: 0, count: n)
    for j in 0..<n {
      guard free[j] else {
        gradient[j] = 0
        hessian[j * n + j] = 1
        continue
      }
      guard differ(j, &probe, &hessian, free) else { return nil }
    }
    guard hessian.allSatisfy(\.isFinite) else { return nil }
    return ScaledSystem(hessian: hessian, gradient: gradient)
  }

  private var freeVariables: [Bool] {
    (0..<dimension).map { i in
      bounds.map { !$0.blocks(i, at: current.x[i], towards: -current.gradient[i]) } ?? true
    }
  }

  /// Writes column j of the Hessian from the gradients at x ± h·eⱼ, or from one of them where the other is
  /// not finite or beyond a bound; false where neither will do, or a limit is met.
  ///
  /// Both sides, because the error of one, of order h, bends the flattest directions by the change of the
  /// steepest.
  private mutating func differ(
    _ j: Int, _ probe: inout [Scalar], _ hessian: inout [Scalar], _ free: [Bool]
  ) -> Bool {
    let n = dimension
    let cubeRoot = Scalar(sign: .plus, exponent: Scalar.ulpOfOne.exponent / 3, significand: 1)
    let h = cubeRoot * max(Scalar(0x1p-10), current.x[j].magnitude)
    probe[j] = 1
    defer { probe[j] = 0 }
    var distance: Scalar = 0
    for signed in [h, -h] {
      guard tryPoint(probe, signed) else { return false }
      let moved = trial.x[j] - current.x[j]
      if !BLAS.maxAbs(n, trial.gradient).isFinite { trial.value = .nan }
      guard trial.value.isFinite, moved.magnitude >= h / 2 else { continue }
      distance += moved.magnitude
      let sign: Scalar = moved < 0 ? -1 : 1
      for i in 0..<n where free[i] {
        hessian[j * n + i] += sign * (trial.gradient[i] - current.gradient[i])
      }
    }
    for i in 0..<n { hessian[j * n + i] /= distance }
    return distance > 0
  }
}
