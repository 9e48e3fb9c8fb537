import Matrices

extension MATSparseMatrix {
  /// The part of a sparse matrix at the given indices, sparse itself.
  ///
  /// O(entries + elements named): a range of rows is never written out as a full matrix.
  package func selecting(_ indices: [MATPath.Index]) throws(MATError) -> MATSparseMatrix {
    switch self {
    case .real(let matrix): .real(try matrix.selecting(indices))
    case .complex(let matrix): .complex(try matrix.selecting(indices))
    case .logical(let matrix): .logical(try matrix.selecting(indices))
    }
  }
}

extension MATSparseMatrix {
  /// The elements picked of a matrix of which this holds the columns from `firstColumn` on, all that are
  /// named.
  package func selecting(_ selection: MATSelection, from firstColumn: Int) -> MATSparseMatrix {
    switch self {
    case .real(let matrix): .real(matrix.selecting(selection, from: firstColumn))
    case .complex(let matrix): .complex(matrix.selecting(selection, from: firstColumn))
    case .logical(let matrix): .logical(matrix.selecting(selection, from: firstColumn))
    }
  }
}

extension SparseMatrix {
  fileprivate func selecting(_ indices: [MATPath.Index]) throws(MATError) -> SparseMatrix {
    let selection = try MATSelection(indices, of: [rowCount, columnCount])
    if indices == [.all] { return flattened() }
    guard selection.size.count == 2 else {
      throw MATError(
        .mismatch, expected: "two indices",
        found: "\(indices.count) for a \(rowCount)×\(columnCount) sparse matrix")
    }
    return selecting(selection, from: 0)
  }

  fileprivate func selecting(_ selection: MATSelection, from firstColumn: Int) -> SparseMatrix {
    var picked = selection.picked
    let isLinear = picked.count == 1
    let shift = isLinear ? firstColumn * rowCount : firstColumn
    for index in picked[isLinear ? 0 : 1].indices { picked[isLinear ? 0 : 1][index].first -= shift }
    guard isLinear else { return selecting(rows: picked[0], columns: picked[1]) }
    return selectingLinear(picked[0], size: selection.size)
  }

  /// `A(:)`: the columns one below the other.
  private func flattened() -> SparseMatrix {
    let rows = zip(rowIndices, columnIndices).map { $0 + $1 * rowCount }
    return SparseMatrix(
      rowCount: rowCount * columnCount, columnCount: 1, columnStarts: [0, rows.count],
      rowIndices: rows, values: values)
  }

  /// `A(k)`: elements counted in column-major order.
  private func selectingLinear(
    _ picked: [MATSelection.Progression], size: [Int]
  ) -> SparseMatrix {
    var found: [(position: Int, value: Element)] = []
    var position = 0
    for progression in picked {
      for step in 0..<progression.count {
        let element = progression[step]
        if let entry = entry(row: element % rowCount, column: element / rowCount) {
          found.append((position, values[entry]))
        }
        position += 1
      }
    }
    return SparseMatrix(
      rowCount: size[0], columnCount: size[1],
      entries: found.map { entry in
        size[1] == 1
          ? (row: entry.position, column: 0, value: entry.value)
          : (row: 0, column: entry.position, value: entry.value)
      })
  }

  private func selecting(
    rows: [MATSelection.Progression], columns: [MATSelection.Progression]
  ) -> SparseMatrix {
    var targets: [Int: [Int]] = [:]
    var newRowCount = 0
    for progression in rows {
      for step in 0..<progression.count {
        targets[progression[step], default: []].append(newRowCount)
        newRowCount += 1
      }
    }
    var entries: [(row: Int, column: Int, value: Element)] = []
    var newColumn = 0
    for progression in columns {
      for step in 0..<progression.count {
        let column = progression[step]
        let start = entries.count
        for entry in columnStarts[column]..<columnStarts[column + 1] {
          for row in targets[rowIndices[entry], default: []] {
            entries.append((row: row, column: newColumn, value: values[entry]))
          }
        }
        entries[start...].sort { $0.row < $1.row }
        newColumn += 1
      }
    }
    return SparseMatrix(rowCount: newRowCount, columnCount: newColumn, entries: entries)
  }

  /// A sparse matrix of entries already in column order.
  private init(
    rowCount: Int, columnCount: Int, entries: [(row: Int, column: Int, value: Element)]
  ) {
    var columnStarts = Array(repeating: 0, count: columnCount + 1)
    for entry in entries { columnStarts[entry.column + 1] += 1 }
    for column in 0..<columnCount { columnStarts[column + 1] += columnStarts[column] }
    self.init(
      rowCount: rowCount, columnCount: columnCount, columnStarts: columnStarts,
      rowIndices: entries.map(\.row), values: entries.map(\.value))
  }

  /// Where an element is stored; nil where it is zero.
  private func entry(row: Int, column: Int) -> Int? {
    var (low, high) = (columnStarts[column], columnStarts[column + 1])
    while low < high {
      let middle = (low + high) / 2
      if rowIndices[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low < columnStarts[column + 1] && rowIndices[low] == row ? low : nil
  }
}
