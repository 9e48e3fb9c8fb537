/// Reads the text of a ``MATPath``, one character ahead:
///
///     path   = name { step }
///     step   = "." name | "(" [ index { "," index } ] ")" | "{" index { "," index } "}"
///     name   = letters, digits, "_" | "(" quoted text ")", the quotes being "'…'" or "\"…\""
///     index  = ":" | range | "[" { range [","] } "]"
///     range  = place [ ":" [ step ":" ] place ]
///     place  = number | "end" [ ("+" | "-") number ]
struct MATPathParser {
  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  static func isNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  mutating func parse() throws(MATError) -> MATPath {
    skipSpaces()
    var path = MATPath(variable: try name(of: "a variable's name"))
    skipSpaces()
    while let character = next {
      switch character {
      case ".":
        position += 1
        path.steps.append(.field(try name(of: "a field's name")))
      case "(":
        path.steps.append(.elements(try indices(closedBy: ")")))
      case "{":
        path.steps.append(.content(try indices(closedBy: "}")))
      default:
        throw error(
          expected: "“.”, “(”, “{” or the end; a name with other characters stands in quotes, as in"
            + " s.(\"a b\")")
      }
      skipSpaces()
    }
    return path
  }

  private var next: Character? {
    position < characters.count ? characters[position] : nil
  }

  private func error(expected: String) -> MATError {
    let found = next.map { "“\($0)” at character \(position + 1)" } ?? "the end"
    return MATError(.invalidPath, path: text, expected: expected, found: found)
  }

  private mutating func skipSpaces() {
    while let next, next.isWhitespace { position += 1 }
  }

  private mutating func skip(_ character: Character) -> Bool {
    guard next == character else { return false }
    position += 1
    return true
  }

  private mutating func name(of what: String) throws(MATError) -> String {
    if skip("(") { return try quotedName() }
    let start = position
    while let next, Self.isNameCharacter(next) { position += 1 }
    guard position > start else { throw error(expected: what) }
    return String(characters[start..<position])
  }

  /// The text in `("…")` or `('…')` after its bracket; a quote of that kind in it is doubled.
  private mutating func quotedName() throws(MATError) -> String {
    guard let quote = next, "'\"".contains(quote) else {
      throw error(expected: "a name in quotes: (\"name\")")
    }
    position += 1
    var name = ""
    while let character = next {
      position += 1
      if character != quote {
        name.append(character)
      } else if skip(quote) {
        name.append(quote)
      } else {
        guard skip(")") else { throw error(expected: "“)”") }
        return name
      }
    }
    throw error(expected: "the closing quote")
  }

  /// The indices between the bracket at hand and its partner.
  private mutating func indices(closedBy bracket: Character) throws(MATError) -> [MATPath.Index] {
    var indices: [MATPath.Index] = []
    let start = position
    position += 1
    skipSpaces()
    if bracket == ")" && skip(bracket) { return [] }
    position = start
    repeat {
      position += 1
      indices.append(try index())
      skipSpaces()
    } while next == ","
    guard skip(bracket) else { throw error(expected: "“,” or “\(bracket)”") }
    return indices
  }

  private mutating func index() throws(MATError) -> MATPath.Index {
    skipSpaces()
    if skip(":") { return .all }
    guard skip("[") else { return .ranges([try range()]) }
    var ranges: [MATPath.Range] = []
    skipSpaces()
    while !skip("]") {
      ranges.append(try range())
      skipSpaces()
      if skip(",") { skipSpaces() }
    }
    return .ranges(ranges)
  }

  private mutating func range() throws(MATError) -> MATPath.Range {
    let first = try place()
    guard skip(":") else { return MATPath.Range(first) }
    let start = position
    let second = try place()
    guard skip(":") else { return MATPath.Range(first, through: second) }
    guard case .number(let step) = second, step != 0 else {
      position = start
      throw error(expected: "a step, a whole number that is not 0")
    }
    return MATPath.Range(first, step: step, through: try place())
  }

  private mutating func place() throws(MATError) -> MATPath.Position {
    skipSpaces()
    guard characters[position...].starts(with: "end") else { return .number(try number()) }
    position += 3
    guard next == "+" || next == "-" else { return .end(0) }
    return .end(try number())
  }

  /// A whole number with or without its sign.
  private mutating func number() throws(MATError) -> Int {
    let start = position
    if next == "+" || next == "-" { position += 1 }
    while let next, next.isWholeNumber, next.isASCII { position += 1 }
    guard let number = Int(String(characters[start..<position])) else {
      position = start
      throw error(expected: "an index: a whole number from 1, a range, “end” or “:”")
    }
    return number
  }
}
