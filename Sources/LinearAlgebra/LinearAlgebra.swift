/// Products, norms and elementary functions of matrices and arrays, in `Double` and `Float`.
///
///     let A: Matrix = [[1.0, 2], [3, 4]]
///     A * A                                  // [[7, 10], [15, 22]]
///     A.transposedTimes(A)                   // AᵀA, with no transpose made
///     VectorMath.map(.tanh, A.elements)      // four hyperbolic tangents

/// A type that matrices can be computed in: `Double` or `Float`, and no other.
///
/// Its requirements are the entry points of the C libraries for that type, which generic code reaches
/// through `VectorMath` and the operations on `Matrix`; nothing else is meant to call or to implement
/// them. Lengths are counts of elements and matrices are in column-major order.
///
/// ```swift
/// func gram<Scalar: LinearAlgebraScalar>(_ A: Matrix<Scalar>) -> Matrix<Scalar> {
///   A.transposedTimes(A)
/// }
/// assert(gram([[1.0, 2], [3, 4]]) == [[10, 14], [14, 20]])
/// ```
public protocol LinearAlgebraScalar: BinaryFloatingPoint, Codable, Sendable {
  /// y ← f(x).
  @unsafe static func _map(
    _ function: ElementaryFunction, _ n: Int, _ x: UnsafePointer<Self>,
    _ y: UnsafeMutablePointer<Self>)
  /// Σ xᵢ.
  @unsafe static func _sum(_ n: Int, _ x: UnsafePointer<Self>) -> Self
  /// Σ xᵢ·yᵢ.
  @unsafe static func _dot(_ n: Int, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>) -> Self
  /// max |xᵢ|.
  @unsafe static func _maxAbs(_ n: Int, _ x: UnsafePointer<Self>) -> Self
  /// y ← y + a·x.
  @unsafe static func _axpy(
    _ n: Int, _ a: Self, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// z ← x + a·y.
  @unsafe static func _addScaled(
    _ n: Int, _ x: UnsafePointer<Self>, _ a: Self, _ y: UnsafePointer<Self>,
    _ z: UnsafeMutablePointer<Self>)
  /// x ← a·x.
  @unsafe static func _scale(_ n: Int, _ a: Self, _ x: UnsafeMutablePointer<Self>)
  /// y ← A·x for a symmetric A whose lower triangle is stored column after column.
  @unsafe static func _symmetricProduct(
    _ n: Int, _ a: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// A ← A + s·vᵀ + v·sᵀ, then y ← A·x, for the same.
  @unsafe static func _symmetricUpdate(
    _ n: Int, _ a: UnsafeMutablePointer<Self>, _ s: UnsafePointer<Self>, _ v: UnsafePointer<Self>,
    _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// s ← x₁ − x₀ and y ← g₁ − g₀, and their products sᵀy, sᵀs, yᵀy.
  @unsafe static func _stepChange(
    _ n: Int, _ x1: UnsafePointer<Self>, _ x0: UnsafePointer<Self>, _ g1: UnsafePointer<Self>,
    _ g0: UnsafePointer<Self>, _ s: UnsafeMutablePointer<Self>, _ y: UnsafeMutablePointer<Self>,
    _ products: UnsafeMutablePointer<Self>)
  /// p ← H·p for the inverse Hessian of limited-memory BFGS.
  @unsafe static func _twoLoop(
    _ n: Int, _ m: Int, _ count: Int, _ newest: Int, _ s: UnsafePointer<Self>,
    _ y: UnsafePointer<Self>, _ rho: UnsafePointer<Self>, _ alpha: UnsafeMutablePointer<Self>,
    _ scale: Self, _ p: UnsafeMutablePointer<Self>)
  /// C ← α·op(A)·op(B) + β·C for op(A) of m×k, op(B) of k×n.
  @unsafe static func _gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ alpha: Self,
    _ a: UnsafePointer<Self>, _ lda: Int32, _ b: UnsafePointer<Self>, _ ldb: Int32, _ beta: Self,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int32)
  /// y ← α·op(A)·x + β·y for A of m×n.
  @unsafe static func _gemv(
    _ transposeA: Bool, _ m: Int32, _ n: Int32, _ alpha: Self, _ a: UnsafePointer<Self>,
    _ lda: Int32, _ x: UnsafePointer<Self>, _ incx: Int32, _ beta: Self,
    _ y: UnsafeMutablePointer<Self>, _ incy: Int32)
  /// A ← the lower Cholesky factor; 0, or the order of the leading minor that is not positive definite.
  @unsafe static func _potrf(_ n: Int32, _ a: UnsafeMutablePointer<Self>, _ lda: Int32) -> Int32
  /// x ← L⁻¹·x or L⁻ᵀ·x for a lower triangle L.
  @unsafe static func _trsv(
    _ transpose: Bool, _ n: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ x: UnsafeMutablePointer<Self>)
}
