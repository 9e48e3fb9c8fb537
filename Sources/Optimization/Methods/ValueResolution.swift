import LinearAlgebra

/// The smallest difference between values of f that methods of values alone go on for.
///
/// A difference below √ε/100 of |f| changes x by less than f can tell; where f falls to zero, one below the
/// square of that, as a fraction of the whole descent, tells no more.
struct ValueResolution<Scalar: LinearAlgebraScalar>: Codable {
  /// f where the method began, or the highest of where it began anew; NaN before.
  private(set) var highest = Scalar.nan

  /// Takes `value` for where the descent begins, or begins anew.
  mutating func begin(at value: Scalar) { highest = max(value, highest) }

  /// Begins anew with the next value.
  mutating func reset() { highest = .nan }

  /// Whether a difference of two values, the lower of them `low`, is too small to go on for.
  func isNegligible(_ difference: Scalar, at low: Scalar) -> Bool {
    let relative = Scalar.ulpOfOne.squareRoot() / 100
    return difference <= relative * low.magnitude + relative * relative * (highest - low).magnitude
  }
}
