public import Matrices

/// The coordinates of a rectangular grid: nx along x and ny along y.
///
/// Both increase or decrease strictly; their steps may vary. Either may be empty.
///
/// ```swift
/// let (xx, yy) = meshgrid([0.0, 1, 2], [5.0, 6])
/// let grid = try RectangularGrid(xx: xx, yy: yy)
/// assert(grid.x == [0, 1, 2] && grid.y == [5, 6])
/// ```
public struct RectangularGrid: Sendable, Hashable {
  /// The coordinate of each column, nx numbers.
  public let x: [Double]
  /// The coordinate of each row, ny numbers.
  public let y: [Double]

  /// A grid from the coordinates of its columns and rows.
  ///
  /// Throws `.invalidGrid` where one is not finite or they neither increase nor decrease strictly.
  ///
  /// ```swift
  /// assert((try? RectangularGrid(x: [0, 0], y: [1])) == nil)
  /// ```
  public init(x: [Double], y: [Double]) throws(PlotError) {
    for (name, coordinates) in [("x", x), ("y", y)] {
      if let fault = Self.fault(in: coordinates) {
        throw PlotError(
          .invalidGrid, name, expected: "finite numbers that increase or decrease strictly",
          found: fault)
      }
    }
    self.x = x
    self.y = y
  }

  /// A grid from matrices as `meshgrid` makes them, both ny×nx: every row of `xx` the same, every
  /// column of `yy` the same.
  ///
  /// Throws `.mismatch` where their sizes differ and `.invalidGrid` where they are no such grid.
  public init(xx: Matrix<Double>, yy: Matrix<Double>) throws(PlotError) {
    guard xx.size == yy.size else {
      throw PlotError(
        .mismatch, "xx and yy", expected: "equal sizes", found: "\(xx.shape) and \(yy.shape)")
    }
    let (ny, nx) = (xx.rowCount, xx.columnCount)
    let (xs, ys) = (xx.elements, yy.elements)
    let x = xx.isEmpty ? [] : (0..<nx).map { xs[$0 * ny] }
    let y = yy.isEmpty ? [] : Array(ys[0..<ny])
    for column in 0..<nx {
      for row in 0..<ny {
        let place = row + column * ny
        guard xs[place] != x[column] || ys[place] != y[row] else { continue }
        throw PlotError(
          .invalidGrid, "xx and yy", expected: "matrices as meshgrid makes them",
          found: "(\(xs[place]), \(ys[place])) in row \(row + 1), column \(column + 1)")
      }
    }
    try self.init(x: x, y: y)
  }

  /// The grid of some of the columns and rows, in increasing order.
  func selecting(_ columns: [Int], _ rows: [Int]) -> RectangularGrid {
    RectangularGrid(uncheckedX: columns.map { x[$0] }, y: rows.map { y[$0] })
  }

  private init(uncheckedX x: [Double], y: [Double]) {
    self.x = x
    self.y = y
  }

  /// The number of rows and columns as it is written: `3×2`.
  var shape: String { "\(y.count)×\(x.count)" }

  private static func fault(in coordinates: [Double]) -> String? {
    if let bad = coordinates.first(where: { !$0.isFinite }) { return "\(bad)" }
    guard coordinates.count > 1 else { return nil }
    let increases = coordinates[1] > coordinates[0]
    for (a, b) in zip(coordinates, coordinates.dropFirst()) where increases ? b <= a : b >= a {
      return "\(a) before \(b)"
    }
    return nil
  }
}
