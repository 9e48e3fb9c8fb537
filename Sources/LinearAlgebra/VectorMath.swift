import Matrices

/// Elementary functions and sums over contiguous arrays.
///
/// Results have the same bits whatever the vectors of the processor and the alignment of the arrays: the
/// functions are deterministic ones (see `ElementaryFunction`), and a sum is added in one fixed order, 16
/// running sums of doubles (32 of floats) that are added pairwise at the end, so that its rounding error
/// grows with n/16 rather than n.
///
///     VectorMath.map(.sigmoid, [-1.0, 0, 1])     // [0.2689…, 0.5, 0.7310…]
///     VectorMath.dot([1.0, 2], [3, 4])           // 11
public enum VectorMath {
  /// f(x) for every element of `x`. O(n).
  ///
  /// NaN gives NaN.
  ///
  /// ```swift
  /// assert(VectorMath.map(.exp, [0.0, -.infinity]) == [1, 0])
  /// ```
  public static func map<Scalar: LinearAlgebraScalar>(
    _ function: ElementaryFunction, _ x: [Scalar]
  ) -> [Scalar] {
    unsafe [Scalar](unsafeUninitializedCapacity: x.count) { y, count in
      unsafe x.withUnsafeBufferPointer { x in
        if let from = x.baseAddress, let to = y.baseAddress {
          unsafe Scalar._map(function, x.count, from, to)
        }
      }
      count = x.count
    }
  }

  /// Writes f(x) for every element of `x` into `y`; both have n elements. O(n).
  ///
  /// Traps where the counts differ.
  ///
  /// ```swift
  /// let x = [0.0, 1]
  /// var y = [0.0, 0]
  /// var target = y.mutableSpan
  /// VectorMath.map(.tanh, x.span, into: &target)
  /// assert(y[0] == 0 && abs(y[1] - 0.7615941559557649) < 1e-15)
  /// ```
  public static func map<Scalar: LinearAlgebraScalar>(
    _ function: ElementaryFunction, _ x: Span<Scalar>, into y: inout MutableSpan<Scalar>
  ) {
    checkCounts(x.count, y.count)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        if let from = x.baseAddress, let to = y.baseAddress {
          unsafe Scalar._map(function, x.count, from, to)
        }
      }
    }
  }

  /// Replaces every element of `x` by its f(x). O(n).
  ///
  /// ```swift
  /// var x: [Float] = [0, 0]
  /// var elements = x.mutableSpan
  /// VectorMath.map(.sigmoid, inPlace: &elements)
  /// assert(x == [0.5, 0.5])
  /// ```
  public static func map<Scalar: LinearAlgebraScalar>(
    _ function: ElementaryFunction, inPlace x: inout MutableSpan<Scalar>
  ) {
    unsafe x.withUnsafeMutableBufferPointer { x in
      if let base = x.baseAddress { unsafe Scalar._map(function, x.count, base, base) }
    }
  }

  /// Σ xᵢ; zero where there is no element. O(n).
  ///
  /// MATLAB's `sum(x)`, NumPy's `x.sum()`; their last bits may differ. NaN where an element is NaN.
  ///
  /// ```swift
  /// assert(VectorMath.sum([1.0, 2, 3]) == 6)
  /// ```
  public static func sum<Scalar: LinearAlgebraScalar>(_ x: [Scalar]) -> Scalar {
    unsafe x.withUnsafeBufferPointer { x in
      guard let x0 = x.baseAddress else { return 0 }
      return unsafe Scalar._sum(x.count, x0)
    }
  }

  /// Σ xᵢ·yᵢ; zero where there is no element. O(n).
  ///
  /// Traps where the counts differ.
  ///
  /// MATLAB's `dot(x, y)`, NumPy's `x @ y`.
  ///
  /// ```swift
  /// assert(VectorMath.dot([1.0, 2], [3, 4]) == 11)
  /// ```
  public static func dot<Scalar: LinearAlgebraScalar>(_ x: [Scalar], _ y: [Scalar]) -> Scalar {
    checkCounts(x.count, y.count)
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeBufferPointer { y in
        guard let x0 = x.baseAddress, let y0 = y.baseAddress else { return 0 }
        return unsafe Scalar._dot(x.count, x0, y0)
      }
    }
  }

  /// The Euclidean norm √Σ xᵢ², with no overflow or underflow on the way; zero where there is no element.
  ///
  /// NaN where an element is NaN, infinity where one is infinite and none is NaN. O(n).
  ///
  /// MATLAB's `norm(x)`, NumPy's `numpy.linalg.norm(x)`.
  ///
  /// ```swift
  /// assert(abs(VectorMath.norm([3e200, 4e200]) / 5e200 - 1) < 1e-15)
  /// ```
  public static func norm<Scalar: LinearAlgebraScalar>(_ x: [Scalar]) -> Scalar {
    unsafe x.withUnsafeBufferPointer { x in
      guard let x0 = x.baseAddress else { return 0 }
      return unsafe BLAS.nrm2(x.count, x0)
    }
  }

  /// The largest |xᵢ|; zero where there is no element, NaN where an element is NaN. O(n).
  ///
  /// MATLAB's `max(abs(x))`, NumPy's `abs(x).max()`.
  ///
  /// ```swift
  /// assert(VectorMath.maximumMagnitude([1.0, -3]) == 3)
  /// ```
  public static func maximumMagnitude<Scalar: LinearAlgebraScalar>(_ x: [Scalar]) -> Scalar {
    unsafe x.withUnsafeBufferPointer { x in
      guard let x0 = x.baseAddress else { return 0 }
      return unsafe Scalar._maxAbs(x.count, x0)
    }
  }

  private static func checkCounts(_ x: Int, _ y: Int) {
    require(x == y, "an array of \(x) elements does not fit one of \(y)")
  }
}
