import CHDF5

/// The elements of a dataset or attribute: their type, how many there are, and how to get at them.
struct HDF5Elements: ~Copyable {
  /// Where the elements are, lent by whoever opened it.
  enum Source {
    case dataset(hid_t)
    case attribute(hid_t)
  }

  let source: Source
  let datatype: HDF5Datatype
  /// The extents in HDF5's order, the slowest first; none for a scalar.
  let extents: [Int]
  /// The number of elements: 1 for a scalar, 0 where there is no dataspace.
  let count: Int
  /// The bytes that the elements take in the file when nothing compresses them.
  let byteCount: Int
  let storage: Storage
  /// The type as the file has it.
  let fileType: HDF5Handle
  /// Which elements of the dataset are meant; nil for all.
  private let picked: HDF5Handle?

  /// The elements of a dataset, which must stay open as long as they are read.
  init(dataset: borrowing HDF5Object, _ hdf5: borrowing HDF5) throws(MATError) {
    let id = dataset.id
    try self.init(
      .dataset(id), HDF5Handle(owning: H5Dget_type(id), "a dataset without a type", hdf5),
      HDF5Handle(owning: H5Dget_space(id), "a dataset without a size", hdf5), hdf5)
  }

  /// The elements of an attribute, which must stay open as long as they are read.
  init(attribute: borrowing HDF5Handle, _ hdf5: borrowing HDF5) throws(MATError) {
    let id = attribute.id
    try self.init(
      .attribute(id), HDF5Handle(owning: H5Aget_type(id), "an attribute without a type", hdf5),
      HDF5Handle(owning: H5Aget_space(id), "an attribute without a size", hdf5), hdf5)
  }

  private init(
    _ source: Source, _ type: consuming HDF5Handle, _ space: consuming HDF5Handle,
    _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let datatype = try HDF5Datatype(type.id, hdf5)
    let extents = try hdf5.extents(of: space.id)
    guard var count = product(extents) else {
      throw MATError(.damaged, expected: "a size that memory could hold", found: "\(extents)")
    }
    if extents.isEmpty && H5Sget_simple_extent_type(space.id) == H5S_NULL { count = 0 }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: H5Tget_size(type.id))
    guard !overflow else {
      throw MATError(.damaged, expected: "a size that memory could hold", found: "\(extents)")
    }
    var storage = Storage.elsewhere
    if case .dataset(let id) = source {
      storage = try Self.storage(
        of: id, byteCount: byteCount, varies: datatype.varies, hdf5)
    }
    self.byteCount = byteCount
    self.storage = storage
    self.source = source
    self.datatype = datatype
    self.extents = extents
    self.count = count
    fileType = type
    picked = nil
  }

  /// Some of the elements of a dataset: as many as are selected in a dataspace of it.
  init(
    picking space: consuming HDF5Handle, count: Int, of elements: consuming HDF5Elements
  ) {
    byteCount = elements.count > 0 ? elements.byteCount / elements.count * count : 0
    self.count = count
    storage = elements.storage
    source = elements.source
    datatype = elements.datatype
    extents = elements.extents
    fileType = elements.fileType
    picked = .some(space)
  }

  /// The size that MATLAB knows: the extents in reverse, one of one dimension being a column, without
  /// the trailing ones that MATLAB drops; 1×1 for a scalar, 0×0 where there is no dataspace.
  var size: [Int] {
    if extents.isEmpty { return count == 0 ? [0, 0] : [1, 1] }
    return matlabSize(extents.reversed())
  }

  /// Whether the numbers use every bit of their bytes, as all but deliberately odd types do.
  var fillsItsBytes: Bool {
    H5Tget_precision(fileType.id) == 8 * H5Tget_size(fileType.id)
  }

  /// Reads all elements into memory that is long enough, as elements of the memory's type.
  func read(
    into memory: UnsafeMutableRawPointer, as type: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    switch source {
    case .dataset(let id):
      guard try unsafe read(id, into: memory, as: type, hdf5) < 0 else { return }
      // Before any other call clears the stack of errors.
      let failure = hdf5.failure(.damaged, "unreadable data")
      throw try hdf5.missingFilter(of: id) ?? failure
    case .attribute(let id):
      guard unsafe H5Aread(id, type, memory) >= 0 else {
        throw hdf5.failure(.damaged, "unreadable data")
      }
    }
  }

  private func read(
    _ dataset: hid_t, into memory: UnsafeMutableRawPointer, as type: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> herr_t {
    switch picked {
    case .none:
      return unsafe H5Dread(dataset, type, CHDF5_ALL, CHDF5_ALL, CHDF5_DEFAULT, memory)
    case .some(let picked):
      var count = hsize_t(count)
      let space = try HDF5Handle(
        owning: unsafe H5Screate_simple(1, &count, nil), "no size in memory", hdf5)
      return unsafe H5Dread(dataset, type, space.id, picked.id, CHDF5_DEFAULT, memory)
    }
  }

  /// The elements as an array of what `memoryType` describes, so many for each; empty where there are
  /// none.
  func array<Element: BitwiseCopyable>(
    of elementType: Element.Type, perElement: Int = 1, as memoryType: hid_t,
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Element] {
    let count = count * perElement
    guard count > 0 else { return [] }
    return unsafe try [Element](unfilled: count) { buffer throws(MATError) in
      guard let start = buffer.baseAddress else { return }
      unsafe try read(into: start, as: memoryType, hdf5)
    }
  }
}

/// A size as MATLAB has it: two dimensions at least, and beyond the second none of length one at the end.
func matlabSize(_ extents: [Int]) -> [Int] {
  var size = extents
  while size.count > 2, size.last == 1 { size.removeLast() }
  while size.count < 2 { size.append(1) }
  return size
}

/// Extents that a file holds; throws where one is negative or their product overflows.
func checked(_ extents: [Int]) throws(MATError) -> [Int] {
  guard extents.allSatisfy({ (0..<Int.max).contains($0) }), product(extents) != nil else {
    throw MATError(.damaged, expected: "the size of an array", found: "\(extents)")
  }
  return extents
}

extension HDF5 {
  /// The extents of a dataspace; none for a scalar and for no dataspace.
  fileprivate func extents(of space: hid_t) throws(MATError) -> [Int] {
    let rank = H5Sget_simple_extent_ndims(space)
    guard rank >= 0 else { throw failure(.damaged, "cannot read a size") }
    guard rank > 0 else { return [] }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    guard unsafe H5Sget_simple_extent_dims(space, &extents, nil) == rank else {
      throw failure(.damaged, "cannot read a size")
    }
    var converted: [Int] = []
    converted.reserveCapacity(extents.count)
    for extent in extents {
      guard let extent = Int(exactly: extent) else {
        throw MATError(.damaged, expected: "a size that memory could hold", found: "\(extents)")
      }
      converted.append(extent)
    }
    return converted
  }
}
