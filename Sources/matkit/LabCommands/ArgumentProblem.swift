import ArgumentParser
import Foundation
import Labs
import MATFiles

/// What a `matkit` command says against its arguments; nil where nothing. So a lab's stages are checked as
/// the commands themselves check what a user types.
func argumentProblem(_ arguments: [String]) -> String? {
  // How a command reads files is for the process that runs it, and not for this one.
  let environment = ProcessInfo.processInfo.environment
  defer {
    for name in [MATLimits.variable, MATDecoding.variable] {
      if let text = environment[name] { setenv(name, text, 1) } else { unsetenv(name) }
    }
  }
  do {
    _ = try MatKitTool.parseAsRoot(arguments)
    return nil
  } catch {
    let lines = MatKitTool.message(for: error).split(separator: "\n")
    guard let first = lines.first else { return "\(error)" }
    let sentence = first.hasPrefix("Error: ") ? first.dropFirst(7) : first
    // A list of what there is to choose from stands under the sentence, an item a line.
    let choices = lines.dropFirst().prefix { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) }
    return choices.isEmpty ? String(sentence) : "\(sentence) \(choices.joined(separator: ", "))"
  }
}
