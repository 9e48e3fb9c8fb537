import Networks
import Optimization

/// The same job in the precision that the settings name. Single precision takes the data and the starts
/// rounded, and gives its results as doubles, which hold them exactly.
extension TrainingJob {
  func minimize(
    validation: Dataset<Double>?, resuming checkpoint: TrainingCheckpoint?,
    observer: (inout TrainingProgress<Double>) -> Void, saving: ((TrainingCheckpoint) -> Void)?
  ) throws(NetworkError) -> TrainingResult<Double> {
    guard settings.precision == .single else {
      return try Networks.train(
        network, on: dataset, options, from: starts, validation: validation, resuming: checkpoint,
        observer: observer, saving: saving)
    }
    let held = try validation.map { data throws(NetworkError) in try Dataset<Float>(data) }
    return TrainingResult(
      try Networks.train(
        network, on: Dataset<Float>(dataset), options, from: singleStarts, validation: held,
        resuming: checkpoint,
        observer: { progress in
          var told = TrainingProgress<Double>(progress)
          observer(&told)
          if told.wantsStop { progress.stop() }
          if told.wantsCheckpoint { progress.saveCheckpoint() }
        }, saving: saving))
  }

  /// Does this rank's share of the training that rank 0 of ``ranks`` does with the same settings and data; see
  /// `Networks.serve`.
  public func serve(validation: TrainingData? = nil) throws {
    let held = try validation.map { try dataset($0) }
    guard settings.precision == .single else {
      return try Networks.serve(network, on: dataset, options, validation: held)
    }
    try Networks.serve(
      network, on: Dataset<Float>(dataset), options,
      validation: held.map { try Dataset<Float>($0) })
  }

  func compareOrders(shadows: Int) throws(NetworkError) -> Horizon {
    switch settings.precision {
    case .double:
      try Networks.horizon(
        of: network, on: dataset, options, from: starts[0], shadows: shadows)
    case .single:
      try Networks.horizon(
        of: network, on: Dataset<Float>(dataset), options, from: singleStarts[0], shadows: shadows)
    }
  }

  private var singleStarts: [[Float]] { starts.map { $0.map { Float($0) } } }
}
