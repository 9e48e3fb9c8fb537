import ArgumentParser
import Foundation
import Labs
import Testing

@testable import matkit

/// The help of every command, as a terminal of 80 columns shows it.
@Suite("Help") struct HelpTests {
  static let commands: [any ParsableCommand.Type] =
    [MatKitTool.self] + MatKitTool.configuration.subcommands

  @Test("no line of a command's text is so long that the terminal breaks it", arguments: commands)
  func width(command: any ParsableCommand.Type) {
    let configuration = command.configuration
    for line in configuration.discussion.split(separator: "\n") {
      #expect(line.count <= 80, "\(configuration.commandName ?? ""): \(line)")
    }
  }

  @Test("every command says what it does, with an example", arguments: commands)
  func examples(command: any ParsableCommand.Type) {
    let configuration = command.configuration
    #expect(!configuration.abstract.isEmpty)
    #expect(configuration.discussion.contains("  matkit "), "\(configuration.commandName ?? "")")
  }

  /// One argument of a command, as `--experimental-dump-help` tells it.
  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
    let valueName: String?
    let isRepeating: Bool

    var longName: String? { names?.first { $0.kind == "long" }?.name }
  }

  private struct Dump: Decodable {
    struct Command: Decodable {
      let arguments: [Argument]
    }
    let command: Command
  }

  @Test(
    "labs know which options of a command name files, and which are given several times",
    arguments: Stage.BuiltIn.allCases)
  func labOptions(kind: Stage.BuiltIn) throws {
    let outcome = try Tool.run(kind.rawValue, "--experimental-dump-help")
    let dump = try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8))
    let options = dump.command.arguments.filter { $0.kind == "option" }
    #expect(!options.isEmpty)
    for option in options {
      guard let name = option.longName, name != "output" else { continue }
      // A checkpoint is written, too, and read by --resume.
      let isFile = ["F.mat", "DATA", "WEIGHTS", "FILE"].contains {
        option.valueName?.hasPrefix($0) == true
      }
      #expect((isFile && name != "checkpoint") == Stage.fileOptions.contains(name), "--\(name)")
      #expect(option.isRepeating == Stage.repeatedOptions.contains(name), "--\(name)")
    }
  }
}
