import CHDF5
import Matrices

extension V73Decoder {
  /// A sparse matrix from its parts: `jc`, the column starts, and where there are entries `ir`, their
  /// rows, and `data`.
  ///
  /// Throws `.damaged` where they do not describe a matrix, `.unsupported` where its class is neither
  /// double nor logical.
  mutating func sparse(
    _ object: borrowing V73Object, _ links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATSparseMatrix {
    let size = object.size
    let className = object.className
    let columnStarts = try indices("jc", of: links, hdf5)
    let entryCount = columnStarts.last ?? 0
    guard entryCount > 0 else {
      let isComplex =
        links.contains { $0.name == "data" }
        ? try V73Object(member: "data", of: links, in: file, hdf5).isComplex : false
      return try SparseParts(size: size, columnStarts, rows: [], .double([]))
        .matrix(of: className, imaginary: isComplex ? .double([]) : nil)
    }
    let rows = try indices("ir", of: links, hdf5)
    let data = try V73Object(member: "data", of: links, in: file, hdf5)
    let (real, imaginary) = try withElements(of: data, hdf5) {
      (elements, hdf5) throws(MATError) -> (MATNumbers, MATNumbers?) in
      if case .complex = elements.datatype { return try elements.parts(hdf5) }
      return (try elements.numbers(hdf5), nil)
    }
    return try SparseParts(size: size, columnStarts, rows: rows, real)
      .matrix(of: className, imaginary: imaginary)
  }

  /// A part that holds indices.
  mutating func indices(
    _ name: String, of links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Int] {
    let part = try V73Object(member: name, of: links, in: file, hdf5)
    let numbers = try withElements(of: part, hdf5) { (elements, hdf5) throws(MATError) in
      try elements.numbers(hdf5).exactly(as: .int64, size: elements.size)
    }
    guard case .int64(let indices) = numbers else { return [] }
    return indices.map(Int.init)
  }
}

/// The parts of a sparse matrix as a file has them.
struct SparseParts {
  let size: [Int]
  let columnStarts: [Int]
  let rows: [Int]
  let values: MATNumbers

  init(size: [Int], _ columnStarts: [Int], rows: [Int], _ values: MATNumbers) {
    self.size = size
    self.columnStarts = columnStarts
    self.rows = rows
    self.values = values
  }

  /// The matrix that the parts describe.
  func matrix(
    of className: String, imaginary: MATNumbers?
  ) throws(MATError) -> MATSparseMatrix {
    guard size.count == 2,
      SparseMatrix<Double>.isValid(
        rowCount: size[0], columnCount: size[1], columnStarts: columnStarts, rowIndices: rows,
        valueCount: values.count)
    else {
      throw MATError(
        .damaged, expected: "the ordered row indices of a sparse matrix of size \(size)",
        found: "\(columnStarts.count) column starts, \(rows.count) rows, \(values.count) entries")
    }
    switch className {
    case "logical": return .logical(matrix(values.isNonzero))
    case "double": break
    default:
      throw MATError(
        .unsupported, expected: "a sparse matrix of class double or logical",
        found: "class \(className)")
    }
    let entries = [values.count, 1]
    guard case .double(let real) = try values.exactly(as: .double, size: entries) else {
      return .real(matrix([]))
    }
    guard let imaginary,
      case .double(let imaginary) = try imaginary.exactly(as: .double, size: entries)
    else {
      return .real(matrix(real))
    }
    return .complex(
      matrix(zip(real, imaginary).map { MATSparseMatrix.ComplexPair(real: $0, imaginary: $1) }))
  }

  private func matrix<Element>(_ values: [Element]) -> SparseMatrix<Element> {
    SparseMatrix(
      rowCount: size[0], columnCount: size[1], columnStarts: columnStarts, rowIndices: rows,
      values: values)
  }
}
