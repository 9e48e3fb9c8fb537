import ArgumentParser
import Foundation
import Labs
import MATFiles

/// What a `matkit` command says against its arguments; nil where nothing. So a lab's stages are checked as
/// the commands themselves check what a user types.
func argumentProblem(_ arguments: [String]) -> String? {
  // A command's --limit is for the process that runs it, and not for this one.
  let limits = ProcessInfo.processInfo.environment[MATLimits.variable]
  defer {
    if let limits { setenv(MATLimits.variable, limits, 1) } else { unsetenv(MATLimits.variable) }
  }
  do {
    try OptionWords.check(arguments)
    _ = try MatKitTool.parseAsRoot(arguments)
    return nil
  } catch let error as ToolError {
    return error.sentence
  } catch {
    let lines = MatKitTool.message(for: error).split(separator: "\n")
    guard let first = lines.first else { return "\(error)" }
    let sentence = first.hasPrefix("Error: ") ? first.dropFirst(7) : first
    // A list of what there is to choose from stands under the sentence, an item a line.
    let choices = lines.dropFirst().prefix { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) }
    return choices.isEmpty ? String(sentence) : "\(sentence) \(choices.joined(separator: ", "))"
  }
}
