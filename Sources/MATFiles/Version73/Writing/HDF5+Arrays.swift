import CHDF5
import Matrices

// Arrays that refer to no others.
extension HDF5 {
  /// Marks an array without elements as complex, which MATLAB's format cannot say: MATLAB and others pass over
  /// an attribute that they do not know, and have a real one, as MATLAB itself would have written it.
  static let emptyComplexMark = "MATKIT_complex"

  /// Writes numbers, truth values, characters, or an array of any class without elements.
  ///
  /// Its class is `className` where that is another than the array's own, as that of an object.
  func write(
    array value: MATValue, className: String? = nil, as name: String, in parent: hid_t,
    _ layout: MATArrayLayout
  ) throws(MATError) -> HDF5Handle {
    let dataset =
      try value.count == 0
      ? writeSize(value.size, as: name, in: parent)
      : writeElements(of: value, as: name, in: parent, layout)
    try makeAttribute("MATLAB_class", of: dataset.id, text: className ?? value.className)
    // The class says it where there are no elements to be taken for others.
    switch value {
    case .logical where value.count > 0:
      try makeAttribute("MATLAB_int_decode", of: dataset.id, int32: 1)
    case .char where value.count > 0:
      try makeAttribute("MATLAB_int_decode", of: dataset.id, int32: 2)
    case .numeric(let array) where array.isComplex && array.count == 0:
      try makeAttribute(Self.emptyComplexMark, of: dataset.id, int32: 1)
    default: break
    }
    return dataset
  }

  /// Writes the size of an array that has no elements.
  func writeSize(
    _ size: [Int], as name: String, in parent: hid_t
  ) throws(MATError) -> HDF5Handle {
    let extents = size.map(UInt64.init)
    let dataset = try makeDataset(name, in: parent, .uint64(extents), size: [extents.count])
    var mark: UInt8 = 1
    try unsafe makeAttribute("MATLAB_empty", of: dataset.id, type: chdf5_uint8(), &mark)
    return dataset
  }

  /// Writes a sparse matrix.
  func write(
    _ matrix: MATSparseMatrix, as name: String, in parent: hid_t
  ) throws(MATError) -> HDF5Handle {
    let group = try makeGroup(name, in: parent)
    var rowCount = UInt64(matrix.size[0])
    try unsafe makeAttribute("MATLAB_sparse", of: group.id, type: chdf5_uint64(), &rowCount)
    switch matrix {
    case .real(let matrix):
      try write(matrix, .double(matrix.values), in: group.id)
      try makeAttribute("MATLAB_class", of: group.id, text: "double")
    case .complex(let matrix):
      let imaginary = MATNumbers.double(matrix.values.map(\.imaginary))
      try write(matrix, .double(matrix.values.map(\.real)), imaginary, in: group.id)
      try makeAttribute("MATLAB_class", of: group.id, text: "double")
    case .logical(let matrix):
      try write(matrix, .uint8(matrix.values.map { $0 ? 1 : 0 }), in: group.id)
      try makeAttribute("MATLAB_class", of: group.id, text: "logical")
      try makeAttribute("MATLAB_int_decode", of: group.id, int32: 1)
    }
    return group
  }

  private func write<Element>(
    _ matrix: SparseMatrix<Element>, _ values: MATNumbers, _ imaginary: MATNumbers? = nil,
    in group: hid_t
  ) throws(MATError) {
    let count = [matrix.values.count]
    let rows = MATNumbers.uint64(matrix.rowIndices.map(UInt64.init))
    let starts = matrix.columnStarts.map(UInt64.init)
    _ = try makeDataset("data", in: group, values, imaginary, size: count)
    _ = try makeDataset("ir", in: group, rows, size: count)
    _ = try makeDataset("jc", in: group, .uint64(starts), size: [starts.count])
  }

  private func writeElements(
    of value: MATValue, as name: String, in parent: hid_t, _ layout: MATArrayLayout
  ) throws(MATError) -> HDF5Handle {
    switch value {
    case .numeric(let array):
      return try makeDataset(
        name, in: parent, array.real, array.imaginary, size: array.size, layout)
    case .logical(let array):
      let bytes = MATNumbers.uint8(array.elements.map { $0 ? 1 : 0 })
      return try makeDataset(name, in: parent, bytes, size: array.size, layout)
    case .char(let array):
      return try makeDataset(name, in: parent, .uint16(array.elements), size: array.size, layout)
    case .string, .cell, .structure, .sparse, .functionHandle, .object, .opaque:
      throw MATError(.cannotRepresent, found: value.summary)
    }
  }

  private func makeDataset(
    _ name: String, in parent: hid_t, _ real: MATNumbers, _ imaginary: MATNumbers? = nil,
    size: [Int], _ layout: MATArrayLayout = .contiguous
  ) throws(MATError) -> HDF5Handle {
    let part = real.numericClass
    guard let imaginary else {
      return try unsafe real.withUnsafeRawPointer { real throws(MATError) in
        try unsafe makeDataset(
          name, in: parent, type: part.hdf5Type, size: size, layout: layout, real)
      }
    }
    let type = try complexType(part.hdf5Type, bytesPerPart: part.bytesPerElement)
    let pairs = real.interleaved(with: imaginary)
    return try unsafe pairs.withUnsafeRawPointer { pairs throws(MATError) in
      try unsafe makeDataset(name, in: parent, type: type.id, size: size, layout: layout, pairs)
    }
  }
}
