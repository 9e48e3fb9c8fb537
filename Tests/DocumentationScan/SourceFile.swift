package import Foundation

/// The documentation comments and the public declarations of a file of Swift, found by its lines.
///
/// This is no parser: it counts braces outside strings and comments, which is enough for sources that
/// swift-format has laid out, and takes a second for all of them.
package struct SourceFile {
  package let url: URL
  private(set) var comments: [Comment] = []
  private(set) var declarations: [Declaration] = []

  /// What the braces that are open belong to.
  private enum Scope { case publicEnumeration, publicProtocol, other }
  private var scopes: [Scope] = []
  /// What the next brace belongs to.
  private var announced = Scope.other
  private var isInString = false
  /// The comment that waits for its declaration, behind which attributes may stand.
  private var pending: Comment?
  /// How many parentheses of an attribute of several lines are open.
  private var attributeDepth = 0

  /// Reads a file.
  package init(_ url: URL) throws {
    self.init(url, text: try String(contentsOf: url, encoding: .utf8))
  }

  /// Scans the text of a file.
  package init(_ url: URL, text: String) {
    self.url = url
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      scan(line.drop(while: { $0 == " " }), number: index + 1)
    }
  }

  /// The files of a folder and those below it, by name.
  package static func all(below folder: URL) throws -> [SourceFile] {
    let names = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return try (names?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "swift" }.sorted { $0.path() < $1.path() }
      .map { try SourceFile($0) }
  }

  private mutating func scan(_ line: Substring, number: Int) {
    if !isInString && line.hasPrefix("///") {
      noteComment(String(line.dropFirst(line.hasPrefix("/// ") ? 4 : 3)), number: number)
      return
    }
    let code = codeOnly(line)
    guard attributeDepth == 0 else {
      attributeDepth += depth(of: code)
      return
    }
    let isAttribute = code.hasPrefix("@") && DeclarationHead(code) == nil
    if isAttribute { attributeDepth = depth(of: code) }
    if isAttribute || code.hasPrefix("#if") { return }
    noteDeclaration(String(line), code: code, number: number)
    pending = nil
    follow(code)
  }

  private mutating func noteComment(_ text: String, number: Int) {
    if var comment = pending, comment.line + comment.lines.count == number {
      comment.lines.append(text)
      pending = comment
      comments[comments.count - 1] = comment
    } else {
      let comment = Comment(line: number, lines: [text])
      pending = comment
      comments.append(comment)
    }
  }

  private mutating func noteDeclaration(_ line: String, code: String, number: Int) {
    guard let head = DeclarationHead(code) else { return }
    let scope = scopes.last ?? .other
    switch head.keyword {
    case "enum": announced = head.isPublic ? .publicEnumeration : .other
    case "protocol": announced = head.isPublic ? .publicProtocol : .other
    case "extension", "struct", "class", "actor": announced = .other
    default: break
    }
    let isCase = head.keyword == "case"
    guard head.isPublic || scope == .publicProtocol || isCase && scope == .publicEnumeration,
      !head.name.hasPrefix("_"), let kind = head.kind
    else { return }
    declarations.append(
      Declaration(kind: kind, text: line, line: number, comment: pending?.lines ?? []))
  }

  /// Follows the braces of a line.
  private mutating func follow(_ code: String) {
    for character in code {
      if character == "{" {
        scopes.append(announced)
        announced = .other
      } else if character == "}" {
        scopes.removeLast(scopes.isEmpty ? 0 : 1)
      }
    }
  }

  private func depth(of code: String) -> Int {
    code.reduce(0) { $0 + ($1 == "(" ? 1 : $1 == ")" ? -1 : 0) }
  }

  /// A line without its strings and comments.
  private mutating func codeOnly(_ line: Substring) -> String {
    let parts = String(line).components(separatedBy: "\"\"\"")
    if parts.count.isMultiple(of: 2) {
      let wasInString = isInString
      isInString.toggle()
      return wasInString ? String(parts[parts.count - 1]) : parts[0]
    }
    guard !isInString else { return "" }
    var code: [UInt8] = []
    var isQuoted = false
    var bytes = line.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "\\") where isQuoted: _ = bytes.next()
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "/") where !isQuoted && code.last == byte:
        return String(decoding: code.dropLast(), as: UTF8.self)
      default: if !isQuoted { code.append(byte) }
      }
    }
    return String(decoding: code, as: UTF8.self)
  }
}
