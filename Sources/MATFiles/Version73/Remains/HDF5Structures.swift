/// The structures of an HDF5 file, read in Swift and not by libhdf5, which gives up a whole group where a
/// part of its directory is lost.
///
/// Positions count from the beginning of the file; addresses, which the file holds, from its superblock.
/// Numbers stand with the least significant byte first. ("HDF5 File Format Specification" 3.0, The HDF
/// Group: II.A, superblock; III.A, B-trees of version 1; III.B, symbol tables; III.D, local heaps; III.G,
/// fractal heaps; IV.A, object headers.)
///
/// Only headers of version 1 are known, which is what MATLAB writes, and HDF5 by default.
struct HDF5Structures {
  private var reader: ByteReader
  /// Where the addresses of the file begin to count.
  let origin: Int
  let addressSize: Int
  let lengthSize: Int
  /// The address of the header of the root group.
  let root: Int
  /// Where the file ends as the superblock says; `Int.max` where it says nothing.
  let end: Int
  /// How many more structures are looked at: forged ones could each lead to all others.
  private var stepsLeft: Int

  var byteCount: Int { reader.count }

  /// Reads the superblock.
  init(_ source: any ByteSource) throws(MATError) {
    var reader = ByteReader(source)
    stepsLeft = source.count / 8 + 1 << 14
    for origin in [0, 512] where origin + 96 <= source.count {
      let head = try reader.bytes(origin..<origin + 96)
      guard head.starts(with: FoundFile.hdf5Signature) else { continue }
      let isOld = head[8] < 2
      let (addressSize, lengthSize) =
        isOld ? (Int(head[13]), Int(head[14])) : (Int(head[9]), Int(head[10]))
      guard (2...8).contains(addressSize), (2...8).contains(lengthSize) else { break }
      // Base, free space, end and driver, and the name of the root; or base, extension and end.
      let start = isOld ? (head[8] == 0 ? 24 : 28) + 5 * addressSize : 12 + 3 * addressSize
      self.root = Self.number(head[start..<start + addressSize])
      // The end stands three places before the root in old superblocks, and one before in new ones.
      let endStart = start - (isOld ? 3 : 1) * addressSize
      end = Self.number(head[endStart..<endStart + addressSize])
      (self.origin, self.addressSize, self.lengthSize) = (origin, addressSize, lengthSize)
      self.reader = reader
      return
    }
    throw MATError(.damaged, expected: "a superblock", found: "other bytes")
  }

  /// What a file has behind the end that its superblock gives; nil where it has nothing there.
  ///
  /// It may be what a change in place that was broken off has left, or the file may have been made longer in its
  /// middle, which shifts what HDF5 looks for: nothing tells which.
  static func surplus(of file: FileBytes) throws(MATError) -> MATLoss? {
    let end: Int
    do throws(MATError) {
      end = try HDF5Structures(file).end
    } catch {
      // HDF5 says what is wrong with a superblock.
      if error.isOfSystem { throw error }
      return nil
    }
    guard end < file.count else { return nil }
    var reason = MATError(
      .damaged, offset: end, expected: "the end of the file, where its header says that it is",
      found: "\(file.count - end) bytes more, behind it or put in before")
    reason.isUnverifiable = true
    return MATLoss(name: nil, byteRange: end..<file.count, reason: reason)
  }

  /// The position of an address, `Int.max` for the one that stands for none.
  func position(_ address: Int) -> Int { origin.addingSaturating(address) }

  /// The bytes from a position on; nil where the file does not hold so many.
  mutating func bytes(at position: Int, count: Int) throws(MATError) -> [UInt8]? {
    guard count >= 0, position >= 0, count <= byteCount, position <= byteCount - count else {
      return nil
    }
    return try reader.bytes(position..<position + count)
  }

  /// The bytes of a structure, counted against what may be looked at; nil where there are not so many.
  mutating func structure(at position: Int, count: Int) throws(MATError) -> [UInt8]? {
    guard stepsLeft > 0 else { return nil }
    stepsLeft -= 1
    return try bytes(at: position, count: count)
  }

  /// A number as it is stored, `Int.max` for a larger one.
  static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    Int(clamping: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}

/// A message of an object's header: one of the facts that it is made of.
struct HDF5Message {
  /// What kinds of messages are looked at.
  enum Kind: Int {
    case linkInfo = 0x02
    case datatype = 0x03
    case link = 0x06
    case layout = 0x08
    case attribute = 0x0C
    case continuation = 0x10
    case symbolTable = 0x11
  }

  let kind: Kind?
  let bytes: ArraySlice<UInt8>
}

extension HDF5Structures {
  /// The most bytes of one part of a header; MATLAB's have some hundreds, a root group that lists its
  /// members up to some ten thousands.
  private static let longestPart = 1 << 20

  /// The messages of the header at a position; nil where none stands there.
  ///
  /// `isWhole` says whether none of its parts is missing.
  mutating func header(
    at position: Int
  ) throws(MATError) -> (messages: [HDF5Message], isWhole: Bool)? {
    guard let head = try structure(at: position, count: 16), Self.isHeader(head[...]),
      let first = try bytes(at: position + 16, count: Self.number(head[8..<12]))
    else { return nil }
    let count = Self.number(head[2..<4])
    var messages: [HDF5Message] = []
    var parts = [first]
    var isWhole = true
    while let part = parts.popLast() {
      var place = 0
      while place + 8 <= part.count, messages.count < count {
        let end = place + 8 + Self.number(part[place + 2..<place + 4])
        guard end <= part.count else { return nil }
        let kind = HDF5Message.Kind(rawValue: Self.number(part[place..<place + 2]))
        let message = HDF5Message(kind: kind, bytes: part[place + 8..<end])
        messages.append(message)
        place = end
        guard kind == .continuation else { continue }
        if let next = try continuation(message.bytes) {
          parts.append(next)
        } else {
          isWhole = false
        }
      }
    }
    return (messages, isWhole)
  }

  private mutating func continuation(_ message: ArraySlice<UInt8>) throws(MATError) -> [UInt8]? {
    guard message.count >= addressSize + lengthSize else { return nil }
    let address = Self.number(message.prefix(addressSize))
    let count = Self.number(message.dropFirst(addressSize).prefix(lengthSize))
    guard count <= Self.longestPart else { return nil }
    return try structure(at: position(address), count: count)
  }

  /// Whether 16 bytes may begin a header: its version, zeros where they have to be, and counts that make
  /// sense.
  static func isHeader(_ bytes: ArraySlice<UInt8>) -> Bool {
    let start = bytes.startIndex
    guard bytes[start] == 1, bytes[start + 1] == 0, bytes[start + 11] == 0 else { return false }
    let messages = Int(bytes[start + 2]) | Int(bytes[start + 3]) << 8
    let references = number(bytes[start + 4..<start + 8])
    let count = number(bytes[start + 8..<start + 12])
    return messages > 0 && (1..<1 << 16).contains(references) && count >= 8 && count % 8 == 0
      && count <= longestPart && bytes[(start + 12)..<(start + 16)].allSatisfy { $0 == 0 }
  }
}
