import ArgumentParser
import Labs
import NetworkFiles
import Networks
import Optimization

/// The options of `train` that compare candidates.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare candidates by cross-validation in so many stratified folds.", valueName: "k"))
  var folds: Int?

  @Option(
    help: ArgumentHelp(
      "The λ to compare, 1e-5,1e-4,1e-3; with --trials also a range, 1e-6:1e-1.",
      valueName: "λ,…"))
  var tryL2: LambdaChoice?

  @Option(help: ArgumentHelp("Hidden layers to compare; may be repeated.", valueName: "units"))
  var tryHidden: [UnitList] = []

  @Option(
    help: ArgumentHelp("Activations to compare, each for all hidden layers.", valueName: "names"))
  var tryActivation: ActivationList?

  @Option(
    help: ArgumentHelp(
      "Draw so many candidates at random rather than trying all combinations.", valueName: "n"))
  var trials: Int?

  /// Whether candidates are to be compared.
  var isAsked: Bool { folds != nil }

  func validate() throws {
    guard let folds else {
      guard tryL2 == nil, tryHidden.isEmpty, tryActivation == nil, trials == nil else {
        throw ValidationError("--try-… and --trials need --folds, such as --folds 5.")
      }
      return
    }
    guard folds >= 2 else { throw ValidationError("--folds is \(folds); give 2 or more.") }
    guard trials ?? 1 > 0 else {
      throw ValidationError("--trials is \(trials ?? 0); give 1 or more.")
    }
    if let tryL2 { try NumberList(numbers: tryL2.numbers).checkNotNegative("--try-l2") }
    guard tryL2?.range == nil || trials != nil else {
      throw ValidationError("A range of λ needs --trials, the number of candidates to draw.")
    }
  }

  /// Fails where one option says what another compares.
  func checkAgrees(with options: TrainOptions) throws {
    let twice: [(option: String, candidates: String, areGiven: Bool)] = [
      ("--l2", "--try-l2", (options.l2 != nil || options.l2Over2N != nil) && tryL2 != nil),
      ("--hidden", "--try-hidden", options.hidden.isGiven && !tryHidden.isEmpty),
      ("--activation", "--try-activation", options.activation.isGiven && tryActivation != nil),
    ]
    if let (option, candidates, _) = twice.first(where: \.areGiven) {
      throw ValidationError(
        "\(candidates) names all candidates; leave \(option) away, or put it among them.")
    }
    guard tryHidden.isEmpty || options.activation.value.activations.count == 1 else {
      throw ValidationError(
        "--try-hidden compares networks of other layers; give --activation one function for all.")
    }
  }

  /// The table of all candidates; nil where it was interrupted.
  func compare(_ job: TrainingJob, _ interruption: Interruption) throws -> SearchTable? {
    var space = SearchSpace(job.settings)
    if let tryL2 {
      space.l2 = tryL2.numbers
      space.l2Range = tryL2.range
    }
    if !tryHidden.isEmpty { space.hidden = tryHidden.map(\.counts) }
    if let tryActivation { space.activations = tryActivation.activations }
    space.trials = trials
    let progress = ProgressLine()
    defer { progress.clear() }
    return try job.settings.search(
      space, folds: folds ?? 2, on: job.data, stoppedBy: job.stopSignal
    ) { done, all in
      progress.update { "\(done) of \(all) trainings" }
      return !interruption.isRequested
    }
  }
}

/// What is printed of a search: a line a candidate, the best marked.
struct SearchReport {
  let lines: [String]

  init(_ table: SearchTable) {
    let heading =
      "Candidates by \(table.foldCount)-fold cross-validation (mean ± deviation over the folds):"
    let lines = table.rows.enumerated().map { index, row in
      let mark = index == table.best ? "* " : "  "
      let score = row.score
      return mark + "hidden \(row.settings.hiddenText), \(row.settings.activationText),"
        + " λ = \(row.settings.l2.significant(4)):  loss \(score.meanLoss.significant(5))"
        + " ± \(score.lossDeviation.significant(2)),"
        + " score \(score.meanScore.share(4)) ± \(score.scoreDeviation.significant(2))"
    }
    self.lines = [heading] + lines
  }
}
