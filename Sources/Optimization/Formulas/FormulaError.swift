/// What is wrong with a formula's text, and where.
///
///     do {
///       _ = try Formula("a*exp(-b*x")
///     } catch {
///       print(error.marked)    // the sentence, the text, and a caret under the column
///     }
public struct FormulaError: Error, Hashable, Sendable {
  /// The kind of mistake; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// There is no formula, or no operand where one has to be.
    public static let missingOperand = Code(rawValue: "missingOperand")
    /// What stands there is no part of a formula.
    public static let unexpected = Code(rawValue: "unexpected")
    /// A parenthesis has no partner.
    public static let unbalanced = Code(rawValue: "unbalanced")
    /// No function has that name.
    public static let unknownFunction = Code(rawValue: "unknownFunction")
    /// A number is none, or too large.
    public static let invalidNumber = Code(rawValue: "invalidNumber")
    /// It is nested more deeply, or is longer, than is allowed.
    public static let tooLarge = Code(rawValue: "tooLarge")
  }

  /// The kind of mistake.
  public let code: Code
  /// The formula.
  public let text: String
  /// The character of it where the mistake is, from 1; one more than it has, where its end is the mistake.
  public let column: Int
  /// What was found there, and what to write instead.
  public let problem: String

  /// The sentence, then the text and a caret under the column: three lines.
  ///
  /// Of a long text 60 characters around the column; a character that would not take one place on the line
  /// is shown as `?`.
  public var marked: String {
    let characters = Array(text)
    let first = max(0, column - 31)
    let part = characters[first..<min(characters.count, first + 60)]
    let shown = part.map { $0.isASCII && !($0.asciiValue ?? 0 < 32) ? $0 : "?" }
    let caret = String(repeating: " ", count: column - 1 - first) + "^"
    return "\(self)\n\(String(shown))\n\(caret)"
  }
}

extension FormulaError: CustomStringConvertible {
  /// One sentence.
  public var description: String { "column \(column) of the formula: \(problem)" }
}
