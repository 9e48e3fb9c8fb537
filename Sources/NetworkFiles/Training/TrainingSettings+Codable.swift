import MATFiles
import Networks

/// A training's settings in a file: the struct `training.settings`, one field for each option of `matkit train`
/// that has a say in the network, under the option's name with `_` for `-`.
///
/// What is at its default is there as well, so that the settings mean the same to a later version. What has no
/// effect beside the others, and which `train` refuses or says so of, is left out: activations of no hidden
/// layers, a tolerance beside batches, and shape and initial weights where a network to go on from has the say.
/// So are threads, which change no bit, and which samples the file holds.
extension TrainingSettings: Codable {
  /// The fields, in the order in which a command names them.
  enum Field: String, CodingKey, CaseIterable {
    case data, features, labels, targets
    case sampleWeights = "sample_weights"
    case validation
    case validationFeatures = "validation_features"
    case validationLabels = "validation_labels"
    case validationTargets = "validation_targets"
    case samplesIn = "samples_in"
    case oneHot = "one_hot"
    case limit, unverified
    case textEncoding = "text_encoding"
    case from, hidden, activation
    case outputActivation = "output_activation"
    case standardize
    case standardizeTargets = "standardize_targets"
    case holdOut = "hold_out"
    case stopPart = "stop_part"
    case initialWeights = "init"
    case initialOrder = "init_order"
    case initialBiases = "init_biases"
    case seed, starts, l2, l1, loss
    case huberThreshold = "huber_threshold"
    case focalExponent = "focal_exponent"
    case quantileLevel = "quantile_level"
    case reduction
    case classWeights = "class_weights"
    case bound, fix
    case method
    case stepSize = "step_size"
    case momentum
    case weightDecay = "weight_decay"
    case batchSize = "batch_size"
    case schedule, clip, dropout
    case epochLoss = "epoch_loss"
    case maxIterations = "max_iterations"
    case tolerance
    case lossTolerance = "loss_tolerance"
    case timeLimit = "time_limit"
    case patience, precision

    /// Whether the option is given once for each of several texts.
    var isRepeated: Bool { [.data, .validation, .limit, .bound, .fix].contains(self) }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try encodeSources(to: &fields)
    if sources.start == nil {
      try fields.encode(hidden.map(Double.init), forKey: .hidden)
      if !hidden.isEmpty {
        try fields.encode(activations.map(\.rawValue), forKey: .activation)
      }
      try fields.encodeIfPresent(outputActivation?.rawValue, forKey: .outputActivation)
      try fields.encode(standardizes, forKey: .standardize)
      try fields.encode(initialWeights.rawValue, forKey: .initialWeights)
      try fields.encode(weightOrder.rawValue, forKey: .initialOrder)
      try fields.encodeIfPresent(initialBiases?.rawValue, forKey: .initialBiases)
      try fields.encode(Double(starts), forKey: .starts)
    }
    try fields.encode(standardizesTargets, forKey: .standardizeTargets)
    try fields.encode(holdOut, forKey: .holdOut)
    if stopPart > 0 { try fields.encode(stopPart, forKey: .stopPart) }
    // The orders of batches are drawn by it, too, and the network's file names it in any case.
    try fields.encode(Double(seed), forKey: .seed)
    try encodeLoss(to: &fields)
    try fields.encode(method.name.rawValue, forKey: .method)
    try fields.encodeIfPresent(method.stepSize, forKey: .stepSize)
    try fields.encodeIfPresent(method.momentum, forKey: .momentum)
    try fields.encodeIfPresent(method.weightDecay, forKey: .weightDecay)
    try encodeBatches(to: &fields)
    try fields.encode(Double(maxIterations), forKey: .maxIterations)
    // The size of one batch's gradient tells nothing, and ends nothing.
    if batchSize == nil { try fields.encode(tolerance, forKey: .tolerance) }
    try fields.encodeIfPresent(lossTolerance, forKey: .lossTolerance)
    try fields.encodeIfPresent(timeLimit, forKey: .timeLimit)
    try fields.encodeIfPresent(patience.map(Double.init), forKey: .patience)
    try fields.encode(precision.rawValue, forKey: .precision)
  }

  private func encodeSources(to fields: inout KeyedEncodingContainer<Field>) throws {
    func encode(_ source: SampleSource, _ keys: [Field]) throws {
      if !source.items.isEmpty { try fields.encode(source.items, forKey: keys[0]) }
      for (name, key) in zip([source.features, source.labels, source.targets], keys.dropFirst()) {
        try fields.encodeIfPresent(name, forKey: key)
      }
    }
    try encode(sources.samples, [.data, .features, .labels, .targets])
    try fields.encodeIfPresent(sources.weights, forKey: .sampleWeights)
    try encode(
      sources.validation,
      [.validation, .validationFeatures, .validationLabels, .validationTargets])
    try fields.encodeIfPresent(sources.samples.order?.rawValue, forKey: .samplesIn)
    if sources.samples.spreadsText { try fields.encode(true, forKey: .oneHot) }
    if !sources.limits.isEmpty { try fields.encode(sources.limits, forKey: .limit) }
    if sources.acceptsUnverified { try fields.encode(true, forKey: .unverified) }
    try fields.encodeIfPresent(sources.textEncoding, forKey: .textEncoding)
    try fields.encodeIfPresent(sources.start, forKey: .from)
  }

  private func encodeBatches(to fields: inout KeyedEncodingContainer<Field>) throws {
    guard let batchSize else { return }
    try fields.encode(Double(batchSize), forKey: .batchSize)
    try fields.encode(batches.schedule.text, forKey: .schedule)
    try fields.encodeIfPresent(batches.gradientClip, forKey: .clip)
    if !batches.dropout.isEmpty { try fields.encode(batches.dropout, forKey: .dropout) }
    try fields.encode(batches.epochLoss.rawValue, forKey: .epochLoss)
  }

  /// What is minimised.
  private func encodeLoss(to fields: inout KeyedEncodingContainer<Field>) throws {
    try fields.encode(penalty.l2, forKey: .l2)
    try fields.encode(penalty.l1, forKey: .l1)
    if let loss {
      let (name, parameter) = Self.option(of: loss)
      try fields.encode(name, forKey: .loss)
      if let (field, value) = parameter { try fields.encode(value, forKey: field) }
    }
    try fields.encode(reduction.rawValue, forKey: .reduction)
    switch classWeights {
    case .balanced: try fields.encode("balanced", forKey: .classWeights)
    case .values(let weights): try fields.encode(weights, forKey: .classWeights)
    case nil: break
    }
    for (field, texts) in [
      (Field.bound, bounds.filter { !$0.isFixed }), (.fix, bounds.filter(\.isFixed)),
    ] where !texts.isEmpty {
      try fields.encode(texts.map(\.text), forKey: field)
    }
  }

  /// What `--loss` calls a loss, with its parameter. Each cross-entropy of one class a sample stands for the
  /// one that the output layer has, and so does each focal loss.
  private static func option(
    of loss: BuiltInLoss
  ) -> (name: String, parameter: (field: Field, value: Double)?) {
    switch loss.kind {
    case .binaryCrossEntropy, .crossEntropy: ("cross-entropy", nil)
    case .sigmoidCrossEntropy: ("binary-cross-entropy", nil)
    case .focal(let exponent), .sigmoidFocal(let exponent):
      ("focal", (.focalExponent, exponent))
    case .huber(let threshold): ("huber", (.huberThreshold, threshold))
    case .quantile(let level): ("quantile", (.quantileLevel, level))
    case .squaredError, .hinge, .poisson: (loss.name, nil)
    }
  }

  /// Throws a `DecodingError` where a value is none that the option takes, or two contradict each other.
  public init(from decoder: any Decoder) throws {
    self.init()
    let fields = FieldReader(fields: try decoder.container(keyedBy: Field.self))
    sources = try fields.sources()
    hidden = try fields.value(.hidden) ?? hidden
    activations = try fields.names(.activation) ?? activations
    outputActivation = try fields.name(.outputActivation)
    standardizes = try fields.value(.standardize) ?? false
    standardizesTargets = try fields.value(.standardizeTargets) ?? false
    holdOut = try fields.value(.holdOut) ?? 0
    stopPart = try fields.value(.stopPart) ?? 0
    initialWeights = try fields.name(.initialWeights) ?? initialWeights
    weightOrder = try fields.name(.initialOrder) ?? weightOrder
    initialBiases = try fields.name(.initialBiases)
    seed = try fields.value(.seed) ?? seed
    starts = try fields.value(.starts) ?? starts
    penalty = try Penalty(l1: fields.value(.l1) ?? [0], l2: fields.value(.l2) ?? penalty.l2)
    loss = try fields.loss()
    reduction = try fields.name(.reduction) ?? reduction
    if let text = try? fields.value(.classWeights, as: String.self) {
      classWeights = text == "balanced" ? .balanced : nil
    } else {
      classWeights = try fields.value(.classWeights, as: [Double].self).map(ClassWeights.values)
    }
    bounds = try fields.bounds()
    method = try fields.method() ?? method
    batchSize = try fields.value(.batchSize)
    batches = try fields.batches()
    maxIterations = try fields.value(.maxIterations) ?? maxIterations
    tolerance = try fields.value(.tolerance) ?? tolerance
    lossTolerance = try fields.value(.lossTolerance)
    timeLimit = try fields.value(.timeLimit)
    patience = try fields.value(.patience)
    precision = try fields.name(.precision) ?? precision
    guard activations.count == 1 || activations.count == hidden.count, !penalty.l2.isEmpty,
      !penalty.l1.isEmpty, starts > 0, holdOut >= 0, stopPart >= 0, holdOut + stopPart < 1
    else { throw fields.error(.hidden, "layers, activations, penalties and starts do not fit") }
  }
}

/// Fields read one by one.
private struct FieldReader {
  typealias Field = TrainingSettings.Field
  let fields: KeyedDecodingContainer<Field>

  /// The bounds on weights, of both fields.
  func bounds() throws -> [WeightBound] {
    try [Field.bound, .fix].flatMap { field in
      try (value(field, as: [String].self) ?? []).map { text in
        guard let bound = WeightBound(text) else {
          throw error(field, "'\(text)' is no bound")
        }
        return bound
      }
    }
  }

  func value<Value: Decodable>(_ field: Field, as type: Value.Type = Value.self) throws -> Value? {
    try fields.decodeIfPresent(Value.self, forKey: field)
  }

  /// An option's name as what it stands for.
  func name<Name: RawRepresentable<String>>(_ field: Field) throws -> Name? {
    try value(field, as: String.self).map { try name($0, field) }
  }

  func names<Name: RawRepresentable<String>>(_ field: Field) throws -> [Name]? {
    try value(field, as: [String].self)?.map { try name($0, field) }
  }

  private func name<Name: RawRepresentable<String>>(_ text: String, _ field: Field) throws -> Name {
    guard let name = Name(rawValue: text) else { throw error(field, "'\(text)' is unknown") }
    return name
  }

  func error(_ field: Field, _ problem: String) -> DecodingError {
    .dataCorruptedError(forKey: field, in: fields, debugDescription: problem)
  }

  func sources() throws -> TrainingSources {
    func source(_ keys: [Field]) throws -> SampleSource {
      var source = SampleSource(
        items: try value(keys[0]) ?? [], features: try value(keys[1]), labels: try value(keys[2]),
        targets: try value(keys[3]))
      source.order = try name(.samplesIn)
      source.spreadsText = try value(.oneHot) ?? false
      return source
    }
    var sources = TrainingSources()
    sources.samples = try source([.data, .features, .labels, .targets])
    sources.weights = try value(.sampleWeights)
    sources.validation = try source(
      [.validation, .validationFeatures, .validationLabels, .validationTargets])
    sources.start = try value(.from)
    sources.limits = try value(.limit) ?? []
    sources.acceptsUnverified = try value(.unverified) ?? false
    sources.textEncoding = try value(.textEncoding)
    return sources
  }

  func loss() throws -> BuiltInLoss? {
    switch try value(.loss, as: String.self) {
    case nil: nil
    case "cross-entropy": .crossEntropy
    case "binary-cross-entropy": .sigmoidCrossEntropy
    case "squared-error": .squaredError
    case "huber": .huber(threshold: try value(.huberThreshold) ?? 1)
    case "hinge": .hinge
    case "focal": .focal(exponent: try value(.focalExponent) ?? 2)
    case "quantile": .quantile(level: try value(.quantileLevel) ?? 0.5)
    case "poisson": .poisson
    case let name?: throw error(.loss, "'\(name)' is unknown")
    }
  }

  func batches() throws -> BatchSettings {
    var batches = BatchSettings()
    if let text = try value(.schedule, as: String.self) {
      guard let schedule = LearningRateSchedule(text: text) else {
        throw error(.schedule, "'\(text)' is unknown")
      }
      batches.schedule = schedule
    }
    batches.gradientClip = try value(.clip)
    batches.dropout = try value(.dropout) ?? []
    batches.epochLoss = try name(.epochLoss) ?? .exact
    guard batches.gradientClip ?? 1 > 0, batches.dropout.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
      throw error(.dropout, "clip and dropout make no sense")
    }
    return batches
  }

  func method() throws -> TrainingMethod? {
    guard let name: TrainingMethod.Name = try name(.method) else { return nil }
    let (step, momentum) = (
      try value(.stepSize, as: Double.self), try value(.momentum, as: Double.self)
    )
    let decay = try value(.weightDecay, as: Double.self)
    guard step == nil || name.takes(.stepSize), momentum == nil || name.takes(.momentum),
      decay == nil || name.takes(.weightDecay)
    else {
      throw error(.method, "\(name.rawValue) takes no step size, no momentum or no decay")
    }
    return TrainingMethod(name, stepSize: step, momentum: momentum, weightDecay: decay)
  }
}
