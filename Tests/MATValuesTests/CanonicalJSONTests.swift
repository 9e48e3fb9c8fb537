import ComplexModule
import Foundation
import Matrices
import SeededRandomness
import RandomValues
import Testing

@testable import MATValues

@Suite("Canonical JSON")
struct CanonicalJSONTests {
  @Test(
    "each class is written as documented",
    arguments: [
      (
        Matrix(rows: [[1.0, -2.5], [0, 1e300]]).matValue,
        #""class":"double","size":[2,2],"data":[1,0,-2.5,1e+300]"#
      ),
      (
        [Int64.max, .min].matValue,
        #""class":"int64","size":[1,2],"data":[9223372036854775807,-9223372036854775808]"#
      ),
      (UInt64.max.matValue, #""class":"uint64","size":[1,1],"data":[18446744073709551615]"#),
      ([UInt8(0), 255].matValue, #""class":"uint8","size":[1,2],"data":[0,255]"#),
      (
        Matrix(rows: [[Complex(1.0, -2)], [Complex(.nan, 0.5)]]).matValue,
        #""class":"double","size":[2,1],"data":[1,"NaN"],"imag":[-2,0.5]"#
      ),
      (
        [Float(0.1), -.infinity].matValue,
        #""class":"single","size":[1,2],"data":[0.1,"-Infinity"]"#
      ),
      ([true, false].matValue, #""class":"logical","size":[1,2],"data":[true,false]"#),
      ("hello".matValue, #""class":"char","size":[1,5],"data":["hello"]"#),
      ("".matValue, #""class":"char","size":[0,0],"data":[]"#),
      (.char(NDArray(size: [2, 0], elements: [])), #""class":"char","size":[2,0],"data":[]"#),
      (.char(NDArray(size: [0, 2], elements: [])), #""class":"char","size":[0,2],"data":[]"#),
      (
        .char(NDArray(size: [2, 2, 2], elements: Array("acbdegfh".utf16))),
        #""class":"char","size":[2,2,2],"data":["ab","cd","ef","gh"]"#
      ),
      (
        [(1.0).matValue, "x".matValue].matValue,
        #""class":"cell","size":[1,2],"data":[{"class":"double","size":[1,1],"data":[1]},{"class":"char","size":[1,1],"data":["x"]}]"#
      ),
      (
        .structure(
          MATStructArray(
            size: [1, 2],
            fields: ["b": [(1.0).matValue, (2.0).matValue], "a": ["p".matValue, "q".matValue]])),
        #""class":"struct","size":[1,2],"fields":["b","a"],"data":{"b":[{"class":"double","size":[1,1],"data":[1]},{"class":"double","size":[1,1],"data":[2]}],"a":[{"class":"char","size":[1,1],"data":["p"]},{"class":"char","size":[1,1],"data":["q"]}]}"#
      ),
      (
        .structure(MATStructArray(size: [0, 0], fields: ["a": []])),
        #""class":"struct","size":[0,0],"fields":["a"],"data":{"a":[]}"#
      ),
      (
        .sparse(
          .complex(
            SparseMatrix(
              rowCount: 3, columnCount: 2, columnStarts: [0, 1, 2], rowIndices: [2, 0],
              values: [.init(real: 1, imaginary: -0.5), .init(real: 0, imaginary: 2)]))),
        #""class":"double","size":[3,2],"sparse":true,"rows":[2,0],"columns":[0,1],"data":[1,0],"imag":[-0.5,2]"#
      ),
      (
        .sparse(
          .logical(
            SparseMatrix(
              rowCount: 1, columnCount: 1, columnStarts: [0, 1], rowIndices: [0], values: [true]))),
        #""class":"logical","size":[1,1],"sparse":true,"rows":[0],"columns":[0],"data":[true]"#
      ),
      (
        .functionHandle(MATFunctionHandle(text: "@(x) x.^2")),
        #""class":"function_handle","size":[1,1],"data":"@(x) x.^2""#
      ),
      (
        .functionHandle(MATFunctionHandle(text: nil)),
        #""class":"function_handle","size":[1,1],"opaque":true"#
      ),
      (.opaque(className: "table", size: [3, 1]), #""class":"table","size":[3,1],"opaque":true"#),
      (
        .object(MATObject(className: "poly", size: [1, 1], properties: nil)),
        #""class":"poly","size":[1,1],"opaque":true"#
      ),
      (
        .object(MATObject(className: "poly", size: [1, 1], properties: ["c": 1.0])),
        #""class":"poly","size":[1,1],"fields":["c"],"data":{"c":[{"class":"double","size":[1,1],"data":[1]}]}"#
      ),
    ] as [(MATValue, String)])
  func classes(value: MATValue, body: String) {
    #expect(CanonicalJSON.text(of: value) == "{\(body)}")
    #expect(CanonicalJSON.text(of: value, name: "x") == "{\"name\":\"x\",\(body)}")
    #expect(
      CanonicalJSON.text(of: value, name: "x", isGlobal: true)
        == "{\"name\":\"x\",\"global\":true,\(body)}")
  }

  @Test("a file is its format and its variables in order")
  func file() {
    let variables = [
      MATVariable(name: "b", value: (1.0).matValue),
      MATVariable(name: "a", value: true.matValue, isGlobal: true),
    ]
    #expect(
      CanonicalJSON.text(format: .v73, variables: variables)
        == #"{"format":"7.3","variables":[{"name":"b","class":"double","size":[1,1],"data":[1]},"#
        + "\n" + #"{"name":"a","global":true,"class":"logical","size":[1,1],"data":[true]}]}"#
        + "\n")
    #expect(
      CanonicalJSON.text(format: .v5, variables: []) == "{\"format\":\"5\",\"variables\":[]}\n")
  }

  @Test(
    "doubles are as short as they can be, and read back as themselves",
    arguments: [
      (0, "0"), (-0.0, "-0.0"), (1, "1"), (-17, "-17"), (0.1, "0.1"),
      (1.0 / 3, "0.3333333333333333"),
      (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992.0"),
      (1e22, "1e+22"), (.leastNonzeroMagnitude, "5e-324"),
      (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
      (.infinity, "\"Infinity\""), (-.infinity, "\"-Infinity\""), (.nan, "\"NaN\""),
      (-.nan, "\"NaN\""),
    ] as [(Double, String)])
  func doubles(number: Double, text: String) {
    #expect(CanonicalJSON.text(of: number.matValue).contains("\"data\":[\(text)]"))
  }

  @Test("every double and single reads back bit for bit", arguments: 0..<20)
  func numbersReadBack(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let doubles = (0..<500).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
    let singles = (0..<500).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
    }
    .filter(\.isFinite)
    #expect(
      try data(of: doubles.matValue).map { Double($0)?.bitPattern } == doubles.map(\.bitPattern))
    #expect(
      try data(of: singles.matValue).map { Float($0)?.bitPattern } == singles.map(\.bitPattern))
  }

  /// The texts of the numbers under "data".
  private func data(of value: MATValue) throws -> [Substring] {
    let text = CanonicalJSON.text(of: value)
    let start = try #require(text.range(of: "\"data\":[")).upperBound
    return text[start...].dropLast(2).split(separator: ",")
  }

  @Test("text is escaped so that any JSON reader gets the same code units")
  func escapes() throws {
    let all =
      (0...UInt16.max).filter { !UTF16.isSurrogate($0) } + Array("\u{1F600}\u{10FFFF}".utf16)
    let value = MATValue.char(NDArray(size: [1, all.count], elements: all))
    let text = CanonicalJSON.text(of: value)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect((object["data"] as? [String])?.first.map { Array($0.utf16) } == all)
    #expect(!text.utf8.contains { $0 < 0x20 })
  }

  @Test(
    "a surrogate without its partner is written as its escape",
    arguments: [
      ([0xD800], #"["\ud800"]"#), ([0xDC00], #"["\udc00"]"#),
      ([0x61, 0xDBFF, 0x62], #"["a\udbffb"]"#),
      ([0xD83D, 0xD83D, 0xDE00], "[\"\\ud83d\u{1F600}\"]"),
      ([0xDE00, 0xD83D], #"["\ude00\ud83d"]"#),
    ] as [([UInt16], String)])
  func loneSurrogates(units: [UInt16], data: String) {
    let value = MATValue.char(NDArray(size: [1, units.count], elements: units))
    #expect(CanonicalJSON.text(of: value).hasSuffix("\"data\":\(data)}"))
  }

  @Test("names of variables, fields and classes are escaped too")
  func names() throws {
    let hostile = "a\"b\\c\n\u{1}é\u{1F600}"
    let value: MATValue = .structure(
      MATStructArray([hostile: .opaque(className: hostile, size: [1, 1])]))
    let text = CanonicalJSON.text(of: value, name: hostile)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["name"] as? String == hostile)
    #expect(object["fields"] as? [String] == [hostile])
    let values = try #require((object["data"] as? [String: Any])?[hostile] as? [[String: Any]])
    #expect(values.first?["class"] as? String == hostile)
  }

  @Test("a stream hands out the same text in chunks", arguments: 0..<10)
  func stream(seed: UInt64) throws {
    var random = RandomValues(seed: seed, version: .v7, for: .scipy)
    var variables = random.variables()
    variables.append(
      MATVariable(name: "long", value: (0..<20_000).map { Double($0) / 7 }.matValue))
    var chunks: [[UInt8]] = []
    try withoutActuallyEscaping({ (chunk: [UInt8]) throws(CocoaError) in chunks.append(chunk) }) {
      sink in
      var stream = CanonicalJSONStream(format: .v7, sink: sink)
      for variable in variables { try stream.append(variable) }
      try stream.finish()
    }
    #expect(chunks.count > 3)
    #expect(chunks.allSatisfy { $0.count < 1 << 18 })
    let text = String(decoding: chunks.joined(), as: UTF8.self)
    #expect(text == CanonicalJSON.text(format: .v7, variables: variables))
    _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  @Test("an error of what takes the text ends the stream")
  func failing() {
    struct Full: Error {}
    var stream = CanonicalJSONStream(format: .v7) { (_: [UInt8]) throws(Full) in throw Full() }
    #expect(throws: Full.self) {
      try stream.append(
        MATVariable(name: "long", value: (0..<100_000).map { Double($0) / 7 }.matValue))
    }
  }
}
