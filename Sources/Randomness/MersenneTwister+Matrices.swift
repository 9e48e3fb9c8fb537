public import Matrices

extension MersenneTwister {
  /// An m×n matrix of ``uniform()``, uniform on [0, 1): NumPy's `rand(m, n)`, drawn row by row; with
  /// `columnsFirst` MATLAB's and Octave's, drawn column by column.
  ///
  /// Others from these by arithmetic: `2 * random.uniforms(3, 2) - 1` lies between −1 and 1.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// let A = random.uniforms(1, 2)
  /// assert(A == [[0.5488135039273248, 0.7151893663724195]])
  /// ```
  public mutating func uniforms(
    _ rowCount: Int, _ columnCount: Int, columnsFirst: Bool = false
  ) -> Matrix<Double> {
    matrix(rowCount, columnCount, columnsFirst) { $0.uniform() }
  }

  /// An m×n matrix of ``normal()``, of mean 0 and deviation 1: NumPy's `randn(m, n)`, drawn row by row;
  /// with `columnsFirst` column by column.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// assert(random.normals(2, 3).size == [2, 3])
  /// ```
  public mutating func normals(
    _ rowCount: Int, _ columnCount: Int, columnsFirst: Bool = false
  ) -> Matrix<Double> {
    matrix(rowCount, columnCount, columnsFirst) { $0.normal() }
  }

  private mutating func matrix(
    _ rowCount: Int, _ columnCount: Int, _ columnsFirst: Bool,
    _ draw: (inout MersenneTwister) -> Double
  ) -> Matrix<Double> {
    require(
      rowCount >= 0 && columnCount >= 0, "cannot draw a \(rowCount)×\(columnCount) matrix")
    let (m, n) = columnsFirst ? (rowCount, columnCount) : (columnCount, rowCount)
    let drawn = Matrix(rowCount: m, columnCount: n) { _, _ in draw(&self) }
    return columnsFirst ? drawn : drawn.transposed()
  }
}
