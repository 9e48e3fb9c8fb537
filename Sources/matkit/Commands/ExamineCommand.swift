import ArgumentParser
import LinearAlgebra
import MATFiles
import NetworkFiles
import Networks
import Optimization

/// `matkit examine WEIGHTS DATA…`
struct ExamineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "examine",
    abstract: "Examine whether a trained network stands at a minimum of its loss.",
    discussion: """
      The loss is that which the file says its network was trained on, on the samples
      given here, which have to be the same. Exits with 1 where the weights are no
      minimum, and says what they are: not stationary, a saddle point with the way
      down, a plateau, a kink of relu, a point where noise hides the rest.
        matkit examine trained.mat class1.mat class2.mat
        matkit examine trained.mat --features data.mat:X --labels data.mat:y

      A training that a limit of iterations or of time ended is at none, as a rule,
      and need not be: what counts is how well it does on samples it has not seen.
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Samples") var weight: WeightOption

  func run() throws {
    let file = try MATFile(weights)
    let network = try SavedNetwork(file)
    let job = try TrainingJob(
      Self.settings(of: network, file), weight.applied(to: data.read()), from: network)
    let report = job.examine()
    try StandardStream.output.print(
      lines: ["Network   \(network.network), \(network.network.parameterCount) parameters"]
        + report.lines)
    guard report.isMinimum else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
  }

  /// What the network was trained with: the settings that its file records, or of a file that records none the
  /// penalty alone.
  private static func settings(
    of network: SavedNetwork, _ file: MATFile
  ) throws -> TrainingSettings {
    if let settings = try NetworkParts(file).training?.settings { return settings }
    var settings = TrainingSettings()
    settings.penalty = Penalty(l1: [0], l2: network.lambdas)
    return settings
  }
}

extension ExaminationReport<Double> {
  /// The verdict and the numbers that it rests on.
  fileprivate var lines: [String] {
    var lines = [
      "Verdict   \(verdict)",
      "Loss      \(value.significant(12)), largest gradient element \(gradientNorm.significant(3))",
    ]
    if let lowestCurvature, let largestCurvature {
      lines.append(
        "Curvature from \(lowestCurvature.significant(3)) to \(largestCurvature.significant(3)), as far as"
          + " products with the Hessian show")
    }
    if let lower, let direction {
      let distance = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      lines.append(
        "Lower     \(lower.value.significant(12)) at a distance of \(distance.significant(3))")
    }
    if let gradientCheck {
      lines.append(
        "Gradient  \(verdict == .gradientWrong ? "differs from" : "agrees with") differences of the loss by"
          + " \(gradientCheck.error.significant(2)), relative")
      lines += gradientCheck.kinks.prefix(5).map { "Kink      \($0)" }
    }
    return lines + ["Noise     \(noise.significant(2))", "Work      \(evaluations) evaluations"]
  }
}
