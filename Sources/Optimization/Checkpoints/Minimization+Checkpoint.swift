import LinearAlgebra

extension Minimization {
  /// All that the run needs to go on from here, apart from its objective.
  ///
  /// Taken between two iterates, the run that is resumed from it takes the same steps to the same bits as
  /// this one. Where a limit of evaluations or of time cut a step short, that step is taken anew.
  ///
  /// O(the method's memory); not for every iteration of a fast run.
  ///
  /// - Throws: `notEncodable` where a method's own type refuses to be encoded.
  public func checkpoint() throws(CheckpointError) -> Checkpoint {
    Checkpoint(
      method: Self.text(of: method), precision: "\(Scalar.self)", dimension: state.dimension,
      iterations: iterations, evaluations: state.evaluations, state: try node())
  }

  /// A run that goes on where the one of the checkpoint was: its first `next` takes the step after.
  ///
  /// The iterates are the same bits as those of a run that was never interrupted. The limits of iterations
  /// and evaluations count from the start of the whole; the limit of time is that of this sitting. A run
  /// that had ended at a limit, or was stopped or cancelled, goes on; one that had ended otherwise has ended.
  ///
  /// - Parameters:
  ///   - objective: The function that the run minimised.
  ///   - checkpoint: Where it was.
  ///   - bounds: The bounds that it kept.
  ///   - method: The method that it used, with the same options.
  ///   - rules: When to stop; they may be others than before.
  ///   - signal: What ends the run from outside; nil for nothing.
  /// - Throws: `doesNotFit` where method, precision or number of variables are not those of the checkpoint,
  ///   `damaged` where its state makes no sense.
  public init(
    _ objective: some DifferentiableObjective<Scalar>, resuming checkpoint: Checkpoint,
    bounds: Bounds<Scalar>? = nil, using method: some MinimizationMethod,
    stopping rules: StoppingRules = StoppingRules(), stoppedBy signal: StopSignal? = nil
  ) throws(CheckpointError) {
    try checkpoint.check("method", checkpoint.method, Self.text(of: method))
    try checkpoint.check("precision", checkpoint.precision, "\(Scalar.self)")
    try checkpoint.check("number of variables", checkpoint.dimension, objective.dimension)
    self.init(
      objective, from: [Scalar](repeating: 0, count: objective.dimension), bounds: bounds,
      using: method, stopping: rules, stoppedBy: signal)
    if let mismatch = try node().mismatch(with: checkpoint.state) {
      throw CheckpointError(.damaged, "the checkpoint's state does not fit: \(mismatch)")
    }
    do {
      try restore(from: StateDecoder(checkpoint.state))
    } catch {
      throw CheckpointError(.damaged, "the checkpoint's state cannot be restored: \(error)")
    }
  }

  /// A run of an objective that gives values alone that goes on where the one of the checkpoint was; see the
  /// other initialiser.
  public init(
    _ objective: some Objective<Scalar>, resuming checkpoint: Checkpoint,
    bounds: Bounds<Scalar>? = nil, using method: some MinimizationMethod,
    stopping rules: StoppingRules = StoppingRules(), stoppedBy signal: StopSignal? = nil
  ) throws(CheckpointError) {
    try self.init(
      differentiable(objective), resuming: checkpoint, bounds: bounds, using: method,
      stopping: rules, stoppedBy: signal)
  }

  /// A method with its options as text; making it takes longer than a short run.
  private static func text(of method: some MinimizationMethod) -> String {
    String(reflecting: method)
  }

  private func node() throws(CheckpointError) -> StateNode {
    do {
      return try StateEncoder.node(of: Saved(run: self))
    } catch {
      throw CheckpointError(.notEncodable, "the state of \(method) cannot be encoded: \(error)")
    }
  }

  private enum CodingKeys: String, CodingKey {
    case state, stepper, progress, iterations, elapsed, reason
  }

  private struct Saved: Encodable {
    let run: Minimization

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(run.state, forKey: .state)
      try container.encode(run.stepper, forKey: .stepper)
      try container.encode(run.progress, forKey: .progress)
      try container.encode(run.iterations, forKey: .iterations)
      try container.encode(run.elapsed, forKey: .elapsed)
      try container.encode(run.reason, forKey: .reason)
    }
  }

  private mutating func restore(from decoder: StateDecoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.restore(&state, forKey: .state)
    if !state.units.areOnes { rebuildStepper() }
    try container.restore(&stepper, forKey: .stepper)
    progress = try container.decode(Progress.self, forKey: .progress)
    iterations = try container.decode(Int.self, forKey: .iterations)
    beganEarlier(by: try container.decode(Duration.self, forKey: .elapsed))
    reason = try container.decode(EndReason?.self, forKey: .reason)
    if reason?.mayGoOn == true { reason = nil }
    if reason == nil, iterations >= rules.iterations { reason = .iterationLimit }
  }
}

extension EndReason {
  /// Whether a run that ended so can go on where its limits are others.
  var mayGoOn: Bool {
    switch self {
    case .iterationLimit, .evaluationLimit, .timeLimit, .stopped, .cancelled, .unverified,
      .smallDecrease, .smallStep:
      true
    default: false
    }
  }
}

extension Checkpoint {
  fileprivate func check<Value: Equatable>(
    _ name: String, _ found: Value, _ wanted: Value
  ) throws(CheckpointError) {
    guard found == wanted else {
      throw CheckpointError(.doesNotFit, "the checkpoint's \(name) is \(found), not \(wanted)")
    }
  }
}
