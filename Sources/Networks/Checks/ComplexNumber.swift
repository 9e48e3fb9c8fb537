internal import Foundation

/// A complex number for the complex step: an imaginary part so small that its square is nothing beside the
/// real part, and everything computed by the formulas of complex analysis with the C library's functions.
struct ComplexNumber: AnalyticNumber {
  var real: Double
  var imaginary: Double

  init(_ value: Double) { self.init(value, 0) }

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }
  static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }
  static prefix func - (a: Self) -> Self { Self(-a.real, -a.imaginary) }

  static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }

  static func * (a: Double, b: Self) -> Self { Self(a * b.real, a * b.imaginary) }

  /// a/b as a·b̄/|b|², the larger part of b taken out first (R. L. Smith, "Algorithm 116", CACM 5, 1962).
  static func / (a: Self, b: Self) -> Self {
    if b.real.magnitude >= b.imaginary.magnitude {
      let ratio = b.imaginary / b.real
      let scale = b.real + b.imaginary * ratio
      return Self(
        (a.real + a.imaginary * ratio) / scale, (a.imaginary - a.real * ratio) / scale)
    }
    let ratio = b.real / b.imaginary
    let scale = b.real * ratio + b.imaginary
    return Self((a.real * ratio + a.imaginary) / scale, (a.imaginary * ratio - a.real) / scale)
  }

  /// e^z = e^x (cos y + i sin y).
  var exponential: Self {
    let size = Foundation.exp(real)
    return Self(size * Foundation.cos(imaginary), size * Foundation.sin(imaginary))
  }

  /// e^z − 1, accurate near zero.
  var exponentialMinusOne: Self {
    let half = Foundation.sin(imaginary / 2)
    return Self(
      Foundation.expm1(real) * Foundation.cos(imaginary) - 2 * half * half,
      Foundation.exp(real) * Foundation.sin(imaginary))
  }

  /// log z = log |z| + i arg z.
  var logarithm: Self {
    Self(Foundation.log(Foundation.hypot(real, imaginary)), Foundation.atan2(imaginary, real))
  }

  /// Foundation.log(1 + z), accurate near zero.
  var logarithmOfOnePlus: Self {
    Self(
      0.5 * Foundation.log1p(real * (2 + real) + imaginary * imaginary),
      Foundation.atan2(imaginary, 1 + real))
  }

  /// tanh z = (tanh x + i tan y)/(1 + i tanh x tan y).
  var hyperbolicTangent: Self {
    let (t, u) = (Foundation.tanh(real), Foundation.tan(imaginary))
    return Self(t, u) / Self(1, t * u)
  }

  /// 1/(1 + e⁻ᶻ).
  var logistic: Self {
    real >= 0
      ? Self(1) / (Self(1) + (-self).exponential)
      : exponential / (Self(1) + exponential)
  }

  /// Foundation.log(1 + eᶻ).
  var softplus: Self {
    real > 0
      ? self + (-self).exponential.logarithmOfOnePlus : exponential.logarithmOfOnePlus
  }

  /// The standard normal distribution function, ½ Foundation.erfc(−z/√2), by its first two terms around the real part:
  /// the third is of the order y².
  var normalDistribution: Self {
    Self(
      0.5 * Foundation.erfc(-real / 2.0.squareRoot()),
      imaginary * Foundation.exp(-real * real / 2) / (2 * Double.pi).squareRoot())
  }
}

extension ComplexNumber {
  static func exp(_ x: Self) -> Self { x.exponential }
  static func expm1(_ x: Self) -> Self { x.exponentialMinusOne }
  static func log(_ x: Self) -> Self { x.logarithm }
  static func log1p(_ x: Self) -> Self { x.logarithmOfOnePlus }
  static func tanh(_ x: Self) -> Self { x.hyperbolicTangent }
  static func sigmoid(_ x: Self) -> Self { x.logistic }
  static func softplus(_ x: Self) -> Self { x.softplus }

  /// sin z = sin x cosh y + i cos x sinh y.
  static func sin(_ z: Self) -> Self {
    Self(
      Foundation.sin(z.real) * Foundation.cosh(z.imaginary),
      Foundation.cos(z.real) * Foundation.sinh(z.imaginary))
  }

  /// cos z = cos x cosh y − i sin x sinh y.
  static func cos(_ z: Self) -> Self {
    Self(
      Foundation.cos(z.real) * Foundation.cosh(z.imaginary),
      -Foundation.sin(z.real) * Foundation.sinh(z.imaginary))
  }

  static func sqrt(_ z: Self) -> Self { pow(z, 0.5) }

  /// e^(p log z).
  static func pow(_ z: Self, _ exponent: Double) -> Self {
    if exponent == 0 { return Self(1) }
    if z.real == 0 && z.imaginary == 0 { return Self(exponent > 0 ? 0 : .infinity) }
    return (exponent * z.logarithm).exponential
  }
}

extension Activation {
  /// f of the weighted sums of one sample, as analytic functions; at a kink the branch that our derivative
  /// takes there.
  func values(at a: [ComplexNumber]) -> [ComplexNumber] {
    switch kind {
    case .sigmoid: return a.map(\.logistic)
    case .tanh: return a.map(\.hyperbolicTangent)
    case .relu: return a.map { $0.real > 0 ? $0 : 0 * $0 }
    case .leakyRelu: return a.map { $0.real > 0 ? $0 : 0.01 * $0 }
    case .softplus: return a.map(\.softplus)
    case .elu: return a.map { $0.real > 0 ? $0 : $0.exponentialMinusOne }
    case .gelu: return a.map { $0 * $0.normalDistribution }
    case .exponential: return a.map(\.exponential)
    case .identity: return a
    case .own(let function): return a.map { function.value(at: $0) }
    case .softmax:
      let total = logarithmOfSum(a)
      return a.map { ($0 - total).exponential }
    }
  }
}

/// log Σ eᵃ, the largest a taken off first.
func logarithmOfSum(_ a: [ComplexNumber]) -> ComplexNumber {
  let largest = a.map(\.real).max() ?? 0
  let sum = a.reduce(ComplexNumber(0)) { $0 + ($1 - ComplexNumber(largest)).exponential }
  return ComplexNumber(largest) + sum.logarithm
}
