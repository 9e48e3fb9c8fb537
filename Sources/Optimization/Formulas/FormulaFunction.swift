import LinearAlgebra
import RealModule

/// The functions of one number that a formula may call, with their derivatives.
enum FormulaFunction: String, CaseIterable {
  case exp, expm1, log, log1p, log10, log2, sqrt
  case sin, cos, tan, asin, acos, atan
  case sinh, cosh, tanh, asinh, acosh, atanh
  case abs, sign, erf, erfc, gamma, gammaln

  /// The names by which other languages call them.
  static let otherNames: [String: String] = [
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "lgamma": "gammaln",
    "sgn": "sign", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "tg": "tan",
  ]

  /// Where whole arrays are computed at once, to the same bits on every machine.
  var elementary: ElementaryFunction? {
    switch self {
    case .exp: .exp
    case .expm1: .expm1
    case .log: .log
    case .log1p: .log1p
    case .tanh: .tanh
    case .erfc: .erfc
    default: nil
    }
  }

  /// g(a); NaN where it is not a real number.
  func value(_ a: Double) -> Double {
    switch self {
    case .exp: Double.exp(a)
    case .expm1: Double.expMinusOne(a)
    case .log: Double.log(a)
    case .log1p: Double.log(onePlus: a)
    case .log10: Double.log10(a)
    case .log2: Double.log2(a)
    case .sqrt: a.squareRoot()
    case .sin: Double.sin(a)
    case .cos: Double.cos(a)
    case .tan: Double.tan(a)
    case .asin: Double.asin(a)
    case .acos: Double.acos(a)
    case .atan: Double.atan(a)
    case .sinh: Double.sinh(a)
    case .cosh: Double.cosh(a)
    case .tanh: Double.tanh(a)
    case .asinh: Double.asinh(a)
    case .acosh: Double.acosh(a)
    case .atanh: Double.atanh(a)
    case .abs: a.magnitude
    case .sign: a > 0 ? 1 : a < 0 ? -1 : a
    case .erf: Double.erf(a)
    case .erfc: Double.erfc(a)
    case .gamma: Double.gamma(a)
    case .gammaln: a < 0 ? .nan : Double.logGamma(a)
    }
  }

  /// g′(a), `value` being g(a). At the kink of |a| it is zero.
  func derivative(_ a: Double, value: Double) -> Double {
    switch self {
    case .exp: value
    case .expm1: value + 1
    case .log: 1 / a
    case .log1p: 1 / (1 + a)
    case .log10: 1 / (a * 2.302585092994045684)
    case .log2: 1 / (a * 0.693147180559945309)
    case .sqrt: 0.5 / value
    case .sin: Double.cos(a)
    case .cos: -Double.sin(a)
    case .tan: 1 + value * value
    case .asin: 1 / ((1 - a) * (1 + a)).squareRoot()
    case .acos: -1 / ((1 - a) * (1 + a)).squareRoot()
    case .atan: 1 / (1 + a * a)
    case .sinh: Double.cosh(a)
    case .cosh: Double.sinh(a)
    case .tanh: 1 / (Double.cosh(a) * Double.cosh(a))
    case .asinh: 1 / (1 + a * a).squareRoot()
    case .acosh: 1 / ((a - 1).squareRoot() * (a + 1).squareRoot())
    case .atanh: 1 / ((1 - a) * (1 + a))
    case .abs: a > 0 ? 1 : a < 0 ? -1 : 0
    case .sign: 0
    case .erf: 1.128379167095512574 * Double.exp(-a * a)
    case .erfc: -1.128379167095512574 * Double.exp(-a * a)
    case .gamma: value * digamma(a)
    case .gammaln: digamma(a)
    }
  }
}

/// ψ(x) = Γ′(x)/Γ(x), to a few roundings away from its zeros; NaN at 0, −1, −2, ….
///
/// Reflected where x < 1/2, raised by ψ(x + 1) = ψ(x) + 1/x to 10, and there the asymptotic series, whose first
/// term left out is below 1e-17: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, 6.3.
func digamma(_ x: Double) -> Double {
  if x <= 0, x == x.rounded() { return .nan }
  if x < 0.5 { return digamma(1 - x) - .pi / Double.tan(.pi * x.remainder(dividingBy: 1)) }
  var (x, sum) = (x, 0.0)
  while x < 10 {
    sum -= 1 / x
    x += 1
  }
  let z = 1 / (x * x)
  let series =
    1.0 / 12
    - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * 691.0 / 32760))))
  return sum + Double.log(x) - 0.5 / x - z * series
}

/// aᵇ; NaN where that is not a real number, and 1 for b = 0, whatever a is.
func realPower(_ a: Double, _ b: Double) -> Double {
  if b == 0 { return 1 }
  // The library's power of real numbers knows no negative base, that of integers no large exponent.
  if a < 0, let exponent = Int(exactly: b), exponent.magnitude < 1 << 52 {
    return Double.pow(a, exponent)
  }
  return Double.pow(a, b)
}
