import LinearAlgebra

/// The active normals N of a quadratic program as the inverse of its Hessian sees them: Y = JᵀN and S = YᵀY, for
/// J·Jᵀ = H⁻¹; with workspace. n² numbers each.
struct ActiveGuess<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  /// The part of |Jᵀn|² that the other normals leave of one below which it counts as one that depends on them.
  static var dependence: Scalar { Scalar.ulpOfOne.squareRoot() / 10 }
  /// The largest multiplier, over max(1, |Jᵀg|): on HS13, whose rows become parallel, the dual method goes on to the end
  /// where products of matrices do not.
  static var largestMultiplier: Scalar { 100 }
  /// The most sets of active constraints that are tried.
  static var trials: Int { 8 }

  private var normals: [Scalar]
  private var Y: [Scalar]
  private var S: [Scalar]
  private var factor: [Scalar]
  private var shift: [Scalar]
  /// The columns of Y and S that are up to date.
  var known = 0

  init(variables n: Int) {
    normals = [Scalar](repeating: 0, count: n * n)
    Y = normals
    S = normals
    factor = normals
    shift = [Scalar](repeating: 0, count: n)
  }

  func isSound(_ n: Int) -> Bool {
    [normals, Y, S, factor].allSatisfy { $0.count == n * n }
      && shift.count == n && (0...n).contains(known)
  }

  /// Computes the columns of Y and S from `known` to q; false where a normal depends on others. O(n²) a column, O(q³) for
  /// the factor.
  mutating func extend(
    to q: Int, _ active: [Int], _ n: Int, _ m: Int, _ a: [Scalar], _ J: [Scalar]
  ) -> Bool {
    if known < q {
      let first = known
      gather(first..<q, active, n, m, a)
      Self.addImages(of: normals, first..<q, n, J, to: &Y)
      Self.addProducts(of: Y, first..<q, n, to: &S)
      known = q
    }
    for c in 0..<q { for r in c..<q { factor[r + n * c] = S[r + n * c] } }
    guard q == 0 || BLAS.cholesky(q, &factor, lda: n) == 0 else { return false }
    for c in 0..<q {
      let pivot = factor[c + n * c]
      guard pivot * pivot > Self.dependence * S[c + n * c] else { return false }
    }
    return true
  }

  // Without self, which would be copied for the closures.

  private static func addImages(
    of normals: [Scalar], _ columns: Range<Int>, _ n: Int, _ J: [Scalar], to Y: inout [Scalar]
  ) {
    Y.withUnsafeMutableBufferPointer { Y in
      normals.withUnsafeBufferPointer { normals in
        guard let Y = Y.baseAddress, let normals = normals.baseAddress else { return }
        let first = n * columns.lowerBound
        BLAS.gemm(
          transposeA: true, m: n, n: columns.count, k: n, J, lda: n, normals + first, ldb: n,
          Y + first, ldc: n)
      }
    }
  }

  private static func addProducts(
    of Y: [Scalar], _ columns: Range<Int>, _ n: Int, to S: inout [Scalar]
  ) {
    S.withUnsafeMutableBufferPointer { S in
      Y.withUnsafeBufferPointer { Y in
        guard let Y = Y.baseAddress, let S = S.baseAddress else { return }
        BLAS.gemm(
          transposeA: true, m: columns.count, n: columns.upperBound, k: n,
          Y + n * columns.lowerBound, lda: n, Y, ldb: n, S + columns.lowerBound, ldc: n)
      }
    }
  }

  private mutating func gather(
    _ columns: Range<Int>, _ active: [Int], _ n: Int, _ m: Int, _ a: [Scalar]
  ) {
    normals.withUnsafeMutableBufferPointer { normals in
      a.withUnsafeBufferPointer { a in
        for c in columns {
          let k = active[c]
          if k < m {
            for j in 0..<n { normals[j + n * c] = a[k + m * j] }
          } else {
            for j in 0..<n { normals[j + n * c] = 0 }
            normals[k - m + n * c] = 1
          }
        }
      }
    }
  }

  /// u ← S⁻¹·u for the q active constraints.
  mutating func solve(_ q: Int, _ n: Int, _ u: inout [Scalar]) {
    guard q > 0 else { return }
    BLAS.solveLower(q, factor, lda: n, &u)
    BLAS.solveLower(q, factor, lda: n, transposed: true, &u)
  }

  /// x ← J·(Y·u − d).
  mutating func move(
    _ q: Int, _ n: Int, _ u: [Scalar], _ d: [Scalar], _ J: [Scalar], to x: inout [Scalar]
  ) {
    for j in 0..<n { shift[j] = d[j] }
    BLAS.gemv(m: n, n: q, Y, lda: n, u, beta: -1, &shift)
    BLAS.gemv(m: n, n: n, J, lda: n, shift, &x)
  }

  /// t ← Yᵀ·d.
  mutating func project(_ q: Int, _ n: Int, _ d: [Scalar], into t: inout [Scalar]) {
    BLAS.gemv(transposeA: true, m: n, n: q, Y, lda: n, d, &t)
  }

  /// Leaves of the known columns those of the active constraints that have a side, −1 or 1.
  mutating func compact(_ active: [Int], _ side: [Int], _ n: Int) {
    let q = known
    var left = 0
    for c in 0..<q where side[active[c]].magnitude == 1 {
      if left < c {
        for j in 0..<n { Y[j + n * left] = Y[j + n * c] }
        for r in c..<q { S[r + n * left] = S[r + n * c] }
      }
      left += 1
    }
    var row = 0
    for r in 0..<q where side[active[r]].magnitude == 1 {
      if row < r { for c in 0...row { S[row + n * c] = S[r + n * c] } }
      row += 1
    }
    known = left
  }
}
