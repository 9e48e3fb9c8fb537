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
    // MATLAB leaves rows and entries out where there are none; others write them empty.
    let has = { (name: String) in links.contains { $0.name == name } }
    let rows = has("ir") ? try indices("ir", of: links, hdf5) : []
    let (real, imaginary) = has("data") ? try entries("data", of: links, hdf5) : (.double([]), nil)
    return try SparseParts(size, columnStarts, rows: rows, real, imaginary).matrix(of: className)
  }

  /// The part that holds the entries.
  mutating func entries(
    _ name: String, of links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> (MATNumbers, MATNumbers?) {
    let part = try V73Object(member: name, of: links, in: file, hdf5)
    return try withElements(of: part, hdf5) {
      (elements, hdf5) throws(MATError) -> (MATNumbers, MATNumbers?) in
      if case .complex = elements.datatype { return try elements.parts(hdf5) }
      return (try elements.numbers(hdf5), nil)
    }
  }

  /// A part that holds indices.
  mutating func indices(
    _ name: String, of links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Int] {
    let part = try V73Object(member: name, of: links, in: file, hdf5)
    let indices = try withElements(of: part, hdf5) {
      (elements, hdf5) throws(MATError) -> [Int64] in
      try elements.numbers(hdf5).exactly(size: elements.size)
    }
    return indices.map(Int.init)
  }
}

/// The parts of a sparse matrix as a file has them.
struct SparseParts {
  private let size: [Int]
  private let columnStarts: [Int]
  private let rows: [Int]
  private let real: MATNumbers
  private let imaginary: MATNumbers?

  /// Parts where rows and entries may be more than the last column start says: MATLAB sets room aside
  /// for entries to come, and what lies there means nothing.
  init(
    _ size: [Int], _ columnStarts: [Int], rows: [Int], _ real: MATNumbers,
    _ imaginary: MATNumbers?
  ) {
    let count = max(0, columnStarts.last ?? 0)
    self.size = size
    self.columnStarts = columnStarts
    self.rows = Array(rows.prefix(count))
    self.real = real.prefix(count)
    self.imaginary = imaginary?.prefix(count)
  }

  /// The matrix that the parts describe.
  func matrix(of className: String) throws(MATError) -> MATSparseMatrix {
    guard size.count == 2,
      SparseMatrix<Double>.isValid(
        rowCount: size[0], columnCount: size[1], columnStarts: columnStarts, rowIndices: rows,
        valueCount: real.count)
    else {
      throw MATError(
        .damaged, expected: "the ordered row indices of a sparse matrix of size \(size)",
        found: "\(columnStarts.count) column starts, \(rows.count) rows, \(real.count) entries")
    }
    switch className {
    case "logical": return .logical(matrix(real.isNonzero))
    case "double": break
    default:
      throw MATError(
        .unsupported, expected: "a sparse matrix of class double or logical",
        found: "class \(className)")
    }
    let realParts = try doubles(real)
    guard let imaginary else { return .real(matrix(realParts)) }
    return .complex(
      matrix(
        zip(realParts, try doubles(imaginary)).map {
          MATSparseMatrix.ComplexPair(real: $0, imaginary: $1)
        }))
  }

  private func doubles(_ numbers: MATNumbers) throws(MATError) -> [Double] {
    try numbers.exactly(size: [numbers.count, 1])
  }

  private func matrix<Element>(_ values: [Element]) -> SparseMatrix<Element> {
    SparseMatrix(
      rowCount: size[0], columnCount: size[1], columnStarts: columnStarts, rowIndices: rows,
      values: values)
  }
}
