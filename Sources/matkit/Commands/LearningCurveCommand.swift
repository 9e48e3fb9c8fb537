import ArgumentParser
import Labs
import MATFiles
import NetworkFiles
import Optimization

/// `matkit learning-curve DATA… -o OUT`
struct LearningCurveCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "learning-curve",
    abstract: "Train on growing shares of samples, and see whether more of them would help.",
    discussion: """
      In each fold a network is trained on shares of the other folds' samples, and
      scored on them and on the fold. Where the two scores meet, more samples help
      little; where they stand apart, more samples or a larger λ do. Takes the
      options of train; λ and the method are chosen once, for all samples.
        matkit learning-curve data.mat --hidden 10 -o curve.mat
        matkit plot curve.mat -o curve.svg

      OUT has the struct learning_curve: sizes, and train_scores and test_scores, a
      row a size, a column a fold.
      """)

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Samples") var weight: WeightOption
  @OptionGroup(title: "Network and training") var options: TrainOptions

  @Option(help: ArgumentHelp("Hold back each of so many folds in turn.", valueName: "k"))
  var folds = 5

  @Option(
    help: ArgumentHelp(
      "The shares of the samples to train on, ascending.", valueName: "shares"))
  var shares = NumberList(numbers: LearningCurve.standardShares)

  @OptionGroup var output: OutputOption

  func validate() throws {
    guard folds >= 2 else { throw ValidationError("--folds is \(folds); give 2 or more.") }
    let numbers = shares.numbers
    guard numbers.allSatisfy({ $0 > 0 && $0 <= 1 }),
      zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw ValidationError(
        "--shares is \(shares); give ascending numbers above 0, 1 at most, such as 0.1,0.5,1.")
    }
    guard options.holdOut == nil else {
      throw ValidationError("--hold-out has no effect: each fold is held back; leave it away.")
    }
  }

  func filesRead() -> [String] { data.files + weight.files }
  func filesWritten() -> [OutputFile] { output.files }

  func run() throws {
    let data = try weight.applied(to: data.read())
    var open = options.open
    open.holdOut = false
    let (settings, chosen) = open.closed(options.settings, on: data)
    try output.checkCreatable()
    let stop = StopSignal()
    let interruption = Interruption()
    let signals = InterruptionSignals(interruption, secondEnds: true, stop: stop)
    let progress = ProgressLine()
    defer { progress.clear() }
    let curve = try settings.learningCurve(
      on: data, shares: shares.numbers, folds: folds, stoppedBy: stop
    ) { done, all in
      progress.update { "\(done) of \(all) trainings" }
      return !interruption.isRequested
    }
    guard let curve else {
      signals.passOn(advice: "nothing was written")
      throw ToolError(.checkFailed, "interrupted while training")
    }
    progress.clear()
    try MATFile.write(["learning_curve": curve.matValue], to: output.path)
    try StandardStream.output.print(
      lines: data.told
        + ["Chosen    \(chosen.joined(separator: "; "))"].filter { _ in
          !chosen.isEmpty
        } + Self.lines(curve) + ["Written to \(output.path)."])
    signals.passOn(advice: "\(output.path) has the curve")
  }

  private static func lines(_ curve: LearningCurve) -> [String] {
    let rows = zip(curve.sizes, zip(curve.trainingMeans, curve.validationMeans)).enumerated().map {
      [
        $1.0.significant(4), $1.1.0.significant(4), $1.1.1.significant(4),
        "± \(curve.validationDeviations[$0].significant(2))",
      ]
    }
    return ["Score     \(curve.score.rawValue), the mean of \(curve.training.columnCount) folds"]
      + TextTable([["samples", "trained on", "held back", ""]] + rows).lines
  }
}
