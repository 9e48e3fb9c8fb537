import CHDF5
import Matrices

extension HDF5 {
  /// Makes the dataset at an address longer along a dimension of MATLAB's, and writes the array there.
  func append(
    _ part: MATValue, toArrayAt address: UInt64, along dimension: Int, in file: hid_t
  ) throws(MATError) {
    let object = try V73Object(at: haddr_t(address), in: file, self)
    let size = object.size
    guard object.className == part.className, object.isComplex == part.isComplex,
      object.object.kind == .dataset, let numbers = part.storedNumbers
    else {
      throw MATError(
        .mismatch,
        expected: "an array of class \(object.isComplex ? "complex " : "")\(object.className)",
        found: part.summary)
    }
    guard part.count > 0 else { return }
    let added = part.size + Array(repeating: 1, count: max(0, size.count - part.size.count))
    guard dimension >= 0, dimension < size.count, added.count == size.count,
      size.indices.allSatisfy({ $0 == dimension || size[$0] == added[$0] })
    else {
      throw MATError(
        .mismatch,
        expected: "an array like \(sizeDescription(size)) but along dimension \(dimension + 1)",
        found: sizeDescription(part.size))
    }
    var newSize = size
    newSize[dimension] += added[dimension]
    try grow(object.object.id, from: size, to: newSize, along: dimension)
    try write(numbers, of: added, to: object.object.id, at: size[dimension], along: dimension)
  }

  private func grow(
    _ dataset: hid_t, from size: [Int], to newSize: [Int], along dimension: Int
  ) throws(MATError) {
    let space = try HDF5Handle(owning: H5Dget_space(dataset), "a dataset without a size", self)
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    var greatest = [hsize_t](repeating: 0, count: max(rank, 1))
    guard rank == size.count,
      unsafe H5Sget_simple_extent_dims(space.id, nil, &greatest) == Int32(rank),
      greatest[rank - 1 - dimension] >= hsize_t(newSize[dimension])
    else {
      throw MATError(
        .cannotRepresent,
        expected: "an array that can grow along dimension \(dimension + 1), as those are that are"
          + " written with an extendible layout",
        found: "one of the fixed size \(sizeDescription(size))")
    }
    let extents = newSize.reversed().map { hsize_t($0) }
    guard unsafe H5Dset_extent(dataset, extents) >= 0 else {
      throw failure(.writeFailed, "cannot make the array longer")
    }
  }

  private func write(
    _ numbers: (MATNumbers, MATNumbers?), of size: [Int], to dataset: hid_t, at start: Int,
    along dimension: Int
  ) throws(MATError) {
    let space = try HDF5Handle(owning: H5Dget_space(dataset), "a dataset without a size", self)
    var origin = size.map { _ in hsize_t(0) }
    origin[size.count - 1 - dimension] = hsize_t(start)
    let extents = size.reversed().map { hsize_t($0) }
    let memory = try HDF5Handle(
      owning: unsafe H5Screate_simple(Int32(extents.count), extents, nil), "no size", self)
    guard unsafe H5Sselect_hyperslab(space.id, H5S_SELECT_SET, origin, nil, extents, nil) >= 0
    else { throw failure(.writeFailed, "cannot select the new elements") }
    let part = numbers.0.numericClass
    let type =
      numbers.1 == nil
      ? try HDF5Handle(owning: H5Tcopy(part.hdf5Type), "no type", self)
      : try complexType(part.hdf5Type, bytesPerPart: part.bytesPerElement)
    let elements = numbers.1.map { numbers.0.interleaved(with: $0) } ?? numbers.0
    let status = unsafe elements.withUnsafeRawPointer { elements in
      unsafe H5Dwrite(dataset, type.id, memory.id, space.id, CHDF5_DEFAULT, elements)
    }
    guard status >= 0 else { throw failure(.writeFailed, "cannot write the new elements") }
  }
}

extension MATValue {
  /// The elements as v7.3 stores them; nil for what is no array of numbers, truth values or characters.
  fileprivate var storedNumbers: (MATNumbers, MATNumbers?)? {
    switch self {
    case .numeric(let array): (array.real, array.imaginary)
    case .logical(let array): (.uint8(array.elements.map { $0 ? 1 : 0 }), nil)
    case .char(let array): (.uint16(array.elements), nil)
    default: nil
    }
  }
}
