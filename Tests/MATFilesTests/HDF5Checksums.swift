/// The checksums of HDF5's newer structures, made right again after their bytes were changed: else nearly every
/// change would be refused before anything of it is looked at. Fuzz/ has this file too, by a link.
enum HDF5Checksums {
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Mends the checksum of the superblock and of each object header whose place and size can still be read
  /// ("HDF5 File Format Specification Version 3.0", II.A and IV.A.1.b).
  static func mend(_ bytes: inout [UInt8]) {
    guard [0, 512].contains(where: { bytes.dropFirst($0).starts(with: signature) }) else { return }
    for start in [0, 512] where bytes.count >= start + 48 {
      // Version 2 or 3 with offsets of eight bytes.
      if bytes[start..<start + 8].elementsEqual(signature), (2...3).contains(bytes[start + 8]),
        bytes[start + 9] == 8
      {
        mend(&bytes, start..<start + 44)
      }
    }
    var start = 0
    while let found = bytes[start...].firstRange(of: Array("OHDR".utf8)) {
      if let end = endOfHeader(bytes, at: found.lowerBound) { mend(&bytes, found.lowerBound..<end) }
      start = found.upperBound
    }
  }

  /// Where the first part of an object header ends, in front of its checksum.
  private static func endOfHeader(_ bytes: [UInt8], at start: Int) -> Int? {
    guard start + 6 <= bytes.count else { return nil }
    let flags = bytes[start + 5]
    // Times of access, limits for attributes, and then the size in 1, 2, 4 or 8 bytes.
    let sizeStart = start + 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    let sizeEnd = sizeStart + 1 << Int(flags & 3)
    guard sizeEnd <= bytes.count else { return nil }
    let size = bytes[sizeStart..<sizeEnd].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard size < UInt64(bytes.count) else { return nil }
    let end = sizeEnd + Int(size)
    return end + 4 <= bytes.count ? end : nil
  }

  private static func mend(_ bytes: inout [UInt8], _ range: Range<Int>) {
    let checksum = lookup3(bytes[range])
    for index in 0..<4 {
      bytes[range.upperBound + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index)))
    }
  }

  /// Bob Jenkins' lookup3 with an initial value of 0, as HDF5 has it (his `hashlittle`, in the public domain).
  static func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let start = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
    var (a, b, c) = (start, start, start)
    var rest = bytes
    func word(_ index: Int) -> UInt32 {
      rest.dropFirst(4 * index).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    while rest.count > 12 {
      a = a &+ word(0)
      b = b &+ word(1)
      c = c &+ word(2)
      mix(&a, &b, &c)
      rest = rest.dropFirst(12)
    }
    guard !rest.isEmpty else { return c }
    a = a &+ word(0)
    b = b &+ word(1)
    c = c &+ word(2)
    // The final mixing, each step with its rotation.
    c = (c ^ b) &- rotated(b, 14)
    a = (a ^ c) &- rotated(c, 11)
    b = (b ^ a) &- rotated(a, 25)
    c = (c ^ b) &- rotated(b, 16)
    a = (a ^ c) &- rotated(c, 4)
    b = (b ^ a) &- rotated(a, 14)
    return (c ^ b) &- rotated(b, 24)
  }

  private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    a = (a &- c) ^ rotated(c, 4)
    c = c &+ b
    b = (b &- a) ^ rotated(a, 6)
    a = a &+ c
    c = (c &- b) ^ rotated(b, 8)
    b = b &+ a
    a = (a &- c) ^ rotated(c, 16)
    c = c &+ b
    b = (b &- a) ^ rotated(a, 19)
    a = a &+ c
    c = (c &- b) ^ rotated(b, 4)
    b = b &+ a
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
