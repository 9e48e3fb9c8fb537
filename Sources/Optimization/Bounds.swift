public import LinearAlgebra
import Matrices

/// A box that the variables stay in: lᵢ ≤ xᵢ ≤ uᵢ.
///
///     let box = Bounds(lower: [0, -1], upper: [.infinity, 1])
///     let solution = minimize(loss, from: start, bounds: box)
///
/// A side without a bound is infinite. Equal bounds hold a variable where it is.
public struct Bounds<Scalar: LinearAlgebraScalar>: Sendable, Hashable, Codable {
  /// The lower bounds l; −∞ for none.
  public let lower: [Scalar]
  /// The upper bounds u; ∞ for none.
  public let upper: [Scalar]

  /// Bounds for as many variables as there are elements.
  ///
  /// Traps where the counts differ, a bound is NaN, or a lower bound is above its upper one.
  public init(lower: [Scalar], upper: [Scalar]) {
    require(
      lower.count == upper.count,
      "\(lower.count) lower bounds do not fit \(upper.count) upper bounds")
    for i in lower.indices {
      require(
        lower[i] <= upper[i],
        "bounds of variable \(i) leave it no value: \(lower[i]) to \(upper[i])")
    }
    self.lower = lower
    self.upper = upper
  }

  /// The same bounds for each of `dimension` variables.
  public init(_ range: ClosedRange<Scalar>, dimension: Int) {
    self.init(
      lower: Array(repeating: range.lowerBound, count: dimension),
      upper: Array(repeating: range.upperBound, count: dimension))
  }

  /// No bounds for `dimension` variables.
  public init(none dimension: Int) {
    self.init(
      lower: Array(repeating: -.infinity, count: dimension),
      upper: Array(repeating: .infinity, count: dimension))
  }

  /// The number of variables, n.
  public var dimension: Int { lower.count }

  /// Whether x lies in the box; false where a coordinate is NaN. Traps where the counts differ.
  public func contain(_ x: [Scalar]) -> Bool {
    checkCount(x.count)
    return x.indices.allSatisfy { lower[$0] <= x[$0] && x[$0] <= upper[$0] }
  }

  /// The point of the box closest to x; a coordinate that is NaN stays so. Traps where the counts differ.
  public func projection(of x: [Scalar]) -> [Scalar] {
    checkCount(x.count)
    return x.indices.map { clamped(x[$0], $0) }
  }

  /// What is left of a gradient where steps against it would leave the box: xᵢ − P(xᵢ − gᵢ) for the
  /// projection P. Zero exactly at the stationary points of the box.
  public func projectedGradient(at x: [Scalar], _ gradient: [Scalar]) -> [Scalar] {
    checkCount(x.count)
    return x.indices.map { projected(gradient[$0], x[$0], $0) }
  }

  /// The largest |xᵢ − P(xᵢ − gᵢ)|, the measure of stationarity with bounds.
  public func projectedGradientNorm(at x: [Scalar], _ gradient: [Scalar]) -> Scalar {
    var norm: Scalar = 0
    for i in x.indices where !norm.isNaN {
      let part = projected(gradient[i], x[i], i).magnitude
      if part > norm || part.isNaN { norm = part }
    }
    return norm
  }

  /// A coordinate kept within its bounds.
  @inline(__always)
  func clamped(_ value: Scalar, _ i: Int) -> Scalar {
    if value < lower[i] { return lower[i] }
    return value > upper[i] ? upper[i] : value
  }

  /// Writes the point of the box closest to x into x.
  @inline(__always)
  func project(_ x: inout [Scalar]) {
    for i in x.indices { x[i] = clamped(x[i], i) }
  }

  /// Whether the i-th variable is at a bound and a step in the direction p would push it beyond.
  @inline(__always)
  func blocks(_ i: Int, at x: Scalar, towards p: Scalar) -> Bool {
    p < 0 ? x <= lower[i] : p > 0 && x >= upper[i]
  }

  @inline(__always)
  private func projected(_ slope: Scalar, _ x: Scalar, _ i: Int) -> Scalar {
    if slope > 0 { return min(slope, x - lower[i]) }
    return slope < 0 ? max(slope, x - upper[i]) : slope
  }

  private func checkCount(_ count: Int) {
    require(count == dimension, "\(count) numbers do not fit bounds of \(dimension) variables")
  }
}
