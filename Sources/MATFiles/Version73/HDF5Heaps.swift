import CHDF5

/// The global heaps of a file, where HDF5 keeps elements that vary in length, read in Swift.
///
/// HDF5 1.10 takes the length beside a reference for true: it sets so much memory aside, up to 4 GiB for a
/// text of a small file, and where the object in the heap is longer, copies it over what lies behind that
/// memory; in a damaged heap it looks for an object without end. Here no more is taken than the file has,
/// and what it says twice is compared. ("HDF5 File Format Specification" 3.0, The HDF Group: III.E, global
/// heap; the elements: IV.B, variable-length data.)
struct HDF5Heaps {
  private let overlay: HDF5Overlay
  /// Where the addresses of the file begin to count.
  private let origin: Int
  private let addressSize: Int
  private let lengthSize: Int
  /// The collections of objects that have been read, by their addresses.
  private var collections: [Int: Collection] = [:]
  /// What may still be read of collections, and of objects: forged references could name each any number
  /// of times.
  private var collectionBytesLeft: Int
  private var objectBytesLeft: Int

  private struct Collection {
    let bytes: [UInt8]
    /// Where the objects lie, by their numbers.
    var objects: [Int: Range<Int>] = [:]
  }

  /// The heaps of the file that an object belongs to.
  init(of object: hid_t, _ hdf5: borrowing HDF5) throws(MATError) {
    let file = try HDF5Handle(owning: H5Iget_file_id(object), "an object without a file", hdf5)
    let creation = try HDF5Handle(
      owning: H5Fget_create_plist(file.id), "a file without properties", hdf5)
    var (origin, addressSize, lengthSize) = (hsize_t(0), 0, 0)
    guard unsafe H5Pget_userblock(creation.id, &origin) >= 0,
      unsafe H5Pget_sizes(creation.id, &addressSize, &lengthSize) >= 0,
      let overlay = HDF5Overlay.overlay(of: file)
    else { throw hdf5.failure(.damaged, "a file without sizes") }
    guard (2...8).contains(addressSize), (2...8).contains(lengthSize) else {
      throw MATError(
        .unsupported, expected: "addresses and lengths of at most 8 bytes",
        found: "\(addressSize) and \(lengthSize)")
    }
    self.overlay = overlay
    self.origin = Int(clamping: origin)
    self.addressSize = addressSize
    self.lengthSize = lengthSize
    collectionBytesLeft = overlay.count.multipliedSaturating(by: 2)
    objectBytesLeft = overlay.count
  }

  /// The bytes of an element as it lies in the file: a length, the address of a collection, and the number
  /// of an object in it.
  var elementSize: Int { 8 + addressSize }

  /// What an element of characters stands for.
  mutating func characters(of element: ArraySlice<UInt8>) throws(MATError) -> [UInt8] {
    let length = HDF5Structures.number(element.prefix(4))
    let address = HDF5Structures.number(element.dropFirst(4).prefix(addressSize))
    let number = HDF5Structures.number(element.suffix(4))
    guard length > 0 else { return [] }
    guard length <= objectBytesLeft else {
      throw MATError(
        .damaged, expected: "texts in a file of \(overlay.count) bytes",
        found: "texts of more, as their lengths have it")
    }
    objectBytesLeft -= length
    let collection = try collection(at: address)
    guard let place = collection.objects[number], place.count == length else {
      let found = collection.objects[number].map { "\($0.count)" } ?? "none"
      throw MATError(
        .damaged, expected: "\(length) characters in the heap at byte \(address)", found: found)
    }
    return Array(collection.bytes[place])
  }

  private mutating func collection(at address: Int) throws(MATError) -> Collection {
    if let collection = collections[address] { return collection }
    let start = origin.addingSaturating(address)
    let headSize = Self.padded(8 + lengthSize)
    let head = try bytes(at: start, count: headSize)
    let size = HDF5Structures.number(head[8..<8 + lengthSize])
    guard head.starts(with: "GCOL".utf8), head[4] == 1, size >= headSize,
      size <= collectionBytesLeft
    else { throw Self.noHeap(at: address) }
    collectionBytesLeft -= size
    var collection = Collection(bytes: try bytes(at: start, count: size))
    var position = headSize
    let objectHeadSize = Self.padded(8 + lengthSize)
    while position + objectHeadSize <= size {
      let head = collection.bytes[position..<position + objectHeadSize]
      let number = HDF5Structures.number(head.prefix(2))
      let count = HDF5Structures.number(head.dropFirst(8).prefix(lengthSize))
      // The number 0 stands for the rest, which is free.
      guard number != 0 else { break }
      let first = position + objectHeadSize
      guard count <= size - first, collection.objects[number] == nil else {
        throw Self.noHeap(at: address)
      }
      collection.objects[number] = first..<first + count
      position = first + Self.padded(count)
    }
    collections[address] = collection
    return collection
  }

  private func bytes(at start: Int, count: Int) throws(MATError) -> [UInt8] {
    guard start <= overlay.count, count <= overlay.count - start else {
      throw MATError(
        .damaged, expected: "a heap in the file of \(overlay.count) bytes",
        found: "one that reaches beyond")
    }
    return try overlay.bytes(start..<start + count)
  }

  private static func noHeap(at address: Int) -> MATError {
    MATError(.damaged, expected: "a heap at byte \(address)", found: "other bytes")
  }

  /// The whole multiple of eight bytes that a count takes.
  private static func padded(_ count: Int) -> Int { (count + 7) & ~7 }
}
