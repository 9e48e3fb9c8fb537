import Foundation
import Matrices
import Testing

@testable import MATFiles

/// A file of every kind of variable, uncompressed and compressed, that the tests of damage cut and flip.
enum Sample: String, CaseIterable {
  case version6 = "sample_v6.mat"
  case version7 = "sample_v7.mat"

  var path: String { Corpora.resources.appending(path: rawValue).path }
  var bytes: [UInt8] { (try? Data(contentsOf: URL(filePath: path))).map(Array.init) ?? [] }
}

@Suite("Damaged and hostile files")
struct DamageTests {
  let bytes = V5Bytes()

  @Test("the samples say the same compressed and not")
  func samples() throws {
    let (v6, v7) = (try MATFile(Sample.version6.path), try MATFile(Sample.version7.path))
    #expect(v6.format == .v5 && v7.format == .v7)
    #expect(v7.variables.count == 9)
    #expect(try v6.contents() == v7.contents())
  }

  @Test(
    "a file cut at any byte is an error, or the variables before the cut",
    arguments: Sample.allCases)
  func truncation(sample: Sample) throws {
    let whole = try MATFile(sample.path).contents()
    let ends = try MATFile(sample.path).variables.map { $0.byteRange?.upperBound ?? 0 }
    let bytes = sample.bytes
    for end in 0..<bytes.count {
      do {
        let contents = try MATFile(Array(bytes[..<end])).contents()
        let count = end == 128 ? 0 : (ends.firstIndex(of: end) ?? -2) + 1
        #expect(contents == Array(whole.prefix(count)), "cut at \(end)")
      } catch let error as MATError {
        #expect(
          error.code == .damaged || (error.code == .notAMATFile && end < 19),
          "cut at \(end): \(error)")
      }
    }
  }

  @Test("a flipped bit inside compressed data is an error, or one that means nothing")
  func flips() throws {
    let original = Sample.version7.bytes
    let whole = try MATFile(Sample.version7.path)
    var (refused, tried) = (0, 0)
    for (index, variable) in whole.variables.enumerated() {
      let value = try whole.value(of: variable)
      let range = try #require(variable.byteRange)
      for offset in range.dropFirst(8) {
        var bytes = original
        bytes[offset] ^= 1 << UInt8(offset % 8)
        tried += 1
        // Deflate has bits without meaning: the padding of its last byte, codes that are never used.
        if let file = try? MATFile(bytes), let read = try? file.value(of: file.variables[index]) {
          #expect(read == value, "byte \(offset)")
        } else {
          refused += 1
        }
      }
    }
    #expect(Double(refused) > 0.98 * Double(tried), "\(refused) of \(tried)")
  }

  @Test("damage in one compressed variable leaves the others readable")
  func damageIsLocal() throws {
    var bytes = Sample.version7.bytes
    let whole = try MATFile(Sample.version7.path)
    let range = try #require(whole.variables[0].byteRange)
    bytes[range.upperBound - 1] ^= 0xFF
    let file = try MATFile(bytes)
    let error = #expect(throws: MATError.self) { _ = try file.value(file.variables[0].name) }
    #expect(error?.code == .damaged && error?.offset == 128)
    for variable in file.variables.dropFirst() {
      #expect(try file.value(of: variable) == whole.value(variable.name))
    }
  }

  /// Elements that contradict themselves, each with what is wrong with it.
  static let contradictions: [(String, [UInt8])] = {
    let bytes = V5Bytes()
    let one = bytes.element(.double, bytes.doubles([1]))
    let name = bytes.element(.int8, Array("x".utf8))
    let flags = bytes.element(.uint32, bytes.integers([UInt32(6), 0]))
    let size = bytes.element(.int32, bytes.integers([Int32(1), 1]))
    func raw(_ parts: [UInt8]...) -> [UInt8] { bytes.element(.matrix, parts.flatMap(\.self)) }
    func fields(_ length: Int32, _ names: [UInt8]) -> [UInt8] {
      bytes.array(
        .structure, size: [1, 1], name: "x", bytes.element(.int32, bytes.integers([length])),
        bytes.element(.int8, names, isSmall: false))
    }
    return [
      ("too few numbers", bytes.array(.double, size: [1, 2], name: "x", one)),
      ("too many numbers", bytes.array(.double, size: [0, 2], name: "x", one)),
      ("no numbers", bytes.array(.double, size: [1, 1], name: "x")),
      ("no imaginary parts", bytes.array(.double, flags: 8, size: [1, 1], name: "x", one)),
      ("numbers twice", bytes.array(.double, size: [1, 1], name: "x", one, one)),
      (
        "text for numbers",
        bytes.array(.double, size: [1, 1], name: "x", bytes.element(.utf8, [65]))
      ),
      ("numbers for text", bytes.array(.char, size: [1, 1], name: "x", one)),
      (
        "half a character",
        bytes.array(.char, size: [1, 1], name: "x", bytes.element(.utf16, [65]))
      ),
      (
        "too few characters",
        bytes.array(.char, size: [1, 2], name: "x", bytes.element(.utf8, [65]))
      ),
      ("a negative size", bytes.array(.double, size: [-1, 1], name: "x", one)),
      ("one dimension", raw(flags, bytes.element(.int32, bytes.integers([Int32(1)])), name, one)),
      (
        "half a dimension",
        raw(flags, bytes.element(.int32, Array(repeating: 0, count: 10)), name, one)
      ),
      ("sizes as doubles", raw(flags, one, name, one)),
      (
        "a size that overflows",
        bytes.array(.double, size: [2_000_000_000, 2_000_000_000, 2_000_000_000], name: "x", one)
      ),
      (
        "a size that overflows before its zero",
        bytes.array(
          .char, size: [2_000_000_000, 2_000_000_000, 2_000_000_000, 0], name: "x",
          bytes.element(.utf8, []))
      ),
      ("more cells than bytes", bytes.array(.cell, size: [2_000_000_000, 1000], name: "x")),
      ("a cell that is missing", bytes.array(.cell, size: [1, 2], name: "x", bytes.text("a"))),
      ("a number for a cell", bytes.array(.cell, size: [1, 1], name: "x", one)),
      ("flags of four bytes", raw(bytes.element(.uint32, [6, 0, 0, 0]), size, name, one)),
      ("class 0", raw(bytes.element(.uint32, Array(repeating: 0, count: 8)), size, name, one)),
      ("class 99", raw(bytes.element(.uint32, bytes.integers([UInt32(99), 0])), size, name, one)),
      ("no name", raw(flags, size)),
      ("a name of numbers", raw(flags, size, one, one)),
      ("no bytes at all", raw()),
      ("field names of length zero", fields(0, Array("ab".utf8))),
      ("field names of negative length", fields(-8, Array("ab".utf8))),
      ("field names cut short", fields(16, Array("ab".utf8))),
      (
        "a missing field",
        bytes.array(.structure, size: [1, 1], name: "x", bytes.fieldNames(["a"]))
      ),
      (
        "more elements than bytes",
        bytes.array(
          .structure, size: [2_000_000_000, 2_000_000_000], name: "x", bytes.fieldNames(["a", "b"]))
      ),
      ("a small element of five bytes", raw(bytes.integers([UInt32(6 | 5 << 16), 0]))),
      (
        "an unknown type",
        raw(flags, size, name, bytes.integers([UInt32(77), 8]) + bytes.doubles([1]))
      ),
      ("a top-level number", one),
      ("a length past the end", bytes.integers([UInt32(14), 0xFFFF_FFF8])),
      ("half a tag", [14, 0, 0, 0]),
    ]
  }()

  @Test("what contradicts itself is damage, compressed or not", arguments: contradictions)
  func contradiction(_ what: String, _ element: [UInt8]) throws {
    #expect(try code(of: bytes.file(element)) == .damaged)
    #expect(try code(of: bytes.file(bytes.compressed(element))) == .damaged)
  }

  @Test("a compressed element that inflates to more, to less, or to absurdly much is damage")
  func inflatedSizes() throws {
    let array = bytes.doubleArray([1], size: [1, 1], name: "x")
    #expect(try code(of: bytes.file(bytes.compressed(array + [0]))) == .damaged)
    #expect(try code(of: bytes.file(bytes.compressed(array.dropLast()))) == .damaged)
    var huge = array
    huge.replaceSubrange(4..<8, with: bytes.integers([UInt32(0xFFFF_FFF8)]))
    #expect(try code(of: bytes.file(bytes.compressed(huge))) == .damaged)
    #expect(try code(of: bytes.file(bytes.compressed(bytes.compressed(array)))) == .damaged)
  }
}
