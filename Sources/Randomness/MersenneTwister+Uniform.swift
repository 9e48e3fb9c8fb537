import Matrices

extension MersenneTwister {
  /// A number uniform on [0, 1), a multiple of 2⁻⁵³: the `rand` of NumPy, MATLAB and Octave.
  ///
  /// (2²⁶·a + b) / 2⁵³ for a the upper 27 bits of one draw and b the upper 26 of the next.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// assert(random.uniform() == 0.5488135039273248)
  /// ```
  public mutating func uniform() -> Double {
    let a: UInt32 = next()
    let b: UInt32 = next()
    return (Double(a >> 5) * 67_108_864 + Double(b >> 6)) / 9_007_199_254_740_992
  }

  /// A number uniform on `range`: low + (high − low)·``uniform()``, `numpy.random.uniform(low, high)`.
  ///
  /// Rounding can give `range.upperBound` itself where the bounds are large beside their distance.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// let x = random.uniform(in: -1..<1)
  /// assert(x == -1 + 2 * 0.5488135039273248)
  /// ```
  public mutating func uniform(in range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// `count` numbers of ``uniform()`` in the order they are drawn: `numpy.random.rand(count)`.
  ///
  /// An array of more dimensions is NumPy's in row-major order, MATLAB's in column-major order.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// assert(random.uniforms(2) == [0.5488135039273248, 0.7151893663724195])
  /// ```
  public mutating func uniforms(_ count: Int) -> [Double] {
    require(count >= 0, "cannot draw \(count) numbers")
    return (0..<count).map { _ in uniform() }
  }
}
