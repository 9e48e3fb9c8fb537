import Matrices

/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"): the same
/// numbers from the same seed, so that a failure of a property test can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension SparseMatrix<Double> {
  /// The elements of a full matrix that are not zero.
  init(nonZeros full: Matrix<Double>) {
    var (starts, rows, values) = ([0], [Int](), [Double]())
    for column in 0..<full.columnCount {
      for row in 0..<full.rowCount where full[row, column] != 0 {
        rows.append(row)
        values.append(full[row, column])
      }
      starts.append(rows.count)
    }
    self.init(
      rowCount: full.rowCount, columnCount: full.columnCount, columnStarts: starts,
      rowIndices: rows, values: values)
  }
}
