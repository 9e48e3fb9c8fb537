import Foundation
import MATFiles
import Testing

@testable import ExchangeFormats

@Suite("ZIP archives") struct ArchiveTests {
  /// An archive of one array, written stored or deflated.
  private func archive(_ count: Int, deflate: Int = 0) throws -> [UInt8] {
    let numbers = [Double](repeating: 0, count: count).matValue
    return try written([MATVariable(name: "x", value: numbers)], as: "a.npz", deflate: deflate)
  }

  private func expectRefusal(
    _ bytes: [UInt8], _ codes: [MATError.Code] = [.damaged],
    limits: MATLimits = MATLimits(), location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: MATError.self, sourceLocation: location) {
      try read(bytes, as: "a.npz", limits: limits)
    }
    #expect(
      error.map { codes.contains($0.code) } == true, "\(error as Any)", sourceLocation: location)
  }

  /// Where a mark of four bytes stands last.
  private func place(_ mark: [UInt8], in bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.last { bytes[$0...].starts(with: mark) })
  }

  @Test("an archive that does not end, or has no directory, is refused")
  func ends() throws {
    let bytes = try archive(10)
    expectRefusal([])
    expectRefusal(Array("PK".utf8))
    for count in stride(from: 1, to: bytes.count, by: 7) {
      expectRefusal(Array(bytes.dropLast(count)))
    }
    expectRefusal(bytes + [0])
  }

  @Test("a flipped bit of the data contradicts the checksum", arguments: [0, 6])
  func checksum(deflate: Int) throws {
    var bytes = try archive(100, deflate: deflate)
    bytes[60] ^= 1
    expectRefusal(bytes)
  }

  @Test("a size that deflate cannot come to is refused before memory is taken")
  func impossibleSize() throws {
    var bytes = try archive(100, deflate: 6)
    let entry = try place([0x50, 0x4B, 1, 2], in: bytes)
    bytes.replaceSubrange(entry + 24..<entry + 28, with: [0xFE, 0xFF, 0xFF, 0xFF])
    expectRefusal(bytes)
  }

  @Test("an archive that inflates beyond the limit is not inflated")
  func bomb() throws {
    let bytes = try archive(4_000_000, deflate: 9)
    #expect(bytes.count < 40_000)
    expectRefusal(bytes, [.limitExceeded], limits: MATLimits(decodedBytes: 1 << 20))
  }

  @Test("members that overlap, of which bombs are made, are refused")
  func overlap() throws {
    let one = try archive(1000, deflate: 9)
    let entry = try place([0x50, 0x4B, 1, 2], in: one)
    let end = try place([0x50, 0x4B, 5, 6], in: one)
    let directory = Array(one[entry..<end])
    var bytes = Array(one[..<entry])
    for _ in 0..<1000 { bytes += directory }
    var record = Array(one[end...])
    let count = 1000 * directory.count
    record.replaceSubrange(8..<12, with: [0xE8, 3, 0xE8, 3])
    record.replaceSubrange(12..<16, with: (0..<4).map { UInt8(count >> (8 * $0) & 255) })
    expectRefusal(bytes + record)
  }

  @Test("encrypted members, other methods and files that are no arrays are refused by name")
  func unsupported() throws {
    let bytes = try archive(3)
    let entry = try place([0x50, 0x4B, 1, 2], in: bytes)
    for (offset, byte) in [(8, UInt8(1)), (10, 12)] {
      var changed = bytes
      changed[entry + offset] = byte
      expectRefusal(changed, [.unsupported])
    }
    var named = bytes
    for start in [30, entry + 46] { named.replaceSubrange(start..<start + 5, with: "x.txt".utf8) }
    expectRefusal(named, [.unsupported])
  }

  @Test("a directory that leads out of the file is refused")
  func outside() throws {
    let bytes = try archive(3)
    let entry = try place([0x50, 0x4B, 1, 2], in: bytes)
    let end = try place([0x50, 0x4B, 5, 6], in: bytes)
    for offset in [
      entry + 20, entry + 28, entry + 30, entry + 42, end + 8, end + 10, end + 12, end + 16,
    ] {
      for value: UInt8 in [0xFF, 0x80] {
        var changed = bytes
        changed[offset + 1] = value
        expectRefusal(changed, [.damaged, .unsupported])
      }
    }
  }

  @Test("two variables of one name are refused, and 70,000 members are written with long records")
  func names() throws {
    let one = MATVariable(name: "x", value: (1.0).matValue)
    let error = #expect(throws: MATError.self) { try written([one, one], as: "a.npz") }
    #expect(error?.code == .cannotRepresent && error?.variable == "x")
    let many = (0..<70_000).map { MATVariable(name: "x\($0)", value: true.matValue) }
    let bytes = try written(many, as: "a.npz")
    #expect(try read(bytes, as: "a.npz") == many)
  }
}
