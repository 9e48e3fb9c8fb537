import Matrices

// Grids with many more points than a plot has pixels are drawn from every second, third, … of their
// rows and columns: what lies between is smaller than a pixel.

extension RectangularGrid {
  /// The columns and rows to draw in a plot, about two to the pixel at most.
  func drawnIndices(in plot: Rect) -> (columns: [Int], rows: [Int]) {
    (
      Self.indices(x.count, atMost: Int(plot.width * 2) + 1),
      Self.indices(y.count, atMost: Int(plot.height * 2) + 1)
    )
  }

  /// Every so many indices, the last one included.
  private static func indices(_ count: Int, atMost limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    let step = (count + limit - 1) / limit
    var indices = Array(stride(from: 0, to: count, by: step))
    if indices.last != count - 1 { indices.append(count - 1) }
    return indices
  }
}

extension ScalarField {
  /// The field at as many points as a plot can show.
  func reduced(to plot: Rect) -> ScalarField {
    let (columns, rows) = grid.drawnIndices(in: plot)
    guard columns.count < grid.x.count || rows.count < grid.y.count else { return self }
    return ScalarField(
      unchecked: grid.selecting(columns, rows),
      Matrix(rowCount: rows.count, columnCount: columns.count) { values[rows[$0], columns[$1]] })
  }
}

extension ClassRegions {
  /// The regions at as many points as a plot can show.
  func reduced(to plot: Rect) -> ClassRegions {
    let (columns, rows) = grid.drawnIndices(in: plot)
    guard columns.count < grid.x.count || rows.count < grid.y.count else { return self }
    var reduced = self
    reduced.grid = grid.selecting(columns, rows)
    reduced.classes = Matrix(rowCount: rows.count, columnCount: columns.count) {
      classes[rows[$0], columns[$1]]
    }
    reduced.probabilities = probabilities.map { p in
      let pages = p.rank == 3 ? [Array(0..<p.size[2])] : []
      return p.selecting([rows, columns] + pages)
    }
    return reduced
  }
}
