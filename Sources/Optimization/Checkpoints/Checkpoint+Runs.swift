// Checkpoints of runs that are not `Minimization`s: the module Networks has a loop of its own for mini-batches.

extension Checkpoint {
  /// A checkpoint of another kind of run.
  ///
  /// - Throws: `notEncodable` where the state refuses to be encoded.
  package init(
    method: String, precision: String, dimension: Int, iterations: Int, evaluations: Int,
    of state: some Encodable
  ) throws(CheckpointError) {
    do {
      self.init(
        method: method, precision: precision, dimension: dimension, iterations: iterations,
        evaluations: evaluations, state: try StateEncoder.node(of: state))
    } catch {
      throw CheckpointError(.notEncodable, "the state of \(method) cannot be encoded: \(error)")
    }
  }

  /// The state that such a checkpoint was made of.
  ///
  /// - Throws: `doesNotFit` where method, precision or number of variables are others, `damaged` where the
  ///   state is not of that type.
  package func state<State: Decodable>(
    _ type: State.Type, method: String, precision: String, dimension: Int,
    fits: (State) -> Bool
  ) throws(CheckpointError) -> State {
    for (name, found, wanted) in [
      ("method", self.method, method), ("precision", self.precision, precision),
      ("number of variables", "\(self.dimension)", "\(dimension)"),
    ] where found != wanted {
      throw CheckpointError(.doesNotFit, "the checkpoint's \(name) is \(found), not \(wanted)")
    }
    let state: State
    do {
      state = try State(from: StateDecoder(self.state))
    } catch {
      throw CheckpointError(.damaged, "the checkpoint's state cannot be restored: \(error)")
    }
    guard fits(state) else {
      throw CheckpointError(.damaged, "the checkpoint's state does not fit \(dimension) variables")
    }
    return state
  }
}

extension Iteration {
  /// An iterate of another kind of run.
  package init(
    number: Int, value: Scalar, gradientNorm: Scalar, stepLength: Scalar, evaluations: Int,
    elapsed: Duration, isBest: Bool, x: [Scalar], gradient: [Scalar]
  ) {
    self.init(
      number: number, value: value, gradientNorm: gradientNorm, stepLength: stepLength,
      step: number == 0 ? .start : .found, evaluations: evaluations, elapsed: elapsed,
      isBest: isBest, x: x, gradient: gradient)
  }
}
