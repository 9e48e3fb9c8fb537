import LinearAlgebra

/// The factors P·A = L·U of a small square matrix by Gaussian elimination with partial pivoting, in storage
/// that is allocated once.
struct PivotedFactors<Scalar: LinearAlgebraScalar> {
  /// The matrix, row after row; then its factors.
  var elements: [Scalar]
  private var order: [Int]
  private var work: [Scalar]
  private var size = 0

  /// Room for matrices of up to `capacity` rows.
  init(capacity: Int) {
    elements = [Scalar](repeating: 0, count: capacity * capacity)
    order = [Int](repeating: 0, count: capacity)
    work = [Scalar](repeating: 0, count: capacity)
  }

  /// Factors the matrix of `size` rows in `elements`. False where it is singular, or not finite. O(size³).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func factor(_ size: Int) -> Bool {
    self.size = size
    for i in 0..<size { order[i] = i }
    for k in 0..<size {
      var pivot = k
      for i in k..<size
      where elements[i * size + k].magnitude > elements[pivot * size + k].magnitude {
        pivot = i
      }
      let largest = elements[pivot * size + k]
      guard largest.isFinite, largest != 0 else { return false }
      if pivot != k {
        order.swapAt(k, pivot)
        for j in 0..<size { elements.swapAt(k * size + j, pivot * size + j) }
      }
      for i in k + 1..<size {
        let factor = elements[i * size + k] / largest
        elements[i * size + k] = factor
        for j in k + 1..<size { elements[i * size + j] -= factor * elements[k * size + j] }
      }
    }
    return true
  }

  /// Replaces the right side b by the solution x of A·x = b. O(size²).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(_ b: inout [Scalar]) {
    for i in 0..<size {
      var sum = b[order[i]]
      for j in 0..<i { sum -= elements[i * size + j] * work[j] }
      work[i] = sum
    }
    for i in stride(from: size - 1, through: 0, by: -1) {
      var sum = work[i]
      for j in i + 1..<size { sum -= elements[i * size + j] * b[j] }
      b[i] = sum / elements[i * size + i]
    }
  }
}
