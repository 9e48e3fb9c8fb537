public import Matrices
public import Networks

/// A trained network as a `.mat` file holds it: everything that is needed to use it again.
///
/// Inputs are standardised before they enter, z⁽⁰⁾ = (x − μ) / σ, feature by feature; zeros and ones
/// where they are not.
public struct SavedNetwork: Sendable {
  /// The network with its weights and biases.
  public let trained: TrainedNetwork<Double>
  /// What is taken off each feature, d numbers.
  public let mu: [Double]
  /// What each feature is then divided by, d numbers.
  public let sigma: [Double]
  /// The label that each class stands for: class k is `classes[k]`. Empty for regression.
  public let classes: [Double]
  /// The text of each class, where labels are text.
  public var classNames: [String]?
  /// λ of the weights' penalty λ Σ W²: one for all layers, or one a layer.
  public let lambdas: [Double]
  /// The seed that the initial weights were drawn with.
  public let seed: UInt32
  /// The loss at each iterate from the start on.
  public let lossHistory: [Double]

  /// The output above which one output alone speaks for the second class, or a label is predicted: a half, or 0
  /// for the hinge loss, whose outputs are no probabilities.
  public let threshold: Double
  /// Whether the classes are labels of which a sample may have any number, an output each.
  public let isMultiLabel: Bool

  /// A network and what it was trained with; without `mu` and `sigma` its inputs are not standardised.
  ///
  /// Traps where there are not as many classes as the network tells apart, or features as it has inputs.
  public init(
    _ trained: TrainedNetwork<Double>, mu: [Double]? = nil, sigma: [Double]? = nil,
    classes: [Double], classNames: [String]? = nil, lambda: Double, seed: UInt32,
    lossHistory: [Double]
  ) {
    self.init(
      trained, mu: mu, sigma: sigma, classes: classes, classNames: classNames, lambdas: [lambda],
      seed: seed, lossHistory: lossHistory)
  }

  /// The same with a λ for each layer, or one for all.
  public init(
    _ trained: TrainedNetwork<Double>, mu: [Double]? = nil, sigma: [Double]? = nil,
    classes: [Double], classNames: [String]? = nil, lambdas: [Double], seed: UInt32,
    lossHistory: [Double], threshold: Double = 0.5, isMultiLabel: Bool = false
  ) {
    let inputCount = trained.network.inputCount
    self.trained = trained
    self.mu = mu ?? Array(repeating: 0, count: inputCount)
    self.sigma = sigma ?? Array(repeating: 1, count: inputCount)
    require(
      (classes.isEmpty
        || classes.count
          == (isMultiLabel ? trained.network.outputCount : trained.network.classCount))
        && self.mu.count == inputCount
        && self.sigma.count == inputCount,
      "\(classes.count) classes and \(self.mu.count) and \(self.sigma.count) features do not fit"
        + " \(trained.network)")
    self.classes = classes
    self.classNames = classNames
    self.lambdas = lambdas
    self.seed = seed
    self.lossHistory = lossHistory
    self.threshold = threshold
    self.isMultiLabel = isMultiLabel
  }

  /// λ of the first layer, and of all where there is one for all.
  public var lambda: Double { lambdas[0] }

  /// Whether the outputs are numbers to be answered, not probabilities of classes.
  public var isRegression: Bool { classes.isEmpty }

  /// What each class is called: its text, or its label as a number.
  public var classTitles: [String] { classNames ?? classes.map(\.formatted) }

  /// The network's shape.
  public var network: Network { trained.network }

  /// The inputs as they enter the first layer.
  public func standardized(_ points: Matrix<Double>) -> Matrix<Double> {
    Standardization(mu: mu, sigma: sigma).applied(to: points)
  }

  /// The outputs for the rows of `points`: N×1 probabilities of the second class, or N×K of each.
  ///
  /// Throws `columnsDiffer` where the points don't have the network's number of inputs; `place` is where
  /// they come from.
  public func outputs(
    for points: Matrix<Double>, from place: String? = nil, threads: Int = 1
  ) throws(NetworkFileError) -> Matrix<Double> {
    try checkColumns(points.columnCount, place)
    return trained.outputs(for: standardized(points), threads: threads)
  }

  /// The outputs for data, of which large ones are not copied.
  func outputs(of data: TrainingData) throws(NetworkFileError) -> Matrix<Double> {
    guard !data.table.isWholeMatrix else { return try outputs(for: data.points, from: data.source) }
    try checkColumns(of: data)
    return trained.outputs(for: data.table.standardized(by: Standardization(mu: mu, sigma: sigma)))
  }

  /// Throws `columnsDiffer` where the data do not have the network's number of features.
  func checkColumns(of data: TrainingData) throws(NetworkFileError) {
    try checkColumns(data.table.columnCount, data.source)
  }

  func checkColumns(_ columnCount: Int, _ place: String?) throws(NetworkFileError) {
    guard columnCount == network.inputCount else {
      throw NetworkFileError(
        .columnsDiffer, at: place,
        "the points have \(columnCount) columns where the network has"
          + " \(network.inputCount) inputs",
        advice: "give points with the features that the network was trained on")
    }
  }

  /// The class that each row of `outputs` speaks for, as a place among `classes`: of several outputs that of the
  /// largest, of one the second above ``threshold``. Ties go to the lower class, and so does NaN.
  public func classes(ofOutputs outputs: Matrix<Double>) -> [Int] {
    outputs.columnCount == 1 && !isMultiLabel
      ? outputs.elements.map { $0 > threshold ? 1 : 0 } : network.classes(ofOutputs: outputs)
  }

  /// The labels that each row of `outputs` speaks for, N×K: those whose output lies above ``threshold``.
  public func labelSets(ofOutputs outputs: Matrix<Double>) -> Matrix<Bool> {
    outputs.map { $0 > threshold }
  }

  /// The label of each row of `outputs`: that of the most probable class. None for regression.
  public func labels(ofOutputs outputs: Matrix<Double>) -> [Double] {
    if isRegression { return [] }
    return isMultiLabel && outputs.columnCount == 1
      ? outputs.elements.map { _ in classes[0] } : classes(ofOutputs: outputs).map { classes[$0] }
  }
}
