import ArgumentParser
import Labs

/// `matkit diff-runs A [B]`
struct DiffRunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff-runs",
    abstract: "Say how two runs of a lab differ: parameters, data, metrics and numbers.",
    discussion: """
      A and B are locks, lab files, or folders with a lab.lock; of one lab file alone
      the last run is compared with the one before. Exits with 1 where they differ.
        matkit diff-runs lab.yaml
        matkit diff-runs before/lab.lock after/lab.lock
      """)

  @Argument(help: "A lock, a lab file, or a folder with a lab.lock.")
  var first = "lab.yaml"

  @Argument(help: "The lock to compare with; the run before, where none is given.")
  var second: String?

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let comparison =
      if let second {
        try RunComparison(of: RunComparison.Run(first), and: RunComparison.Run(second))
      } else {
        try RunComparison(of: RunComparison.Run(before: first), and: RunComparison.Run(first))
      }
    guard !comparison.areEqual else {
      return try StandardStream.output.print("The runs are the same.")
    }
    try StandardStream.output.print(text: comparison.description)
    throw ExitCode(ExitStatus.checkFailed.rawValue)
  }
}
