import Matrices

extension PanelPainter {
  /// How many cells are drawn as rectangles, which stay sharp at any size; more are an image.
  private static let cellLimit = 4096

  /// Draws a matrix as cells.
  func draw(_ map: HeatMap, on canvas: inout some Canvas & ~Copyable) {
    let isLinear = plan.panel.x.scale == .linear && plan.panel.y.scale == .linear
    let values = map.values.blockMeans(
      rowLimit: isLinear ? Int(plot.height) : 64, columnLimit: isLinear ? Int(plot.width) : 64)
    guard let columns = CellRange(values.columnCount, in: map.columns),
      let rows = CellRange(values.rowCount, in: map.rows)
    else { return }
    let scale = map.scale(in: theme)
    let colors = values.map { scale.color(of: $0) ?? theme.missing }
    if colors.count <= Self.cellLimit || !isLinear {
      canvas.draw(
        cells(colors, columns, rows, overlap: canvas.isCoarse ? 8 : 1), in: plot, limit: .max)
    } else {
      drawImage(colors, columns, rows, on: &canvas)
    }
  }

  /// A rectangle a cell. Each reaches a little under the next in its row and under the row below,
  /// so that no seam shows between them.
  private func cells(
    _ colors: Matrix<Color>, _ columns: CellRange, _ rows: CellRange, overlap: Double
  ) -> [Shape] {
    let xs = (0...colors.columnCount).map { x.position(columns.edge($0)) }
    let ys = (0...colors.rowCount).map { y.position(rows.edge($0)) }
    var shapes: [Shape] = []
    for row in 0..<colors.rowCount {
      for column in 0..<colors.columnCount {
        var rect = Rect(
          x: min(xs[column], xs[column + 1]), y: min(ys[row], ys[row + 1]),
          width: abs(xs[column + 1] - xs[column]), height: abs(ys[row + 1] - ys[row]))
        guard rect.x.isFinite, rect.y.isFinite, rect.width.isFinite, rect.height.isFinite else {
          continue
        }
        // The next cell is drawn later: to the right, or to the left where the axis is reversed.
        let (right, below) = (xs[column + 1] > xs[column], ys[row + 1] > ys[row])
        if column + 1 < colors.columnCount {
          rect.width += overlap
          if !right { rect.x -= overlap }
        }
        if row + 1 < colors.rowCount {
          rect.height += overlap
          if !below { rect.y -= overlap }
        }
        let outline = Polyline(outlineOf: rect).areaClipped(to: plot.expanded(by: 20))
        shapes.append(.fill([outline], colors[row, column]))
      }
    }
    return shapes
  }

  private func drawImage(
    _ colors: Matrix<Color>, _ columns: CellRange, _ rows: CellRange,
    on canvas: inout some Canvas & ~Copyable
  ) {
    let (left, right) = (x.position(columns.lower), x.position(columns.upper))
    let (first, last) = (y.position(rows.lower), y.position(rows.upper))
    var pixels: [UInt32] = []
    pixels.reserveCapacity(colors.count)
    for row in 0..<colors.rowCount {
      let row = first < last ? row : colors.rowCount - 1 - row
      for column in 0..<colors.columnCount {
        pixels.append(colors[row, left < right ? column : colors.columnCount - 1 - column].pixel)
      }
    }
    canvas.draw(
      PixelImage(width: colors.columnCount, height: colors.rowCount, pixels: pixels),
      in: Rect(
        x: min(left, right), y: min(first, last), width: abs(right - left),
        height: abs(last - first)))
  }
}

extension CellRange {
  /// The stretch cut into another number of cells.
  init?(_ count: Int, in range: CellRange?) {
    guard let range else { return nil }
    lower = range.lower
    upper = range.upper
    self.count = count
  }
}

extension Matrix<Double> {
  /// The matrix, or the means of equal blocks of it where it has more rows or columns than allowed.
  /// NaN is left out of a mean; a block of nothing else is NaN.
  func blockMeans(rowLimit: Int, columnLimit: Int) -> Matrix {
    let (m, n) = (
      Swift.min(rowCount, Swift.max(rowLimit, 1)), Swift.min(columnCount, Swift.max(columnLimit, 1))
    )
    guard m < rowCount || n < columnCount else { return self }
    return Matrix(rowCount: m, columnCount: n) { row, column in
      let rows = row * rowCount / m..<(row + 1) * rowCount / m
      let columns = column * columnCount / n..<(column + 1) * columnCount / n
      var (sum, count) = (0.0, 0.0)
      for column in columns {
        for row in rows {
          let value = elements[row + column * rowCount]
          guard !value.isNaN else { continue }
          sum += value
          count += 1
        }
      }
      return sum / count
    }
  }
}
