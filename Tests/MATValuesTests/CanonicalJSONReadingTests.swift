import Foundation
import Matrices
import RandomValues
import SeededRandomness
import Testing

@testable import MATValues

@Suite("Canonical JSON read back")
struct CanonicalJSONReadingTests {
  @Test("every value comes back of its text", arguments: 0..<60)
  func random(seed: UInt64) throws {
    var random = RandomValues(seed: seed, version: .v73)
    let variables = random.variables()
    let text = CanonicalJSON.text(format: .v7, variables: variables)
    #expect(try CanonicalJSON.variables(of: Array(text.utf8)) == variables)
    for variable in variables {
      let one = CanonicalJSON.text(
        of: variable.value, name: variable.name, isGlobal: variable.isGlobal)
      #expect(try CanonicalJSON.variables(of: Array(one.utf8)) == [variable])
      #expect(
        try CanonicalJSON.value(of: CanonicalJSON.text(of: variable.value)) == variable.value)
    }
  }

  /// One or more of each class of MATLAB's own.
  static func objects() throws -> [MATValue] {
    let dates = MATDatetimeArray(
      [Date(timeIntervalSinceReferenceDate: 700_000_000.123_456_7), nil],
      timeZone: "Europe/Berlin", format: "dd-MMM-uuuu")
    let names = MATStringArray(size: [2, 1], elements: ["é", nil])
    let column = Matrix(column: [1.5, -2])
    let labels = try MATCategoricalArray(
      categories: ["low", "high"], codes: NDArray(size: [2, 1], elements: [1, nil]),
      isOrdinal: true)
    let inner = try MATTable(["x": column])
    let table = try MATTable(
      ["name": names, "when": dates, "level": labels, "inner": inner], rowNames: ["a", "b"],
      units: ["", "s", "", ""])
    let days = NDArray(size: [2, 1], elements: [3.0, 4])
    return [
      names.matValue, dates.matValue, labels.matValue, table.matValue,
      MATDurationArray(seconds: [1, .nan]).matValue,
      MATCalendarDurationArray(months: days, days: days, milliseconds: days).matValue,
      try MATTimetable(["x": column], times: dates).matValue,
      try MATMap(["b": column, "a": "text"]).matValue, try MATMap([2: 1.0, 1: 2.0]).matValue,
      try MATDictionary(keys: names, values: column).matValue, MATDictionary().matValue,
      MATEnumerationArray(
        className: "Signal", members: NDArray(size: [1, 2], elements: ["red", "green"]),
        base: "uint32"
      ).matValue,
      MATValue.functionHandle(
        MATFunctionHandle(text: "@(x)a*x", workspace: .structure(["a": table]))),
      .object(
        MATObject(
          className: "Point", size: [1, 2],
          properties: MATStructArray(
            size: [1, 2], fields: ["x": [(1.0).matValue, (2.0).matValue]]), alias: "OldPoint")),
      .object(
        MATObject(
          className: "Shape", size: [2, 1],
          elements: [
            .object(MATObject(className: "Disc", size: [1, 1], properties: ["r": 1.0])),
            .opaque(className: "Disc", size: [1, 1], reason: .deleted),
          ])),
      .opaque(className: "java.lang.String", size: [1, 1], reason: .foreign(system: "java")),
      .opaque(className: "x", size: [1, 1], reason: .insideItself(levels: 3)),
      .opaque(className: "x", size: [1, 1], reason: .unknownVersion(5)),
    ]
  }

  @Test("objects come back typed, and the same text comes of them")
  func objects() throws {
    for value in try Self.objects() {
      let text = CanonicalJSON.text(of: value)
      let again = try CanonicalJSON.value(of: text)
      #expect(again == value, "\(text)")
      #expect(CanonicalJSON.text(of: again) == text)
    }
    let table = try MATTable(
      matValue: CanonicalJSON.value(of: CanonicalJSON.text(of: try Self.objects()[3])))
    #expect(
      table.rowNames == ["a", "b"]
        && Array(table.variables.keys) == ["name", "when", "level", "inner"])
  }

  @Test("keys may stand in any order, with spaces, and numbers as other programs write them")
  func order() throws {
    let text = """
      { "data" : [ 1.0, 2e0, 3 ] , "more": {"a": [1, {"b": "\\"]}"}]},
        "size" : [ 1 , 3 ] , "class" : "int8" }
      """
    #expect(try CanonicalJSON.value(of: text) == [Int8(1), 2, 3].matValue)
    #expect(
      try CanonicalJSON.value(
        of:
          #"{"class":"struct","size":[1,1],"data":{"a":[{"class":"char","size":[1,1],"data":["\u00e9"]}]}}"#
      ) == .structure(["a": "é"]))
  }

  @Test(
    "what is no canonical JSON is told with its place",
    arguments: [
      ("", 0), ("[", 1), ("{\"class\":}", 9), ("{\"a\":1,}", 7), ("[1 2]", 3), ("{\"a\" 1}", 5),
      ("[01]", 1), ("[1.]", 1), ("[+1]", 1), ("[nan]", 1), ("\"\\x\"", 1), ("\"\\u12G4\"", 1),
      ("\"a", 2), ("\"\u{1}\"", 1), ("[] []", 3), ("[}", 1), ("{\"a\":1,\"a\":2}", 7),
      ("[1,]", 3), ("\u{FEFF}1", 0),
    ])
  func grammar(text: String, place: Int) {
    let error = #expect(throws: MATError.self) { try CanonicalJSON.value(of: text) }
    #expect(error?.code == .damaged && error?.offset == place, "\(text): \(error as Any)")
  }

  @Test(
    "a value that contradicts itself is refused",
    arguments: [
      #""class":"double","size":[1,2],"data":[1]"#,
      #""class":"double","size":[1,2],"data":[1,2,3]"#,
      #""class":"double","size":[1],"data":[1]"#, #""class":"double","size":[-1,1],"data":[]"#,
      #""class":"double","size":[1,1.5],"data":[1]"#, #""class":"int8","size":[1,1],"data":[128]"#,
      #""class":"int8","size":[1,1],"data":[1.5]"#, #""class":"int8","size":[1,1],"data":["NaN"]"#,
      #""class":"double","size":[1,1],"data":[1e999]"#,
      #""class":"single","size":[1,1],"data":[1e99]"#,
      #""class":"double","size":[1,1],"data":["nan"]"#, #""class":"double","size":[1,1]"#,
      #""class":"double","size":[1,1],"data":[1],"imag":[]"#, #""size":[1,1],"data":[1]"#,
      #""class":"double","size":[4294967296,4294967296],"data":[]"#,
      #""class":"char","size":[1,2],"data":["a"]"#, #""class":"char","size":[2,1],"data":["a"]"#,
      #""class":"char","size":[9000000000000000000,1],"data":["a"]"#,
      #""class":"logical","size":[1,1],"data":[1]"#, #""class":"cell","size":[1,2],"data":[]"#,
      #""class":"cell","size":[1,1],"data":[{"class":"cell"}]"#,
      #""class":"struct","size":[1,1],"fields":["a"],"data":{}"#,
      #""class":"struct","size":[1,1],"fields":["a"],"data":{"b":[]}"#,
      #""class":"double","size":[2,2],"sparse":true,"rows":[0,0],"columns":[0,0],"data":[1,2]"#,
      #""class":"double","size":[2,2],"sparse":true,"rows":[2],"columns":[0],"data":[1]"#,
      #""class":"double","size":[2,2],"sparse":true,"rows":[0],"columns":[2],"data":[1]"#,
      #""class":"double","size":[2,2],"sparse":true,"rows":[0,0],"columns":[1,0],"data":[1,2]"#,
      #""class":"double","size":[1,9000000000000000000],"sparse":true,"rows":[],"columns":[],"data":[]"#,
      #""class":"int8","size":[1,1],"sparse":true,"rows":[],"columns":[],"data":[]"#,
      #""class":"string","size":[1,1],"data":["\ud800"]"#,
      #""class":"categorical","size":[1,1],"data":["c"],"categories":["a"]"#,
      #""class":"datetime","size":[1,1],"data":[]"#, #""class":"Point","size":[1,1]"#,
      #""class":"Shape","size":[1,2],"elements":[]"#,
    ])
  func contradictions(body: String) {
    #expect(throws: MATError.self) { try CanonicalJSON.value(of: "{\(body)}") }
  }

  @Test("an error tells the way to the place")
  func path() {
    let text =
      #"{"name":"s","class":"struct","size":[1,1],"data":{"a":[{"class":"cell","size":[1,2],"data":[{"class":"logical","size":[1,1],"data":[true]},{"class":"int8","size":[1,1],"data":[300]}]}]}}"#
    let error = #expect(throws: MATError.self) {
      try CanonicalJSON.variables(of: Array(text.utf8))
    }
    #expect(error?.variable == "s" && error?.path == ".a{1, 2}" || error?.path == ".a{2}")
    #expect(error?.code == .outOfRange && error?.found == "300")
  }

  @Test("nesting ends at the limit, and takes no stack beyond")
  func nesting() throws {
    let nested = { (depth: Int) in
      String(repeating: #"{"class":"cell","size":[1,1],"data":["#, count: depth)
        + #"{"class":"double","size":[0,0],"data":[]}"# + String(repeating: "]}", count: depth)
    }
    _ = try CanonicalJSON.value(of: nested(200))
    for depth in [201, 1000] {
      let error = #expect(throws: MATError.self) { try CanonicalJSON.value(of: nested(depth)) }
      #expect(error?.code == .limitExceeded && error?.limit == .nesting)
    }
    let deep = String(repeating: "[", count: 2_000_000)
    #expect(throws: MATError.self) { try CanonicalJSON.value(of: deep) }
  }

  @Test("text that is cut or changed anywhere is a value or an error", arguments: 0..<40)
  func mutations(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let values = try Self.objects()
    let text = CanonicalJSON.text(
      format: .v7,
      variables: values.enumerated().map { MATVariable(name: "v\($0)", value: $1) })
    for _ in 0..<50 {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.insert("{}[]\",:0\\".utf8.randomElement(using: &random) ?? 0, at: place)
        default: bytes.remove(at: place)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      do throws(MATError) {
        let variables = try CanonicalJSON.variables(of: bytes)
        _ = CanonicalJSON.text(format: .v7, variables: variables)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("the time is linear in the text")
  func linear() throws {
    let seconds = try [4_000, 32_000].map { count in
      let text = CanonicalJSON.text(of: [String](repeating: "a text", count: count).matValue)
      let clock = ContinuousClock()
      let times = try (0..<3).map { _ in
        try clock.measure { _ = try CanonicalJSON.value(of: text) } / .seconds(1)
      }
      return times.min() ?? 0
    }
    #expect(seconds[1] < 8 * 2.5 * seconds[0], "\(seconds)")
  }
}
