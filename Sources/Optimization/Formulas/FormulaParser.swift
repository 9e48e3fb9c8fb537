/// Reads a formula's text into steps: by recursive descent, one function a level of precedence.
///
/// MATLAB's precedence: `^` before the sign, so that −x^2 is −(x²), and from the left, so that 2^3^2 is 64.
struct FormulaParser {
  /// How deeply parentheses may be nested: six frames of the stack each, and threads have little of it.
  static let deepest = 64
  /// How many steps a formula may have.
  static let longest = 10_000

  private let text: String
  private let characters: [Character]
  private var place = 0
  private var depth = 0
  private(set) var program = FormulaProgram()
  private(set) var parameters: [String] = []
  private(set) var variables: [String]
  /// Whether variables are known by their look, x, x1, x2, …, because none were named.
  private let findsVariables: Bool

  init(_ text: String, variables: [String]?) {
    self.text = text
    characters = Array(text)
    self.variables = variables ?? []
    findsVariables = variables == nil
  }

  /// Reads all of the text.
  mutating func parse() throws(FormulaError) {
    skipSpaces()
    if place == characters.count { throw mistake(.missingOperand, "there is no formula") }
    program.result = try sum()
    guard place < characters.count else { return sortVariables() }
    switch characters[place] {
    case ")": throw mistake(.unbalanced, "this ')' closes no '('")
    case "=":
      throw mistake(
        .unexpected, "a formula is the right side alone, without '=': write a*x+b for y = a*x+b")
    case "'", "\\":
      throw mistake(.unexpected, "'\(characters[place])' is for matrices; leave it out")
    default:
      throw mistake(.unexpected, "an operator is missing before '\(characters[place])'")
    }
  }

  /// Numbers variables that were found, x, x1, x2, …, as their names do.
  private mutating func sortVariables() {
    guard findsVariables, variables.count > 1 else { return }
    let found = variables
    variables.sort { ($0.count, $0) < ($1.count, $1) }
    let numbers = found.map { name in variables.firstIndex(of: name) ?? 0 }
    program.renumberVariables { numbers[$0] }
  }

  // MARK: Levels of precedence

  private mutating func sum() throws(FormulaError) -> Int {
    try nest()
    defer { depth -= 1 }
    var left = try product()
    while let sign = take(["+", "-"]) {
      let right = try product()
      left = try add(sign == "+" ? .add(left, right) : .subtract(left, right))
    }
    return left
  }

  private mutating func product() throws(FormulaError) -> Int {
    var left = try signed()
    while let sign = take([".*", "./", "*", "/"]) {
      let right = try signed()
      left = try add(sign.last == "*" ? .multiply(left, right) : .divide(left, right))
    }
    return left
  }

  private mutating func signed() throws(FormulaError) -> Int {
    let isNegative = takeSigns()
    let operand = try power()
    return isNegative ? try add(.negate(operand)) : operand
  }

  /// Takes any number of signs; true where together they are a minus.
  private mutating func takeSigns() -> Bool {
    var isNegative = false
    while let sign = take(["+", "-"]) { isNegative = isNegative != (sign == "-") }
    return isNegative
  }

  private mutating func power() throws(FormulaError) -> Int {
    var base = try operand()
    while take([".^", ".**", "**", "^"]) != nil {
      // An exponent may have signs of its own, but no further power: that is of the whole so far.
      let isNegative = takeSigns()
      var exponent = try operand()
      if isNegative { exponent = try add(.negate(exponent)) }
      base = try add(.power(base, exponent))
    }
    return base
  }

  private mutating func operand() throws(FormulaError) -> Int {
    guard place < characters.count else {
      throw mistake(.missingOperand, "it ends where a number, a name or '(' has to follow")
    }
    let character = characters[place]
    if Self.isDigit(character) || character == "." { return try number() }
    if Self.isLetter(character) { return try name() }
    guard character == "(" else {
      throw mistake(
        .missingOperand,
        "a number, a name or '(' has to stand where '\(Self.shown(character))' is")
    }
    return try parenthesis()
  }

  /// What stands in parentheses.
  private mutating func parenthesis() throws(FormulaError) -> Int {
    let opening = place
    advance()
    let inner = try sum()
    guard place < characters.count else {
      place = opening
      throw mistake(.unbalanced, "this '(' is never closed")
    }
    guard characters[place] == ")" else {
      if characters[place] == "," {
        throw mistake(.unexpected, "functions of a formula take one number; there is no ',' in it")
      }
      throw mistake(
        .unexpected, "an operator or ')' is missing before '\(Self.shown(characters[place]))'")
    }
    advance()
    return inner
  }

  // MARK: Words

  private mutating func number() throws(FormulaError) -> Int {
    let first = place
    var seesPoint = false
    while place < characters.count {
      let character = characters[place]
      if character == "." {
        // The point of 2.*x belongs to the operator, unless digits follow.
        let next = place + 1 < characters.count ? characters[place + 1] : " "
        if seesPoint || ["*", "/", "^"].contains(next) { break }
        seesPoint = true
      } else if !Self.isDigit(character) {
        break
      }
      place += 1
    }
    takeExponent()
    let written = String(characters[first..<place])
    guard written.contains(where: Self.isDigit), let value = Double(written), value.isFinite
    else {
      place = first
      throw mistake(.invalidNumber, "'\(written.prefix(30))' is no number of double precision")
    }
    skipSpaces()
    return try add(.constant(value))
  }

  /// The exponent of a number, e-3, where one follows.
  private mutating func takeExponent() {
    guard place < characters.count, ["e", "E"].contains(characters[place]) else { return }
    var end = place + 1
    if end < characters.count, ["+", "-"].contains(characters[end]) { end += 1 }
    guard end < characters.count, Self.isDigit(characters[end]) else { return }
    while end < characters.count, Self.isDigit(characters[end]) { end += 1 }
    place = end
  }

  private mutating func name() throws(FormulaError) -> Int {
    let first = place
    while place < characters.count,
      Self.isLetter(characters[place]) || Self.isDigit(characters[place])
    {
      place += 1
    }
    let name = String(characters[first..<place])
    skipSpaces()
    if place < characters.count, characters[place] == "(" {
      guard let function = FormulaFunction(rawValue: name) else {
        place = first
        throw mistake(.unknownFunction, Self.advice(on: name))
      }
      return try add(.call(function, parenthesis()))
    }
    if FormulaFunction(rawValue: name) != nil, !variables.contains(name) {
      throw mistake(.missingOperand, "'(' has to follow the function \(name)")
    }
    return try add(meaning(of: name))
  }

  /// π, a variable or a parameter, which is noted where it is new.
  private mutating func meaning(of name: String) -> FormulaStep {
    if let index = variables.firstIndex(of: name) { return .variable(index) }
    if name == "pi" { return .constant(.pi) }
    if findsVariables, name.first == "x", name.dropFirst().allSatisfy(Self.isDigit) {
      variables.append(name)
      return .variable(variables.count - 1)
    }
    if let index = parameters.firstIndex(of: name) { return .parameter(index) }
    parameters.append(name)
    return .parameter(parameters.count - 1)
  }

  private static func advice(on name: String) -> String {
    if let other = FormulaFunction.otherNames[name.lowercased()]
      ?? (FormulaFunction(rawValue: name.lowercased()).map { $0.rawValue })
    {
      return "there is no function \(name.prefix(30)); write \(other)"
    }
    let names = FormulaFunction.allCases.map(\.rawValue).joined(separator: ", ")
    return
      "there is no function \(name.prefix(30)), and a product needs '*'; functions are \(names)"
  }

  // MARK: Characters

  /// Takes the first of these that stands here, and the spaces after it.
  private mutating func take(_ operators: [String]) -> String? {
    for word in operators {
      let end = place + word.count
      guard end <= characters.count, characters[place..<end].elementsEqual(word) else { continue }
      // The * of a power is no product.
      if word == "*" || word == ".*", end < characters.count, characters[end] == "*" { continue }
      place = end
      skipSpaces()
      return word
    }
    return nil
  }

  private mutating func advance() {
    place += 1
    skipSpaces()
  }

  private mutating func skipSpaces() {
    while place < characters.count, characters[place] == " " || characters[place] == "\t" {
      place += 1
    }
  }

  private mutating func nest() throws(FormulaError) {
    depth += 1
    guard depth <= Self.deepest else {
      throw mistake(.tooLarge, "it is nested more than \(Self.deepest) deep; make it simpler")
    }
  }

  private mutating func add(_ step: FormulaStep) throws(FormulaError) -> Int {
    guard program.steps.count < Self.longest else {
      throw mistake(.tooLarge, "it has more than \(Self.longest) steps; make it shorter")
    }
    return program.add(step)
  }

  private func mistake(_ code: FormulaError.Code, _ problem: String) -> FormulaError {
    FormulaError(code: code, text: text, column: place + 1, problem: problem)
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private static func isLetter(_ character: Character) -> Bool {
    ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_"
  }

  /// A character that a message can show.
  private static func shown(_ character: Character) -> String {
    character.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
      ? String(String(character).prefix(1)) : "a control character"
  }
}
