/// The documentation's page of commands, in DocC's Markdown.
struct CommandsPage {
  let text: String

  init(_ tool: CommandDescription) {
    let commands = tool.shownCommands
    let shared = Self.sharedArguments(of: commands)
    var lines = [
      "# The commands of the tool",
      "",
      "Every command of `matkit`, with its arguments and options, as `matkit help` tells them.",
      "",
      "<!-- Made from the parser by `make commands-page`; edit the commands instead. -->",
      "",
      "## Overview",
      "",
    ]
    lines += commands.map { "- `\($0.commandName)`: \(Self.escaped($0.abstract ?? ""))" }
    lines += [""] + Self.blocks(tool.paragraphs)
    for command in commands { lines += Self.section(of: command, without: shared) }
    lines += [
      "## Options of reading", "",
      "Every command that reads `.mat` files has these options:", "",
    ]
    lines += shared.map(Self.item)
    text = lines.joined(separator: "\n") + "\n"
  }

  /// The arguments that more than half of the commands have alike: they are told once.
  private static func sharedArguments(
    of commands: [CommandDescription]
  ) -> [CommandDescription.Argument] {
    let all = commands.flatMap { $0.sections.flatMap(\.arguments) }
    var shared: [CommandDescription.Argument] = []
    for argument in all where !shared.contains(where: { $0.term == argument.term }) {
      let count = all.count { $0.term == argument.term && $0.abstract == argument.abstract }
      if count * 2 > commands.count { shared.append(argument) }
    }
    return shared
  }

  private static func section(
    of command: CommandDescription, without shared: [CommandDescription.Argument]
  ) -> [String] {
    var lines = [
      "## matkit \(command.commandName)", "", escaped(command.abstract ?? ""), "", "```text",
      command.usage, "```", "",
    ]
    lines += blocks(command.paragraphs)
    for section in command.sections {
      let own = section.arguments.filter { argument in
        !shared.contains { $0.term == argument.term && $0.abstract == argument.abstract }
      }
      guard !own.isEmpty else { continue }
      lines += ["**\(section.title)**", ""] + own.map(item) + [""]
    }
    return lines
  }

  private static func item(_ argument: CommandDescription.Argument) -> String {
    "- `\(argument.term)`: \(escaped(argument.explanation))"
  }

  private static func blocks(_ paragraphs: [Paragraph]) -> [String] {
    paragraphs.flatMap { paragraph in
      switch paragraph {
      case .prose(let words): [escaped(words), ""]
      case .lines(let lines): ["```text"] + lines + ["```", ""]
      }
    }
  }

  /// Text in which no character is Markdown's.
  private static func escaped(_ text: String) -> String {
    String(text.flatMap { "\\`*_[]<>#|".contains($0) ? ["\\", $0] : [$0] })
  }
}
