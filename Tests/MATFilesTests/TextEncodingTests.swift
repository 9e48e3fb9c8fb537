import Matrices
import Testing

@testable import MATFiles

@Suite("Text in the encoding of the system that wrote it")
struct TextEncodingTests {
  private static let linux = "Platform: GLNXA64, Created on: Thu Jan  1 00:00:00 2026"
  private static let windows = "Platform: PCWIN64, Created on: Thu Jan  1 00:00:00 2026"
  let bytes = V5Bytes()

  private func array(_ units: [UInt16], _ type: V5DataType = .uint16, size: [Int]? = nil) -> [UInt8]
  {
    let stored = type == .uint16 ? bytes.integers(units) : units.map { UInt8($0) }
    return bytes.array(
      .char, size: size ?? [1, units.count], name: "t", bytes.element(type, stored))
  }

  private func text(
    _ content: [UInt8], _ encoding: MATTextEncoding = .automatic
  ) throws -> String {
    try MATFile(content, decoding: MATDecoding(text: encoding))["t"]
  }

  /// "thé qüîck" as MATLAB on a system with UTF-8 saves it with -v6: two bytes a number.
  private static let pairs: [UInt16] = [
    0x74, 0x68, 0xC3A9, 0x20, 0x71, 0xC3BC, 0xC3AE, 0x63, 0x6B,
  ]

  @Test("two bytes of UTF-8 in one number are recognised in what MATLAB's save -v6 wrote on Linux")
  func recognised() throws {
    #expect(try text(bytes.file(array(Self.pairs), writer: Self.linux)) == "thé qüîck")
    let file = try MATFile(bytes.file(array(Self.pairs), writer: Self.linux))
    #expect(try file.value("t").size == [1, 9])
    #expect(try file.read(at: MATPath("t(3:end)")) as String == "é qüîck")
  }

  @Test("numbers stay UTF-16 where they may be that")
  func unchanged() throws {
    let asStored = String(decoding: Self.pairs, as: UTF16.self)
    // Of another writer, compressed, or with a number that is no such pair.
    #expect(try text(bytes.file(array(Self.pairs), writer: Self.windows)) == asStored)
    #expect(
      try text(bytes.file(bytes.compressed(array(Self.pairs)), writer: Self.linux)) == asStored)
    for units in [Self.pairs + [0xE9], Self.pairs + [0xD55C], [0x68, 0xE9], [0x20AC]] {
      #expect(
        try text(bytes.file(array(units), writer: Self.linux))
          == String(decoding: units, as: UTF16.self))
    }
    #expect(try text(bytes.file(array(Self.pairs), writer: Self.linux), .utf16) == asStored)
  }

  /// Bytes of each encoding as Python's codecs give them, one or two a number.
  @Test(
    "an encoding that a user names is taken for text of one or two bytes a character",
    arguments: [
      (.utf8, [0x61, 0xC3A9], "aé"), (.utf8, [0x61, 0xC3, 0xA9], "aé"),
      (.utf8, [0xE2, 0x82, 0xAC], "€"),
      (.latin1, [0x61, 0xE9], "aé"), (.latin2, [0xB3, 0xF3, 0x64, 0xBC], "łódź"),
      (.windows1250, [0x9C], "ś"), (.windows1251, [0xEF, 0xF0, 0xE8], "при"),
      (.windows1252, [0x80, 0x31], "€1"), (.windows1253, [0xE1, 0xE2], "αβ"),
      (.windows1254, [0xFE, 0xF0], "şğ"),
      (.gb18030, [0xC4E3, 0xBAC3, 0x21], "你好!"), (.gb18030, [0xC4, 0xE3, 0xBA, 0xC3], "你好"),
      (.big5, [0xA741, 0xA66E], "你好"), (.shiftJIS, [0x93FA, 0x967B], "日本"),
      (.eucKR, [0xC7D1, 0xB1DB], "한글"),
    ] as [(MATTextEncoding, [UInt16], String)])
  func named(encoding: MATTextEncoding, units: [UInt16], expected: String) throws {
    let content = bytes.file(array(units), writer: Self.windows)
    #expect(try text(content, encoding) == expected)
    let file = try MATFile(content, decoding: MATDecoding(text: encoding))
    #expect(try file.value("t").size == [1, expected.utf16.count])
    if units.allSatisfy({ $0 < 0x100 }) {
      #expect(try text(bytes.file(array(units, .uint8)), encoding) == expected)
      let version4 = try version4Text(units)
      #expect(try text(version4, encoding) == expected)
      let old = try MATFile(version4, decoding: MATDecoding(text: encoding))
      #expect(old.variables[0].size == [1, expected.utf16.count])
      #expect(try old.read(at: MATPath("t(1)")) as String == String(expected.prefix(1)))
    }
  }

  /// A version 4 file of one text, whose numbers are doubles.
  private func version4Text(_ units: [UInt16]) throws -> [UInt8] {
    bytes.integers([Int32(1), 1, Int32(units.count), 0, 2]) + [0x74, 0]
      + bytes.doubles(units.map { Double($0) })
  }

  @Test("rows of a matrix of text are decoded each by itself, shorter ones filled up with blanks")
  func rows() throws {
    // "é" and "ab" in UTF-8, a byte a number, column by column.
    let content = bytes.file(array([0xC3, 0x61, 0xA9, 0x62], size: [2, 2]))
    let file = try MATFile(content, decoding: MATDecoding(text: .utf8))
    #expect(
      try file.value("t") == .char(NDArray(size: [2, 2], elements: Array("éa b".utf16))))
  }

  @Test("bytes that are no text in the encoding are damage that names it")
  func noText() throws {
    let error = #expect(throws: MATError.self) {
      try text(bytes.file(array([0x61, 0xC3])), .utf8)
    }
    #expect(error?.code == .damaged && error?.expected == "text in utf-8")
  }

  @Test("text that says its encoding is not touched", arguments: MATTextEncoding.allCases)
  func saysItself(encoding: MATTextEncoding) throws {
    #expect(try text(bytes.file(bytes.text("né", name: "t")), encoding) == "né")
    let utf8 = bytes.array(
      .char, size: [1, 2], name: "t", bytes.element(.utf8, Array("né".utf8)))
    #expect(try text(bytes.file(utf8), encoding) == "né")
  }
}
