/// How far two numbers that differ are apart.
package struct NumberDistance {
  /// |a − b|; infinite where one is not finite, or the difference too large.
  var absolute: Double
  /// |a − b| / max(|a|, |b|); infinite where one is not finite.
  var relative: Double
  /// The representable numbers from one to the other; nil for integers.
  var ulps: UInt64?
}

/// A number of one of MATLAB's classes, as it is compared.
package protocol ComparedNumber {
  /// True if both are equal or both NaN.
  func isSame(as other: Self) -> Bool
  /// How far another number that is not the same is away.
  func distance(to other: Self) -> NumberDistance
}

extension ComparedNumber where Self: BinaryFloatingPoint {
  package func isSame(as other: Self) -> Bool { self == other || (isNaN && other.isNaN) }

  package func distance(to other: Self) -> NumberDistance {
    guard isFinite && other.isFinite else {
      return NumberDistance(absolute: .infinity, relative: .infinity, ulps: .max)
    }
    let (a, b) = (Double(self), Double(other))
    let larger = max(abs(a), abs(b))
    // Divided first where the difference of two finite numbers is too large for a number.
    let relative = (a - b).isFinite ? abs(a - b) / larger : abs(a / larger - b / larger)
    return NumberDistance(
      absolute: min(abs(a - b), .greatestFiniteMagnitude), relative: relative,
      ulps: ulps(to: other))
  }

  /// The representable numbers from this one to another: numbers of one sign are ordered as their bits
  /// are, and both zeros are one number.
  private func ulps(to other: Self) -> UInt64 {
    let bits = { (number: Self) -> UInt64 in
      UInt64(number.magnitude.exponentBitPattern) << UInt64(Self.significandBitCount)
        | UInt64(number.significandBitPattern)
    }
    let (a, b) = (bits(self), bits(other))
    return sign == other.sign ? max(a, b) - min(a, b) : a + b
  }
}

extension ComparedNumber where Self: FixedWidthInteger {
  package func isSame(as other: Self) -> Bool { self == other }

  package func distance(to other: Self) -> NumberDistance {
    // The difference of two of 64 bits may need all 64 and no sign.
    let (high, low) = self > other ? (self, other) : (other, self)
    let difference = UInt64(truncatingIfNeeded: high) &- UInt64(truncatingIfNeeded: low)
    let larger = Double(Swift.max(magnitude, other.magnitude))
    return NumberDistance(
      absolute: Double(difference), relative: Double(difference) / larger, ulps: nil)
  }
}
