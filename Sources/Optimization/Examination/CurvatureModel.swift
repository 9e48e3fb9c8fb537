import LinearAlgebra

/// The curvatures of f around an iterate along the eigenvectors of its Hessian, and the gradient's
/// components along them: how much lower the quadratic model expects the minimum.
///
/// The Hessian is scaled to a diagonal of ones before its eigenvalues are taken, so that variables of very
/// different sizes do not drown one another.
struct CurvatureSpectrum<Scalar: LinearAlgebraScalar> {
  let curvatures: [Scalar]
  let components: [Scalar]
  /// The largest magnitude of a curvature.
  let largest: Scalar

  init(curvatures: [Scalar], components: [Scalar]) {
    self.curvatures = curvatures
    self.components = components
    largest = curvatures.reduce(0) { max($0, $1.magnitude) }
  }

  /// Without the eigenvectors, in O(n³).
  init(_ system: ScaledSystem<Scalar>) {
    let eigen = SymmetricEigenvalues(of: system.hessian, along: system.gradient)
    self.init(curvatures: eigen.values, components: eigen.vectors)
  }

  /// How much lower the model's minimum lies where curvatures below `floor`, as a fraction of the largest,
  /// are taken for that much; ∞ or NaN where the model is useless.
  func expectedDecrease(floor: Scalar) -> Scalar {
    components.indices.reduce(0) {
      $0 + components[$1] * components[$1] / (2 * magnitude($1, floor))
    }
  }

  /// The index of the most negative curvature; `nil` where none is negative beyond doubt.
  var mostNegative: Int? {
    guard let k = curvatures.indices.min(by: { curvatures[$0] < curvatures[$1] }),
      curvatures[k] < -Limit.negativePart * largest
    else { return nil }
    return k
  }

  /// |λₖ|, or the floor where that is more.
  func magnitude(_ k: Int, _ floor: Scalar) -> Scalar {
    max(curvatures[k].magnitude, max(floor * largest, Scalar.leastNormalMagnitude))
  }
}

/// The quadratic model of f around an iterate with the steps that it leads to.
struct CurvatureModel<Scalar: LinearAlgebraScalar> {
  /// 1/√|Hᵢᵢ|.
  private let scale: [Scalar]
  /// The eigenvectors, one after another.
  private let vectors: [Scalar]
  let spectrum: CurvatureSpectrum<Scalar>

  init(_ system: ScaledSystem<Scalar>) {
    let n = system.gradient.count
    let eigen = SymmetricEigenvalues(of: system.hessian, dimension: n)
    let components = (0..<n).map { (k: Int) -> Scalar in
      (0..<n).reduce(0) { $0 + eigen.vectors[k * n + $1] * system.gradient[$1] }
    }
    scale = system.scale
    vectors = eigen.vectors
    spectrum = CurvatureSpectrum(curvatures: eigen.values, components: components)
  }

  /// The step to the model's minimum, as `expectedDecrease(floor:)` has it, away from maxima and saddle points.
  func step(floor: Scalar) -> [Scalar] {
    let n = scale.count
    var step = [Scalar](repeating: 0, count: n)
    for k in 0..<n {
      let length = -spectrum.components[k] / spectrum.magnitude(k, floor)
      for i in 0..<n { step[i] += length * vectors[k * n + i] * scale[i] }
    }
    return step
  }

  /// Eigenvector k, in the variables.
  func direction(_ k: Int) -> [Scalar] {
    scale.indices.map { vectors[k * scale.count + $0] * scale[$0] }
  }
}
