import ArgumentParser
import Foundation
import Labs
import MATFiles
import NetworkFiles

/// `matkit init FILE… [-o LAB.yaml]`
struct InitCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a first lab file, with comments, for .mat files.",
    discussion: """
      Files with one matrix each are classes; one file with a matrix X and labels y is
      both. A lab file that exists already is not overwritten.
        matkit init class1.mat class2.mat
        matkit run lab.yaml
      """)

  @Argument(help: "The .mat files, as seen from here.")
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The lab file to write.", valueName: "LAB.yaml"))
  var output = "lab.yaml"

  @OptionGroup var reading: ReadingOptions

  func filesRead() -> [String] { files }
  func filesWritten() -> [OutputFile] { [OutputFile(output, "-o")] }

  func run() throws {
    guard !FileManager.default.fileExists(atPath: output) else {
      throw ToolError(.cannotCreate, "\(output) is there already; name another with -o")
    }
    guard !output.contains("/") else {
      throw ToolError(.usage, "\(output): the lab file is written here; go to its folder first")
    }
    let draft = try LabDraft(files, in: ".", samples: samples())
    try AtomicFile.write(Array(draft.text.utf8), to: output)
    try StandardStream.output.print("Written to \(output). Next: matkit run \(output)")
  }

  /// The options that name the samples of the only file, as train finds them in it.
  private func samples() throws -> [(option: String, name: String)] {
    guard files.count == 1, let source = try SampleSource(foundIn: MATFile(files[0])) else {
      return []
    }
    let named = [
      ("features", source.features), ("labels", source.labels), ("targets", source.targets),
    ]
    return named.compactMap { option, name in name.map { (option, $0) } }
  }
}
