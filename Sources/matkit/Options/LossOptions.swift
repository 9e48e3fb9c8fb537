import ArgumentParser
import MATFiles
import NetworkFiles
import Networks

/// What a command that computes a network's loss takes beside the network and the samples: what differs from
/// what the network's file records.
struct LossOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "λ of the penalty λ Σ W² over the weights, not the biases; one, or one a layer.",
      discussion: "Where it is not given, what the file records; none of weights made elsewhere.",
      valueName: "λ"))
  var l2: NumberList?

  @Option(
    name: .customLong("l2-over-2n"),
    help: ArgumentHelp(
      "The same as sheets write it that have λ/(2m) Σ W² for m samples.", valueName: "λ"))
  var l2Over2N: Double?

  @OptionGroup var loss: LossChoice

  @Option(help: "Whether the samples' losses are averaged or added: mean or sum.")
  var reduction: Reduction?

  func validate() throws {
    try l2?.checkNotNegative("--l2")
    try checkOver2N(l2Over2N, isAlone: l2 == nil)
  }

  /// The job of computing the loss of a network on samples.
  func job(_ network: SavedNetwork, _ file: MATFile, _ data: TrainingData) throws -> TrainingJob {
    var settings = try TrainingSettings(recordedWith: network, in: file)
    if let l2 { settings.penalty = Penalty(l1: settings.penalty.l1, l2: l2.numbers) }
    if let l2Over2N {
      settings.l2 = Penalty.over2N(l2Over2N, sampleCount: data.points.rowCount).l2[0]
    }
    if let chosen = loss.chosen { settings.loss = chosen }
    if let reduction { settings.reduction = reduction }
    return try TrainingJob(settings.ofAllSamples, data, from: network)
  }
}

/// Throws where λ of a sheet with λ/(2m) makes no sense, or is given beside λ.
func checkOver2N(_ lambda: Double?, isAlone: Bool) throws {
  guard let lambda else { return }
  guard lambda >= 0, lambda.isFinite else {
    throw ValidationError("--l2-over-2n is \(lambda.formatted); give 0 or a positive number.")
  }
  guard isAlone else {
    throw ValidationError("--l2 and --l2-over-2n say the same penalty; give one of them.")
  }
}
