public import Optimization

/// All that a training needs to go on as if it had never been interrupted, apart from its network, data and
/// options.
///
/// An observer asks for one with ``TrainingProgress/saveCheckpoint()``. The training resumed from it takes the
/// same steps to the same bits.
public struct TrainingCheckpoint: Sendable, Hashable, Codable {
  /// Each start's state; nil for one that had not begun.
  public internal(set) var starts: [Start?]

  /// The state of one start.
  public struct Start: Sendable, Hashable, Codable {
    /// The minimisation's own state.
    public var minimization: Checkpoint
    /// The loss at every iterate so far.
    public var losses: [Double]
    /// The loss on the validation data at every iterate so far.
    public var validationLosses: [Double]
    /// The iterate of the lowest loss on the validation data, where that decides.
    public var chosen: Iterate?
    /// The iterate of the lowest loss, where there are mini-batches.
    public var lowest: Iterate?
    /// True if the start had ended, and was not merely stopped.
    public var hasEnded: Bool
    /// The loss on all samples where it was, to tell whether it goes on with the same data; nil where that is
    /// the last of the losses.
    public var loss: Double?

    /// The state of a start.
    public init(
      minimization: Checkpoint, losses: [Double], validationLosses: [Double], chosen: Iterate?,
      lowest: Iterate?, hasEnded: Bool, loss: Double? = nil
    ) {
      self.minimization = minimization
      self.losses = losses
      self.validationLosses = validationLosses
      self.chosen = chosen
      self.lowest = lowest
      self.hasEnded = hasEnded
      self.loss = loss
    }
  }

  /// An iterate that was kept.
  public struct Iterate: Sendable, Hashable, Codable {
    /// The number of steps, or epochs, from the start.
    public var number: Int
    /// The loss that it was kept for.
    public var loss: Double
    /// The parameter vector.
    public var parameters: [Double]

    /// An iterate with its validation loss and parameters.
    public init(number: Int, loss: Double, parameters: [Double]) {
      self.number = number
      self.loss = loss
      self.parameters = parameters
    }
  }

  /// A checkpoint of the given states.
  public init(starts: [Start?]) { self.starts = starts }
}

extension RunRecord {
  /// The checkpoint of it.
  init(_ saved: TrainingCheckpoint.Start) {
    losses = saved.losses.map { Scalar($0) }
    validationLosses = saved.validationLosses.map { Scalar($0) }
    chosen = saved.chosen.map(Iterate.init)
    lowest = saved.lowest.map(Iterate.init)
  }

  /// A checkpoint of it, beside the minimisation's.
  func checkpoint(
    _ minimization: Checkpoint, hasEnded: Bool, loss: Double? = nil
  ) -> TrainingCheckpoint.Start {
    TrainingCheckpoint.Start(
      minimization: minimization, losses: losses.map { Double($0) },
      validationLosses: validationLosses.map { Double($0) }, chosen: chosen?.saved,
      lowest: lowest?.saved, hasEnded: hasEnded, loss: loss)
  }
}

extension RunRecord.Iterate {
  fileprivate init(_ saved: TrainingCheckpoint.Iterate) {
    self.init(
      number: saved.number, loss: Scalar(saved.loss),
      parameters: saved.parameters.map { Scalar($0) })
  }

  fileprivate var saved: TrainingCheckpoint.Iterate {
    TrainingCheckpoint.Iterate(
      number: number, loss: Double(loss), parameters: parameters.map { Double($0) })
  }
}
