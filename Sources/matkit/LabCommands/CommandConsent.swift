import Foundation
import Labs
import MATFiles

/// Whether the commands of the shell in a lab may be run, which a stranger may have written.
struct CommandConsent {
  private let lab: Lab
  private let path: String
  private let statement: String

  /// - Parameters:
  ///   - path: What the user calls the lab.
  ///   - isConfined: Whether they are to run with less than the user's rights.
  init(_ lab: Lab, _ path: String, isConfined: Bool) {
    self.lab = lab
    self.path = path
    statement = Confinement.statement(isWanted: isConfined)
  }

  /// Asks where it can, and returns where they may be run, or there are none.
  ///
  /// Throws the error of wrong usage, with the commands and what to say, where nobody can be asked or the
  /// answer is no, and `interrupted` where the user stopped it meanwhile.
  ///
  /// - Parameter isGiven: Whether the user has said so already.
  func obtain(isGiven: Bool, _ interruption: Interruption) throws {
    let commands = lab.stages.filter { !$0.isBuiltIn && !$0.isFrozen }
    guard !commands.isEmpty else { return }
    if isGiven { return writeToStandardError("\(path): \(statement)\n".printableLines) }
    let count = commands.count == 1 ? "a command" : "\(commands.count) commands"
    let list = commands.map { "  \($0.name): \($0.command)".printable }.joined(separator: "\n")
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw ToolError(
        .usage,
        "\(path.printable): it runs \(count) of the shell, which you may not know, so nothing was run:\n"
          + "\(list)\n--run-commands runs them (\(statement)); --check-only compares"
          + " without running anything")
    }
    writeToStandardError(
      "\(path.printable) runs \(count) of the shell:\n\(list)\n\(statement)\n"
        + "Run? [y/N] ")
    guard try answer(interruption).lowercased().hasPrefix("y") else {
      throw ToolError(.usage, "\(path.printable): nothing was run, as you said")
    }
  }

  /// The line that the user types, which a signal ends, too.
  private func answer(_ interruption: Interruption) throws -> String {
    var wait = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&wait, 1, 100) <= 0 {
      if interruption.isRequested {
        throw LabError(.interrupted, "the verification was stopped")
      }
    }
    return readLine() ?? ""
  }
}

extension String {
  /// The text with control characters as pictures, but for the ends of its lines.
  var printableLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
      .joined(separator: "\n")
  }
}
