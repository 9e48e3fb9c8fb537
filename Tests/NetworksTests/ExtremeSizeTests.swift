import Matrices
import Networks
import Optimization
import Testing

/// Features and targets close to the largest and the smallest numbers there are: whatever overflows or
/// vanishes on the way, the end of a training is told as it is.
struct ExtremeSizeTests {
  private static let methods: [any MinimizationMethod] = [
    .bfgs, .lbfgs, .trustConjugateGradient, .gradientDescent, .conjugateGradient,
    .scaledConjugateGradient,
  ]

  /// Six points, their classes, and numbers that a plane does not give.
  private func data<Scalar: NetworkScalar>(
    features: Scalar, targets: Scalar?
  ) throws -> Dataset<Scalar> {
    let rows: [[Scalar]] = [
      [1, 0.5], [-0.75, 1], [0.25, -1], [-1, -0.5], [0.5, 0.75], [-0.5, 0.1],
    ]
    let inputs = Matrix(rows: rows.map { $0.map { $0 * features } })
    guard let targets else { return try Dataset(inputs: inputs, labels: [0, 1, 1, 0, 0, 1]) }
    let values: [[Scalar]] = [[1], [0.5], [-1], [0.25], [-0.5], [0.75]]
    return try Dataset(
      inputs: inputs, targets: Matrix(rows: values.map { $0.map { $0 * targets } }))
  }

  /// A claim of success must stand: everything finite, the gradient as told, and no point down it
  /// lower by what matters.
  private func expectHonest<Scalar: NetworkScalar>(
    _ network: Network, _ data: Dataset<Scalar>, _ loss: BuiltInLoss, l2: Double,
    _ method: any MinimizationMethod
  ) throws {
    let start = (0..<network.parameterCount).map { Scalar($0 % 5 - 2) / 4 + Scalar(0.1) }
    let options = TrainingOptions(
      loss: loss, l2: l2, method: method, stopping: StoppingRules(iterations: 300))
    let solution = try train(network, on: data, options, from: [start]).best.solution
    guard solution.isSuccess else { return }
    let told: Comment = "\(network), \(loss), λ = \(l2), \(method): \(solution.reason)"
    #expect(solution.value.isFinite && solution.x.allSatisfy(\.isFinite), told)
    var objective = RegularizedLoss(network, on: data, loss, l2: Scalar(l2))
    var gradient = [Scalar](repeating: 0, count: start.count)
    // What the whole descent rounds away, and what is told to be noise: sums of 1e300 make a cliff of a sigmoid.
    let noise = 100 * (solution.evidence.noise ?? 0)
    let negligible = Scalar.ulpOfOne * objective.value(at: start).magnitude + noise
    #expect(noise.isFinite, told)
    let value = evaluate(&objective, solution.x, &gradient)
    #expect(value == solution.value && gradient == solution.gradient, told)
    // As far as the largest weight, or 1: what is lower beyond is another place.
    let size = solution.x.reduce(1) { max($0, $1.magnitude) }
    let steepest = gradient.reduce(0) { max($0, $1.magnitude) }
    guard steepest > 0 else { return }
    var way = size
    while way > size * Scalar.ulpOfOne {
      let x = zip(solution.x, gradient).map { $0 - way * ($1 / steepest) }
      let lower = objective.value(at: x)
      #expect(
        !(lower < value - value.magnitude / 1e5 - negligible),
        "\(told.rawValue), \(way) away \(lower)")
      way /= 16
    }
  }

  private func evaluate<Scalar: NetworkScalar>(
    _ objective: inout RegularizedLoss<Scalar>, _ x: [Scalar], _ gradient: inout [Scalar]
  ) -> Scalar {
    var span = gradient.mutableSpan
    return objective.value(at: x.span, gradient: &span)
  }

  private func expectHonest<Scalar: NetworkScalar>(
    features: Scalar, targets: Scalar, penalties: [Double], _ method: any MinimizationMethod
  ) throws {
    let classes = try data(features: features, targets: nil)
    let numbers = try data(features: features, targets: targets)
    for activation in [Activation.tanh, .sigmoid, .relu] {
      let classifier = Network(inputs: 2, layers: [.dense(3, activation), .dense(1, .sigmoid)])
      let regressor = Network(inputs: 2, layers: [.dense(3, activation), .dense(1, .identity)])
      for l2 in penalties {
        try expectHonest(classifier, classes, .binaryCrossEntropy, l2: l2, method)
        try expectHonest(regressor, numbers, .squaredError, l2: l2, method)
        try expectHonest(regressor, numbers, .huber(threshold: 1), l2: l2, method)
      }
    }
  }

  @Test(
    "features of any size in single precision, and any targets, lead to no false claim",
    arguments: [1e300, 1e-300], methods.indices)
  func double(features: Double, method: Int) throws {
    for targets in [1e300, 1, 1e-300] {
      try expectHonest(
        features: features, targets: targets, penalties: [0, 1e-3], Self.methods[method])
    }
  }

  @Test(
    "features of any size in single precision, and any targets, lead to no false claim",
    arguments: [1e30, 1, 1e-30] as [Float], methods.indices)
  func single(features: Float, method: Int) throws {
    for targets in [1e30, 1, 1e-30] as [Float] {
      try expectHonest(
        features: features, targets: targets, penalties: [0, 1e-3], Self.methods[method])
    }
  }
}
