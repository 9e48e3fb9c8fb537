import LinearAlgebra

/// The quadratic models of half a sum of squares around the iterate: ½·|r + J·p|², and the same with an
/// estimate of the curvature of the residuals, whichever foretells f better.
struct ResidualModel<Scalar: LinearAlgebraScalar>: ModelCurvature {
  /// J, column after column.
  var jacobian: [Scalar]
  private var curvature: ResidualCurvature<Scalar>
  /// Whether the model with the estimate is in use.
  private(set) var usesCurvature = false
  /// J·p, and Jᵀr of the Jacobian before and the residuals now.
  private var product: [Scalar]
  private var projected: [Scalar]

  init(rows m: Int, columns n: Int) {
    jacobian = [Scalar](repeating: 0, count: m * n)
    product = [Scalar](repeating: 0, count: m)
    projected = [Scalar](repeating: 0, count: n)
    curvature = ResidualCurvature(dimension: n)
  }

  /// Keeps Jᵀr for the residuals of the point to which a step led, before the Jacobian is that there.
  mutating func project(_ residuals: [Scalar]) {
    let m = product.count
    jacobian.withUnsafeBufferPointer { jacobian in
      guard let start = jacobian.baseAddress else { return }
      for j in projected.indices { projected[j] = BLAS.dot(m, start + m * j, residuals) }
    }
  }

  /// Learns from the step from `state.trial` to `state.current`.
  mutating func learn(from state: MinimizationState<Scalar>) {
    curvature.learn(from: state, projected)
  }

  /// Tells that the Jacobian, the scales or the variables held are others.
  mutating func changed() { curvature.isPrepared = false }

  /// Chooses the model by how f fell along p, `decrease` being what the one in use foretold; returns whether
  /// that is now the other one.
  ///
  /// The estimate is taken up where it is four times closer, and kept as long as it is twice as close.
  mutating func judge(_ p: [Scalar], fall: Scalar, decrease: Scalar) -> Bool {
    guard fall.isFinite, let bend = curvature.bend(along: p) else { return false }
    let (with, without) =
      usesCurvature ? (decrease, decrease + bend) : (decrease - bend, decrease)
    let (error, errorWithout) = ((fall - with).magnitude, (fall - without).magnitude)
    let before = usesCurvature
    usesCurvature = error < errorWithout / (before ? 2 : 4)
    return usesCurvature != before
  }

  /// Writes the step of the model with the estimate into p.
  mutating func solve(
    _ system: DampedLeastSquares<Scalar>, radius: Scalar, _ scale: [Scalar], into p: inout [Scalar]
  ) -> TrustStep<Scalar> {
    curvature.solve(system, radius: radius, scale, into: &p)
  }

  /// |J·s|², and with the estimate sᵀSs more.
  mutating func curvature(
    along s: [Scalar], _ state: inout MinimizationState<Scalar>
  ) -> Scalar? {
    let m = product.count
    guard m > 0, !s.isEmpty else { return 0 }
    BLAS.gemv(m: m, n: s.count, jacobian, lda: m, s, &product)
    let square = BLAS.dot(m, product, product)
    guard usesCurvature, let bend = curvature.bend(along: s) else { return square }
    return square + 2 * bend
  }
}

extension ResidualModel: Resumable {
  private enum CodingKeys: String, CodingKey { case jacobian, curvature, usesCurvature }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(jacobian, forKey: .jacobian)
    try container.encode(curvature, forKey: .curvature)
    try container.encode(usesCurvature, forKey: .usesCurvature)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let saved = try container.decode([Scalar].self, forKey: .jacobian)
    guard saved.count == jacobian.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .jacobian, in: container,
        debugDescription: "it is not \(product.count)×\(projected.count)")
    }
    jacobian = saved
    try container.restore(&curvature, forKey: .curvature)
    usesCurvature = try container.decode(Bool.self, forKey: .usesCurvature)
  }
}
