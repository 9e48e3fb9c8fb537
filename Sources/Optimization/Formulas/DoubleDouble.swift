public import Matrices
import RealModule

// Sums of two doubles: T. J. Dekker, "A floating-point technique for extending the available precision", Numerische
// Mathematik 18, 1971; Y. Hida, X. S. Li, D. H. Bailey, "Algorithms for quad-double precision floating point arithmetic",
// 15th IEEE Symposium on Computer Arithmetic, 2001.

/// A number of some 31 digits: the sum of two doubles that do not overlap.
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// a + b, whatever their sizes.
  private static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a + b
    let part = high - a
    return DoubleDouble(high, (a - (high - part)) + (b - part))
  }

  /// a + b for |a| ≥ |b|.
  private static func normalized(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a + b
    return DoubleDouble(high, high.isFinite ? b - (high - a) : 0)
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let (high, low) = (sum(a.high, b.high), sum(a.low, b.low))
    let first = normalized(high.high, high.low + low.high)
    return normalized(first.high, first.low + low.low)
  }

  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = a.high * b.high
    // fma: what the product leaves.
    let low = (-high).addingProduct(a.high, b.high) + (a.high * b.low + a.low * b.high)
    return normalized(high, low)
  }

  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    let rest = a - b * DoubleDouble(first)
    let second = rest.high / b.high
    let third = (rest - b * DoubleDouble(second)).high / b.high
    return normalized(first, second) + DoubleDouble(third)
  }

  var squareRoot: DoubleDouble {
    let root = high.squareRoot()
    guard root > 0 else { return DoubleDouble(root) }
    // Newton's step for √a.
    return DoubleDouble(root)
      + DoubleDouble((self - DoubleDouble(root) * DoubleDouble(root)).high / (2 * root))
  }

  /// eˣ: with k·ln 2 taken off and the rest halved nine times, the series of eˣ − 1, which is then squared up.
  var exponential: DoubleDouble {
    guard high.magnitude < 700 else { return DoubleDouble(Double.exp(high)) }
    let ln2 = DoubleDouble(0.69314718055994528623, 2.3190468138462995584e-17)
    let k = (high / ln2.high).rounded()
    let r = (self - ln2 * DoubleDouble(k)) * DoubleDouble(0x1p-9)
    var (term, sum) = (r, r)
    for i in 2...9 {
      term = term * r / DoubleDouble(Double(i))
      sum = sum + term
    }
    // (1 + s)² − 1 = 2s + s², which keeps the digits of a small s.
    for _ in 0..<9 { sum = sum + sum + sum * sum }
    let scale = Double(sign: .plus, exponent: Int(k), significand: 1)
    let result = sum + DoubleDouble(1)
    return DoubleDouble(result.high * scale, result.low * scale)
  }

  /// ln x, by a step of Newton's for the logarithm in double precision.
  var logarithm: DoubleDouble {
    let first = DoubleDouble(Double.log(high))
    guard first.high.isFinite else { return first }
    return first + (self * (-first).exponential - DoubleDouble(1))
  }

  /// xᵇ: by products where b is a small integer, else by logarithms.
  func power(_ exponent: DoubleDouble) -> DoubleDouble {
    guard exponent.low == 0, let n = Int(exactly: exponent.high), n.magnitude <= 64 else {
      return (exponent * logarithm).exponential
    }
    var result = DoubleDouble(1)
    for _ in 0..<n.magnitude { result = result * self }
    return n < 0 ? DoubleDouble(1) / result : result
  }
}

extension DoubleDouble {
  /// The shortest decimal number that rounds to `value`: what was written down where a measurement was 2.5134, which no
  /// double is.
  init(decimal value: Double) {
    self.init(value)
    let text = "\(value.magnitude)"
    let parts = text.split(separator: "e")
    let digits = parts.first?.filter { $0 != "." } ?? ""
    guard value.isFinite, let whole = Int(digits), let point = text.firstIndex(of: ".") else {
      return
    }
    let fraction = digits.count - text.distance(from: text.startIndex, to: point)
    let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction
    guard exponent.magnitude < 200 else { return }
    let high = Double(whole)
    let mantissa = DoubleDouble(high, Double(whole - Int(high)))
    let scale = DoubleDouble(10).integerPower(Int(exponent.magnitude))
    let result = exponent < 0 ? mantissa / scale : mantissa * scale
    self = value < 0 ? -result : result
  }

  /// By squaring.
  private func integerPower(_ n: Int) -> DoubleDouble {
    var (result, square, n) = (DoubleDouble(1), self, n)
    while n > 0 {
      if n % 2 == 1 { result = result * square }
      square = square * square
      n /= 2
    }
    return result
  }
}

extension Formula {
  /// Whether every step is known to more digits than a double has.
  private var isExtensible: Bool {
    program.steps.allSatisfy { step in
      if case .call(let function, _) = step {
        return [.exp, .expm1, .log, .log1p, .sqrt, .abs].contains(function)
      }
      return true
    }
  }

  /// Writes f − y, computed with some 30 digits from the shortest decimals that round to the data; false where the formula has functions other than exp, expm1, log, log1p,
  /// sqrt and abs. O(points · steps), a hundred times as slow as `values`.
  public mutating func differences(
    at points: Matrix<Double>, parameters: Span<Double>, from y: [Double],
    into result: inout MutableSpan<Double>
  ) -> Bool {
    guard isExtensible else { return false }
    checkShapes(points, parameters, result.count, 1)
    var numbers = [DoubleDouble](repeating: DoubleDouble(0), count: program.steps.count)
    for i in 0..<points.rowCount {
      for (index, step) in program.steps.enumerated() {
        numbers[index] = Self.extended(step, numbers, points, i, parameters)
      }
      result[i] = (numbers[program.result] - DoubleDouble(decimal: y[i])).high
    }
    return true
  }

  private static func extended(
    _ step: FormulaStep, _ known: [DoubleDouble], _ points: Matrix<Double>, _ i: Int,
    _ parameters: Span<Double>
  ) -> DoubleDouble {
    switch step {
    case .constant(let value):
      return value == .pi
        ? DoubleDouble(.pi, 1.2246467991473532072e-16) : DoubleDouble(decimal: value)
    case .parameter(let j): return DoubleDouble(parameters[j])
    case .variable(let j): return DoubleDouble(decimal: points[i, j])
    case .negate(let a): return -known[a]
    case .add(let a, let b): return known[a] + known[b]
    case .subtract(let a, let b): return known[a] - known[b]
    case .multiply(let a, let b): return known[a] * known[b]
    case .divide(let a, let b): return known[a] / known[b]
    case .power(let a, let b): return known[a].power(known[b])
    case .call(let function, let a):
      let a = known[a]
      switch function {
      case .exp: return a.exponential
      case .expm1: return a.exponential - DoubleDouble(1)
      case .log: return a.logarithm
      case .log1p: return (a + DoubleDouble(1)).logarithm
      case .sqrt: return a.squareRoot
      case .abs: return a.high < 0 ? -a : a
      default: return DoubleDouble(function.value(a.high))
      }
    }
  }
}
