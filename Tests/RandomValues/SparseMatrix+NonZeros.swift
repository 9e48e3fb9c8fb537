package import Matrices

extension SparseMatrix<Double> {
  /// The elements of a full matrix that are not zero.
  package init(nonZeros full: Matrix<Double>) {
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
