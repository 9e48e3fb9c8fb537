import ArgumentParser
import NetworkFiles
import Networks

/// The options of `train` that say what is minimised and how, which `gradcheck` takes too.
struct TrainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The units of each hidden layer, as in 10,10; 'none' for no hidden layer.",
      valueName: "units"))
  var hidden = Given(standard: UnitList(counts: TrainingDefaults.hidden))

  @Option(
    help: ArgumentHelp(
      "The activation of the hidden layers, one, or one a layer: \(ActivationList.names).",
      valueName: "names"))
  var activation = Given(
    standard: ActivationList(activations: [TrainingDefaults.activation]))

  @Option(
    help: ArgumentHelp(
      "That of the output layer, in place of what fits: sigmoid or softmax, identity for targets.",
      valueName: "name"))
  var outputActivation: Activation?

  @OptionGroup var loss: LossChoice

  @Option(
    help: ArgumentHelp(
      "λ of the penalty λ Σ W² over the weights, not the biases; one, one a layer, or auto.",
      discussion: """
        It is added to the loss as it is: not halved, and not divided by the number of samples N, \
        whatever the reduction. With the mean, scikit-learn's alpha is 2Nλ, MATLAB's Lambda of \
        fitcnet and PyTorch's weight_decay are 2λ. auto compares \(Self.lambdas) in \
        \(TrainingDefaults.foldCount) folds, which is done where none is given, too, if it takes no more than \
        some seconds; else λ is 0.15/N.
        """, valueName: "λ"))
  var l2: LambdaList?

  @Option(
    name: .customLong("l2-over-2n"),
    help: ArgumentHelp(
      "λ as sheets write it that have λ/(2m) Σ W² for m samples, in place of --l2.",
      valueName: "λ"))
  var l2Over2N: Double?

  @Option(
    help: ArgumentHelp(
      "λ of a penalty λ Σ |W| besides, likewise; has a kink at 0, as relu has.", valueName: "λ"))
  var l1 = NumberList(numbers: [0])

  @Option(
    name: .customLong("bound"),
    help: ArgumentHelp(
      "Keep weights or biases within a bound: 'W1>=0', 'W<=2', 'b2>=-1'; may be repeated.",
      discussion: """
        W1 are the weights into the first layer of units, W those of all layers, b the biases; as OUT has them, so \
        of standardised features where those are. Of methods that keep bounds, such as bfgs and lbfgs.
        """, valueName: "bound"))
  var bounds: [WeightBound] = []

  @Option(
    name: .customLong("fix"),
    help: ArgumentHelp(
      "Hold weights or biases at a number, 'b2=0', or where they start, W1; may be repeated.",
      valueName: "numbers"))
  var fixed: [WeightBound] = []

  @Option(help: "Whether the samples' losses are averaged or added: mean or sum.")
  var reduction = Reduction.mean

  @Option(
    help: ArgumentHelp(
      "How much each class counts: balanced, or a weight a class in the order of the labels.",
      valueName: "weights"))
  var classWeights: ClassWeightList?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Standardise features by the samples' means and deviations, kept in the file (as is usual).")
  var standardize: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Standardise the targets of a regression likewise while training (as is usual); the network answers \
      them in their own units.
      """)
  var standardizeTargets: Bool?

  @Option(
    help: ArgumentHelp(
      "The minimiser: \(TrainingMethod.Name.allCases.map(\.rawValue).joined(separator: ", ")).",
      discussion: """
        bfgs up to 400 weights and lbfgs beyond where none is given; cg and scg with the least memory. newton-cg and \
        trust-… use curvature, and leave saddle points. lm is for squared errors of networks of up to some \
        hundred weights, nelder-mead and powell, without gradients, for a few. Those with a step of fixed \
        size can take mini-batches.
        """, valueName: "name"))
  var method: TrainingMethod.Name?

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
      What share of the weights a step takes off, of \(TrainingMethod.Option.weightDecay.methods.listed) \
      (\(TrainingMethod.Name.standardWeightDecay.formatted)); of no other.
      """, valueName: "share"))
  var weightDecay: Double?

  @OptionGroup var batches: BatchOptions

  @Option(
    name: .customLong("init"),
    help: """
      The initial weights, uniform: xavier in ±√(2/(inputs + units)), glorot \
      ±√(6/(inputs + units)), he ±√(6/inputs), lecun ±√(3/inputs); uniform01 draws both in [0, 1).
      """)
  var initialWeights = Given(standard: InitialWeights.xavierUniform)

  @Option(
    help: """
      The order in which a layer's weights are drawn: inputs-first, as NumPy's rand(inputs, units) and \
      MATLAB's rand(units, inputs), or units-first, as PyTorch and MATLAB's rand(inputs, units).
      """)
  var initOrder = Given(standard: WeightOrder.inputsFirst)

  @Option(help: "The initial biases: zero, or drawn from the range of their layer's weights.")
  var initBiases = Given(standard: TrainingDefaults.biases)

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
  var tolerance = Given(standard: TrainingDefaults.tolerance)

  @Option(
    help: ArgumentHelp(
      "End when an iteration, or with --batch-size an epoch, lowers the loss by no more than this part of it.",
      valueName: "part"))
  var lossTolerance: Double?

  @Option(
    help: ArgumentHelp(
      """
      Hold out this share of the samples, drawn class by class by the seed, and judge the network on it \
      (\(TrainingDefaults.holdOut.formatted) from \(TrainingDefaults.leastToHoldOut) samples on; 0 for none).
      """, valueName: "share"))
  var holdOut: Double?

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
    for case (let name, let list?) in [("--l2", l2?.list), ("--l1", l1)] {
      try list.checkNotNegative(name)
      try require(
        list.numbers.count == 1 || list.numbers.count == layers + 1,
        "\(name) has \(list.numbers.count) λ for \(layers + 1) layers; give one, or one a layer.")
    }
    try checkOver2N(l2Over2N, isAlone: l2 == nil)
    try validateBounds()
    if let holdOut {
      try require(
        holdOut >= 0 && holdOut < 1, "--hold-out is \(holdOut); give a share of 0 or more, below 1."
      )
    }
    try require(starts.value > 0, "--starts is \(starts.value); give 1 or more.")
    try require(
      maxIterations.value >= 0, "--max-iterations is \(maxIterations.value); give 0 or more.")
    try require(
      tolerance.value >= 0, "--tolerance is \(tolerance.value); give 0 or a positive number.")
    try require(
      (1...1024).contains(threads.value), "--threads is \(threads.value); give 1 to 1024.")
    try validateMethod()
    try validateSteps()
  }

  /// Refuses what the method knows nothing of.
  private func validateMethod() throws {
    for option in TrainingMethod.Option.allCases
    where isGiven(option) && !(method?.takes(option) ?? false) {
      throw ValidationError(
        "\(option.rawValue) is of \(option.methods.listed), and --method is"
          + " \(method?.rawValue ?? "not given"); leave it away, or choose one of those.")
    }
    try require(
      batches.batchSize == nil || !tolerance.isGiven,
      "--tolerance has no effect with --batch-size: the gradient of one batch ends nothing; leave it"
        + " away.")
  }

  private func validateBounds() throws {
    if let bound = bounds.first(where: \.isFixed) {
      throw ValidationError("--bound \(bound.text) leaves no choice; say it with --fix.")
    }
    if let bound = fixed.first(where: { !$0.isFixed }) {
      throw ValidationError("--fix \(bound.text) leaves a choice; say it with --bound.")
    }
  }

  private func isGiven(_ option: TrainingMethod.Option) -> Bool {
    switch option {
    case .stepSize: stepSize != nil
    case .momentum: momentum != nil
    case .weightDecay: weightDecay != nil
    case .batchSize: batches.batchSize != nil
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
    if let weightDecay {
      try require(
        weightDecay >= 0 && weightDecay < 1,
        "--weight-decay is \(weightDecay); give 0 or more, below 1.")
    }
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

  /// What the options say, with what is open at what holds until the samples are known.
  var settings: TrainingSettings {
    var settings = TrainingSettings(
      hidden: hidden.value.counts, activations: activation.value.activations, reduction: reduction,
      method: TrainingMethod(
        method ?? .bfgs, stepSize: stepSize, momentum: momentum, weightDecay: weightDecay),
      initialWeights: initialWeights.value, seed: seed.value, starts: starts.value,
      maxIterations: maxIterations.value, tolerance: tolerance.value, threads: threads.value)
    settings.precision = precision.value
    settings.penalty = Penalty(l1: l1.numbers, l2: l2?.list?.numbers ?? settings.penalty.l2)
    settings.outputActivation = outputActivation
    settings.batchSize = batches.batchSize
    settings.batches = batches.settings
    settings.weightOrder = initOrder.value
    settings.initialBiases = initBiases.value
    settings.timeLimit = timeLimit
    settings.lossTolerance = lossTolerance
    settings.standardizes = standardize ?? TrainingDefaults.standardizes
    settings.standardizesTargets = standardizeTargets ?? false
    settings.holdOut = holdOut ?? 0
    settings.classWeights = classWeights?.weights
    settings.loss = loss.chosen
    settings.bounds = bounds + fixed
    return settings
  }

  /// What is chosen when the samples are known.
  var open: OpenChoices {
    var open = OpenChoices()
    open.method = method == nil
    open.holdOut = holdOut == nil
    open.standardizesTargets = standardizeTargets == nil
    switch l2 {
    case .automatic: open.lambda = .folds
    case .numbers: open.lambda = .said
    case nil: open.lambda = l2Over2N.map(OpenChoices.Lambda.over2N) ?? .open
    }
    return open
  }

  private static let lambdas = TrainingDefaults.lambdas.map(\.formatted).joined(separator: ", ")

  private func require(_ condition: Bool, _ message: String) throws {
    guard condition else { throw ValidationError(message) }
  }
}
