public import MATFiles
import Matrices
public import Networks

// What exercise sheets ask of given weights: their cost, and one sample's way through the network and back.

extension TrainingSettings {
  /// What a network's file records that it was trained with; of a file that records nothing the penalty of the
  /// network alone, and the loss that fits its outputs.
  ///
  /// Throws a `MATError` where the file cannot be read.
  public init(recordedWith network: SavedNetwork, in file: MATFile) throws {
    if let settings = try NetworkParts(file).training?.settings {
      self = settings
      return
    }
    self.init()
    penalty = Penalty(l1: [0], l2: network.lambdas)
  }
}

extension TrainingSettings {
  /// The same for all samples in their own units: what trained the network does not count, and need not be able to
  /// go on.
  package var ofAllSamples: TrainingSettings {
    var settings = self
    (settings.holdOut, settings.stopPart, settings.standardizesTargets) = (0, 0, false)
    (settings.batchSize, settings.batches, settings.method) = (nil, BatchSettings(), .lbfgs)
    return settings
  }
}

extension TrainingJob {
  /// What the weights at the start cost on the samples, without and with the penalty: those of the network that
  /// the job goes on from.
  ///
  ///     let saved = try SavedNetwork(MATFile("ex4weights.mat"))
  ///     let job = try TrainingJob(TrainingSettings(l2: 1e-4), data, from: saved)
  ///     let cost = try job.cost()
  ///     print(cost.loss, cost.total)
  ///
  /// In double precision, whatever the settings say. O(N·parameters).
  public func cost() throws -> Cost<Double> {
    try atStart.cost(
      on: dataset, minimizedLoss, penalty: settings.penalty, reduction: settings.reduction,
      threads: settings.threads)
  }

  /// One sample's way through the network and back, with the weights at the start and features as they enter
  /// the first layer.
  ///
  /// Throws `invalidArgument` where there is no such sample.
  ///
  /// - Parameter number: The sample's number, from 1 as MATLAB counts rows.
  public func explanation(ofSample number: Int) throws -> Explanation<Double> {
    guard (1...dataset.sampleCount).contains(number) else {
      throw NetworkFileError(
        .invalidArgument, at: data.source,
        "there is no sample \(number) among \(dataset.sampleCount)",
        advice: "give a number from 1 to \(dataset.sampleCount)")
    }
    return try atStart.explanation(ofSample: number - 1, in: dataset, minimizedLoss)
  }

  private var atStart: TrainedNetwork<Double> {
    TrainedNetwork(network, parameters: starts[0])
  }

  /// The loss of a sample that is minimised: the one asked for, or the one that fits.
  public var minimizedLoss: BuiltInLoss { settings.fittingLoss(network, data) }
}

extension Explanation<Double> {
  /// The struct `explanation` of a file: `x` 1×d, `loss`, and 1×L cells with a column vector or a matrix a layer,
  /// `a`, `z`, `delta`, `dW` (units×inputs) and `db`.
  public var matValue: MATValue {
    func cells(_ value: (Layer) -> MATValue) -> Matrix<MATValue> { Matrix(row: layers.map(value)) }
    func columns(_ vector: (Layer) -> [Double]) -> Matrix<MATValue> {
      cells { Matrix(column: vector($0)).matValue }
    }
    return
      ([
        "x": Matrix(row: inputs), "loss": loss, "a": columns(\.a), "z": columns(\.z),
        "delta": columns(\.delta), "dW": cells { $0.weightGradient.matValue },
        "db": columns(\.delta),
      ] as MATStructArray).matValue
  }
}
