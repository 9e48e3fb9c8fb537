import ArgumentParser
import Foundation
import Labs
import LinearAlgebra
import MATFiles
import Ranks

/// The command-line tool: reads, shows, trains on and writes `.mat` files.
@main
struct MatKitTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matkit",
    abstract: "MATLAB .mat files: look into them, train networks on them, write the results back.",
    discussion: """
      A first look, a first network, and what it learned:
        matkit whos points.mat
        matkit train class1.mat class2.mat --hidden 10 -o trained.mat
        matkit show trained.mat:net.W{1}

      Exit codes: 0 done · 1 a comparison or a check failed · 64 wrong usage · 65 the
      data is damaged or does not fit · 66 no such input · 70 a bug in matkit ·
      73 cannot create the output · 74 reading or writing failed, of standard output
      too. A pipe that is closed early, as by head, ends matkit quietly by SIGPIPE.

      No command writes over a file that it reads.
      """,
    version: matKitVersion,
    subcommands: [
      WhosCommand.self, ShowCommand.self, JSONCommand.self, ConvertCommand.self,
      DiffCommand.self, CheckCommand.self, TrainCommand.self, FitCommand.self,
      PredictCommand.self, EvaluateCommand.self, GridCommand.self, PlotCommand.self,
      ReportCommand.self, LearningCurveCommand.self,
      GradcheckCommand.self, ExamineCommand.self, CostCommand.self, ExplainCommand.self,
      ExportCommand.self, ImportCommand.self, RanksCommand.self,
      DemoCommand.self, RunCommand.self, StatusCommand.self, VerifyCommand.self,
      DiffRunsCommand.self, DagCommand.self, InitCommand.self, PackCommand.self,
      MergeCommand.self, CleanCommand.self, ManualCommand.self,
    ])

  /// Runs the command; any error becomes one sentence on standard error and the exit code of its kind.
  static func main() {
    // Before anything else, because it is started for every v7.3 file that is read.
    if CommandLine.arguments.dropFirst().first == IsolatedService.command { IsolatedService.run() }
    StandardStream.prepare()
    ignoreFileSizeSignal()
    admitEndingSignals()
    reportTraps()
    OneThread.endOthers()
    isolateHDF5()
    ReadingOptions.isOfProcess.store(true, ordering: .relaxed)
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      try checkCommand(arguments)
      var command = try parsed(arguments)
      try checkLaunched(command)
      try (command as? any WritingCommand)?.checkFilesWritten()
      try command.run()
    } catch {
      exit(reporting: error)
    }
  }

  /// The command that the arguments say. What the parser does not understand is looked at once more for options
  /// that have another name here, which takes the list of them all.
  static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch {
      if arguments.first == "train", usageProblem(error) != nil {
        try leaveToLeader(.current, .usage)
      }
      try OptionWords.check(arguments)
      throw error
    }
  }

  /// Has v7.3 files be read by HDF5 in a process of its own, which is this program again, unless the
  /// environment says otherwise.
  private static func isolateHDF5() {
    setenv("MATKIT_ISOLATION", "process", 0)
    if let program = Bundle.main.executablePath { setenv("MATKIT_EXECUTABLE", program, 0) }
  }
}
