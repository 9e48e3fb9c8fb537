import ArgumentParser
import Labs

/// `matkit pack LAB.yaml -o LAB.tar`
struct PackCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Put a lab with its inputs, lock, outputs and a report into one archive.",
    discussion: """
      For somebody else to check, on any machine with matkit; tar unpacks it, too.
        matkit pack lab.yaml -o lab.tar
        matkit verify lab.tar
      """)

  @OptionGroup var lab: LabArgument
  @OptionGroup var reading: ReadingOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The archive to write, .tar.", valueName: "OUT.tar"))
  var output: String

  func validate() throws {
    guard output.lowercased().hasSuffix(".tar") else {
      throw ValidationError("\(output) does not end in .tar.")
    }
  }

  func filesRead() throws -> [String] { try lab.read().files }
  func filesWritten() -> [OutputFile] { [OutputFile(output, "-o")] }

  func run() throws {
    let lab = try self.lab.read()
    let count = try LabPack.write(lab, RunOptions(tool: toolPath, jobs: 1), to: output)
    try StandardStream.output.print(lines: ["\(count) files.", "Written to \(output)."])
  }
}
