import CHDF5
import Matrices

extension V73Decoder {
  /// The objects that a reference leads to; opaque where the file does not tell what is in them, or is not
  /// understood.
  mutating func objects(
    _ object: borrowing V73Object, _ reference: MATValue, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue {
    // While the data of objects are read, what refers to others stays a reference.
    guard let data = try objectData(hdf5) else { return reference }
    let store: ObjectStore
    switch data {
    case .known(let known): store = known
    case .unknown(let reason):
      return .opaque(className: object.className, size: object.size, reason: reason)
    }
    var reader = objects.take() ?? ObjectReader(store, limits, fileByteCount: fileByteCount)
    defer { objects = reader }
    return try reader.value(of: reference, className: object.className)
  }

  /// The data of the file's objects; nil while those are read.
  func objectData(_ hdf5: borrowing HDF5) throws(MATError) -> ObjectData? {
    try subsystem?.data(at: nil) { () throws(MATError) in try loadedData(hdf5) }
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

  /// The data in the file: the dataset MCOS in the group #subsystem# refers to the cells.
  private func loadedData(_ hdf5: borrowing HDF5) throws(MATError) -> ObjectData {
    let root = try hdf5.links(of: HDF5Object(rootOf: file, hdf5))
    guard let group = root.first(where: { $0.name == "#subsystem#" }) else {
      return .unknown(.noObjectData)
    }
    let systems = try hdf5.links(of: HDF5Object(at: group.address(), in: file, hdf5))
    guard let system = systems.first(where: { $0.name == "MCOS" }) else {
      return .unknown(.noObjectData)
    }
    let wrapper = try V73Object(at: system.address(), in: file, hdf5)
    guard wrapper.className == "FileWrapper__" else {
      return .unknown(.noObjectData)
    }
    var decoder = self
    decoder.forgetObjects()
    return try ObjectData(cells: decoder.cells(wrapper, hdf5), isBigEndian: false)
  }
}
