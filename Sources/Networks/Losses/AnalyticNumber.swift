/// A number that the value of a ``Loss`` and of an ``ActivationFunction`` is written for.
///
/// A formula written once for any such number is computed in real numbers in training, and in complex ones
/// by the complex step, which checks the derivatives that go with it; see ``WeightCheck``. Numbers are
/// written as they are, `0.5 * x * x`, and `Double` values put in by `Number(value)`. Where a formula
/// has branches, it takes the one of ``real``.
public protocol AnalyticNumber: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A real number.
  init(_ value: Double)
  /// The number itself, or of a complex number the real part: what branches are chosen by.
  var real: Double { get }

  /// The sum.
  static func + (a: Self, b: Self) -> Self
  /// The difference.
  static func - (a: Self, b: Self) -> Self
  /// The product.
  static func * (a: Self, b: Self) -> Self
  /// The quotient.
  static func / (a: Self, b: Self) -> Self
  /// The number with the other sign.
  static prefix func - (a: Self) -> Self

  /// eˣ.
  static func exp(_ x: Self) -> Self
  /// eˣ − 1, accurate near zero.
  static func expm1(_ x: Self) -> Self
  /// ln x.
  static func log(_ x: Self) -> Self
  /// ln(1 + x), accurate near zero.
  static func log1p(_ x: Self) -> Self
  /// sin x.
  static func sin(_ x: Self) -> Self
  /// cos x.
  static func cos(_ x: Self) -> Self
  /// tanh x.
  static func tanh(_ x: Self) -> Self
  /// √x.
  static func sqrt(_ x: Self) -> Self
  /// xᵖ, 0 for x = 0 and p > 0, and 1 for p = 0.
  static func pow(_ x: Self, _ exponent: Double) -> Self
  /// 1/(1 + e⁻ˣ).
  static func sigmoid(_ x: Self) -> Self
  /// ln(1 + eˣ).
  static func softplus(_ x: Self) -> Self
}

extension AnalyticNumber {
  /// The number of a literal such as 0.5.
  public init(floatLiteral value: Double) { self.init(value) }
  /// The number of a literal such as 2.
  public init(integerLiteral value: Int) { self.init(Double(value)) }

  /// Adds to the number.
  public static func += (a: inout Self, b: Self) { a = a + b }
  /// Subtracts from the number.
  public static func -= (a: inout Self, b: Self) { a = a - b }
  /// Multiplies the number.
  public static func *= (a: inout Self, b: Self) { a = a * b }
}
