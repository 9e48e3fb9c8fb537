internal import CDeflate
import MATFiles

// A ZIP archive is read by its central directory, which stands at its end (PKWARE's APPNOTE 6.3.10, sections
// 4.3.6 to 4.3.16), with the sizes of 64 bits that NumPy writes. Stored and deflated members are all that there are in
// archives of NumPy's. Members that overlap, of which the densest bombs are made, are refused.

/// The members of a ZIP archive in memory.
struct ZIPArchive {
  /// The directory's entry for a member.
  struct Member {
    let name: String
    /// The bytes that it is when inflated.
    let count: Int
    fileprivate let isDeflated: Bool
    fileprivate let checksum: UInt32
    fileprivate let data: Range<Int>
  }

  let members: [Member]
  private let bytes: [UInt8]

  /// Deflate makes at most so many bytes of one.
  private static let greatestRatio = 1032

  init(_ bytes: [UInt8]) throws(MATError) {
    self.bytes = bytes
    let directory = try ZIPDirectory(bytes)
    var members: [Member] = []
    var used: [Range<Int>] = []
    for entry in directory.entries {
      do throws(MATError) {
        let data = try directory.data(of: entry)
        used.append(entry.start..<data.upperBound)
        let isDeflated = entry.method == 8
        let most = isDeflated ? data.count.multipliedSaturating(by: Self.greatestRatio) : data.count
        guard entry.count <= most, isDeflated || entry.count == data.count else {
          throw MATError(
            .damaged, expected: "at most \(most) bytes when inflated", found: "\(entry.count)")
        }
        members.append(
          Member(
            name: entry.name, count: entry.count, isDeflated: isDeflated,
            checksum: entry.checksum, data: data))
      } catch {
        throw error.with(file: nil, variable: entry.name)
      }
    }
    used.sort { $0.lowerBound < $1.lowerBound }
    for (first, second) in zip(used, used.dropFirst()) where second.lowerBound < first.upperBound {
      throw MATError(
        .damaged, offset: second.lowerBound, expected: "members that lie one after the other",
        found: "some that overlap")
    }
    self.members = members
  }

  /// The bytes of a member, whose checksum is compared.
  func contents(of member: Member) throws(MATError) -> [UInt8] {
    let stored = bytes[member.data]
    let contents =
      member.isDeflated ? try Deflate.inflated(stored, count: member.count) : Array(stored)
    guard Deflate.checksum(contents) == member.checksum else {
      throw MATError(
        .damaged, offset: member.data.lowerBound, expected: "bytes with their checksum",
        found: "another checksum")
    }
    return contents
  }
}

/// libdeflate's functions for archives.
enum Deflate {
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe libdeflate_crc32(0, $0.baseAddress, $0.count) }
  }

  /// The bytes that a deflated member inflates to, which are so many.
  static func inflated(_ bytes: ArraySlice<UInt8>, count: Int) throws(MATError) -> [UInt8] {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
      throw MATError(.outOfMemory, expected: "memory to inflate with", found: "none left")
    }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    try requireMemory(for: count, of: 1)
    var (made, used) = (0, 0)
    var result = LIBDEFLATE_BAD_DATA
    let inflated = unsafe bytes.withUnsafeBytes { bytes in
      // One byte of room at least: to no room at all libdeflate inflates nothing.
      unsafe [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, initializedCount in
        result = unsafe libdeflate_deflate_decompress_ex(
          decompressor, bytes.baseAddress, bytes.count, buffer.baseAddress, count, &used, &made)
        initializedCount = result == LIBDEFLATE_SUCCESS ? made : 0
      }
    }
    guard result == LIBDEFLATE_SUCCESS, made == count, used == bytes.count else {
      throw MATError(
        .damaged, offset: bytes.startIndex,
        expected: "compressed data of \(count) bytes when inflated", found: "others")
    }
    return inflated
  }

  /// Deflated bytes; nil where they would be no fewer.
  static func deflated(_ bytes: [UInt8], level: Int) throws(MATError) -> [UInt8]? {
    guard !bytes.isEmpty else { return nil }
    guard let compressor = unsafe libdeflate_alloc_compressor(Int32(level)) else {
      throw MATError(.outOfMemory, expected: "memory for compressing", found: "none")
    }
    defer { unsafe libdeflate_free_compressor(compressor) }
    try requireMemory(for: bytes.count, of: 1)
    let deflated = unsafe bytes.withUnsafeBytes { bytes in
      unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
        count = unsafe libdeflate_deflate_compress(
          compressor, bytes.baseAddress, bytes.count, buffer.baseAddress, buffer.count)
      }
    }
    return deflated.isEmpty ? nil : deflated
  }
}
