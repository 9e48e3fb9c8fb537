import Matrices
import Testing

@testable import MATFiles

@Suite("Text, in every encoding")
struct TextReadingTests {
  let bytes = V5Bytes()

  private func units(_ array: [UInt8]) throws -> MATValue {
    try MATFile(bytes.file(array)).value("t")
  }

  @Test(
    "UTF-8, UTF-16, UTF-32 and UTF-16 under the name of uint16 give the same code units",
    arguments: [false, true])
  func encodings(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let text = "naïve Ω 𝄞 |"
    let units = Array(text.utf16)
    for (type, data) in [
      (V5DataType.utf8, Array(text.utf8)), (.utf16, bytes.integers(units)),
      (.uint16, bytes.integers(units)),
      (.utf32, bytes.integers(text.unicodeScalars.map(\.value))),
    ] {
      let array = bytes.array(.char, size: [1, units.count], name: "t", bytes.element(type, data))
      let file = try MATFile(bytes.file(bytes.compressed(array)))
      #expect(try file.value("t") == .char(NDArray(size: [1, units.count], elements: units)))
      #expect(try file["t"] == text)
    }
  }

  @Test("bytes are Latin-1", arguments: [V5DataType.int8, .uint8])
  func latin1(type: V5DataType) throws {
    let array = bytes.array(
      .char, size: [1, 3], name: "t", bytes.element(type, [0x61, 0xE9, 0xFF]))
    #expect(try MATFile(bytes.file(array))["t"] == "aéÿ")
  }

  @Test("a char matrix is in columns, its rows are strings")
  func rows() throws {
    let array = bytes.array(
      .char, size: [2, 3], name: "t", bytes.element(.utf8, Array("adbecf".utf8)))
    #expect(try MATFile(bytes.file(array))["t"] == ["abc", "def"])
    let error = #expect(throws: MATError.self) {
      let _: String = try MATFile(bytes.file(array))["t"]
    }
    #expect(error?.code == .mismatch)
  }

  @Test("invalid UTF-16 keeps its code units, and is no String")
  func loneSurrogate() throws {
    let units: [UInt16] = [0x61, 0xD834, 0x62]
    let array = bytes.array(
      .char, size: [1, 3], name: "t", bytes.element(.utf16, bytes.integers(units)))
    let file = try MATFile(bytes.file(array))
    #expect(try file.value("t") == .char(NDArray(size: [1, 3], elements: units)))
    let error = #expect(throws: MATError.self) { let _: String = try file["t"] }
    #expect(error?.code == .outOfRange)
  }

  @Test("invalid UTF-8 and UTF-32 are damage")
  func invalid() throws {
    let utf8 = bytes.array(.char, size: [1, 2], name: "t", bytes.element(.utf8, [0x61, 0x80]))
    #expect(try code(of: bytes.file(utf8)) == .damaged)
    let utf32 = bytes.array(
      .char, size: [1, 1], name: "t", bytes.element(.utf32, bytes.integers([UInt32(0xD800)])))
    #expect(try code(of: bytes.file(utf32)) == .damaged)
  }

  @Test("a row whose size counts bytes of UTF-8 gets the size of its text")
  func countedBytes() throws {
    let text = "Öl"
    let row = bytes.array(.char, size: [1, 3], name: "t", bytes.element(.utf8, Array(text.utf8)))
    #expect(try MATFile(bytes.file(row))["t"] == text)
    let matrix = bytes.array(
      .char, size: [3, 1], name: "t", bytes.element(.utf8, Array(text.utf8)))
    #expect(try code(of: bytes.file(matrix)) == .damaged)
  }

  @Test("characters that were left out are blanks, but not more than a page of them")
  func leftOut() throws {
    let blank = bytes.array(.char, size: [1, 2], name: "t", bytes.element(.uint16, []))
    #expect(try MATFile(bytes.file(blank))["t"] == "  ")
    let many = bytes.array(.char, size: [1 << 30, 1 << 20], name: "t", bytes.element(.uint16, []))
    #expect(try code(of: bytes.file(many)) == .damaged)
  }

  @Test("empty text keeps its size", arguments: [[0, 0], [1, 0], [0, 5]])
  func empty(size: [Int]) throws {
    for content in [[], bytes.element(.utf8, [])] {
      let array = bytes.array(.char, size: size, name: "t", content)
      #expect(try units(array) == .char(NDArray(size: size, elements: [])))
      #expect(try MATFile(bytes.file(array))["t"] == "")
    }
  }

  @Test(
    "text in UTF-16 with characters outside the basic plane, as MATLAB wrote it",
    Corpora.areNeeded)
  func matlabText() throws {
    let file = try MATFile(Corpora.path("mat-io/bug-52/chars.mat"))
    let a: String = try file["a"]
    #expect(a.hasPrefix("Hello, MATLAB! 12345 ~!@#$%^&*()_+-=[]{}"))
    let c: String = try file["c"]
    #expect(c.hasPrefix("Music symbol: 𝄞  | Gothic letter: 𐍈"))
    #expect(try file["e"] == ["AB", "😀"])
    #expect(try file.value("f").size == [3, 8, 2])
    #expect(try file["g"] == ["ABC", "DEF"])
  }
}
