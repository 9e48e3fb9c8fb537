import Matrices
import RealModule

/// How much a residual counts: as its square, or less the larger it is, so that outliers pull less.
///
/// f = ½·Σ C²·ρ((rᵢ/C)²) for the scale C, as in SciPy's `least_squares` with `loss` and `f_scale`. A residual is that of
/// a measurement times √w, so that C is in units of y, or of standard deviations where these are known.
public struct RobustLoss: Sendable, Hashable, Codable {
  /// The shape of ρ.
  public enum Shape: String, Sendable, Hashable, Codable, CaseIterable {
    /// ρ(z) = z: least squares.
    case squares
    /// ρ(z) = 2·(√(1 + z) − 1): a smooth passage to absolute values.
    case softL1 = "soft-l1"
    /// ρ(z) = z up to 1, and 2√z − 1 beyond: absolute values beyond C.
    case huber
    /// ρ(z) = ln(1 + z): outliers count hardly at all. There may be several minima.
    case cauchy
    /// ρ(z) = arctan z: the loss of an outlier is bounded. There may be several minima.
    case arctan
  }

  /// The shape of ρ.
  public let shape: Shape
  /// C, about the size of a residual that is no outlier.
  public let scale: Double

  /// Least squares.
  public static let squares = RobustLoss(.squares)

  /// Traps unless the scale is positive and finite.
  public init(_ shape: Shape, scale: Double = 1) {
    require(
      scale > 0 && scale.isFinite, "the scale of a robust loss must be positive, not \(scale)")
    self.shape = shape
    self.scale = scale
  }

  /// What of a residual is squared: q = ±C·√ρ(r²/C²), with the sign of r, and dq/dr, which is 1 at zero.
  ///
  /// Its half square is the loss itself, so that methods for sums of squares minimise that and nothing else.
  func transformed(_ r: Double) -> (q: Double, slope: Double) {
    guard shape != .squares else { return (r, 1) }
    let u = r.magnitude / scale
    let z = u * u
    // √ρ/u, which is 1 at zero, where a quotient would not tell.
    let ratio: Double
    switch shape {
    case .squares: ratio = 1
    case .softL1: ratio = (2 / ((1 + z).squareRoot() + 1)).squareRoot()
    case .huber: ratio = u <= 1 ? 1 : (2 * u - 1).squareRoot() / u
    case .cauchy: ratio = z < 1e-150 ? 1 : (Double.log(onePlus: z) / z).squareRoot()
    case .arctan: ratio = z < 1e-150 ? 1 : (Double.atan(z) / z).squareRoot()
    }
    return (r * ratio, derivative(z) / ratio)
  }

  /// ρ′(z), so that ψ(r) = r·ρ′.
  func derivative(_ z: Double) -> Double {
    switch shape {
    case .squares: 1
    case .softL1: 1 / (1 + z).squareRoot()
    case .huber: z <= 1 ? 1 : 1 / z.squareRoot()
    case .cauchy: 1 / (1 + z)
    case .arctan: 1 / (1 + z * z)
    }
  }

  /// ψ(r) and ψ′(r) = ρ′ + 2z·ρ″, for the covariance.
  func influence(_ r: Double) -> (value: Double, slope: Double) {
    let z = (r / scale) * (r / scale)
    let first = derivative(z)
    let second: Double =
      switch shape {
      case .squares: 0
      case .softL1: -0.5 * first / (1 + z)
      case .huber: z <= 1 ? 0 : -0.5 * first / z
      case .cauchy: -first * first
      case .arctan: -2 * z * first * first
      }
    return (r * first, first + 2 * z * second)
  }
}
