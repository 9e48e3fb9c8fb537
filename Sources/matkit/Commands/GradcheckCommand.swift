import ArgumentParser
import NetworkFiles
import MATFiles
import Networks

/// `matkit gradcheck DATA…`
struct GradcheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck",
    abstract: "Compare a network's gradient by backpropagation with derivatives of another kind.",
    discussion: """
      At the initial weights that train would start from with the same options, or at
      those of a trained network. Exits with 1 where they differ by more than 1e-11
      (complex step) or 1e-7 (central differences), relative, and names the weight
      that differs most.
        matkit gradcheck class1.mat class2.mat --hidden 10,10 --activation tanh
        matkit gradcheck class1.mat class2.mat --weights trained.mat --by central

      The complex step decides, unless --by central is given. Where it finds a
      difference, and where the loss has kinks, as relu and --l1 have, central
      differences are printed as a second opinion. They see a kink: there the gradient
      is right where it is the slope of one side, or between the two, and the weight
      is named. What rounding in the loss makes of a difference is no
      mistake of the gradient.
      """)

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Samples") var weight: WeightOption
  @OptionGroup(title: "Network and training") var options: TrainOptions

  @Option(
    help: ArgumentHelp(
      "Check at the weights of this network rather than at initial ones.", valueName: "WEIGHTS"))
  var weights: String?

  @Option(help: "By the complex step, or by central differences of the loss: complex or central.")
  var by = WeightCheck.Method.complexStep

  @Option(
    help: ArgumentHelp(
      "The number of weights to check, spread evenly; by default as many as ten seconds allow.",
      valueName: "n"))
  var most: Int?

  func validate() throws {
    guard most ?? 1 > 0 else {
      throw ValidationError("--most is \(most ?? 0); give 1 or more.")
    }
  }

  func run() throws {
    let data = try weight.applied(to: data.read())
    try StandardStream.output.print(lines: data.told)
    let start = try weights.map { try SavedNetwork(MATFile($0, decoding: .ofSamples)) }
    let notes = try options.notes(ofGradientAt: start, weights)
    var open = options.open
    open.holdOut = false
    let job = try TrainingJob(
      open.closed(options.settings, on: data, from: start).settings, data, from: start)
    let most = most ?? Self.affordable(job)
    let check = job.checkGradient(by: by, most: most)
    try StandardStream.output.print(
      "Loss      \(job.minimizedLoss.name) with \(TrainingReport.penalty(job.settings.penalty))")
    try StandardStream.output.print(lines: GradientReport(check, network: job.network).lines)
    if by == .complexStep, !check.passes || job.hasKinks {
      let second = job.checkGradient(by: .centralDifferences, most: most)
      try StandardStream.output.print(
        lines: GradientReport(second, network: job.network).secondOpinion)
    }
    try StandardStream.output.print(lines: notes.map { "NOTE      \($0)" })
    guard check.passes else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
  }

  /// How many weights can be checked in ten seconds or so.
  static func affordable(_ job: TrainingJob) -> Int {
    max(
      10,
      WeightCheck.affordable(
        of: job.network, sampleCount: job.data.points.rowCount, seconds: 10))
  }
}

/// What is printed of a gradient check.
struct GradientReport {
  private let check: WeightCheck
  private let network: Network

  init(_ check: WeightCheck, network: Network) {
    (self.check, self.network) = (check, network)
  }

  private var name: String {
    check.method == .centralDifferences ? "central differences" : "the complex step"
  }

  private var difference: String {
    "differs from \(name) by \(check.error.significant(3)), relative"
      + (check.uncertainty > WeightCheck.tolerance(of: check.method)
        ? ", of which rounding explains \(check.uncertainty.significant(2))" : "")
  }

  var lines: [String] {
    let tolerance = WeightCheck.tolerance(of: check.method)
    let some =
      check.checkedCount < network.parameterCount ? ", \(check.checkedCount) of them checked" : ""
    return [
      "Network   \(network), \(network.parameterCount) parameters\(some)",
      "Gradient  \(difference)",
      "Worst     \(check.worstName): \(check.worstGradient.significant(10)) by backpropagation,"
        + " \(check.worstDifference.significant(10)) by \(name)",
    ] + kinks + [
      check.passes
        ? "Right, within \(tolerance.significant(1))."
        : "The gradient is wrong: more than \(tolerance.significant(1))."
    ]
  }

  /// The lines of a check that does not decide.
  var secondOpinion: [String] {
    let agrees =
      check.passes ? "" : ", which is more than \(WeightCheck.tolerance(of: check.method))"
    return ["Second    \(difference)\(agrees)"] + kinks
  }

  /// The kinks that the weights lie on, the first ones by name.
  private var kinks: [String] {
    check.kinks.prefix(5).map { "Kink      \($0)" }
      + (check.kinks.count > 5 ? ["          and \(check.kinks.count - 5) more"] : [])
  }
}
