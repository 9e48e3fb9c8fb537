// Eigenvalues and eigenvectors of a symmetric matrix.
//
// G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., 2013, algorithm 8.3.1: Householder's reduction to
// a tridiagonal matrix; then A. Dubrulle, R. S. Martin, J. H. Wilkinson, "The implicit QL algorithm",
// Numerische Mathematik 12, 1968, with Wilkinson's shift. Eigenvalues are wrong by some roundings of the largest.
//
// Not LAPACK's: OpenBLAS chooses its loops by the processor's model, and these give the same bits on all. No
// sum is reordered, and sums along columns become vectors.
import LinearAlgebra

/// A = V·diag(λ)·Vᵀ for a symmetric matrix of some tens of rows.
struct SymmetricEigenvalues<Scalar: LinearAlgebraScalar> {
  /// The eigenvalues λ, in no order; NaN where the iteration does not converge, as for a matrix with NaN.
  private(set) var values: [Scalar]
  /// The eigenvectors, one after another, n numbers each; or Vᵀ·x where only that was asked for.
  private(set) var vectors: [Scalar]

  /// The eigenvalues and eigenvectors of a symmetric n×n matrix, column after column. O(n³).
  init(of matrix: [Scalar], dimension n: Int) {
    self.init(matrix, n, along: nil)
  }

  /// The eigenvalues of a symmetric n×n matrix, and Vᵀ·x in place of the eigenvectors: a third of the work.
  init(of matrix: [Scalar], along x: [Scalar]) {
    self.init(matrix, x.count, along: x)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private init(_ matrix: [Scalar], _ n: Int, along x: [Scalar]?) {
    var a = matrix
    var vectors = x ?? [Scalar](repeating: 0, count: n * n)
    var diagonal = [Scalar](repeating: 0, count: n)
    var beside = diagonal
    var scratch = diagonal
    a.withUnsafeMutableBufferPointer { a in
      vectors.withUnsafeMutableBufferPointer { v in
        scratch.withUnsafeMutableBufferPointer { p in
          guard let a = a.baseAddress, let v = v.baseAddress, let p = p.baseAddress else { return }
          for k in 0..<n {
            if k + 2 < n { Self.reflect(a, k, n, p) }
            diagonal[k] = a[k * n + k]
            beside[k] = k + 1 < n ? a[(k + 1) * n + k] : 0
          }
          if x == nil { Self.multiplyReflections(a, v, n) } else { Self.applyReflections(a, v, n) }
          let isDone = diagonal.withUnsafeMutableBufferPointer { d in
            beside.withUnsafeMutableBufferPointer { e in
              guard let d = d.baseAddress, let e = e.baseAddress else { return true }
              return Self.iterate(d, e, v, n, rows: x == nil ? n : 1)
            }
          }
          if !isDone { for k in 0..<n { diagonal[k] = .nan } }
        }
      }
    }
    values = diagonal
    self.vectors = vectors
  }

  /// Applies from both sides the reflection I − 2u·uᵀ that leaves column k zero below the element under the
  /// diagonal. u takes that column's place; the element goes to row k, beside the diagonal.
  @inline(__always)
  private static func reflect(
    _ a: UnsafeMutablePointer<Scalar>, _ k: Int, _ n: Int, _ p: UnsafeMutablePointer<Scalar>
  ) {
    let u = a + k * n
    let norm = normalize(u, k + 1, n)
    a[(k + 1) * n + k] = norm
    guard norm != 0 else { return }
    for i in k + 1..<n { p[i] = 0 }
    for j in k + 1..<n { add(u[j], a + j * n, to: p, k + 1, n) }
    var inner: Scalar = 0
    for i in k + 1..<n { inner += u[i] * p[i] }
    add(-inner, u, to: p, k + 1, n)
    for j in k + 1..<n {
      let (a, s, t) = (a + j * n, -2 * p[j], -2 * u[j])
      for i in k + 1..<n { a[i] += s * u[i] + t * p[i] }
    }
  }

  /// Makes x the unit vector u with (I − 2u·uᵀ)·x = α·e₁, and returns α; zero, and u = 0, where x is zero.
  @inline(__always)
  private static func normalize(
    _ x: UnsafeMutablePointer<Scalar>, _ start: Int, _ n: Int
  ) -> Scalar {
    var size: Scalar = 0
    for i in start..<n { size = max(size, x[i].magnitude) }
    guard size > 0 else { return 0 }
    var square: Scalar = 0
    for i in start..<n {
      x[i] /= size
      square += x[i] * x[i]
    }
    let norm = square.squareRoot()
    let alpha = x[start] > 0 ? -norm : norm
    // |x − α·e₁|² = 2·|x|·(|x| + |x₁|).
    let length = (2 * norm * (norm + x[start].magnitude)).squareRoot()
    x[start] -= alpha
    for i in start..<n { x[i] /= length }
    return alpha * size
  }

  /// V ← the product of the reflections.
  @inline(__always)
  private static func multiplyReflections(
    _ a: UnsafePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>, _ n: Int
  ) {
    for i in 0..<n { v[i * n + i] = 1 }
    for k in (0..<max(0, n - 2)).reversed() {
      let u = a + k * n
      for j in k + 1..<n {
        var inner: Scalar = 0
        for i in k + 1..<n { inner += u[i] * v[j * n + i] }
        add(-2 * inner, u, to: v + j * n, k + 1, n)
      }
    }
  }

  /// x ← Qᵀ·x for the product Q of the reflections.
  @inline(__always)
  private static func applyReflections(
    _ a: UnsafePointer<Scalar>, _ x: UnsafeMutablePointer<Scalar>, _ n: Int
  ) {
    for k in 0..<max(0, n - 2) {
      let u = a + k * n
      var inner: Scalar = 0
      for i in k + 1..<n { inner += u[i] * x[i] }
      add(-2 * inner, u, to: x, k + 1, n)
    }
  }

  /// The eigenvalues of a tridiagonal matrix into `d`, and V times its eigenvectors into V, of so many rows;
  /// false where that does not end.
  @inline(__always)
  private static func iterate(
    _ d: UnsafeMutablePointer<Scalar>, _ e: UnsafeMutablePointer<Scalar>,
    _ v: UnsafeMutablePointer<Scalar>, _ n: Int, rows: Int
  ) -> Bool {
    for first in 0..<n {
      var sweeps = 0
      while true {
        var last = first
        while last + 1 < n
          && !(e[last].magnitude
            <= Scalar.ulpOfOne / 2 * (d[last].magnitude + d[last + 1].magnitude))
        { last += 1 }
        if last == first { break }
        sweeps += 1
        if sweeps > 60 { return false }
        sweep(d, e, v, rows, first, last)
      }
    }
    return true
  }

  /// One step of implicit QL on rows `first` to `last`.
  @inline(__always)
  private static func sweep(
    _ d: UnsafeMutablePointer<Scalar>, _ e: UnsafeMutablePointer<Scalar>,
    _ v: UnsafeMutablePointer<Scalar>, _ rows: Int, _ first: Int, _ last: Int
  ) {
    let half = (d[first + 1] - d[first]) / (2 * e[first])
    let root = (half * half + 1).squareRoot()
    var g = d[last] - d[first] + e[first] / (half + (half < 0 ? -root : root))
    var (c, s, p): (Scalar, Scalar, Scalar) = (1, 1, 0)
    for i in (first..<last).reversed() {
      let (f, b) = (s * e[i], c * e[i])
      let r = (f * f + g * g).squareRoot()
      e[i + 1] = r
      guard r != 0 else {
        // The matrix falls apart here.
        d[i + 1] -= p
        e[last] = 0
        return
      }
      let inverse = 1 / r
      (s, c) = (f * inverse, g * inverse)
      g = d[i + 1] - p
      let t = (d[i] - g) * s + 2 * c * b
      p = s * t
      d[i + 1] = g + p
      g = c * t - b
      rotate(v + i * rows, v + (i + 1) * rows, rows, c, s)
    }
    d[first] -= p
    e[first] = g
    e[last] = 0
  }

  /// (x, y) ← (c·x − s·y, s·x + c·y) for two columns.
  @inline(__always)
  private static func rotate(
    _ x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, _ n: Int, _ c: Scalar,
    _ s: Scalar
  ) {
    for k in 0..<n {
      let (a, b) = (x[k], y[k])
      x[k] = c * a - s * b
      y[k] = s * a + c * b
    }
  }

  /// y ← y + t·x, from `start` on.
  @inline(__always)
  private static func add(
    _ t: Scalar, _ x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>, _ start: Int,
    _ n: Int
  ) {
    for i in start..<n { y[i] += t * x[i] }
  }
}
