extension Matrix: CustomStringConvertible {
  /// The rows one below the other, columns aligned to the right, under a line with the size.
  ///
  /// Long matrices are cut to their first and last rows and columns, with `…` for the rest.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 20], [3, 4]]
  /// assert(A.description == "2×2 matrix\n  1  20\n  3   4")
  /// ```
  public var description: String {
    guard !isEmpty else { return "\(shape) matrix" }
    let (rows, columns) = (shownIndices(rowCount), shownIndices(columnCount))
    let cells = rows.map { row in
      columns.map { column in
        guard let row, let column else { return "…" }
        return "\(elements[row + column * rowCount])"
      }
    }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      zip(row, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }.joined(separator: "  ")
    }
    return "\(shape) matrix\n" + lines.map { "  " + $0 }.joined(separator: "\n")
  }
}

extension NDArray: CustomStringConvertible {
  /// A matrix's rows; for more dimensions each page's rows under its index.
  public var description: String {
    if let matrix = Matrix(self) { return matrix.description }
    let heading = "\(sizeDescription(size)) array"
    guard !isEmpty else { return heading }
    let page = size[0] * size[1]
    let pages = shownIndices(count / page).map { index -> String in
      guard let index else { return "…" }
      let matrix = Matrix(
        rowCount: size[0], columnCount: size[1],
        elements: Array(elements[index * page..<(index + 1) * page]))
      return "page \(index + 1): \(matrix)"
    }
    return ([heading] + pages).joined(separator: "\n")
  }
}

extension SparseMatrix: CustomStringConvertible {
  /// The entries, one a line with their row and column from zero, under a line with the size.
  public var description: String {
    let columns = columnIndices
    let entries = shownIndices(values.count).map { entry -> String in
      guard let entry else { return "  …" }
      return "  (\(rowIndices[entry]), \(columns[entry])) \(values[entry])"
    }
    let heading = "\(rowCount)×\(columnCount) sparse matrix, \(values.count) entries"
    return ([heading] + entries).joined(separator: "\n")
  }
}

/// The indices to show of `count`: all where they are few, else the first and last with a nil between.
private func shownIndices(_ count: Int) -> [Int?] {
  let (leading, trailing) = (8, 3)
  guard count > leading + trailing + 1 else { return Array(0..<count) }
  return Array(0..<leading) + [nil] + Array(count - trailing..<count)
}
