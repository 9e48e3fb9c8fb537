import Foundation
import Testing

@testable import MATFiles

/// Data that are there and cannot be verified: refused, and read where a caller accepts that.
@Suite("Data that cannot be verified")
struct UnverifiedTests {
  let bytes = V5Bytes()
  private let accepting = MATDecoding(acceptsUnverified: true)

  /// A compressed element whose stream is changed, with the length that it then has.
  private func element(_ array: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var stream = Array(bytes.compressed(array).dropFirst(8))
    change(&stream)
    return bytes.integers([UInt32(15), UInt32(stream.count)]) + stream
  }

  /// Changes to a stream's end, with what the error says was found.
  static let ends: [(String, @Sendable (inout [UInt8]) -> Void)] = [
    ("none", { $0.removeLast(4) }),
    ("2 bytes of it", { $0.removeLast(2) }),
    (
      "its bytes in reverse order",
      { $0.replaceSubrange(($0.count - 4)..., with: $0.suffix(4).reversed()) }
    ),
    ("it and 8 bytes more", { $0 += Array(repeating: 0, count: 8) }),
    ("it and 1 bytes more", { $0.append(7) }),
  ]

  @Test(
    "a stream that ends wrong is refused by default, and read and named where that is accepted",
    arguments: 0..<5, [3, 100_000])
  func streamEnds(end: Int, count: Int) throws {
    let (found, change) = Self.ends[end]
    let numbers = (0..<count).map { Double($0 * 37 % 1001) }
    let x = element(bytes.doubleArray(numbers, size: [1, count], name: "x"), change)
    let y = bytes.compressed(bytes.doubleArray([7], size: [1, 1], name: "y"))
    let content = bytes.file(x, y)
    let strict = try MATFile(content)
    let error = #expect(throws: MATError.self) { try strict.value("x") }
    #expect(error?.code == .damaged && error?.isUnverifiable == true)
    #expect(error?.found?.hasPrefix(found) == true, "\(error as Any)")
    #expect(error?.description.contains("--unverified") == true)
    #expect(strict.unverified.isEmpty)
    #expect(try strict.value("y") == 7.0.matValue)
    for damage in [MATDamagePolicy.refuse, .skip] {
      let file = try MATFile(content, damage: damage, decoding: accepting)
      #expect(file.losses.isEmpty)
      #expect(file.unverified.map(\.name) == ["x"])
      #expect(file.unverified.first?.byteRange == 128..<128 + x.count)
      #expect(try file.value("x") == numbers.matValue)
      #expect(try file.value(at: MATPath("x(end)")) == (numbers.last ?? 0).matValue)
      #expect(try file.value("y") == 7.0.matValue)
    }
  }

  @Test("what contradicts its checksum is damaged, whatever is accepted")
  func contradiction() throws {
    let array = bytes.doubleArray([1, 2, 3], size: [1, 3], name: "x")
    let changes: [@Sendable (inout [UInt8]) -> Void] = [
      { $0[$0.count - 1] ^= 1 }, { $0[20] ^= 1 }, { $0[$0.count - 20] ^= 1 },
      { $0[0] = 0x79 }, { $0.removeLast(12) },
      {
        $0[$0.count - 1] ^= 1
        $0 += [0, 0, 0]
      },
    ]
    for change in changes {
      let content = bytes.file(element(array, change))
      let error = #expect(throws: MATError.self) {
        try MATFile(content, decoding: accepting).value("x")
      }
      #expect(error?.code == .damaged && error?.isUnverifiable == false)
      #expect((try? MATFile(content, decoding: accepting))?.unverified.isEmpty ?? true)
    }
  }

  @Test("what is salvaged of unverified data is verified from then on")
  func salvage() throws {
    let numbers = [1.5, 2, 3]
    let x = element(bytes.doubleArray(numbers, size: [1, 3], name: "x")) { $0.removeLast(4) }
    let file = try MATFile(bytes.file(x) + [0, 0, 0], damage: .skip, decoding: accepting)
    try withTemporaryFolder { folder in
      try file.salvage(to: "\(folder)/x.mat")
      #expect(try MATFile("\(folder)/x.mat").value("x") == numbers.matValue)
    }
  }

  /// What follows the last variable: zeros, a newline, leftovers.
  private let tails: [[UInt8]] = [
    Array(repeating: 0, count: 8), Array(repeating: 0, count: 100), [0x0A], [0x0D, 0x0A],
    Array("leftovers of an older file".utf8), Array(repeating: 0xFF, count: 64),
  ]

  @Test("a variable that the end of the file cuts off is lost by its name, whatever is accepted")
  func cut() throws {
    let x = bytes.doubleArray([1, 2, 3], size: [1, 3], name: "x")
    let y = bytes.doubleArray([4, 5, 6, 7], size: [2, 2], name: "y")
    let old = { (name: UInt8) in
      bytes.integers([Int32(0), 1, 3, 0, 2]) + [name, 0] + bytes.doubles([1, 2, 3])
    }
    let (v4x, v4y) = (old(0x78), old(0x79))
    for (sound, rest) in [
      (bytes.file(x), y), (bytes.file(bytes.compressed(x)), bytes.compressed(y)), (v4x, v4y),
    ] {
      // Of the last its name can still be read; of the first no more than that a variable begins.
      for length in [5, 20, rest.count - 9] {
        let content = sound + rest.prefix(length)
        let isNamed = length == rest.count - 9
        for decoding in [MATDecoding(), accepting] {
          let error = #expect(throws: MATError.self) { try MATFile(content, decoding: decoding) }
          #expect(error?.code == .damaged && error?.isUnverifiable == false, "\(length)")
          #expect(error?.variable == (isNamed ? "y" : nil), "\(error as Any)")
          let left = try MATFile(content, damage: .skip, decoding: decoding)
          #expect(left.unverified.isEmpty && left.losses.contains { $0.name == "y" } == isNamed)
        }
      }
    }
  }

  @Test(
    "bytes behind the last variable are refused, skipped, or passed over", arguments: [4, 6, 7])
  func tails(version: Int) throws {
    let array = bytes.doubleArray([1, 2, 3], size: [1, 3], name: "x")
    let content =
      switch version {
      case 4:
        bytes.integers([Int32(0), 1, 3, 0, 2]) + [0x78, 0] + bytes.doubles([1, 2, 3])
      case 6: bytes.file(array)
      default: bytes.file(bytes.compressed(array))
      }
    for tail in tails {
      let damaged = content + tail
      let error = #expect(throws: MATError.self) { try MATFile(damaged) }
      #expect(error?.code == .damaged && error?.isUnverifiable == true, "\(tail)")
      // Of version 4, whose sizes nothing confirms but what follows, more is lost then.
      if version > 4 {
        let left = try MATFile(damaged, damage: .skip)
        #expect(left.variables.count == 1 && !left.losses.isEmpty)
        let areTails = left.losses.allSatisfy { $0.reason.isUnverifiable }
        #expect(areTails)
      }
      for damage in [MATDamagePolicy.refuse, .skip] {
        let file = try MATFile(damaged, damage: damage, decoding: accepting)
        #expect(file.variables.map(\.name) == ["x"] && file.losses.isEmpty, "\(tail)")
        #expect(file.unverified.first?.byteRange?.lowerBound == content.count)
        #expect(file.unverified.last?.byteRange?.upperBound == damaged.count)
        #expect(try file.value("x") == [1.0, 2, 3].matValue)
      }
    }
  }

  @Test("a break with a variable behind it is damage, whatever is accepted")
  func breakInTheMiddle() throws {
    let array = bytes.doubleArray([1, 2, 3], size: [1, 3], name: "x")
    let content = bytes.file(array, Array(repeating: 0, count: 16), array)
    let error = #expect(throws: MATError.self) { try MATFile(content, decoding: accepting) }
    #expect(error?.code == .damaged && error?.isUnverifiable == false)
    let file = try MATFile(content, damage: .skip, decoding: accepting)
    #expect(file.variables.count == 2 && file.losses.count == 1 && file.unverified.isEmpty)
  }

  @Test("what the environment says is read back from what is written into it")
  func environment() {
    #expect(MATDecoding(text: .gb18030).environmentText(naming: nil) == "text=gb18030")
    #expect(
      MATDecoding(text: .automatic, acceptsUnverified: true).environmentText(naming: nil)
        == "text=automatic,unverified")
  }
}
