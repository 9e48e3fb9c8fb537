import CMatio
import Matrices

extension MatioDecoder {
  /// A sparse matrix in compressed columns, checked before it is believed.
  static func sparse(
    _ variable: UnsafeMutablePointer<matvar_t>, _ size: [Int]
  ) throws(MATError) -> MATSparseMatrix {
    guard size.count == 2 else {
      throw MATError(
        .damaged, expected: "a sparse matrix of two dimensions", found: "\(size.count)")
    }
    guard let data = unsafe variable.pointee.data else {
      return .real(
        SparseMatrix(
          rowCount: size[0], columnCount: size[1],
          columnStarts: Array(repeating: 0, count: size[1] + 1), rowIndices: [], values: []))
    }
    let stored = unsafe data.assumingMemoryBound(to: mat_sparse_t.self).pointee
    let starts = unsafe indices(stored.jc, Int(stored.njc))
    let entryCount = starts.last ?? 0
    let rows = unsafe Array(indices(stored.ir, Int(stored.nir)).prefix(entryCount))
    guard unsafe Int(stored.ndata) >= entryCount,
      SparseMatrix<Double>.isValid(
        rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rows,
        valueCount: entryCount)
    else {
      throw MATError(
        .damaged, expected: "the ordered row indices of \(entryCount) entries",
        found: "indices that do not describe a \(sizeDescription(size)) matrix")
    }
    func matrix<Element>(_ values: [Element]) -> SparseMatrix<Element> {
      SparseMatrix(
        rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rows,
        values: values)
    }
    if unsafe variable.pointee.isLogical != 0 {
      return .logical(
        matrix(unsafe try entries(stored.data, variable, entryCount).map { $0 != 0 }))
    }
    guard unsafe variable.pointee.isComplex != 0 else {
      return .real(matrix(unsafe try entries(stored.data, variable, entryCount)))
    }
    guard let pair = unsafe stored.data else { return .complex(matrix([])) }
    let split = unsafe pair.assumingMemoryBound(to: mat_complex_split_t.self).pointee
    let real = unsafe try entries(split.Re, variable, entryCount)
    let imaginary = unsafe try entries(split.Im, variable, entryCount)
    return .complex(
      matrix(zip(real, imaginary).map { MATSparseMatrix.ComplexPair(real: $0, imaginary: $1) }))
  }

  private static func indices(_ pointer: UnsafeMutablePointer<mat_uint32_t>?, _ count: Int) -> [Int]
  {
    guard let pointer = unsafe pointer else { return [] }
    return unsafe UnsafeBufferPointer(start: pointer, count: count).map(Int.init)
  }

  /// The first `count` entries, which are doubles, or bytes where they are logical.
  private static func entries(
    _ data: UnsafeMutableRawPointer?, _ variable: UnsafeMutablePointer<matvar_t>, _ count: Int
  ) throws(MATError) -> [Double] {
    guard count > 0 else { return [] }
    guard let data = unsafe data else {
      throw MATError(.damaged, expected: "\(count) entries", found: "none")
    }
    switch unsafe variable.pointee.data_type {
    case MAT_T_DOUBLE:
      return unsafe Array(
        UnsafeBufferPointer(start: data.assumingMemoryBound(to: Double.self), count: count))
    case MAT_T_UINT8:
      return unsafe UnsafeBufferPointer(
        start: data.assumingMemoryBound(to: UInt8.self), count: count
      ).map(Double.init)
    default:
      throw MATError(
        .unsupported, expected: "sparse entries that are double or logical",
        found: unsafe "type \(variable.pointee.data_type.rawValue)")
    }
  }
}
