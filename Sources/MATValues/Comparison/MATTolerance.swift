/// By how much two numbers may differ and still count as equal.
///
/// Numbers a and b are within the tolerance where they are equal, both NaN, or finite and either
/// |a − b| ≤ `relative`·max(|a|, |b|) or, for double and single, at most `ulps` representable numbers
/// apart. A NaN and a number never are, nor an infinity and anything else.
public struct MATTolerance: Hashable, Sendable {
  /// The largest difference relative to the larger of both magnitudes.
  public var relative: Double
  /// The largest distance in units in the last place, counted in the numbers' own class. It says nothing
  /// of integers: a label 1 is not nearly a label 2.
  public var ulps: UInt64

  /// Traps where `relative` is negative or NaN.
  public init(relative: Double = 0, ulps: UInt64 = 0) {
    precondition(relative >= 0, "a relative tolerance of \(relative) allows nothing")
    self.relative = relative
    self.ulps = ulps
  }

  /// Nothing but equal numbers.
  public static let exact = MATTolerance()
}
