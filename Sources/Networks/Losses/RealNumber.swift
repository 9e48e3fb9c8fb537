internal import Foundation

/// A real number as an ``AnalyticNumber``: a `Double` with the C library's functions.
///
/// Not `Double` itself, whose users would then find a second `Double.exp` beside that of swift-numerics.
struct RealNumber: AnalyticNumber {
  var real: Double

  init(_ value: Double) { real = value }

  static func + (a: Self, b: Self) -> Self { Self(a.real + b.real) }
  static func - (a: Self, b: Self) -> Self { Self(a.real - b.real) }
  static func * (a: Self, b: Self) -> Self { Self(a.real * b.real) }
  static func / (a: Self, b: Self) -> Self { Self(a.real / b.real) }
  static prefix func - (a: Self) -> Self { Self(-a.real) }

  static func exp(_ x: Self) -> Self { Self(Foundation.exp(x.real)) }
  static func expm1(_ x: Self) -> Self { Self(Foundation.expm1(x.real)) }
  static func log(_ x: Self) -> Self { Self(Foundation.log(x.real)) }
  static func log1p(_ x: Self) -> Self { Self(Foundation.log1p(x.real)) }
  static func sin(_ x: Self) -> Self { Self(Foundation.sin(x.real)) }
  static func cos(_ x: Self) -> Self { Self(Foundation.cos(x.real)) }
  static func tanh(_ x: Self) -> Self { Self(Foundation.tanh(x.real)) }
  static func sqrt(_ x: Self) -> Self { Self(x.real.squareRoot()) }
  static func pow(_ x: Self, _ exponent: Double) -> Self {
    Self(Foundation.pow(x.real, exponent))
  }

  static func sigmoid(_ x: Self) -> Self {
    let e = Foundation.exp(-x.real.magnitude)
    return Self((x.real < 0 ? e : 1) / (1 + e))
  }

  static func softplus(_ x: Self) -> Self {
    Self((x.real > 0 ? x.real : 0) + Foundation.log1p(Foundation.exp(-x.real.magnitude)))
  }
}
