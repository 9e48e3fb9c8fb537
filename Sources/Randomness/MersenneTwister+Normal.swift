// The polar method: G. Marsaglia and T. A. Bray, "A convenient method for generating normal variables",
// SIAM Review 6 (1964) 260–264, in the order in which NumPy's `legacy_gauss` uses up its draws.
import Matrices

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension MersenneTwister {
  /// A number from the normal distribution of mean 0 and variance 1: `numpy.random.randn()`.
  ///
  /// Draws v₁, v₂ uniform on [−1, 1) until 0 < s = v₁² + v₂² < 1; then v₂·√(−2 ln s / s) is returned and
  /// v₁·√(−2 ln s / s) kept for the next call (``spareNormal``). The logarithm is the C library's: with
  /// one that rounds differently the last bit can differ, while the draws used up stay the same.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// assert(abs(random.normal() - 1.764052345967664) < 1e-15)
  /// ```
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let v1 = 2 * uniform() - 1
      let v2 = 2 * uniform() - 1
      let s = v1 * v1 + v2 * v2
      if s < 1, s != 0 {
        let factor = (-2 * log(s) / s).squareRoot()
        spareNormal = factor * v1
        return factor * v2
      }
    }
  }

  /// `count` numbers of ``normal()`` in the order they are drawn: `numpy.random.randn(count)`.
  ///
  /// ```swift
  /// var (random, other) = (MersenneTwister(seed: 0), MersenneTwister(seed: 0))
  /// assert(random.normals(2) == [other.normal(), other.normal()])
  /// ```
  public mutating func normals(_ count: Int) -> [Double] {
    require(count >= 0, "cannot draw \(count) numbers")
    return (0..<count).map { _ in normal() }
  }
}
