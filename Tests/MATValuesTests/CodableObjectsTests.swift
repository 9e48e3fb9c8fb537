import Foundation
import Matrices
import Testing

@testable import MATValues

/// MATLAB's own classes made of Swift types, and back.
@Suite("Codable and MATLAB's own classes") struct CodableObjectsTests {
  enum Kind: String, Codable { case low, high }

  struct Inner: Codable, Equatable { var a: Int32 }

  struct Reading: Codable, Equatable {
    var name: String
    var note: String?
    var when: Date
    var seen: Date?
    var value: Double
    var more: Double?
    var count: Int32
    var isGood: Bool
    var kind: Kind
    var pair: [Double]
    var list: [Double]
    var inner: Inner
  }

  static let readings = [
    Reading(
      name: "Ada", note: nil, when: Date(timeIntervalSinceReferenceDate: 700_000_000.123_456_7),
      seen: nil, value: 1.5, more: 2, count: 7, isGood: true, kind: .high, pair: [1, 2],
      list: [1], inner: Inner(a: 1)),
    Reading(
      name: "é", note: "x", when: Date(timeIntervalSince1970: 0),
      seen: Date(timeIntervalSince1970: 1),
      value: .infinity, more: nil, count: -1, isGood: false, kind: .low, pair: [3, 4],
      list: [], inner: Inner(a: 2)),
  ]

  @Test("an array of structs is a table with columns of their classes, and comes back")
  func tables() throws {
    var encoder = MATEncoder.modern
    let value = try encoder.encode(Self.readings)
    let table = try MATTable(matValue: value)
    #expect(table.rowCount == 2)
    let classes = table.variables.mapValues(\.className)
    for (name, className) in [
      ("name", "string"), ("note", "string"), ("when", "datetime"), ("seen", "datetime"),
      ("value", "double"), ("more", "double"), ("count", "int32"), ("isGood", "logical"),
      ("kind", "string"), ("pair", "double"), ("list", "cell"), ("inner", "struct"),
    ] { #expect(classes[name] == className, "\(name)") }
    #expect(table.variables["pair"] == Matrix(rows: [[1.0, 2], [3, 4]]).matValue)
    #expect(try MATDecoder().decode([Reading].self, from: value) == Self.readings)
    // With texts that are char, the columns are cells, and those with nil strings all the same.
    encoder.texts = .char
    let cells = try encoder.encode(Self.readings)
    #expect(try MATTable(matValue: cells).variables["name"]?.className == "cell")
    #expect(try MATDecoder().decode([Reading].self, from: cells) == Self.readings)
    // One row, and none, which tells no columns.
    #expect(
      try MATDecoder().decode([Reading].self, from: encoder.encode([Self.readings[1]]))
        == [Self.readings[1]])
    #expect(try MATDecoder().decode([Reading].self, from: encoder.encode([Reading]())).isEmpty)
  }

  @Test("a table that MATLAB made is an array of structs, its categories texts")
  func foreignTable() throws {
    struct Row: Decodable, Equatable {
      var name: String
      var level: Kind?
      var x: Double
      var y: Double?
      var inner: Inner
    }
    let table = try MATTable([
      "name": MATValue.cell(NDArray(size: [2, 1], elements: ["a".matValue, "b".matValue])),
      "level": MATCategoricalArray(NDArray<String?>(size: [2, 1], elements: ["low", nil])),
      "x": Matrix(column: [1, Double.infinity]), "y": Matrix(column: [Double.nan, 2]),
      "inner": try MATTable(["a": Matrix(column: [Int32(3), 4])]),
      "unused": Matrix(column: [true, false]),
    ])
    let rows = try MATDecoder().decode([Row].self, from: table.matValue)
    #expect(
      rows == [
        Row(name: "a", level: .low, x: 1, y: nil, inner: Inner(a: 3)),
        Row(name: "b", level: nil, x: .infinity, y: 2, inner: Inner(a: 4)),
      ])
    struct Wrong: Decodable { var name: Int }
    let error = #expect(throws: MATError.self) {
      try MATDecoder().decode([Wrong].self, from: table.matValue)
    }
    #expect(error?.path == "(1).name")
  }

  @Test("dates are datetimes to the last bit, alone, in arrays and where one is nil")
  func dates() throws {
    var encoder = MATEncoder()
    encoder.dates = .datetime
    let dates = (0..<50).map { Date(timeIntervalSinceReferenceDate: Double($0) * 1e8 / 7 - 1e9) }
    for date in dates {
      let value = try encoder.encode(date)
      #expect(value.className == "datetime")
      #expect(try MATDecoder().decode(Date.self, from: value) == date)
    }
    let value = try encoder.encode(dates)
    #expect(value.className == "datetime" && value.size == [1, 50])
    #expect(try MATDecoder().decode([Date].self, from: value) == dates)
    let some = [dates[0], nil, dates[1]]
    #expect(try MATDecoder().decode([Date?].self, from: encoder.encode(some)) == some)
    // Seconds are read all the same, and nothing that is no time.
    #expect(
      try MATDecoder().decode(Date.self, from: (12.0).matValue) == Date(timeIntervalSince1970: 12))
    let none = MATDatetimeArray(milliseconds: NDArray(size: [1, 1], elements: [.nan])).matValue
    #expect(throws: MATError.self) { try MATDecoder().decode(Date.self, from: none) }
  }

  @Test("texts are strings where asked, with missing ones")
  func texts() throws {
    var encoder = MATEncoder()
    encoder.texts = .string
    #expect(
      try encoder.encode(["a", "é"])
        == .string(MATStringArray(size: [1, 2], elements: ["a", "é"])))
    let some: [String?] = ["a", nil]
    let value = try encoder.encode(some)
    #expect(value == .string(MATStringArray(size: [1, 2], elements: some)))
    #expect(try MATDecoder().decode([String?].self, from: value) == some)
    #expect(try encoder.encode("x") == .string(MATStringArray(size: [1, 1], elements: ["x"])))
    #expect(try MATDecoder().decode(String.self, from: encoder.encode("x")) == "x")
    #expect(try encoder.encode([String]()).className == "string")
  }

  @Test("dictionaries are maps or dictionaries where asked, whatever their keys")
  func dictionaries() throws {
    var encoder = MATEncoder()
    let numbers = ["a b": 1.5, "": 2, "é": 3]
    let values = ["x": Inner(a: 1), "y": Inner(a: 2)]
    let lists = ["x": [1.0], "y": []]
    for kind in [MATEncoder.Dictionaries.map, .dictionary] {
      encoder.dictionaries = kind
      let value = try encoder.encode(numbers)
      #expect(value.className == (kind == .map ? "containers.Map" : "dictionary"))
      #expect(try MATDecoder().decode([String: Double].self, from: value) == numbers)
      #expect(
        try MATDecoder().decode([String: Inner].self, from: encoder.encode(values)) == values)
      #expect(
        try MATDecoder().decode([String: [Double]].self, from: encoder.encode(lists)) == lists)
      #expect(
        try MATDecoder().decode([String: Double].self, from: encoder.encode([String: Double]()))
          .isEmpty)
      let error = #expect(throws: MATError.self) {
        try MATDecoder().decode([String: Int].self, from: value)
      }
      #expect(error?.path == #".("a b")"#)
    }
    encoder.dictionaries = .dictionary
    #expect(try MATDictionary(matValue: encoder.encode(numbers)).values?.className == "double")
    encoder.dictionaries = .structure
    #expect(throws: MATError.self) { try encoder.encode(numbers) }
  }

  @Test("a property that no column can be called is named")
  func reserved() throws {
    struct Row: Encodable {
      var Properties = 1.0
    }
    let error = #expect(throws: MATError.self) { try MATEncoder.modern.encode(["t": [Row()]]) }
    #expect(error?.path?.hasSuffix(".Properties") == true)
  }
}
