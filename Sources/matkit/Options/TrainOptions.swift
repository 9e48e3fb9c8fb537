import ArgumentParser
import Labs
import Networks

/// The options of `train` that say what is minimised and how, which `gradcheck` takes too.
struct TrainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The units of each hidden layer, as in 10,10; 'none' for no hidden layer.",
      valueName: "units"))
  var hidden = UnitList(counts: [10])

  @Option(
    help: ArgumentHelp(
      "The activation of the hidden layers, one, or one a layer: \(ActivationList.names).",
      valueName: "names"))
  var activation = ActivationList(activations: [.sigmoid])

  @Option(
    help: ArgumentHelp(
      "That of the output layer, in place of what fits: sigmoid or softmax, identity for targets.",
      valueName: "name"))
  var outputActivation: Activation?

  @Option(
    help: """
      What is minimised: cross-entropy, squared-error (half the sum of the squares of a sample's \
      outputs), or huber. What fits the data where none is named.
      """)
  var loss: LossName?

  @Option(help: ArgumentHelp("Where huber goes over from squares to sizes.", valueName: "d"))
  var huberThreshold = 1.0

  @Option(
    help: ArgumentHelp(
      "λ of the penalty λ Σ W² over the weights, not the biases; one, or one a layer.",
      discussion: """
        It is added to the loss as it is: not halved, and not divided by the number of samples N, \
        whatever the reduction. With the mean, scikit-learn's alpha is 2Nλ, MATLAB's Lambda of \
        fitcnet and PyTorch's weight_decay are 2λ.
        """, valueName: "λ"))
  var l2 = NumberList(numbers: [0.001])

  @Option(
    help: ArgumentHelp(
      "λ of a penalty λ Σ |W| besides, likewise; has a kink at 0, as relu has.", valueName: "λ"))
  var l1 = NumberList(numbers: [0])

  @Option(help: "Whether the samples' losses are averaged or added: mean or sum.")
  var reduction = Reduction.mean

  @Option(
    help: ArgumentHelp(
      "How much each class counts: balanced, or a weight a class in the order of the labels.",
      valueName: "weights"))
  var classWeights: ClassWeightList?

  @Flag(help: "Standardise features by the samples' means and deviations, kept in the file.")
  var standardize = false

  @Option(
    help: ArgumentHelp(
      "The minimiser: \(TrainingMethod.Name.allCases.map(\.rawValue).joined(separator: ", ")).",
      discussion: """
        bfgs up to some thousand weights, lbfgs beyond; cg and scg with the least memory. newton-cg and \
        trust-… use curvature, and leave saddle points. lm is for squared errors of networks of up to some \
        hundred weights, nelder-mead and powell, without gradients, for a few. Those with a step of fixed \
        size can take mini-batches.
        """, valueName: "name"))
  var method = TrainingMethod.Name.bfgs

  @Option(
    help: ArgumentHelp(
      "The step of gradient-descent, momentum and nesterov (0.01), and of adam (0.001).",
      valueName: "α"))
  var stepSize: Double?

  @Option(
    help: ArgumentHelp(
      "What part of a step goes into the next: momentum, nesterov (0.9).",
      valueName: "μ"))
  var momentum: Double?

  @Option(
    help: ArgumentHelp(
      "Take steps from so many samples at a time; for the methods with a step of fixed size.",
      valueName: "n"))
  var batchSize: Int?

  @Option(
    name: .customLong("init"),
    help: """
      The initial weights, biases zero and weights uniform: xavier in ±√(2/(inputs + units)), glorot \
      ±√(6/(inputs + units)), he ±√(6/inputs), lecun ±√(3/inputs); uniform01 draws both in [0, 1).
      """)
  var initialWeights = InitialWeights.xavierUniform

  @Option(
    help: """
      The order in which a layer's weights are drawn: inputs-first, as NumPy's rand(inputs, units) and \
      MATLAB's rand(units, inputs), or units-first, as PyTorch and MATLAB's rand(inputs, units).
      """)
  var initOrder = WeightOrder.inputsFirst

  @Option(help: "The initial biases, zero or drawn, in place of what --init has.")
  var initBiases: InitialBiases?

  @Option(help: "The seed of the random stream, NumPy's numpy.random.seed.")
  var seed: UInt32 = 0

  @Option(help: "Train from so many starts, drawn one after another, and keep the best.")
  var starts = 1

  @Option(
    help: ArgumentHelp(
      "End after so many iterations; with --batch-size, epochs.", valueName: "n"))
  var maxIterations = 10_000

  @Option(
    help: ArgumentHelp("End when no element of the gradient is larger.", valueName: "norm"))
  var tolerance = 1e-8

  @Option(help: ArgumentHelp("End each start after so long.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(
    help: """
      Compute in double or in single precision. Single takes half the memory, and on large networks half \
      the time; files hold doubles all the same, and a gradient is checked in double.
      """)
  var precision = TrainingSettings.Precision.double

  @Option(help: "Compute on so many threads; the result is the same bits with any number.")
  var threads = 1

  func validate() throws {
    let layers = hidden.counts.count
    guard activation.activations.count == 1 || activation.activations.count == layers else {
      throw ValidationError(
        "--activation names \(activation.activations.count) functions for \(layers) hidden layers;"
          + " give one, or one a layer.")
    }
    for (name, list) in [("--l2", l2), ("--l1", l1)] {
      try require(
        list.numbers.count == 1 || list.numbers.count == layers + 1,
        "\(name) has \(list.numbers.count) λ for \(layers + 1) layers; give one, or one a layer.")
    }
    try require(starts > 0, "--starts is \(starts); give 1 or more.")
    try require(maxIterations >= 0, "--max-iterations is \(maxIterations); give 0 or more.")
    try require(tolerance >= 0, "--tolerance is \(tolerance); give 0 or a positive number.")
    try require(
      huberThreshold > 0, "--huber-threshold is \(huberThreshold); give a positive number.")
    try require((1...1024).contains(threads), "--threads is \(threads); give 1 to 1024.")
    try validateSteps()
  }

  private func validateSteps() throws {
    if let stepSize {
      try require(
        stepSize > 0 && stepSize.isFinite, "--step-size is \(stepSize); give a positive number.")
    }
    if let momentum {
      try require(
        momentum >= 0 && momentum < 1, "--momentum is \(momentum); give 0 or more, below 1.")
    }
    if let batchSize { try require(batchSize > 0, "--batch-size is \(batchSize); give 1 or more.") }
    if let timeLimit {
      try require(
        timeLimit >= 0 && timeLimit < 1e9, "--time-limit is \(timeLimit); give seconds.")
    }
  }

  /// What the options say.
  var settings: TrainingSettings {
    var settings = TrainingSettings(
      hidden: hidden.counts, activations: activation.activations, reduction: reduction,
      method: TrainingMethod(method, stepSize: stepSize, momentum: momentum),
      initialWeights: initialWeights, seed: seed, starts: starts, maxIterations: maxIterations,
      tolerance: tolerance, threads: threads)
    settings.precision = precision
    settings.penalty = Penalty(l1: l1.numbers, l2: l2.numbers)
    settings.outputActivation = outputActivation
    settings.batchSize = batchSize
    settings.weightOrder = initOrder
    settings.initialBiases = initBiases
    settings.timeLimit = timeLimit
    settings.standardizes = standardize
    settings.classWeights = classWeights?.weights
    switch loss {
    case nil, .crossEntropy: settings.loss = nil
    case .squaredError: settings.loss = .squaredError
    case .huber: settings.loss = .huber(threshold: huberThreshold)
    }
    return settings
  }

  private func require(_ condition: Bool, _ message: String) throws {
    guard condition else { throw ValidationError(message) }
  }
}
