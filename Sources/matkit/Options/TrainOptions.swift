import ArgumentParser
import NetworkFiles
import Networks

/// The options of `train` that say what is minimised and how, which `gradcheck` takes too.
struct TrainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The units of each hidden layer, as in 10,10; 'none' for no hidden layer.",
      valueName: "units"))
  var hidden = Given(standard: UnitList(counts: [10]))

  @Option(
    help: ArgumentHelp(
      "The activation of the hidden layers, one, or one a layer: \(ActivationList.names).",
      valueName: "names"))
  var activation = Given(standard: ActivationList(activations: [.sigmoid]))

  @Option(
    help: ArgumentHelp(
      "That of the output layer, in place of what fits: sigmoid or softmax, identity for targets.",
      valueName: "name"))
  var outputActivation: Activation?

  @Option(
    help: """
      What is minimised: cross-entropy (of classes, by one sigmoid output or softmax outputs), \
      squared-error (half the sum of the squares of a sample's errors), or huber. What fits the data \
      where none is named; it is printed, and is training.loss_function of OUT.
      """)
  var loss: LossName?

  @Option(
    help: ArgumentHelp(
      "Where --loss huber goes over from squares to sizes (1).", valueName: "d"))
  var huberThreshold: Double?

  @Option(
    help: ArgumentHelp(
      "λ of the penalty λ Σ W² over the weights, not the biases; one, or one a layer.",
      discussion: """
        It is added to the loss as it is: not halved, and not divided by the number of samples N, \
        whatever the reduction. With the mean, scikit-learn's alpha is 2Nλ, MATLAB's Lambda of \
        fitcnet and PyTorch's weight_decay are 2λ.
        """, valueName: "λ"))
  var l2 = Given(standard: NumberList(numbers: [0.001]))

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
  var method = Given(standard: TrainingMethod.Name.bfgs)

  @Option(
    help: ArgumentHelp(
      "The length of a step, of \(steps); of no other.", valueName: "α"))
  var stepSize: Double?

  @Option(
    help: ArgumentHelp(
      """
      Momentum coefficient, of \(TrainingMethod.Option.momentum.methods.listed) \
      (\(TrainingMethod.Name.standardMomentum.formatted)); of no other.
      """, valueName: "μ"))
  var momentum: Double?

  @Option(
    help: ArgumentHelp(
      """
      Take steps from so many samples at a time, by \(TrainingMethod.Option.batchSize.methods.listed).
      """, valueName: "n"))
  var batchSize: Int?

  @Option(
    name: .customLong("init"),
    help: """
      The initial weights, biases zero and weights uniform: xavier in ±√(2/(inputs + units)), glorot \
      ±√(6/(inputs + units)), he ±√(6/inputs), lecun ±√(3/inputs); uniform01 draws both in [0, 1).
      """)
  var initialWeights = Given(standard: InitialWeights.xavierUniform)

  @Option(
    help: """
      The order in which a layer's weights are drawn: inputs-first, as NumPy's rand(inputs, units) and \
      MATLAB's rand(units, inputs), or units-first, as PyTorch and MATLAB's rand(inputs, units).
      """)
  var initOrder = Given(standard: WeightOrder.inputsFirst)

  @Option(help: "The initial biases, zero or drawn, in place of what --init has.")
  var initBiases: InitialBiases?

  @Option(help: "The seed of the random stream, NumPy's numpy.random.seed.")
  var seed = Given<UInt32>(standard: 0)

  @Option(help: "Train from so many starts, drawn one after another, and keep the best.")
  var starts = Given(standard: 1)

  @Option(
    help: ArgumentHelp(
      "End after so many iterations; with --batch-size, epochs.", valueName: "n"))
  var maxIterations = Given(standard: 10_000)

  @Option(
    help: ArgumentHelp(
      "End when no element of the gradient is larger; not with --batch-size.", valueName: "norm"))
  var tolerance = Given(standard: 1e-8)

  @Option(
    help: ArgumentHelp(
      "End when an iteration, or with --batch-size an epoch, lowers the loss by no more than this part of it.",
      valueName: "part"))
  var lossTolerance: Double?

  @Option(help: ArgumentHelp("End each start after so long.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(
    help: """
      Compute in double or in single precision. Single takes half the memory, and on large networks half \
      the time; files hold doubles all the same, and a gradient is checked in double.
      """)
  var precision = Given(standard: TrainingSettings.Precision.double)

  @Option(help: "Compute on so many threads; the result is the same bits with any number.")
  var threads = Given(standard: 1)

  /// The methods with a step of fixed size, with the sizes that they have where none is given.
  private static let steps = Dictionary(
    grouping: TrainingMethod.Option.stepSize.methods, by: \.standardStepSize
  ).sorted { $0.key > $1.key }.map { "\($0.value.listed) (\($0.key.formatted))" }
    .joined(separator: ", and of ")

  func validate() throws {
    let (layers, names) = (hidden.value.counts.count, activation.value.activations.count)
    try require(
      layers > 0 || !activation.isGiven,
      "--activation is of hidden layers, and --hidden none leaves them out; leave it away.")
    guard names == 1 || names == layers else {
      throw ValidationError(
        "--activation names \(names) functions for \(layers) hidden layers;"
          + " give one, or one a layer.")
    }
    for (name, list) in [("--l2", l2.value), ("--l1", l1)] {
      try list.checkNotNegative(name)
      try require(
        list.numbers.count == 1 || list.numbers.count == layers + 1,
        "\(name) has \(list.numbers.count) λ for \(layers + 1) layers; give one, or one a layer.")
    }
    try require(starts.value > 0, "--starts is \(starts.value); give 1 or more.")
    try require(
      maxIterations.value >= 0, "--max-iterations is \(maxIterations.value); give 0 or more.")
    try require(
      tolerance.value >= 0, "--tolerance is \(tolerance.value); give 0 or a positive number.")
    try require(
      (1...1024).contains(threads.value), "--threads is \(threads.value); give 1 to 1024.")
    if let huberThreshold {
      try require(
        huberThreshold > 0, "--huber-threshold is \(huberThreshold); give a positive number.")
      try require(loss == .huber, "--huber-threshold is of --loss huber; give both, or neither.")
    }
    try validateMethod()
    try validateSteps()
  }

  /// Refuses what the method knows nothing of.
  private func validateMethod() throws {
    for option in TrainingMethod.Option.allCases
    where isGiven(option) && !method.value.takes(option) {
      throw ValidationError(
        "\(option.rawValue) is of \(option.methods.listed), and --method is \(method.value.rawValue); leave"
          + " it away, or choose one of those.")
    }
    try require(
      batchSize == nil || !tolerance.isGiven,
      "--tolerance has no effect with --batch-size: the gradient of one batch ends nothing; leave it"
        + " away.")
  }

  private func isGiven(_ option: TrainingMethod.Option) -> Bool {
    switch option {
    case .stepSize: stepSize != nil
    case .momentum: momentum != nil
    case .batchSize: batchSize != nil
    }
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
    if let lossTolerance {
      try require(
        lossTolerance >= 0 && lossTolerance.isFinite,
        "--loss-tolerance is \(lossTolerance); give 0 or a positive number.")
    }
    if let timeLimit {
      try require(
        timeLimit >= 0 && timeLimit < 1e9, "--time-limit is \(timeLimit); give seconds.")
    }
  }

  /// What the options say.
  var settings: TrainingSettings {
    var settings = TrainingSettings(
      hidden: hidden.value.counts, activations: activation.value.activations, reduction: reduction,
      method: TrainingMethod(method.value, stepSize: stepSize, momentum: momentum),
      initialWeights: initialWeights.value, seed: seed.value, starts: starts.value,
      maxIterations: maxIterations.value, tolerance: tolerance.value, threads: threads.value)
    settings.precision = precision.value
    settings.penalty = Penalty(l1: l1.numbers, l2: l2.value.numbers)
    settings.outputActivation = outputActivation
    settings.batchSize = batchSize
    settings.weightOrder = initOrder.value
    settings.initialBiases = initBiases
    settings.timeLimit = timeLimit
    settings.lossTolerance = lossTolerance
    settings.standardizes = standardize
    settings.classWeights = classWeights?.weights
    switch loss {
    case nil: settings.loss = nil
    case .crossEntropy: settings.loss = .crossEntropy
    case .squaredError: settings.loss = .squaredError
    case .huber: settings.loss = .huber(threshold: huberThreshold ?? 1)
    }
    return settings
  }

  private func require(_ condition: Bool, _ message: String) throws {
    guard condition else { throw ValidationError(message) }
  }
}
