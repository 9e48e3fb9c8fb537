import Matrices
import OrderedCollections

/// The data of a file's objects as they are stored: a struct with a field for each system of types, where
/// `MCOS` is a FileWrapper__ with its cells, and those of Java and ActiveX were never set.
///
/// Files of version 5 and of 7.3 hold the same in two ways, with the same numbers and the same bytes in the
/// first cell, so that what refers to objects need not be changed from the one to the other.
struct StoredObjects: Sendable {
  /// The struct, its values kept as they are stored.
  let systems: MATStructArray
  /// The bytes of the subsystem where a file of version 5 has them; nil where they are to be made.
  let bytes: [UInt8]?

  /// The field of MATLAB's own objects, and the class of the cell array in it.
  static let (ownSystem, wrapperClass) = ("MCOS", "FileWrapper__")
  /// What a subsystem begins with: the version and byte order of a version 5 file, and four zeros.
  static var head: [UInt8] {
    ByteReader.isHostBigEndian ? [1, 0, 0x4D, 0x49, 0, 0, 0, 0] : [0, 1, 0x49, 0x4D, 0, 0, 0, 0]
  }

  /// Data from what a file has of each system.
  init(systems: OrderedDictionary<String, MATValue>) {
    self.systems = MATStructArray(systems)
    bytes = nil
  }

  /// The data of a file of MatKit's own making.
  init(wrapperCells cells: [MATValue]) {
    let wrapper = MATValue.cell(NDArray(size: [cells.count, 1], elements: cells))
    self.init(systems: [
      Self.ownSystem: .stored(
        .reference(system: Self.ownSystem, parts: [wrapper]), className: Self.wrapperClass,
        size: [1, 1])
    ])
  }

  /// Data from the bytes of a subsystem, whose values may take what `limits` say.
  ///
  /// Throws `.damaged` where they are none.
  init(_ bytes: [UInt8], _ limits: MATLimits) throws(MATError) {
    let order = bytes.dropFirst(2).prefix(2)
    guard order.elementsEqual("MI".utf8) || order.elementsEqual("IM".utf8) else {
      throw MATError(.damaged, expected: "a mark of the byte order", found: "\(Array(order))")
    }
    var walker = V5Walker(
      reader: ByteReader(bytes, isBigEndian: order.elementsEqual("MI".utf8)),
      budget: DecodingBudget(limits, fileByteCount: bytes.count))
    let array = try walker.array(at: Self.head.count, end: bytes.count).array
    var decoder = V5Decoder(
      reader: walker.reader, budget: walker.budget, subsystem: nil, encoding: .utf16,
      storing: .objectData)
    guard case .structure(let systems) = try decoder.value(of: array), systems.count == 1 else {
      throw MATError(
        .damaged, expected: "a struct of the data of objects", found: "something else")
    }
    self.systems = systems
    self.bytes = bytes
  }

  /// Whether the words of the tables lie with the highest byte first, as only files of version 5 have them.
  var isBigEndian: Bool { bytes.map { $0.dropFirst(2).first == UInt8(ascii: "M") } ?? false }

}

extension V5Encoder {
  /// Appends the element of the data of a file's objects: a row of bytes without a name, as they were read or made
  /// anew. What is large in them is referred to, as in any other element.
  mutating func append(_ objects: StoredObjects) throws(MATError) {
    try appendRow { encoder throws(MATError) in
      if let bytes = objects.bytes { return encoder.append(bytes: bytes) }
      encoder.append(bytes: StoredObjects.head)
      try encoder.append(.structure(objects.systems))
      let ownSystem = StoredObjects.ownSystem
      guard objects.systems.fields[ownSystem] != nil else { return }
      // Behind MATLAB's own objects stands the same once more, of none.
      try encoder.appendRow { encoder throws(MATError) in
        encoder.append(bytes: StoredObjects.head)
        try encoder.append(.structure(MATStructArray([ownSystem: .unset])))
      }
    }
  }
}

extension MATFile {
  /// Some variables as they are stored, in their order.
  func storedContents(of variables: [Variable]) throws(MATError) -> [MATVariable] {
    zip(variables, try values(of: variables, storing: .kept)).map { variable, value in
      MATVariable(name: variable.name, value: value, isGlobal: variable.isGlobal)
    }
  }

  /// The data of the file's objects as they are stored; nil where it has none.
  func storedObjects() throws(MATError) -> StoredObjects? {
    do throws(MATError) {
      return try content.storedObjects()
    } catch {
      throw error.with(file: path)
    }
  }
}
