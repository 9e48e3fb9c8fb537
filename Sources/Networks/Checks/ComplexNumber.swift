internal import ComplexModule
internal import Foundation

/// A complex number for the complex step: an imaginary part so small that its square is nothing beside the
/// real part. The arithmetic and the functions are those of swift-numerics, which a formula written for any
/// ``AnalyticNumber`` finds here under its names.
struct ComplexNumber: AnalyticNumber {
  private var z: Complex<Double>

  init(_ value: Double) { self.init(value, 0) }
  init(_ real: Double, _ imaginary: Double) { z = Complex(real, imaginary) }
  private init(_ z: Complex<Double>) { self.z = z }

  var real: Double { z.real }

  var imaginary: Double {
    get { z.imaginary }
    set { z.imaginary = newValue }
  }

  static func + (a: Self, b: Self) -> Self { Self(a.z + b.z) }
  static func - (a: Self, b: Self) -> Self { Self(a.z - b.z) }
  static func * (a: Self, b: Self) -> Self { Self(a.z * b.z) }
  static func * (a: Double, b: Self) -> Self { Self(b.z.multiplied(by: a)) }
  static func / (a: Self, b: Self) -> Self { Self(a.z / b.z) }
  static prefix func - (a: Self) -> Self { Self(-a.z) }

  static func exp(_ x: Self) -> Self { Self(.exp(x.z)) }
  static func expm1(_ x: Self) -> Self { Self(.expMinusOne(x.z)) }
  static func log(_ x: Self) -> Self { Self(.log(x.z)) }
  static func log1p(_ x: Self) -> Self { Self(.log(onePlus: x.z)) }
  static func sin(_ x: Self) -> Self { Self(.sin(x.z)) }
  static func cos(_ x: Self) -> Self { Self(.cos(x.z)) }
  static func tanh(_ x: Self) -> Self { Self(.tanh(x.z)) }
  static func sqrt(_ x: Self) -> Self { pow(x, 0.5) }

  /// e^(p log z).
  static func pow(_ x: Self, _ exponent: Double) -> Self {
    if exponent == 0 { return Self(1) }
    if x.z.isZero { return Self(exponent > 0 ? 0 : Double.infinity) }
    return exp(exponent * log(x))
  }

  static func sigmoid(_ x: Self) -> Self {
    x.real >= 0 ? Self(1) / (Self(1) + exp(-x)) : exp(x) / (Self(1) + exp(x))
  }

  static func softplus(_ x: Self) -> Self {
    x.real > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
  }

  /// The standard normal distribution function, ½ erfc(−z/√2), by its first two terms around the real part:
  /// the third is of the order y².
  static func normalDistribution(_ z: Self) -> Self {
    let x = z.real
    return Self(
      0.5 * Foundation.erfc(-x / 2.0.squareRoot()),
      z.imaginary * Foundation.exp(-x * x / 2) / (2 * Double.pi).squareRoot())
  }
}

extension Activation {
  /// f of the weighted sums of one sample, as analytic functions; at a kink the branch that our derivative
  /// takes there.
  func values(at a: [ComplexNumber]) -> [ComplexNumber] {
    switch kind {
    case .sigmoid: return a.map(ComplexNumber.sigmoid)
    case .tanh: return a.map(ComplexNumber.tanh)
    case .relu: return a.map { $0.real > 0 ? $0 : 0 * $0 }
    case .leakyRelu: return a.map { $0.real > 0 ? $0 : 0.01 * $0 }
    case .softplus: return a.map(ComplexNumber.softplus)
    case .elu: return a.map { $0.real > 0 ? $0 : .expm1($0) }
    case .gelu: return a.map { $0 * .normalDistribution($0) }
    case .exponential: return a.map(ComplexNumber.exp)
    case .identity: return a
    case .own(let function): return a.map { function.value(at: $0) }
    case .softmax:
      let total = logarithmOfSum(a)
      return a.map { .exp($0 - total) }
    }
  }
}

/// log Σ eᵃ, the largest a taken off first.
func logarithmOfSum(_ a: [ComplexNumber]) -> ComplexNumber {
  let largest = a.map(\.real).max() ?? 0
  let sum = a.reduce(ComplexNumber(0)) { $0 + .exp($1 - ComplexNumber(largest)) }
  return ComplexNumber(largest) + .log(sum)
}
