import Matrices
import RealModule

// The tail is half an incomplete beta function, by its continued fraction, evaluated by Lentz's method:
// W. H. Press et al., Numerical Recipes, 3rd ed., Cambridge 2007, section 6.4, with the factor Γ(ν/2 + 1/2)/Γ(ν/2) by
// its own series, because a difference of logarithms of Γ would lose digits as ν grows. Beyond ν = 20,000 the expansion
// around the normal distribution: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, 26.7.5.

/// Student's t distribution: what a standard error is multiplied by to make an interval.
///
///     StudentT(degreesOfFreedom: 10).quantile(0.975)      // 2.228138851964…
///
/// MATLAB's `tinv` and `tcdf`, SciPy's `stats.t`. Infinite degrees of freedom make it the normal distribution.
/// Quantiles are right to 1e-12, relative, and to 1e-10 at probabilities down to 1e-300.
public struct StudentT: Sendable, Hashable {
  /// ν.
  public let degreesOfFreedom: Double

  /// Traps unless ν is positive; it need not be whole, and may be infinite.
  public init(degreesOfFreedom: Double) {
    require(
      degreesOfFreedom > 0, "Student's t needs positive degrees of freedom, not \(degreesOfFreedom)"
    )
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a number up to `t`; NaN for NaN.
  public func cumulative(_ t: Double) -> Double {
    t <= 0 ? upperTail(-t) : 1 - upperTail(t)
  }

  /// The number up to which the probability is `p`; infinite at 0 and 1. Traps unless p lies in 0...1.
  public func quantile(_ p: Double) -> Double {
    require((0...1).contains(p), "a probability lies in 0...1, not at \(p)")
    return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
  }

  /// The number beyond which the probability is q ≤ 1/2.
  func upperQuantile(_ q: Double) -> Double {
    if q == 0 { return .infinity }
    if q >= 0.5 { return 0 }
    let z = Self.normalUpperQuantile(q)
    if degreesOfFreedom > Self.nearlyNormal { return expanded(z) }
    let isTail = q < (degreesOfFreedom < 1 ? 0.45 : 0.25)
    return isTail ? tailQuantile(q, from: z) : centralQuantile(q)
  }

  /// ν beyond which the expansion has an error below 1e-15, 1e-10 far out; the fraction loses digits as ν grows.
  private static let nearlyNormal = 2e4

  /// Newton's iteration for ln Q in ln t, a concave function, from a number that is too small.
  private func tailQuantile(_ q: Double, from z: Double) -> Double {
    var t = z
    for _ in 0..<100 {
      let tail = upperTail(t)
      guard tail > 0, t.isFinite else { break }
      let slope = -Double.exp(Double.log(t) + logDensity(t) - Double.log(tail))
      let step = (Double.log(q) - Double.log(tail)) / slope
      t *= Double.exp(step)
      if step.magnitude < 1e-15 { break }
    }
    return t
  }

  /// Newton's iteration for the probability between 0 and t, from a number that is too small.
  private func centralQuantile(_ q: Double) -> Double {
    var t = (0.5 - q) / Double.exp(logDensity(0))
    for _ in 0..<100 {
      let step = (0.5 - q - central(t)) / Double.exp(logDensity(t))
      t += step
      if step.magnitude <= 1e-16 * t { break }
    }
    return t
  }

  /// The probability beyond t ≥ 0.
  func upperTail(_ t: Double) -> Double {
    if t.isNaN || t == .infinity { return t.isNaN ? t : 0 }
    if degreesOfFreedom > Self.nearlyNormal { return Self.normalUpperTail(normal(of: t)) }
    let a = degreesOfFreedom / 2
    let ratio = t / degreesOfFreedom.squareRoot()
    let x = 1 / (1 + ratio * ratio)
    guard x < (a + 1) / (a + 2.5) else { return 0.5 - central(t) }
    return Double.exp(logFront(ratio)) / a * Self.betaFraction(a, 0.5, x) / 2
  }

  /// The probability between 0 and t.
  private func central(_ t: Double) -> Double {
    let a = degreesOfFreedom / 2
    let ratio = t / degreesOfFreedom.squareRoot()
    let x = 1 / (1 + ratio * ratio)
    guard x >= (a + 1) / (a + 2.5) else { return 0.5 - upperTail(t) }
    return Double.exp(logFront(ratio)) / 0.5
      * Self.betaFraction(0.5, a, ratio * ratio / (1 + ratio * ratio)) / 2
  }

  /// ln x^a·(1 − x)^½/B(a, ½), for a = ν/2 and x = 1/(1 + (t/√ν)²).
  private func logFront(_ ratio: Double) -> Double {
    let logX = Self.logOfOnePlusSquare(ratio)
    return -degreesOfFreedom / 2 * logX + Double.log(ratio) - logX / 2
      + Self.logGammaRatio(degreesOfFreedom / 2) - Double.log(.pi) / 2
  }

  private func logDensity(_ t: Double) -> Double {
    let ratio = t / degreesOfFreedom.squareRoot()
    return Self.logGammaRatio(degreesOfFreedom / 2) - Double.log(degreesOfFreedom * .pi) / 2
      - (degreesOfFreedom + 1) / 2 * Self.logOfOnePlusSquare(ratio)
  }

  /// ln(1 + r²), where r² may overflow.
  private static func logOfOnePlusSquare(_ r: Double) -> Double {
    r < 1e9 ? Double.log(onePlus: r * r) : 2 * Double.log(r)
  }

  /// ln Γ(a + ½)/Γ(a): raised to 15 by Γ(a + 1) = a·Γ(a), and there its asymptotic series.
  static func logGammaRatio(_ a: Double) -> Double {
    var (a, product) = (a, 1.0)
    while a < 15 {
      product *= a / (a + 0.5)
      a += 1
    }
    let z = 1 / (a * a)
    let series = 1.0 / 8 - z * (1.0 / 192 - z * (1.0 / 640 - z * (17.0 / 14336 - z * 31.0 / 18432)))
    return Double.log(product) + Double.log(a) / 2 - series / a
  }

  /// The continued fraction of the incomplete beta function.
  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var fraction = d
    for m in 1...10_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d)
      c = nonzero(1 + even / c)
      fraction *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d)
      c = nonzero(1 + odd / c)
      fraction *= d * c
      if (d * c - 1).magnitude < 1e-16 { break }
    }
    return fraction
  }

  private static func nonzero(_ value: Double) -> Double { value == 0 ? 1e-300 : value }
}

// The normal distribution, and its neighbourhood.
extension StudentT {
  /// ½·erfc(z/√2).
  static func normalUpperTail(_ z: Double) -> Double { Double.erfc(z * 0.5.squareRoot()) / 2 }

  /// The number beyond which the normal distribution has a probability of q in 0..<½: a rational function, right to
  /// 5e-4 (Abramowitz and Stegun 26.2.23), then Newton's iteration for the logarithm, which is concave.
  static func normalUpperQuantile(_ q: Double) -> Double {
    let s = (-2 * Double.log(q)).squareRoot()
    var z =
      s - (2.515517 + s * (0.802853 + s * 0.010328))
      / (1 + s * (1.432788 + s * (0.189269 + s * 0.001308)))
    z = max(z, 0)
    for _ in 0..<8 {
      let tail = normalUpperTail(z)
      guard tail > 0 else { break }
      let density = Double.exp(-z * z / 2) * 0.39894228040143267794
      // Close to the middle a logarithm of a probability of a half would be one of little but rounding.
      let step =
        z < 0.7 ? (tail - q) / density : (Double.log(tail) - Double.log(q)) * tail / density
      z += step
      if step.magnitude <= 1e-15 * z { break }
    }
    return z
  }

  /// t of the same tail as the normal distribution's z.
  private func expanded(_ z: Double) -> Double {
    guard degreesOfFreedom.isFinite else { return z }
    let (n, s) = (degreesOfFreedom, z * z)
    let first = z * (s + 1) / 4
    let second = z * (3 + s * (16 + s * 5)) / 96
    let third = z * (-15 + s * (17 + s * (19 + s * 3))) / 384
    let fourth = z * (-945 + s * (-1920 + s * (1482 + s * (776 + s * 79)))) / 92160
    return z + (first + (second + (third + fourth / n) / n) / n) / n
  }

  /// z of the same tail as t: the inverse of the expansion, whose corrections are small.
  private func normal(of t: Double) -> Double {
    guard degreesOfFreedom.isFinite, t.isFinite else { return t }
    var z = t
    for _ in 0..<50 {
      let step = (t - expanded(z)) / (1 + (3 * z * z + 1) / (4 * degreesOfFreedom))
      z += step
      if step.magnitude <= 1e-16 * z { break }
    }
    return z
  }
}
