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
  /// Throws the error of wrong usage, with the commands and what to say, where nobody can be asked
  /// or the answer is no, and `interrupted` where the user stopped it meanwhile.
  ///
  /// - Parameter isGiven: Whether the user has said so already.
  func obtain(isGiven: Bool, _ interruption: Interruption) throws {
    let commands = lab.stages.filter { !$0.isBuiltIn && !$0.isFrozen }
    guard !commands.isEmpty else { return }
    if isGiven { return try StandardStream.error.print("\(path): \(statement)") }
    let count = commands.count == 1 ? "a command" : "\(commands.count) commands"
    try StandardStream.error.print(
      lines: ["\(path) runs \(count) of the shell:"]
        + commands.map { "  \($0.name): \($0.command)" })
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw ToolError(
        .usage,
        "\(path): nothing was run, because you may not know the commands; --run-commands runs them"
          + " (\(statement)), and --check-only compares without running anything")
    }
    try StandardStream.error.print(statement)
    try StandardStream.error.write("Run? [y/N] ")
    guard try answer(interruption).lowercased().hasPrefix("y") else {
      throw ToolError(.usage, "\(path): nothing was run, as you said")
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
