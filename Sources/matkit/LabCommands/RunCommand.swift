public import ArgumentParser
import Foundation
public import Labs

/// `matkit run LAB.yaml`
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make all results of a lab that are not up to date, and lock them.",
    discussion: """
      A lab file has stages, each with what it reads and writes:
        matkit run lab.yaml
      A stage runs only where the meaning of its inputs changed: data that were saved
      again with the same values rerun nothing. Results of earlier runs with the same
      inputs and parameters come back from .matkit/cache. lab.lock, beside the lab,
      records which inputs and which command made each output. Ctrl-C ends a run;
      the next one goes on from there.
        matkit run lab.yaml --check             tells every mistake, and runs nothing
        matkit run lab.yaml --shard 2/8         every eighth stage of the sweeps
        matkit merge lab.yaml                   joins the shards' locks
      """)

  @OptionGroup var lab: LabArgument
  @OptionGroup var stages: StageArguments
  @OptionGroup var work: WorkArguments
  @OptionGroup var reading: ReadingOptions

  @Flag(help: "Check the lab file, telling each mistake with its line and column, and run nothing.")
  var check = false

  @Flag(name: .customLong("dry-run"), help: "Say what would run, and why, and run nothing.")
  var dryRun = false

  @Flag(help: "Run the stages though they are up to date.")
  var force = false

  @Flag(name: .customLong("keep-going"), help: "After a failure run what does not depend on it.")
  var keepGoing = false

  @Flag(help: "Where another run is going on, wait for its end.")
  var wait = false

  @Option(
    help: ArgumentHelp(
      "Run part I of N of the sweeps, as on one of N machines.", valueName: "I/N"))
  var shard: String?

  @Option(help: "Write metrics and parameters where another tool finds them: dvc or mlflow.")
  var export: MetricsExport.Format?

  func validate() throws {
    guard shard.map({ Shard($0) != nil }) ?? true else {
      throw ValidationError("--shard is I/N with I from 1 to N, as in 2/8.")
    }
  }

  func run() throws {
    let lab = try self.lab.read()
    if check {
      try lab.check(argumentProblem)
      let stages = lab.stages.count == 1 ? "1 stage" : "\(lab.stages.count) stages"
      return try StandardStream.output.print("\(lab.file): \(stages), nothing wrong.")
    }
    var options = work.options
    options.targets = stages.stages
    options.force = force
    options.keepsGoing = keepGoing
    options.waits = wait
    options.shard = shard.flatMap(Shard.init)
    let interruption = Interruption()
    var runner = LabRunner(lab, options, interruption: interruption)
    runner.argumentProblem = argumentProblem
    if dryRun { return try printStatus(try runner.status(), verb: "would run") }
    let signals = InterruptionSignals(interruption)
    let progress = RunProgress(stageCount: lab.stages.count)
    let result = try runner.run { progress.show($0) }
    try progress.end()
    if let export { try MetricsExport(lab, result.lock).write(export) }
    try printCounts(of: result, lab)
    signals.passOn(advice: "run again to go on")
  }

  private func printCounts(of result: RunResult, _ lab: Lab) throws {
    let counts = result.counts
    let parts = [
      (counts.ran, "ran"), (counts.restored, "came from earlier runs"),
      (counts.upToDate, "up to date"), (result.failures.count, "failed"),
      (counts.skipped - result.failures.count, "not done"),
    ]
    let texts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    try StandardStream.output.print("\(lab.file): \(texts.joined(separator: ", ")).")
    guard let failure = result.failures.first else { return }
    for (stage, error) in result.failures {
      try StandardStream.error.print(
        lines: sentences(of: error).map { "matkit: \(stage.name): \($0)" })
    }
    throw ExitCode(exitStatus(of: failure.error).rawValue)
  }
}

/// Prints each stage with what is to be said of it.
func printStatus(_ stages: [(stage: Stage, reasons: [String])], verb: String) throws {
  for (stage, reasons) in stages {
    if reasons.isEmpty {
      try StandardStream.output.print(
        "\(stage.name): \(stage.isFrozen ? "frozen" : "up to date")")
    } else {
      try StandardStream.output.print(
        "\(stage.name): \(verb): \(reasons.joined(separator: "; "))")
    }
  }
}

extension MetricsExport.Format: ExpressibleByArgument {}
