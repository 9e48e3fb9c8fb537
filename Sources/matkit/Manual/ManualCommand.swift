import ArgumentParser
import Foundation
import MATFiles

/// `matkit manual man|docc -o FOLDER`, which `make install` and `make commands-page` call; no help lists it.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual of this tool: pages for man, or the documentation's page.",
    discussion: """
      All of it is what the parser knows, so that no page tells of another version:
        matkit manual man -o share/man/man1
        matkit manual docc -o Sources/matkit/matkit.docc
      """,
    shouldDisplay: false)

  enum Form: String, ExpressibleByArgument, CaseIterable {
    case man, docc
  }

  @Argument(help: "The form of the pages.")
  var form: Form

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "FOLDER"))
  var output: String

  func run() throws {
    let tool = try CommandDescription.tool()
    switch form {
    case .man:
      for page in ManualPage.pages(of: tool, version: matKitVersion) {
        try write(page.text, to: page.fileName)
      }
    case .docc: try write(CommandsPage(tool).text, to: "Commands.md")
    }
  }

  private func write(_ text: String, to name: String) throws {
    let path = URL(filePath: output).appending(path: name).relativePath
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw ToolError(
        .cannotCreate, "\(path): it cannot be written; \(systemReason(error) ?? "\(error)")")
    }
  }
}
