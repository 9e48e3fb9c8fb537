import Foundation

/// A number with its derivatives in n variables.
struct Dual: Sendable {
  var value: Double
  var slopes: [Double]

  static func constant(_ value: Double, _ n: Int) -> Dual {
    Dual(value: value, slopes: [Double](repeating: 0, count: n))
  }

  func mapped(_ value: Double, _ slope: Double) -> Dual {
    Dual(value: value, slopes: slopes.map { $0 == 0 ? 0 : $0 * slope })
  }

  static func sum(_ a: Dual, _ b: Dual, _ sign: Double) -> Dual {
    Dual(
      value: a.value + sign * b.value, slopes: zip(a.slopes, b.slopes).map { $0 + sign * $1 })
  }

  static func product(_ a: Dual, _ b: Dual) -> Dual {
    Dual(
      value: a.value * b.value,
      slopes: zip(a.slopes, b.slopes).map { $0 * b.value + a.value * $1 })
  }

  var reciprocal: Dual { mapped(1 / value, -1 / (value * value)) }

  static func power(_ a: Dual, _ b: Dual) -> Dual {
    let value = pow(a.value, b.value)
    if b.slopes.allSatisfy({ $0 == 0 }) {
      return a.mapped(value, b.value == 0 ? 0 : b.value * pow(a.value, b.value - 1))
    }
    let base = a.mapped(value, b.value * pow(a.value, b.value - 1))
    return sum(base, b.mapped(0, value * log(a.value)), 1)
  }
}

/// A formula as it stands in a table: numbers, x1 … xn, x[i], names, + - * / ^, functions, and sum(i=1:10, …).
indirect enum Expression: Sendable {
  case number(Double)
  case name(String)
  case element(String, [Expression])
  case sum(Expression, Expression, Double)
  case product(Expression, Expression)
  case quotient(Expression, Expression)
  case power(Expression, Expression)
  case call(String, Expression)
  case total(String, Expression, Expression, Expression)

  init(_ text: String) {
    var parser = ExpressionParser(text)
    self = parser.expression()
    precondition(parser.isAtEnd, "\(text): more than a formula")
  }

  /// What names stand for.
  struct Names: Sendable {
    let n: Int
    var numbers: [String: Dual] = [:]
    var arrays: [String: [Dual]] = [:]
    var columns: [String: Int] = [:]

    func element(_ name: String, _ indices: [Int]) -> Dual {
      guard let array = arrays[name] else { fatalError("no array \(name)") }
      if indices.count == 2, let columns = columns[name] {
        return array[(indices[0] - 1) * columns + indices[1] - 1]
      }
      return array[indices[0] - 1]
    }
  }

  func value(_ names: inout Names) -> Dual {
    switch self {
    case .number(let number): return .constant(number, names.n)
    case .name(let name):
      guard let number = names.numbers[name] else { fatalError("nothing is called \(name)") }
      return number
    case .element(let name, let indices):
      return names.element(name, indices.map { Int($0.value(&names).value) })
    case .sum(let a, let b, let sign): return Dual.sum(a.value(&names), b.value(&names), sign)
    case .product(let a, let b): return Dual.product(a.value(&names), b.value(&names))
    case .quotient(let a, let b):
      return Dual.product(a.value(&names), b.value(&names).reciprocal)
    case .power(let a, let b): return Dual.power(a.value(&names), b.value(&names))
    case .call(let function, let argument):
      return Self.apply(function, argument.value(&names))
    case .total(let index, let first, let last, let term):
      var sum = Dual.constant(0, names.n)
      let range = (Int(first.value(&names).value), Int(last.value(&names).value))
      for i in stride(from: range.0, through: range.1, by: 1) {
        names.numbers[index] = .constant(Double(i), names.n)
        sum = Dual.sum(sum, term.value(&names), 1)
      }
      return sum
    }
  }

  private static func apply(_ function: String, _ x: Dual) -> Dual {
    let v = x.value
    switch function {
    case "exp": return x.mapped(exp(v), exp(v))
    case "log": return x.mapped(log(v), 1 / v)
    case "sin": return x.mapped(sin(v), cos(v))
    case "cos": return x.mapped(cos(v), -sin(v))
    case "sqrt": return x.mapped(sqrt(v), 0.5 / sqrt(v))
    case "abs": return x.mapped(abs(v), v > 0 ? 1 : v < 0 ? -1 : 0)
    case "normal":
      return x.mapped(erfc(-v / sqrt(2)) / 2, exp(-v * v / 2) / sqrt(2 * Double.pi))
    default: fatalError("no function \(function)")
    }
  }
}

private struct ExpressionParser {
  private let characters: [Character]
  private var place = 0

  init(_ text: String) { characters = text.filter { $0 != " " }.map { $0 } }

  var isAtEnd: Bool { place == characters.count }
  private var next: Character? { isAtEnd ? nil : characters[place] }

  private mutating func take(_ character: Character) -> Bool {
    guard next == character else { return false }
    place += 1
    return true
  }

  mutating func expression() -> Expression {
    var left = term()
    while let sign = next, sign == "+" || sign == "-" {
      place += 1
      left = .sum(left, term(), sign == "+" ? 1 : -1)
    }
    return left
  }

  private mutating func term() -> Expression {
    if take("-") { return .product(.number(-1), term()) }
    var left = power()
    while let sign = next, sign == "*" || sign == "/" {
      place += 1
      left = sign == "*" ? .product(left, power()) : .quotient(left, power())
    }
    return left
  }

  private mutating func power() -> Expression {
    let base = primary()
    guard take("^") else { return base }
    if take("-") { return .power(base, .product(.number(-1), primary())) }
    return .power(base, primary())
  }

  private mutating func primary() -> Expression {
    if take("(") {
      let inner = expression()
      precondition(take(")"), "a parenthesis is open")
      return inner
    }
    guard let first = next else { fatalError("a formula ends early") }
    return first.isNumber || first == "." ? number() : named()
  }

  private mutating func number() -> Expression {
    let start = place
    while let c = next {
      let isExponentSign = (c == "-" || c == "+") && "eE".contains(characters[place - 1])
      guard c.isNumber || c == "." || c == "e" || c == "E" || isExponentSign else { break }
      place += 1
    }
    guard let value = Double(String(characters[start..<place])) else { fatalError("no number") }
    return .number(value)
  }

  private mutating func named() -> Expression {
    let start = place
    while let c = next, c.isLetter || c.isNumber { place += 1 }
    let name = String(characters[start..<place])
    if take("[") {
      var indices = [expression()]
      while take(",") { indices.append(expression()) }
      precondition(take("]"), "a bracket is open")
      return .element(name, indices)
    }
    guard take("(") else { return name == "pi" ? .number(.pi) : .name(name) }
    if name == "sum" {
      let index = String(characters[place])
      place += 2
      let first = expression()
      precondition(take(":"))
      let last = expression()
      precondition(take(","))
      let inner = expression()
      precondition(take(")"))
      return .total(index, first, last, inner)
    }
    let inner = expression()
    precondition(take(")"), "a parenthesis is open")
    return .call(name, inner)
  }
}
