import ArgumentParser
import Labs

/// `matkit status LAB.yaml`
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say which stages of a lab are up to date, and why others are not.",
    discussion: """
      Runs nothing. Exits with 1 where a stage is not up to date. Outputs of stages
      that the lab does not have any more are named; matkit clean removes them.
        matkit status lab.yaml
      """)

  @OptionGroup var lab: LabArgument
  @OptionGroup var stages: StageArguments
  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let lab = try self.lab.read()
    var options = RunOptions(tool: toolPath, jobs: 1)
    options.targets = stages.stages
    let status = try LabRunner(lab, options).status()
    try printStatus(status, verb: "to run")
    let left = try LabCleaning(lab).leftOutputs()
    if !left.isEmpty {
      let shown = left.prefix(5).joined(separator: ", ")
      let rest = left.count > 5 ? " and \(left.count - 5) more" : ""
      try StandardStream.output.print(
        "left by earlier stages: \(shown)\(rest); matkit clean removes them")
    }
    guard status.allSatisfy({ $0.reasons.isEmpty }) else {
      throw ExitCode(ExitStatus.checkFailed.rawValue)
    }
  }
}
