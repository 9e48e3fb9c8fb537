internal import Foundation

/// A complex number for the complex step: an imaginary part so small that its square is nothing beside the
/// real part, and everything computed by the formulas of complex analysis with the C library's functions.
struct ComplexNumber {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
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
    let size = exp(real)
    return Self(size * cos(imaginary), size * sin(imaginary))
  }

  /// e^z − 1, accurate near zero.
  var exponentialMinusOne: Self {
    let half = sin(imaginary / 2)
    return Self(expm1(real) * cos(imaginary) - 2 * half * half, exp(real) * sin(imaginary))
  }

  /// log z = log |z| + i arg z.
  var logarithm: Self { Self(log(hypot(real, imaginary)), atan2(imaginary, real)) }

  /// log(1 + z), accurate near zero.
  var logarithmOfOnePlus: Self {
    Self(
      0.5 * log1p(real * (2 + real) + imaginary * imaginary), atan2(imaginary, 1 + real))
  }

  /// tanh z = (tanh x + i tan y)/(1 + i tanh x tan y).
  var hyperbolicTangent: Self {
    let (t, u) = (tanh(real), tan(imaginary))
    return Self(t, u) / Self(1, t * u)
  }

  /// 1/(1 + e⁻ᶻ).
  var logistic: Self {
    real >= 0
      ? Self(1) / (Self(1) + (-self).exponential)
      : exponential / (Self(1) + exponential)
  }

  /// log(1 + eᶻ).
  var softplus: Self {
    real > 0
      ? self + (-self).exponential.logarithmOfOnePlus : exponential.logarithmOfOnePlus
  }

  /// The standard normal distribution function, ½ erfc(−z/√2), by its first two terms around the real part:
  /// the third is of the order y².
  var normalDistribution: Self {
    Self(
      0.5 * erfc(-real / 2.0.squareRoot()),
      imaginary * exp(-real * real / 2) / (2 * Double.pi).squareRoot())
  }
}

extension Activation {
  /// f of the weighted sums of one sample, as analytic functions; at a kink the branch that our derivative
  /// takes there.
  func values(at a: [ComplexNumber]) -> [ComplexNumber] {
    switch self {
    case .sigmoid: return a.map(\.logistic)
    case .tanh: return a.map(\.hyperbolicTangent)
    case .relu: return a.map { $0.real > 0 ? $0 : 0 * $0 }
    case .leakyRelu: return a.map { $0.real > 0 ? $0 : 0.01 * $0 }
    case .softplus: return a.map(\.softplus)
    case .elu: return a.map { $0.real > 0 ? $0 : $0.exponentialMinusOne }
    case .gelu: return a.map { $0 * $0.normalDistribution }
    case .identity: return a
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
