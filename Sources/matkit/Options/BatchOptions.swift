import ArgumentParser
import NetworkFiles
import Networks

/// The options of `train` that are of mini-batches.
struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Take steps from so many samples at a time, by \(TrainingMethod.Option.batchSize.methods.listed).
      """, valueName: "n"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      "How step sizes change from epoch to epoch: constant, step, cosine or plateau.",
      discussion: """
        step,10,0.5 halves them every 10 epochs; cosine,50 takes them to 0 along half a cosine over 50, and \
        cosine,50,0.1 to a tenth; plateau,10,0.1 takes a tenth where the loss has not fallen for more than 10. \
        With --batch-size.
        """, valueName: "schedule"))
  var schedule: LearningRateSchedule?

  @Option(
    help: ArgumentHelp(
      "The longest gradient of a batch; a longer one is shortened to it.", valueName: "norm"))
  var clip: Double?

  @Option(
    help: ArgumentHelp(
      "The share of units that rest at each sample of a batch, one, or one a hidden layer.",
      valueName: "shares"))
  var dropout: NumberList?

  @Option(
    help: """
      The loss that is told after an epoch: exact, of all samples, whose lowest network is kept, or running, \
      the mean of the batches' as they were met, which takes no time.
      """)
  var epochLoss: MiniBatches.EpochLoss?

  func validate() throws {
    if let batchSize, batchSize <= 0 {
      throw ValidationError("--batch-size is \(batchSize); give 1 or more.")
    }
    if let clip, !(clip > 0 && clip.isFinite) {
      throw ValidationError("--clip is \(clip); give a positive number.")
    }
    if let dropout, !dropout.numbers.allSatisfy({ $0 >= 0 && $0 < 1 }) {
      throw ValidationError("--dropout is \(dropout); give shares of 0 or more, below 1.")
    }
    guard batchSize == nil, let first = given.first else { return }
    throw ValidationError("\(first) is of mini-batches; give --batch-size, too, or leave it away.")
  }

  /// The options that were given, beside the size.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--schedule", schedule != nil), ("--clip", clip != nil), ("--dropout", dropout != nil),
      ("--epoch-loss", epochLoss != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// What the options say beside the size.
  var settings: BatchSettings {
    var settings = BatchSettings()
    settings.schedule = schedule ?? .constant
    settings.gradientClip = clip
    settings.dropout = dropout?.numbers ?? []
    settings.epochLoss = epochLoss ?? .exact
    return settings
  }
}
