import Foundation
import Matrices
import Optimization

/// A problem of a table, with exact derivatives of its formulas.
struct TabledProblem: Sendable {
  struct Row: Sendable {
    let formula: Expression
    let lower: Double
    let upper: Double
    let isLinear: Bool
    /// The index of the row of many, and its number.
    let index: (String, Int)?
  }

  struct Let: Sendable {
    let name: String
    let index: (String, Int, Int)?
    let formula: Expression
  }

  var name = ""
  var n = 0
  var start: [Double] = []
  var lower: [Double] = []
  var upper: [Double] = []
  var objective = Expression.number(0)
  var lets: [Let] = []
  var rows: [Row] = []
  var data: [String: [Double]] = [:]
  var columns: [String: Int] = [:]
  /// What is known of a Hock–Schittkowski problem: f at the start, the lowest f, and the rows at the start.
  var known: [Double] = []
  /// What the right ending is, in words or numbers.
  var right: [String] = []

  var best: Double { known[1] }

  private func names(_ x: [Double]) -> Expression.Names {
    var names = Expression.Names(n: n)
    names.columns = columns
    for (name, values) in data { names.arrays[name] = values.map { .constant($0, n) } }
    var variables: [Dual] = []
    for i in 0..<n {
      var dual = Dual.constant(x[i], n)
      dual.slopes[i] = 1
      variables.append(dual)
      names.numbers["x\(i + 1)"] = dual
    }
    names.arrays["x"] = variables
    for definition in lets {
      if let (index, first, last) = definition.index {
        names.arrays[definition.name] = (first...last).map { i in
          names.numbers[index] = .constant(Double(i), n)
          return definition.formula.value(&names)
        }
      } else {
        names.numbers[definition.name] = definition.formula.value(&names)
      }
    }
    return names
  }

  func value(_ x: [Double]) -> Dual {
    var names = names(x)
    return objective.value(&names)
  }

  func rowValues(_ x: [Double]) -> [Dual] {
    var names = names(x)
    return rows.map { row in
      if let (index, number) = row.index { names.numbers[index] = .constant(Double(number), n) }
      return row.formula.value(&names)
    }
  }

  /// The Hock–Schittkowski problems, in their order.
  static let hockSchittkowski = readAll("hock-schittkowski.txt")
  /// The small problems with a known right ending.
  static let endings = readAll("constrained-endings.txt")

  private static func readAll(_ file: String) -> [TabledProblem] {
    let url = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Reference/\(file)")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    var problems: [TabledProblem] = []
    for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
      var words = line.split(separator: " ").map(String.init)
      if words[0].hasPrefix("HS") || words[0] == "problem" {
        if words[0] == "problem" { words.removeFirst() }
        var problem = TabledProblem()
        if words[1] == "as", let base = problems.first(where: { $0.name == words[2] }) {
          problem = base
        } else {
          problem.n = Int(words[1]) ?? 0
          problem.lower = [Double](repeating: -.infinity, count: problem.n)
          problem.upper = [Double](repeating: .infinity, count: problem.n)
        }
        problem.name = words[0]
        problems.append(problem)
      } else {
        problems[problems.count - 1].read(words, line)
      }
    }
    return problems
  }

  private mutating func read(_ words: [String], _ line: String) {
    let rest = words.dropFirst().joined(separator: " ")
    switch words[0] {
    case "start": start = numbers(words)
    case "lower": lower = numbers(words)
    case "upper": upper = numbers(words)
    case "known": known = words.dropFirst().compactMap(Double.init)
    case "right": right = Array(words.dropFirst())
    case "min": objective = Expression(rest)
    case "data":
      let parts = words[1].split(separator: "(")
      data[String(parts[0])] = words.dropFirst(3).compactMap(Double.init)
      if parts.count > 1 {
        columns[String(parts[0])] = Int(parts[1].dropLast().split(separator: ",")[1])
      }
    case "let": readLet(words)
    default: readRow(words)
    }
  }

  private mutating func readLet(_ words: [String]) {
    let formula = Expression(words.dropFirst(3).joined(separator: " "))
    let parts = words[1].split(separator: "[").map(String.init)
    var index: (String, Int, Int)?
    if parts.count > 1 { index = Self.index(String(parts[1].dropLast())) }
    lets.append(Let(name: parts[0], index: index, formula: formula))
  }

  private static func index(_ text: String) -> (String, Int, Int) {
    let parts = text.split(whereSeparator: { "=:".contains($0) }).map(String.init)
    return (parts[0], Int(parts[1]) ?? 0, Int(parts[2]) ?? 0)
  }

  private mutating func readRow(_ words: [String]) {
    let isLinear = words[0].contains("*")
    switch words[0].filter({ $0 != "*" }) {
    case "rows", "rows=":
      let (name, first, last) = Self.index(words[1])
      let formula = Expression(words.dropFirst(2).joined(separator: " "))
      for i in first...last {
        rows.append(
          Row(
            formula: formula, lower: 0, upper: words[0].hasSuffix("=") ? 0 : .infinity,
            isLinear: isLinear, index: (name, i)))
      }
    case "in":
      let formula = Expression(words.dropFirst(3).joined(separator: " "))
      rows.append(
        Row(
          formula: formula, lower: Double(words[1]) ?? 0, upper: Double(words[2]) ?? 0,
          isLinear: isLinear, index: nil))
    case let kind:
      let formula = Expression(words.dropFirst().joined(separator: " "))
      rows.append(
        Row(
          formula: formula, lower: kind == "le" ? -.infinity : 0,
          upper: kind == "ge" ? .infinity : 0, isLinear: isLinear, index: nil))
    }
  }

  private func numbers(_ words: [String]) -> [Double] {
    let values = words.dropFirst().map { word in
      var names = Expression.Names(n: 0)
      return Double(word) ?? Expression(word).value(&names).value
    }
    return values.count == 1 ? [Double](repeating: values[0], count: n) : values
  }
}
