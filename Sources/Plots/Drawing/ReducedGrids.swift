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
      values.picking(rows, columns))
  }
}

extension ClassRegions {
  /// How many cells have corners of different classes.
  var borderCellCount: Int {
    let (classes, ny) = (classes.elements, grid.y.count)
    guard grid.x.count > 1, ny > 1 else { return 0 }
    var count = 0
    for column in 0..<grid.x.count - 1 {
      for node in column * ny..<column * ny + ny - 1 {
        let k = classes[node]
        let others = (classes[node + 1], classes[node + ny], classes[node + ny + 1])
        if others != (k, k, k), min(k, others.0, others.1, others.2) >= 0 { count += 1 }
      }
    }
    return count
  }

  /// The regions at as many points as a plot can show.
  func reduced(to plot: Rect) -> ClassRegions {
    let (columns, rows) = grid.drawnIndices(in: plot)
    guard columns.count < grid.x.count || rows.count < grid.y.count else { return self }
    var reduced = self
    reduced.grid = grid.selecting(columns, rows)
    reduced.classes = classes.picking(rows, columns)
    reduced.probabilities = probabilities.map { p in
      let pages = p.rank == 3 ? [Array(0..<p.size[2])] : []
      return p.selecting([rows, columns] + pages)
    }
    return reduced
  }
}

extension Matrix {
  /// The elements in some of the rows and columns.
  fileprivate func picking(_ rows: [Int], _ columns: [Int]) -> Matrix {
    let (source, m) = (elements, rowCount)
    return Matrix(
      rowCount: rows.count, columnCount: columns.count,
      elements: columns.flatMap { column in rows.map { source[column * m + $0] } })
  }
}
