import LinearAlgebra

extension ConstrainedMinimization {
  /// All that the run needs to go on from here, apart from its functions.
  ///
  /// Taken between two iterates, the run that is resumed from it takes the same steps to the same bits as this one.
  ///
  /// - Throws: `notEncodable` where the state cannot be encoded.
  public func checkpoint() throws(CheckpointError) -> Checkpoint {
    Checkpoint(
      method: method.rawValue, precision: "\(Scalar.self)", dimension: state.n,
      iterations: iterations, evaluations: evaluator.counts.calls, state: try node())
  }

  /// Takes over where the run of the checkpoint was: the next `next` takes the step after.
  ///
  /// The run must be of the same functions, bounds and constraints, and may have other limits. One that had ended at a
  /// limit, or was stopped or cancelled, goes on; one that had ended otherwise has ended.
  ///
  ///     var rest = ConstrainedMinimization(loss, from: start, subjectTo: constraints)
  ///     try rest.resume(checkpoint)
  ///
  /// - Throws: `doesNotFit` where method, precision or sizes are not those of the checkpoint, `damaged` where its state
  ///   makes no sense.
  public mutating func resume(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let own = (method.rawValue, "\(Scalar.self)", state.n)
    let its = (checkpoint.method, checkpoint.precision, checkpoint.dimension)
    guard own == its else {
      throw CheckpointError(
        .doesNotFit, "the checkpoint is of \(its.0), \(its.1) and \(its.2) variables, not \(own)")
    }
    let saved: Saved
    do {
      saved = try StateDecoder(checkpoint.state).decode(Saved.self)
    } catch {
      throw CheckpointError(.damaged, "the checkpoint's state cannot be restored: \(error)")
    }
    guard saved.isSound, saved.state.n == state.n, saved.state.m == state.m else {
      throw CheckpointError(
        .damaged, "the checkpoint's state does not fit \(state.n) variables and \(state.m) rows")
    }
    state = saved.state
    (iterations, reason, hasStarted) = (saved.iterations, saved.reason, saved.hasStarted)
    (startWasMoved, elapsedBefore, elapsed) = (saved.startWasMoved, saved.elapsed, saved.elapsed)
    evaluator.units = saved.units
    evaluator.valueFactor = saved.valueFactor
    evaluator.rowFactors = saved.rowFactors
    evaluator.counts = saved.counts
    evaluator.rowCounts = saved.rowCounts
    evaluator.isRefined = saved.isRefined
    if reason?.mayGoOn == true { reason = nil }
    if reason == nil, iterations >= rules.iterations { reason = .iterationLimit }
  }

  private func node() throws(CheckpointError) -> StateNode {
    let saved = Saved(
      state: state, iterations: iterations, reason: reason, hasStarted: hasStarted,
      startWasMoved: startWasMoved, elapsed: elapsed, units: evaluator.units,
      valueFactor: evaluator.valueFactor, rowFactors: evaluator.rowFactors,
      counts: evaluator.counts, rowCounts: evaluator.rowCounts, isRefined: evaluator.isRefined)
    do {
      return try StateEncoder.node(of: saved)
    } catch {
      throw CheckpointError(.notEncodable, "the state of \(method) cannot be encoded: \(error)")
    }
  }

  private struct Saved: Codable {
    let state: SequentialQuadratic<Scalar>
    let iterations: Int
    let reason: EndReason?
    let hasStarted: Bool
    let startWasMoved: Bool
    let elapsed: Duration
    let units: [Scalar]
    let valueFactor: Scalar
    let rowFactors: [Scalar]
    let counts: EvaluationCounts
    let rowCounts: EvaluationCounts
    let isRefined: Bool

    /// Whether every array is as long as the sizes say, so that no damaged number leads out of one.
    var isSound: Bool {
      units.count == state.n && rowFactors.count == state.m && iterations >= 0
        && counts.isPossible && rowCounts.isPossible && state.isSound
    }
  }
}

extension SequentialQuadratic {
  /// Whether every array is as long as n and m say.
  var isSound: Bool {
    guard n >= 0, m >= 0, n < 1 << 20, m < 1 << 20 else { return false }
    let points = [current, trial, best].allSatisfy {
      $0.x.count == n && $0.gradient.count == n && $0.rows.count == m
        && $0.jacobian.count == n * m
    }
    let squares = [B, factor, inverse].allSatisfy { $0.count == n * n }
    let all = [lower, upper, tolerances, multipliers, lowerStep, upperStep, proof]
    let ns = [step, remainder, change, move, product]
    return points && squares && all.allSatisfy { $0.count == m + n }
      && ns.allSatisfy { $0.count == n } && weights.count == m && linear.count == m
      && slopes.count == m
      && pastViolations.count == pastValues.count * m && pastValues.count <= Numbers.memory
      && conflict.allSatisfy { (0..<m).contains($0) }
      && quadratic.isSound(n, m) && estimate.isSound(n, m) && elastic.isSound
  }
}
