import LinearAlgebra
import Matrices

// Householder's QR decomposition with the largest remaining column first: G. H. Golub, C. F. Van Loan, Matrix
// Computations, 4th ed., Johns Hopkins 2013, section 5.4.2. Columns are first brought to length 1, so that the units of
// the parameters have no part in what counts as zero.

/// What a Jacobian says of its columns: which combinations of parameters residuals depend on, and how surely.
struct RevealingQR {
  /// The number of columns, and of combinations that residuals depend on.
  let columnCount: Int
  let rank: Int
  /// The columns in the order in which they were taken, and their lengths before.
  private let order: [Int]
  private let lengths: [Double]
  /// R, n×n, column after column.
  private let triangle: [Double]

  /// Decomposes J, m×n, column after column, in O(m·n²).
  ///
  /// - Parameter error: The relative error of the elements, below which a column counts as a combination of others.
  init(_ jacobian: [Double], rows m: Int, columns n: Int, error: Double) {
    var a = jacobian
    var (order, lengths) = (Array(0..<n), [Double](repeating: 1, count: n))
    var triangle = [Double](repeating: 0, count: n * n)
    a.withUnsafeMutableBufferPointer { a in
      guard let a = a.baseAddress, m > 0 else { return }
      for j in 0..<n {
        lengths[j] = BLAS.nrm2(m, a + m * j)
        if lengths[j] > 0 { BLAS.scale(m, 1 / lengths[j], a + m * j) } else { lengths[j] = 1 }
      }
      for k in 0..<min(m, n) {
        let best = (k..<n).max { remainder(a, m, k, $0) < remainder(a, m, k, $1) } ?? k
        if best != k {
          for i in 0..<m { swap(&a[i + m * k], &a[i + m * best]) }
          order.swapAt(k, best)
        }
        Self.reflect(a, m, n, k)
      }
      for j in 0..<n {
        for i in 0...min(j, m - 1) { triangle[i + n * j] = a[i + m * j] }
      }
    }
    let tolerance = max(error, Double.ulpOfOne * Double(max(m, n)))
    var rank = 0
    while rank < min(m, n), triangle[rank + n * rank].magnitude > tolerance { rank += 1 }
    columnCount = n
    self.rank = rank
    self.order = order
    self.lengths = lengths
    self.triangle = triangle

    func remainder(_ a: UnsafeMutablePointer<Double>, _ m: Int, _ k: Int, _ j: Int) -> Double {
      BLAS.nrm2(m - k, a + (k + m * j))
    }
  }

  /// Makes column k zero below its diagonal, and reflects those after it.
  private static func reflect(_ a: UnsafeMutablePointer<Double>, _ m: Int, _ n: Int, _ k: Int) {
    let column = a + (k + m * k)
    let norm = BLAS.nrm2(m - k, column)
    guard norm > 0, norm.isFinite, m - k > 1 else { return }
    let signed = column[0] < 0 ? -norm : norm
    BLAS.scale(m - k, 1 / signed, column)
    column[0] += 1
    for j in (k + 1)..<max(n, k + 1) {
      let other = a + (k + m * j)
      BLAS.axpy(m - k, -BLAS.dot(m - k, column, other) / column[0], column, other)
    }
    column[0] = -signed
    for i in 1..<(m - k) { column[i] = 0 }
  }

  /// Solves R₁₁·z = b for the leading triangle, in place.
  private func solve(_ b: inout [Double]) {
    for i in stride(from: rank - 1, through: 0, by: -1) {
      var sum = b[i]
      for j in (i + 1)..<max(rank, i + 1) { sum -= triangle[i + columnCount * j] * b[j] }
      b[i] = sum / triangle[i + columnCount * i]
    }
  }

  /// L, n×rank: L·Lᵀ is the inverse of JᵀJ where the rank is full, and otherwise a generalised one that is right for
  /// every combination of parameters that is determined.
  var inverseFactor: Matrix<Double> {
    var factor = Matrix(repeating: 0.0, rowCount: columnCount, columnCount: rank)
    for k in 0..<rank {
      var column = [Double](repeating: 0, count: rank)
      column[k] = 1
      solve(&column)
      for i in 0..<rank { factor[order[i], k] = column[i] / lengths[order[i]] }
    }
    return factor
  }

  /// x of the least |A·x − b| for the A that was decomposed; b is one number a row. Where the rank is not full, one of
  /// many.
  ///
  /// By L·Lᵀ·Aᵀb, which is as exact as a start has to be.
  func leastSquares(_ a: [Double], _ b: [Double]) -> [Double] {
    let factor = inverseFactor
    let products = (0..<columnCount).map { j in
      b.indices.reduce(0.0) { $0 + a[$1 + b.count * j] * b[$1] }
    }
    let inner = (0..<rank).map { k in
      products.indices.reduce(0.0) { $0 + factor[$1, k] * products[$1] }
    }
    return products.indices.map { j in
      inner.indices.reduce(0.0) { $0 + factor[j, $1] * inner[$1] }
    }
  }

  /// Directions in which parameters can be changed with no effect on the residuals, n×(n − rank): the columns of
  /// (−R₁₁⁻¹R₁₂, I), of length 1 before the lengths are taken back.
  var nullSpace: Matrix<Double> {
    var space = Matrix(repeating: 0.0, rowCount: columnCount, columnCount: columnCount - rank)
    for k in rank..<max(columnCount, rank) {
      var direction = (0..<rank).map { -triangle[$0 + columnCount * k] }
      solve(&direction)
      let length = direction.reduce(1) { $0 + $1 * $1 }.squareRoot()
      for i in 0..<rank { space[order[i], k - rank] = direction[i] / length / lengths[order[i]] }
      space[order[k], k - rank] = 1 / length / lengths[order[k]]
    }
    return space
  }

  /// Which parameters such a direction changes; a part of it below 1e-5 is one of rounding.
  var isUndetermined: [Bool] {
    let space = nullSpace
    return (0..<columnCount).map { j in
      (0..<space.columnCount).contains { (space[j, $0] * lengths[j]).magnitude > 1e-5 }
    }
  }
}
