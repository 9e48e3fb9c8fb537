import ArgumentParser
import Foundation
import Labs
import NetworkFiles
import MATFiles
import Optimization

// What the argument parser has to say, as one sentence.

/// The text that was asked for in place of work (help, the version, completions); nil for a real error.
func requestedText(_ error: any Error) -> String? {
  guard !isOurs(error), MatKitTool.exitCode(for: error) == .success else { return nil }
  return MatKitTool.fullMessage(for: error)
}

/// What is wrong with the arguments, and where to read what is right; nil where the error is of another kind.
func usageSentence(_ error: any Error) -> String? {
  guard let problem = usageProblem(error) else { return nil }
  // The parser attaches no command to what a command says against its own options.
  let command = CommandLine.arguments.dropFirst().first.flatMap { word in
    MatKitTool.commandNames.first { $0 == word }
  }
  return "\(problem); see: matkit \(command.map { "help \($0)" } ?? "--help")"
}

/// What is wrong with the arguments; nil where the error is of another kind.
func usageProblem(_ error: any Error) -> String? {
  guard !isOurs(error), MatKitTool.exitCode(for: error) == .validationFailure else { return nil }
  let message = MatKitTool.message(for: error)
  let lines = message.split(separator: "\n")
  // A list of what there is to choose from stands under the sentence, an item a line.
  let choices = lines.dropFirst().prefix { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) }
  let first = lines.first.map(String.init) ?? "the arguments cannot be understood"
  var sentence = choices.isEmpty ? first : "\(first) \(choices.joined(separator: ", "))"
  if sentence.hasSuffix(".") { sentence.removeLast() }
  if let choice = sentence.range(of: ". Please provide one of ") {
    sentence.replaceSubrange(choice, with: "; choose one of ")
    sentence = sentence.replacing("one of the following: ", with: "one of: ")
  } else if let help = helpText(error) {
    sentence += ": \(help)"
  }
  return sentence.loweringFirstWord
}

/// What the option or argument that the error is about is for; nil where it is about none.
private func helpText(_ error: any Error) -> String? {
  // It stands in the parser's full text alone, behind this word, the option's name and two spaces.
  let lines = MatKitTool.fullMessage(for: error, columns: 100_000).split(separator: "\n")
  guard let line = lines.first(where: { $0.hasPrefix("Help:  ") })?.dropFirst(7),
    let gap = line.range(of: "  ")
  else { return nil }
  let text = line[gap.upperBound...]
  return String(text.hasSuffix(".") ? text.dropLast() : text)
}

/// Whether an error has a sentence of its own, which the parser is not to be asked about.
private func isOurs(_ error: any Error) -> Bool {
  error is MATError || error is NetworkFileError || error is LabError || error is LabMistakes
    || error is ToolError || error is FormulaError
}

extension String {
  /// The text with a small letter first, as it stands behind a colon; an abbreviation stays.
  fileprivate var loweringFirstWord: String {
    guard let first, first.isUppercase, dropFirst().first?.isLowercase == true else { return self }
    return first.lowercased() + dropFirst()
  }
}

extension MatKitTool {
  /// The command that the arguments name; throws where the first is none, and says which it may have been.
  static func checkCommand(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help",
      !commandNames.contains(word)
    else { return }
    let near = nearestName(to: word, among: commandNames)
    throw ToolError(
      .usage,
      "there is no command '\(word)'; "
        + (near.map { "did you mean '\($0)'?" } ?? "see: matkit --help"))
  }

  /// The names of all commands.
  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }
}

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
    _ = try MatKitTool.parsed(arguments)
    return nil
  } catch {
    return usageProblem(error) ?? sentences(of: error).joined(separator: "; ")
  }
}
