import ArgumentParser
import Labs
import MATFiles
import Networks

/// `matkit gradcheck DATA…`
struct GradcheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck",
    abstract: "Compare a network's gradient by backpropagation with derivatives of another kind.",
    discussion: """
      At the initial weights that train would start from with the same options, or at
      those of a trained network. Exits with 1 where they differ by more than 1e-7
      (central differences) or 1e-11 (complex step), relative, and names the weight
      that differs most.
        matkit gradcheck class1.mat class2.mat --hidden 10,10 --activation tanh
        matkit gradcheck class1.mat class2.mat --weights trained.mat --by complex
      """)

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Network and training") var options: TrainOptions

  @Option(
    help: ArgumentHelp(
      "Check at the weights of this network rather than at initial ones.", valueName: "WEIGHTS"))
  var weights: String?

  @Option(help: "By central differences of the loss, or by the complex step: central or complex.")
  var by = WeightCheck.Method.centralDifferences

  @Option(
    help: ArgumentHelp(
      "Check so many weights, spread evenly; all, as far as ten seconds or so go, where not given.",
      valueName: "n"))
  var most: Int?

  func validate() throws {
    guard most ?? 1 > 0 else {
      throw ValidationError("--most is \(most ?? 0); give 1 or more.")
    }
  }

  func run() throws {
    let (settings, data) = (options.settings, try data.read())
    let start = try weights.map { try SavedNetwork(MATFile($0)) }
    let network = start?.network ?? settings.network(for: data)
    let check = try settings.checkGradient(
      on: data, at: start, by: by, most: most ?? Self.affordable(settings, data))
    try StandardStream.output.print(lines: GradientReport(check, network: network).lines)
    guard check.passes else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
  }

  /// How many weights can be checked in ten seconds or so; nil for all.
  static func affordable(_ settings: TrainingSettings, _ data: LabData) -> Int? {
    let count = settings.network(for: data).parameterCount
    let each = 30 * Double(count) * Double(data.points.rowCount)
    let most = 2e10 / each
    return most >= Double(count) ? nil : max(10, Int(most))
  }
}

/// What is printed of a gradient check.
struct GradientReport {
  let lines: [String]

  init(_ check: WeightCheck, network: Network) {
    let (name, tolerance) =
      check.method == .centralDifferences
      ? ("central differences", WeightCheck.tolerance(of: .centralDifferences))
      : ("the complex step", WeightCheck.tolerance(of: .complexStep))
    let some =
      check.checkedCount < network.parameterCount ? ", \(check.checkedCount) of them checked" : ""
    lines = [
      "Network   \(network), \(network.parameterCount) parameters\(some)",
      "Gradient  differs from \(name) by \(check.error.significant(3)), relative",
      "Worst     \(check.worstName): \(check.worstGradient.significant(10)) by backpropagation,"
        + " \(check.worstDifference.significant(10)) by \(name)",
      check.passes
        ? "Right, within \(tolerance.significant(1))."
        : "The gradient is wrong: more than \(tolerance.significant(1)).",
    ]
  }
}
