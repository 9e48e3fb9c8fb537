import Optimization
import SeededRandomness
import Testing

@Suite("Mistakes in formulas")
struct FormulaErrorTests {
  private static let mistakes: [(String, Int, FormulaError.Code)] = [
    ("", 1, .missingOperand), ("  ", 3, .missingOperand),
    ("a+", 3, .missingOperand),
    ("a*exp(-b*x", 6, .unbalanced), ("a)+b", 2, .unbalanced), ("()", 2, .missingOperand),
    ("a*foo(x)", 3, .unknownFunction), ("ln(x)", 1, .unknownFunction), ("2x", 2, .unexpected),
    ("a b", 3, .unexpected), ("y = a*x", 3, .unexpected), ("a*x'", 4, .unexpected),
    ("a*exp", 6, .missingOperand), ("1.2.3", 4, .unexpected), ("1e999", 1, .invalidNumber),
    ("a^*b", 3, .missingOperand), ("atan2(x,a)", 1, .unknownFunction),
    ("exp(x,a)", 6, .unexpected),
    ("a*×", 3, .missingOperand), ("a\n+b", 2, .unexpected), (".", 1, .invalidNumber),
    ("a*[x]", 3, .missingOperand), ("a***b", 4, .missingOperand), ("x(1)", 1, .unknownFunction),
  ]

  @Test("a mistake is told with its column", arguments: mistakes)
  func columns(text: String, column: Int, code: FormulaError.Code) throws {
    let error = try #require(throws: FormulaError.self) { try Formula(text) }
    #expect(error.column == column && error.code == code, "\(error)")
  }

  @Test("the caret stands under the column, in a long text too")
  func carets() throws {
    let error = try #require(throws: FormulaError.self) { try Formula("a*ln(x)") }
    #expect(
      error.marked == "column 3 of the formula: there is no function ln; write log\na*ln(x)\n  ^")
    let long = String(repeating: "a+", count: 500) + "ln(x)" + String(repeating: "+a", count: 500)
    let far = try #require(throws: FormulaError.self) { try Formula(long) }
    let lines = far.marked.split(separator: "\n")
    #expect(far.column == 1001 && lines.count == 3 && lines[1].count == 60)
    let place = lines[2].count - 1
    #expect(Array(lines[1])[place] == "l" && Array(lines[1])[place + 1] == "n")
  }

  @Test("nesting and length beyond their limits are refused, however they are made")
  func limits() throws {
    let many = 100_000
    for text in [
      String(repeating: "(", count: many) + "x" + String(repeating: ")", count: many),
      String(repeating: "exp(", count: many),
      String(repeating: "(", count: many), String(repeating: "2^(", count: many),
      (0..<many).map { "a\($0)" }.joined(separator: "+"),
    ] {
      let error = try #require(throws: FormulaError.self) { try Formula(text) }
      #expect(error.code == .tooLarge, "\(error)")
    }
    // Width is no depth, and what repeats is computed once.
    _ = try Formula(String(repeating: "x+", count: 5000) + "a")
    _ = try Formula(String(repeating: "(", count: 60) + "a" + String(repeating: ")", count: 60))
    _ = try Formula(String(repeating: "-", count: many) + "x")
    _ = try Formula("2^" + String(repeating: "-", count: many) + "x")
  }

  @Test("texts out of nowhere are formulas or mistakes in one of their columns")
  func hostile() {
    let parts = [
      "a", "x", "x1", "(", ")", "+", "-", "*", "/", "^", ".", ".*", "./", ".^", "**", "1", "2.5",
      "e",
      "1e", "exp", "exp(", "log(", " ", ",", "'", "=", "é", "\u{0}", "💥", "pi", "_", "]",
    ]
    var random = SplitMix(state: 3)
    var formulas = 0
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...9, using: &random))
        .map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      do {
        var formula = try Formula(text)
        formulas += 1
        _ = formula.value(
          at: formula.variableNames.map { _ in 0.5 },
          parameters: formula.parameterNames.map { _ in 0.5 })
      } catch {
        #expect((1...text.count + 1).contains(error.column), "\(text): \(error)")
        #expect(error.marked.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
      }
    }
    #expect(formulas > 500)
  }
}
