import ArgumentParser
import Labs

/// `matkit gradcheck DATA…`
struct GradcheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck",
    abstract: "Compare a network's gradient by backpropagation with central differences.",
    discussion: """
      At the initial weights that train would start from with the same options. Exits
      with 1 where they differ by more than 1e-7, relative, and names the weight that
      differs most.
        matkit gradcheck class1.mat class2.mat --hidden 10,10 --activation tanh
      """)

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Network and training") var options: TrainOptions

  func run() throws {
    let settings = options.settings
    let check = try settings.checkGradient(on: data.read())
    print("Network   \(check.network), \(check.network.parameterCount) parameters")
    print(
      "Gradient  differs from central differences by \(check.error.significant(3)), relative")
    print(
      "Worst     \(check.worstName): \(check.worstGradient.significant(10)) by backpropagation,"
        + " \(check.worstDifference.significant(10)) by differences")
    guard check.passes else {
      print(
        "The gradient is wrong: more than \(TrainingSettings.gradientTolerance.significant(1)).")
      throw ExitCode(ExitStatus.checkFailed.rawValue)
    }
    print("Right, within \(TrainingSettings.gradientTolerance.significant(1)).")
  }
}
