import CHDF5
import Matrices

extension V73Decoder {
  /// The objects that a reference leads to; opaque where the file does not tell what is in them, or is not
  /// understood.
  mutating func objects(
    _ object: borrowing V73Object, _ reference: MATValue, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue {
    guard let store = try store(hdf5) else {
      // While the data of objects are read, what refers to others stays a reference.
      return subsystem == nil
        ? reference : .opaque(className: object.className, size: object.size)
    }
    var reader = objects.take() ?? ObjectReader(store, limits, fileByteCount: fileByteCount)
    defer { objects = reader }
    return try reader.value(of: reference, className: object.className)
  }

  /// The words of a reference to objects, as a column.
  mutating func referenceWords(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATNumericArray {
    let words = try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      try elements.array(of: UInt32.self, as: chdf5_uint32(), hdf5)
    }
    return MATNumericArray(size: [words.count, 1], real: .uint32(words))
  }

  /// The data of the file's objects; nil where there are none, or of a kind that is not known.
  private func store(_ hdf5: borrowing HDF5) throws(MATError) -> ObjectStore? {
    try subsystem?.store(at: nil) { () throws(MATError) in try loadedStore(hdf5) }
  }

  /// The data in the file: the dataset MCOS in the group #subsystem# refers to the cells.
  private func loadedStore(_ hdf5: borrowing HDF5) throws(MATError) -> ObjectStore? {
    let root = try hdf5.links(of: HDF5Object(rootOf: file, hdf5))
    guard let group = root.first(where: { $0.name == "#subsystem#" }) else { return nil }
    let systems = try hdf5.links(of: HDF5Object(at: group.address(), in: file, hdf5))
    guard let system = systems.first(where: { $0.name == "MCOS" }) else { return nil }
    let wrapper = try V73Object(at: system.address(), in: file, hdf5)
    guard wrapper.className == "FileWrapper__" else { return nil }
    var decoder = self
    decoder.forgetObjects()
    return try ObjectStore(cells: decoder.cells(wrapper, hdf5), isBigEndian: false)
  }
}
