import Foundation

/// The operations of a formula with their derivatives, from which the gradient comes exactly, by the chain rule
/// backwards: A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, section 3.2.
///
/// A problem is written as its formula alone, and cannot have a wrong gradient.
final class Tape {
  private var first: [Int] = []
  private var second: [Int] = []
  private var firstDerivative: [Double] = []
  private var secondDerivative: [Double] = []
  private var adjoints: [Double] = []

  /// Begins anew, with variables of the given values.
  func variables(_ x: [Double]) -> [Term] {
    first.removeAll(keepingCapacity: true)
    second.removeAll(keepingCapacity: true)
    firstDerivative.removeAll(keepingCapacity: true)
    secondDerivative.removeAll(keepingCapacity: true)
    return x.map { record($0, nil, 0) }
  }

  /// The result of an operation on one term or two.
  fileprivate func record(
    _ value: Double, _ a: Term?, _ da: Double, _ b: Term? = nil, _ db: Double = 0
  ) -> Term {
    first.append(a?.index ?? -1)
    second.append(b?.index ?? -1)
    firstDerivative.append(da)
    secondDerivative.append(db)
    return Term(tape: self, index: first.count - 1, value: value)
  }

  /// The derivatives of `result` with respect to the n variables.
  func gradient(of result: Term, into gradient: inout MutableSpan<Double>) {
    adjoints.removeAll(keepingCapacity: true)
    adjoints.append(contentsOf: repeatElement(0, count: first.count))
    adjoints[result.index] = 1
    for k in stride(from: result.index, through: gradient.count, by: -1) where adjoints[k] != 0 {
      if first[k] >= 0 { adjoints[first[k]] += adjoints[k] * firstDerivative[k] }
      if second[k] >= 0 { adjoints[second[k]] += adjoints[k] * secondDerivative[k] }
    }
    for i in gradient.indices { gradient[i] = adjoints[i] }
  }
}

/// A number of a formula.
struct Term {
  fileprivate unowned(unsafe) let tape: Tape
  fileprivate let index: Int
  let value: Double

  /// A function of this term that has the given value and derivative here.
  func mapped(_ value: Double, derivative: Double) -> Term { tape.record(value, self, derivative) }

  static func + (a: Term, b: Term) -> Term { a.tape.record(a.value + b.value, a, 1, b, 1) }
  static func - (a: Term, b: Term) -> Term { a.tape.record(a.value - b.value, a, 1, b, -1) }
  static func * (a: Term, b: Term) -> Term {
    a.tape.record(a.value * b.value, a, b.value, b, a.value)
  }
  static func / (a: Term, b: Term) -> Term {
    let quotient = a.value / b.value
    return a.tape.record(quotient, a, 1 / b.value, b, -quotient / b.value)
  }
  static func + (a: Term, b: Double) -> Term { a.mapped(a.value + b, derivative: 1) }
  static func + (a: Double, b: Term) -> Term { b.mapped(a + b.value, derivative: 1) }
  static func - (a: Term, b: Double) -> Term { a.mapped(a.value - b, derivative: 1) }
  static func - (a: Double, b: Term) -> Term { b.mapped(a - b.value, derivative: -1) }
  static func * (a: Term, b: Double) -> Term { a.mapped(a.value * b, derivative: b) }
  static func * (a: Double, b: Term) -> Term { b.mapped(a * b.value, derivative: a) }
  static func / (a: Term, b: Double) -> Term { a.mapped(a.value / b, derivative: 1 / b) }
  static func / (a: Double, b: Term) -> Term {
    b.mapped(a / b.value, derivative: -a / (b.value * b.value))
  }
  static prefix func - (a: Term) -> Term { a.mapped(-a.value, derivative: -1) }

  /// The power k ≥ 1.
  func power(_ k: Int) -> Term {
    let below = (1..<k).reduce(1.0) { product, _ in product * value }
    return mapped(below * value, derivative: Double(k) * below)
  }

  var squared: Term { power(2) }
}

func exp(_ a: Term) -> Term { a.mapped(exp(a.value), derivative: exp(a.value)) }
func log(_ a: Term) -> Term { a.mapped(log(a.value), derivative: 1 / a.value) }
func sin(_ a: Term) -> Term { a.mapped(sin(a.value), derivative: cos(a.value)) }
func cos(_ a: Term) -> Term { a.mapped(cos(a.value), derivative: -sin(a.value)) }
func tan(_ a: Term) -> Term {
  let t = tan(a.value)
  return a.mapped(t, derivative: 1 + t * t)
}
func atan(_ a: Term) -> Term {
  a.mapped(atan(a.value), derivative: 1 / (1 + a.value * a.value))
}
func root(_ a: Term) -> Term {
  let r = a.value.squareRoot()
  return a.mapped(r, derivative: 1 / (2 * r))
}

/// log(1 + eᵃ), which neither overflows nor loses its last digits.
func softplus(_ a: Term) -> Term {
  let e = exp(-abs(a.value))
  return a.mapped(
    max(a.value, 0) + log1p(e), derivative: a.value > 0 ? 1 / (1 + e) : e / (1 + e))
}

/// A sum that grows term by term.
struct Sum {
  private(set) var total: Term

  /// Zero, on the tape of the given variables.
  init(_ x: [Term]) { total = x[0].mapped(0, derivative: 0) }

  static func += (sum: inout Sum, term: Term) { sum.total = sum.total + term }
  static func += (sum: inout Sum, number: Double) { sum.total = sum.total + number }
}

extension Array where Element == Term {
  /// x₁ + … + xₙ.
  var sum: Term {
    var sum = Sum(self)
    for x in self { sum += x }
    return sum.total
  }

  var product: Term { dropFirst().reduce(self[0]) { $0 * $1 } }
}
