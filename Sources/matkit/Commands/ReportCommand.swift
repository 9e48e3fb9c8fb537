import ArgumentParser
import NetworkPictures

/// `matkit report FILE -o report.html`
struct ReportCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about a trained network that anyone can open.",
    discussion: """
      One HTML file that needs no other: data, network, loss, decision regions with
      the answers under the pointer, confusion matrix, metrics, gradient check, how
      it was made and the command that makes it again.
        matkit report trained.mat -o report.html
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "FILE"))
  var file: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The page to write, whole or not at all.", valueName: "OUT"))
  var output: String

  @Option(help: "What stands above the page; the file's name without its ending, if nothing.")
  var title: String?

  @OptionGroup var reading: ReadingOptions

  func filesRead() -> [String] { [file] }
  func filesWritten() -> [OutputFile] { [OutputFile(output, "-o")] }

  func run() throws {
    try Report(file, title: title).write(to: output)
    try StandardStream.output.print("Written to \(output).")
  }
}
