internal import CVectorMath

/// A function of one real variable that `VectorMath` can apply to whole arrays.
///
/// All are computed by SLEEF 3.5 with the stated bound of the error, in units in the last place (ULP) of
/// the result, for results that are not subnormal. NaN gives NaN. The bits are the same on every processor
/// with fused multiply-add (x86-64 since 2013, every 64-bit ARM), whatever the width of its vectors.
///
/// ```swift
/// assert(VectorMath.map(.sigmoid, [0.0, -1000]) == [0.5, 0])
/// assert(VectorMath.map(.expm1, [1e-300]) == [1e-300])
/// ```
public enum ElementaryFunction: CaseIterable, Sendable {
  /// eˣ; 1.0 ULP. Infinity above 709.78 (`Float`: 88.72).
  case exp
  /// eˣ − 1, accurate near zero; 1.0 ULP.
  case expm1
  /// ln x; 1.0 ULP. −∞ at zero, NaN below.
  case log
  /// ln(1 + x), accurate near zero; 1.0 ULP. −∞ at −1, NaN below.
  case log1p
  /// tanh x; 3.5 ULP.
  case tanh
  /// The logistic function 1/(1 + e⁻ˣ); 3 ULP, also where it is tiny, and with no overflow.
  case sigmoid
  /// ln(1 + eˣ); 3 ULP, also where it is tiny, and with no overflow.
  case softplus
  /// The complementary error function 1 − erf x = 2/√π ∫ₓ^∞ exp(−t²) dt; 1.5 ULP, also where it is tiny.
  case erfc

  var code: vm_function {
    switch self {
    case .exp: vm_exp
    case .expm1: vm_expm1
    case .log: vm_log
    case .log1p: vm_log1p
    case .tanh: vm_tanh
    case .sigmoid: vm_sigmoid
    case .softplus: vm_softplus
    case .erfc: vm_erfc
    }
  }
}
