/// A page for `man`, in the `man` macros of roff.
struct ManualPage {
  /// The name of its file: `matkit-train.1`.
  let fileName: String
  let text: String

  /// One page for the tool, and one for each of its commands.
  static func pages(of tool: CommandDescription, version: String) -> [ManualPage] {
    [page(of: tool, named: tool.commandName, seeAlso: tool.shownCommands, version: version)]
      + tool.shownCommands.map {
        page(
          of: $0, named: "\(tool.commandName)-\($0.commandName)", seeAlso: [], version: version)
      }
  }

  private static func page(
    of command: CommandDescription, named name: String, seeAlso commands: [CommandDescription],
    version: String
  ) -> ManualPage {
    var lines = [
      ".TH \(name.uppercased().replacing("-", with: "\\-")) 1 \"\" \"MatKit \(version)\"",
      ".SH NAME", "\(escaped(name)) \\- \(escaped(command.abstract ?? ""))",
      ".SH SYNOPSIS", literal(command.usage),
    ]
    if !command.paragraphs.isEmpty { lines.append(".SH DESCRIPTION") }
    for paragraph in command.paragraphs {
      switch paragraph {
      case .prose(let words): lines += [".PP", literal(words)]
      case .lines(let kept): lines += [".PP", ".nf", ".RS 2"] + kept.map(literal) + [".RE", ".fi"]
      }
    }
    for section in command.sections {
      lines.append(".SH \"\(escaped(section.title.uppercased()))\"")
      for argument in section.arguments {
        lines += [".TP", ".B \(escaped(argument.term))", literal(argument.explanation)]
      }
    }
    if commands.isEmpty {
      lines += [".SH \"SEE ALSO\"", ".BR matkit (1)"]
    } else {
      lines.append(".SH COMMANDS")
      for other in commands {
        lines += [
          ".TP", ".BR matkit\\-\(escaped(other.commandName)) (1)", literal(other.abstract ?? ""),
        ]
      }
    }
    return ManualPage(fileName: name + ".1", text: lines.joined(separator: "\n") + "\n")
  }

  /// Text within a line of roff: backslashes and hyphens mean themselves.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
  }

  /// A line of text, whose first character is no request even where it is a dot or an apostrophe.
  private static func literal(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let shown = escaped(String(line))
      return shown.hasPrefix(".") || shown.hasPrefix("'") ? "\\&" + shown : shown
    }.joined(separator: "\n")
  }
}
