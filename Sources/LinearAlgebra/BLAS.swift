import Matrices

/// Vector and matrix operations on plain pointers: the level at which the hot loops of the other modules
/// compute. Matrices are in column-major order; a leading dimension is the distance between the starts of
/// two columns, so that a matrix may be a block of a larger buffer.
///
/// The level-1 operations are our own and give the same bits on every machine (see `VectorMath`). The
/// products are OpenBLAS's, on one thread: the same bits on the same machine, and to rounding elsewhere.
/// NaN and infinities go through as the arithmetic has them. Sizes of zero are fine everywhere.
package enum BLAS {
  /// C ← α·op(A)·op(B) + β·C, for op(A) of m×k, op(B) of k×n and C of m×n; op transposes where asked.
  ///
  /// Where β is zero, what C held before does not matter. Where k is zero, C ← β·C. O(m·n·k).
  @unsafe package static func gemm<Scalar: LinearAlgebraScalar>(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Scalar = 1,
    _ a: UnsafePointer<Scalar>, lda: Int, _ b: UnsafePointer<Scalar>, ldb: Int, beta: Scalar = 0,
    _ c: UnsafeMutablePointer<Scalar>, ldc: Int
  ) {
    checkLeadingDimension(lda, transposeA ? k : m, of: "A")
    checkLeadingDimension(ldb, transposeB ? n : k, of: "B")
    checkLeadingDimension(ldc, m, of: "C")
    guard m > 0, n > 0 else { return }
    guard k > 0 else { return unsafe scaleBlock(m, n, beta, c, ldc) }
    unsafe Scalar._gemm(
      transposeA, transposeB, Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb),
      beta, c, Int32(ldc))
  }

  /// y ← α·op(A)·x + β·y, for A of m×n; op transposes where asked.
  ///
  /// x and y take every `incx`-th and `incy`-th element. Where β is zero, what y held before does not
  /// matter. O(m·n).
  @unsafe package static func gemv<Scalar: LinearAlgebraScalar>(
    transposeA: Bool = false, m: Int, n: Int, alpha: Scalar = 1, _ a: UnsafePointer<Scalar>,
    lda: Int, _ x: UnsafePointer<Scalar>, incx: Int = 1, beta: Scalar = 0,
    _ y: UnsafeMutablePointer<Scalar>, incy: Int = 1
  ) {
    checkLeadingDimension(lda, m, of: "A")
    require(incx > 0 && incy > 0, "increments \(incx) and \(incy) must be positive")
    let (rows, inner) = transposeA ? (n, m) : (m, n)
    guard rows > 0 else { return }
    guard inner > 0 else { return unsafe scaleBlock(1, rows, beta, y, incy) }
    unsafe Scalar._gemv(
      transposeA, Int32(m), Int32(n), alpha, a, Int32(lda), x, Int32(incx), beta, y, Int32(incy))
  }

  /// A ← A + α·x·yᵀ, for A of m×n. O(m·n).
  @unsafe package static func ger<Scalar: LinearAlgebraScalar>(
    m: Int, n: Int, alpha: Scalar = 1, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>,
    _ a: UnsafeMutablePointer<Scalar>, lda: Int
  ) {
    checkLeadingDimension(lda, m, of: "A")
    for column in 0..<n {
      unsafe Scalar._axpy(m, alpha * y[column], x, a + column * lda)
    }
  }

  /// Σ xᵢ·yᵢ.
  @inlinable
  @unsafe package static func dot<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>
  ) -> Scalar {
    unsafe Scalar._dot(n, x, y)
  }

  /// Σ xᵢ.
  @inlinable
  @unsafe package static func sum<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ x: UnsafePointer<Scalar>
  ) -> Scalar {
    unsafe Scalar._sum(n, x)
  }

  /// max |xᵢ|, and NaN where an element is NaN.
  @inlinable
  @unsafe package static func maxAbs<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ x: UnsafePointer<Scalar>
  ) -> Scalar {
    unsafe Scalar._maxAbs(n, x)
  }

  /// y ← y + a·x.
  @inlinable
  @unsafe package static func axpy<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ a: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._axpy(n, a, x, y)
  }

  /// z ← x + a·y; z may be x or y.
  @inlinable
  @unsafe package static func addScaled<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ x: UnsafePointer<Scalar>, _ a: Scalar, _ y: UnsafePointer<Scalar>,
    _ z: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._addScaled(n, x, a, y, z)
  }

  /// x ← a·x.
  @inlinable
  @unsafe package static func scale<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ a: Scalar, _ x: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._scale(n, a, x)
  }

  /// y ← A·x for a symmetric n×n matrix A, of which `a` holds the lower triangle column after column,
  /// n·(n + 1)/2 elements. O(n²).
  @inlinable
  @unsafe package static func symmetricProduct<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ a: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._symmetricProduct(n, a, x, y)
  }

  /// A ← A + s·vᵀ + v·sᵀ, then y ← A·x, in one pass over such an A. O(n²).
  @inlinable
  @unsafe package static func symmetricUpdate<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ a: UnsafeMutablePointer<Scalar>, _ s: UnsafePointer<Scalar>,
    _ v: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._symmetricUpdate(n, a, s, v, x, y)
  }

  /// s ← x₁ − x₀ and y ← g₁ − g₀; `products` become sᵀy, sᵀs and yᵀy. O(n).
  @inlinable
  @unsafe package static func stepChange<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ x1: UnsafePointer<Scalar>, _ x0: UnsafePointer<Scalar>,
    _ g1: UnsafePointer<Scalar>, _ g0: UnsafePointer<Scalar>, _ s: UnsafeMutablePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>, _ products: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._stepChange(n, x1, x0, g1, g0, s, y, products)
  }

  /// p ← H·p for the inverse Hessian of limited-memory BFGS, by the two-loop recursion.
  ///
  /// `s` and `y` hold m slots of n elements; `count` pairs are in use, from slot `newest` back, where slot
  /// m − 1 comes before slot 0. `rho` holds 1/sᵀy of every slot; H starts from `scale`·I. `alpha` is workspace
  /// of m elements. O(n·count).
  @inlinable
  @unsafe package static func twoLoop<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ m: Int, count: Int, newest: Int, _ s: UnsafePointer<Scalar>,
    _ y: UnsafePointer<Scalar>, _ rho: UnsafePointer<Scalar>, _ alpha: UnsafeMutablePointer<Scalar>,
    _ scale: Scalar, _ p: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._twoLoop(n, m, count, newest, s, y, rho, alpha, scale, p)
  }

  /// √Σ xᵢ², with no overflow or underflow on the way.
  ///
  /// One pass where Σ xᵢ² is far from both ends of the range; else x is read again, scaled by the power
  /// of two below its largest magnitude, which changes no bit of it.
  @unsafe package static func nrm2<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ x: UnsafePointer<Scalar>
  ) -> Scalar {
    let sum = unsafe Scalar._dot(n, x, x)
    if sum.isFinite && sum > Scalar.leastNormalMagnitude / (Scalar.ulpOfOne * Scalar.ulpOfOne) {
      return sum.squareRoot()
    }
    let largest = unsafe Scalar._maxAbs(n, x)
    guard largest.isFinite, largest > 0 else { return largest }
    let exponent = largest.exponent
    var scaled: Scalar = 0
    for i in 0..<n {
      let element = unsafe Scalar(sign: .plus, exponent: -exponent, significand: x[i])
      scaled += element * element
    }
    return Scalar(sign: .plus, exponent: exponent, significand: scaled.squareRoot())
  }

  @unsafe private static func scaleBlock<Scalar: LinearAlgebraScalar>(
    _ m: Int, _ n: Int, _ beta: Scalar, _ c: UnsafeMutablePointer<Scalar>, _ ldc: Int
  ) {
    for column in 0..<n {
      for row in 0..<m {
        let index = row + column * ldc
        unsafe c[index] = beta == 0 ? 0 : beta * c[index]
      }
    }
  }

  private static func checkLeadingDimension(_ ld: Int, _ rows: Int, of name: StaticString) {
    require(
      ld >= max(1, rows), "the leading dimension \(ld) of \(name) is less than its \(rows) rows")
  }
}
