import ArgumentParser
import Foundation

/// A command as the parser itself describes it: the one source of the manual pages and of the
/// documentation's page of commands.
struct CommandDescription: Decodable {
  let commandName: String
  let abstract: String?
  let discussion: String?
  let shouldDisplay: Bool
  let subcommands: [CommandDescription]?
  let arguments: [Argument]?

  /// An argument, an option or a flag.
  struct Argument: Decodable, Equatable {
    struct Name: Decodable, Equatable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?
    let discussion: String?
    let sectionTitle: String?
    let shouldDisplay: Bool
    let isRepeating: Bool
  }

  /// The tool, with all its commands.
  static func tool() throws -> CommandDescription {
    struct Dump: Decodable { let command: CommandDescription }
    return try JSONDecoder().decode(Dump.self, from: Data(MatKitTool._dumpHelp().utf8)).command
  }

  /// The commands that a reader is shown.
  var shownCommands: [CommandDescription] {
    (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
  }

  /// The arguments that a reader is shown, by their sections in the order of the help.
  var sections: [(title: String, arguments: [Argument])] {
    var sections: [(title: String, arguments: [Argument])] = []
    for argument in arguments ?? [] where argument.shouldDisplay && !argument.isStandard {
      let title =
        argument.sectionTitle ?? (argument.kind == "positional" ? "Arguments" : "Options")
      if let index = sections.firstIndex(where: { $0.title == title }) {
        sections[index].arguments.append(argument)
      } else {
        sections.append((title, [argument]))
      }
    }
    return sections
  }

  /// The line that shows how the command is called: `matkit whos <file> ...`.
  var usage: String {
    guard
      let command = MatKitTool.configuration.subcommands.first(where: {
        $0.configuration.commandName == commandName
      })
    else { return MatKitTool.usageString() }
    return MatKitTool.usageString(for: command)
  }

  /// The paragraphs of the discussion; lines that are indented there are to be kept as they are.
  var paragraphs: [Paragraph] { Paragraph.paragraphs(of: discussion ?? "") }
}

extension CommandDescription.Argument {
  /// `--help` and `--version`, which every command has.
  var isStandard: Bool { names?.contains { ["help", "version"].contains($0.name) } ?? false }

  /// How it is written: `-o, --output <FILE>`, or `<file> ...`.
  var term: String {
    let value = valueName.map { "<\($0)>" } ?? ""
    let repeated = isRepeating ? " ..." : ""
    guard kind != "positional" else { return value + repeated }
    let spelled = (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
    let name = spelled.sorted { $0.count < $1.count }.joined(separator: ", ")
    return kind == "flag" ? name : "\(name) \(value)\(repeated)"
  }

  /// What it is for, with the values that it takes and the one that it has by itself.
  var explanation: String {
    var parts: [String] = []
    if let allValues, defaultValue != nil || !isMentioned(allValues) {
      parts.append("values: " + allValues.joined(separator: ", "))
    }
    if let defaultValue { parts.append("default: " + defaultValue) }
    let remark = parts.isEmpty ? nil : "(" + parts.joined(separator: "; ") + ")"
    return [abstract, remark, discussion].compactMap(\.self).joined(separator: " ")
  }

  private func isMentioned(_ values: [String]) -> Bool {
    values.allSatisfy { (abstract ?? "").contains($0) }
  }
}

/// A paragraph of a discussion.
enum Paragraph: Equatable {
  /// Words that a reader's program may break anew.
  case prose(String)
  /// Lines that are kept, as those of an example.
  case lines([String])

  static func paragraphs(of text: String) -> [Paragraph] {
    var paragraphs: [Paragraph] = []
    var isNew = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      guard !line.allSatisfy(\.isWhitespace) else {
        isNew = true
        continue
      }
      switch (line.hasPrefix("  "), paragraphs.last) {
      case (true, .lines(let lines)) where !isNew:
        paragraphs[paragraphs.count - 1] = .lines(lines + [String(line.dropFirst(2))])
      case (false, .prose(let words)) where !isNew:
        paragraphs[paragraphs.count - 1] = .prose(words + " " + line)
      case (true, _): paragraphs.append(.lines([String(line.dropFirst(2))]))
      case (false, _): paragraphs.append(.prose(line))
      }
      isNew = false
    }
    return paragraphs
  }
}
