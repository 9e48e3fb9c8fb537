import Foundation
import Yams

/// A value of a lab file that knows where it stands.
struct LabNode: Sendable {
  indirect enum Content: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([LabNode])
    case map([(key: Key, node: LabNode)])
  }

  /// A key of a map, and where it stands.
  struct Key: Sendable {
    let name: String
    let mark: LabMistake.Mark
  }

  var content: Content
  let mark: LabMistake.Mark

  init(_ content: Content, at mark: LabMistake.Mark) {
    self.content = content
    self.mark = mark
  }

  /// The value without its places.
  var value: LabValue {
    switch content {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let value): .text(value)
    case .list(let nodes): .list(nodes.map(\.value))
    case .map(let pairs):
      .map(pairs.map { LabValue.Entry(key: $0.key.name, value: $0.node.value) })
    }
  }

  /// The node of a value that stands, as a whole, at one place.
  init(_ value: LabValue, at mark: LabMistake.Mark) {
    self.mark = mark
    switch value {
    case .null: content = .null
    case .bool(let value): content = .bool(value)
    case .integer(let value): content = .integer(value)
    case .number(let value): content = .number(value)
    case .text(let value): content = .text(value)
    case .list(let values): content = .list(values.map { LabNode($0, at: mark) })
    case .map(let entries):
      content = .map(entries.map { (Key(name: $0.key, mark: mark), LabNode($0.value, at: mark)) })
    }
  }

  /// The name of this kind of value, for messages.
  var kind: String {
    switch content {
    case .null: "nothing"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

extension LabNode {
  /// A lab file is written by people; a larger one is a mistake or an attack.
  static let byteLimit = 16 << 20
  /// The most values of a file that is not larger itself, those of aliases counted again wherever
  /// they stand: an alias to a list of aliases to a list of aliases … is a few lines that would
  /// fill any memory.
  static let nodeLimit = 200_000
  /// The deepest nesting of lists and maps.
  static let depthLimit = 64

  /// Reads a YAML document; nil for an empty one.
  ///
  /// Words stand for what YAML 1.2 says: `true`, `false` and `null` (also empty or `~`), decimal
  /// integers and numbers (`1e-4` is one), everything else is text; what stands in quotation marks
  /// is text always.
  static func parse(_ text: String) throws(LabMistake) -> LabNode? {
    let first = LabMistake.Mark(line: 1, column: 1)
    guard text.utf8.count <= byteLimit else {
      throw LabMistake(first, "the file has more than \(byteLimit >> 20) MiB")
    }
    if let mark = aliasAsKey(in: text) {
      throw LabMistake(mark, "an alias cannot be a key", suggestion: "write the key out")
    }
    do {
      // What words mean is decided here; Yams' own rules would cost more than all the rest of a run
      // that has nothing to do.
      let parser = try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else { return nil }
      // Without aliases a value takes two bytes at least, so that only aliases can exceed this.
      var budget = NodeBudget(
        nodes: max(nodeLimit, text.utf8.count / 2 + 1), bytes: byteLimit + text.utf8.count)
      return try LabNode(root, budget: &budget, depth: 0)
    } catch let mistake as LabMistake {
      throw mistake
    } catch let error as YamlError {
      throw LabMistake(error, in: text)
    } catch {
      throw LabMistake(first, "it cannot be read as YAML: \(error)")
    }
  }

  /// The limit for the values of a file, those of aliases counted again wherever they stand.
  private struct NodeBudget {
    var nodes: Int
    var bytes: Int
  }

  private init(_ node: Yams.Node, budget: inout NodeBudget, depth: Int) throws(LabMistake) {
    let mark = LabMistake.Mark(node.mark)
    budget.nodes -= 1
    if case .scalar(let scalar) = node { budget.bytes -= scalar.string.utf8.count }
    guard budget.nodes >= 0, budget.bytes >= 0 else {
      throw LabMistake(
        mark, "aliases make far more values of this file than stand in it",
        suggestion: "use vars, foreach or matrix")
    }
    guard depth <= Self.depthLimit else {
      throw LabMistake(mark, "lists and maps are nested more than \(Self.depthLimit) deep")
    }
    switch node {
    case .scalar(let scalar):
      content = Content(scalar)
      // A text in quotation marks begins after them: what is told of a part of it is counted from
      // there.
      if scalar.style == .singleQuoted || scalar.style == .doubleQuoted,
        scalar.string.contains("${")
      {
        self.mark = LabMistake.Mark(line: mark.line, column: mark.column + 1)
        return
      }
    case .sequence(let sequence):
      var nodes: [LabNode] = []
      for node in sequence {
        nodes.append(try LabNode(node, budget: &budget, depth: depth + 1))
      }
      content = .list(nodes)
    case .mapping(let mapping):
      var pairs: [(key: Key, node: LabNode)] = []
      for (key, node) in mapping {
        guard case .scalar(let name) = key else {
          throw LabMistake(LabMistake.Mark(key.mark), "a key has to be a word")
        }
        pairs.append(
          (
            Key(name: name.string, mark: LabMistake.Mark(key.mark)),
            try LabNode(node, budget: &budget, depth: depth + 1)
          ))
      }
      content = .map(pairs)
    case .alias:
      throw LabMistake(mark, "an alias of nothing")
    }
    self.mark = mark
  }

  /// Where an alias stands as a key. Comparing such keys would unfold what they name, whatever its
  /// size, before anything could be counted.
  private static func aliasAsKey(in text: String) -> LabMistake.Mark? {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let match = line.firstMatch(of: /(?:^|[{,?\-\[])\s*\*[^\s,\[\]{}]+\s*:(?:\s|$)/) else {
        if line.contains(/^\s*\?\s/) {
          return LabMistake.Mark(line: number + 1, column: 1)
        }
        continue
      }
      let column = line.distance(from: line.startIndex, to: match.range.lowerBound)
      return LabMistake.Mark(line: number + 1, column: column + 1)
    }
    return nil
  }
}

extension LabNode.Content {
  /// The meaning of a word by the core schema of YAML 1.2.
  fileprivate init(_ scalar: Yams.Node.Scalar) {
    guard scalar.style == .plain else {
      self = .text(scalar.string)
      return
    }
    switch scalar.string {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    case ".inf", "+.inf", ".Inf", "+.Inf": self = .number(.infinity)
    case "-.inf", "-.Inf": self = .number(-.infinity)
    case ".nan", ".NaN", ".NAN": self = .number(.nan)
    case let word:
      if let integer = Int(word) {
        self = .integer(integer)
      } else if Self.looksLikeANumber(word), let number = Double(word) {
        self = .number(number)
      } else {
        self = .text(word)
      }
    }
  }

  /// Swift reads `inf`, `nan` and hexadecimal numbers too, which are words here.
  private static func looksLikeANumber(_ word: String) -> Bool {
    word.utf8.allSatisfy {
      ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || "+-.eE".utf8.contains($0)
    } && word.utf8.contains { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }
}

extension LabMistake.Mark {
  fileprivate init(_ mark: Yams.Mark?) {
    self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}

extension LabMistake {
  /// The mistake in libyaml's words, where those tell a writer of labs what to do.
  fileprivate init(_ error: YamlError, in text: String) {
    self.init(error)
    // What libyaml calls a character that begins nothing.
    guard problem.hasPrefix("found character that cannot start any token"),
      let found = Self.character(at: mark, of: text)
    else { return }
    if found == "\t" {
      problem = "a tab stands where the line is indented"
      suggestion = "YAML is indented by spaces alone: put spaces in its place"
    } else {
      problem = "'\(found)' cannot begin a word"
      suggestion = "put the text in quotation marks"
    }
  }

  private static func character(at mark: Mark, of text: String) -> Character? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.indices.contains(mark.line - 1) else { return nil }
    return lines[mark.line - 1].dropFirst(mark.column - 1).first
  }

  private init(_ error: YamlError) {
    let start = Mark(line: 1, column: 1)
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let where_ = context.map { " (\($0.text) in line \($0.mark.line))" } ?? ""
      self.init(Mark(mark), problem + where_)
    case .duplicatedKeysInMapping(let duplicates, let context):
      self.init(
        Mark(context.mark), "the key '\(duplicates.joined(separator: "', '"))' stands twice",
        suggestion: "keep one")
    case .reader(let problem, _, _, _): self.init(start, problem)
    default: self.init(start, "it cannot be read as YAML: \(error)")
    }
  }
}
