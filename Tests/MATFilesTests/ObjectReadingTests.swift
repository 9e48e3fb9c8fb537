import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("MATLAB's own objects")
struct ObjectReadingTests {
  /// A file with one object of a class as the variable x.
  static func file(
    _ className: String, _ properties: (ObjectBytes) -> [(String, [UInt8])]
  ) throws -> MATFile {
    let plain = ObjectBytes(classes: [], objects: [])
    let objects = ObjectBytes(classes: [className], objects: [(1, properties(plain))])
    let reference = ObjectBytes.reference([1, 1], [1], classNumber: 1)
    return try MATFile(objects.file([objects.variable("x", of: className, reference)]))
  }

  static let texts: [String?] = ["a", nil, "", "Größe 😀", "long enough for several words", "f"]
  static let array = MATStringArray(size: [2, 3], elements: texts)

  @Test(
    "a string array is read with shape and missing elements, in both byte orders and compressed",
    arguments: [false, true], [false, true])
  func strings(isBigEndian: Bool, isCompressed: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let plain = ObjectBytes(classes: [], objects: [], bytes: bytes)
    var objects = ObjectBytes(
      classes: ["string"], objects: [(1, [("any", plain.strings([2, 3], Self.texts))])],
      bytes: bytes)
    objects.isCompressed = isCompressed
    let reference = ObjectBytes.reference([1, 1], [1], classNumber: 1)
    let file = try MATFile(objects.file([objects.variable("s", of: "string", reference)]))
    #expect(file.variables.map(\.name) == ["s"])
    #expect(file.variables[0].size == [2, 3] && file.variables[0].className == "string")
    #expect(try file.value("s") == .string(Self.array))
    #expect(
      try file.value(at: MATPath("s(2,2)"))
        == .string(MATStringArray(size: [1, 1], elements: ["Größe 😀"])))
    let strings: MATStringArray = try file["s"]
    #expect(strings.elements == Self.texts)
    let error = #expect(throws: MATError.self) { let _: NDArray<String> = try file["s"] }
    #expect(error?.code == .mismatch && error?.path == "(2,1)" && error?.found == "<missing>")
  }

  @Test("strings become Swift's, alone, in arrays and by Codable")
  func swiftTypes() throws {
    struct Names: Decodable, Equatable {
      let x: [String]
    }
    struct Optionals: Decodable, Equatable {
      let x: [String?]
    }
    let row = try Self.file("string") { [("any", $0.strings([1, 2], ["a", "b"]))] }
    #expect(try row["x"] == ["a", "b"])
    #expect(try row.decode(Names.self) == Names(x: ["a", "b"]))
    let missing = try Self.file("string") { [("any", $0.strings([1, 2], ["a", nil]))] }
    #expect(try missing.decode(Optionals.self) == Optionals(x: ["a", nil]))
    #expect(throws: MATError.self) { try missing.decode(Names.self) }
    let one = try Self.file("string") { [("any", $0.strings([1, 1], ["Zürich"]))] }
    #expect(try one["x"] == "Zürich")
  }

  @Test("a string array has a JSON, a text, a hash and differences of its own")
  func uses() throws {
    let value = MATValue.string(Self.array)
    #expect(
      CanonicalJSON.text(of: .string(MATStringArray(size: [1, 2], elements: ["a\"", nil])))
        == #"{"class":"string","size":[1,2],"data":["a\"",null]}"#)
    #expect(value.description.contains("2×3 string") && value.description.contains("<missing>"))
    #expect(
      MATValue.string(MATStringArray(size: [1, 1], elements: ["a"])).description == "\"a\"")
    var other = Self.texts
    other[5] = "g"
    let changed = MATValue.string(MATStringArray(size: [2, 3], elements: other))
    #expect(try value.semanticHash() != changed.semanticHash())
    other[5] = nil
    #expect(value != .string(MATStringArray(size: [2, 3], elements: other)))
    #expect(
      MATStringArray(size: [1, 1], elements: ["é"])
        != MATStringArray(size: [1, 1], elements: ["e\u{301}"]))
    #expect(value.byteCount == 2 * Self.texts.reduce(0) { $0 + ($1 ?? "").utf16.count })
  }

  @Test(
    "objects that another program wrote are read",
    arguments: ["labels_v7.mat", "labels_v73.mat"])
  func otherWriter(_ name: String) throws {
    let file = try MATFile(Corpora.resources.appending(path: "objects/\(name)").path)
    #expect(file.variable(named: "y")?.size == [6, 1])
    #expect(try file["y"] == ["cat", "dog", "cat", "dog", "dog", "Größe"])
    let gaps: MATStringArray = try file["gaps"]
    #expect(gaps.elements[2] == nil && gaps.elements[5] == "Größe")
    let kinds = try MATCategoricalArray(matValue: file.value("kinds"))
    #expect(kinds.labels.elements.last == "Größe" && kinds.categories.count == 3)
  }

  @Test("half of a surrogate pair keeps a string array as it is stored")
  func loneSurrogate() throws {
    let file = try Self.file("string") { [("any", $0.row([1, 2, 1, 1, 1, 0xD83D]))] }
    guard case .object(let object) = try file.value("x") else {
      Issue.record("no object")
      return
    }
    #expect(object.className == "string" && object.properties?.fields.keys.first == "any")
  }

  @Test("times have their size, zone and points in time")
  func datetimes() throws {
    let file = try Self.file("datetime") {
      [
        ("data", $0.bytes.doubleArray([0, 1_743_508_800_000.5, .nan], size: [1, 3])),
        ("tz", $0.bytes.text("Europe/Berlin")), ("fmt", $0.bytes.text("uuuu")),
      ]
    }
    #expect(file.variables[0].size == [1, 3])
    let times = try MATDatetimeArray(matValue: file.value("x"))
    #expect(times.timeZone == "Europe/Berlin" && times.format == "uuuu")
    #expect(
      times.dates == [
        Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_743_508_800.0005), nil,
      ])
    let text = try file.value("x").description
    #expect(
      text.contains("1970-01-01 01:00:00 +01:00")
        && text.hasPrefix("1×3 datetime, time zone Europe/Berlin, format uuuu"), "\(text)")
    let half = try file.value(at: MATPath("x(2)")).description
    #expect(half.hasSuffix("2025-04-01 14:00:00.0005 +02:00"), "\(half)")
    let second = try MATDatetimeArray(matValue: file.value(at: MATPath("x(2)")))
    #expect(second.size == [1, 1] && second.milliseconds.elements == [1_743_508_800_000.5])
    #expect(
      CanonicalJSON.text(of: try file.value("x")).hasSuffix(
        #""size":[1,3],"data":[0,1743508800000.5,"NaN"],"timeZone":"Europe/Berlin","format":"uuuu"}"#
      ))
  }

  @Test("a categorical array has labels, and undefined elements")
  func categories() throws {
    let file = try Self.file("categorical") {
      [
        ("categoryNames", $0.cell([$0.bytes.text("red"), $0.bytes.text("blue")])),
        ("codes", $0.bytes.array(.uint8, size: [3, 1], $0.bytes.element(.uint8, [2, 0, 1]))),
      ]
    }
    let array = try MATCategoricalArray(matValue: file.value("x"))
    #expect(array.labels.elements == ["blue", nil, "red"] && array.size == [3, 1])
    #expect(try file.value("x").description.contains("<undefined>"))
    let bad = try Self.file("categorical") {
      [
        ("categoryNames", $0.cell([$0.bytes.text("red")])),
        ("codes", $0.bytes.array(.uint8, size: [1, 1], $0.bytes.element(.uint8, [2]))),
      ]
    }
    let error = #expect(throws: MATError.self) {
      try MATCategoricalArray(matValue: bad.value("x"))
    }
    #expect(error?.code == .damaged)
  }

  @Test("a table has its variables under their names")
  func table() throws {
    let file = try Self.file("table") { bytes in
      let number = { (x: Double) in bytes.bytes.doubleArray([x], size: [1, 1]) }
      return [
        ("data", bytes.cell([bytes.bytes.doubleArray([1, 2], size: [2, 1])], isRow: true)),
        ("nrows", number(2)), ("nvars", number(1)),
        ("varnames", bytes.cell([bytes.bytes.text("Age")])),
        ("rownames", bytes.cell([bytes.bytes.text("Ann"), bytes.bytes.text("Bob")])),
        ("props", bytes.structure([("Description", bytes.bytes.text("people"))])),
      ]
    }
    #expect(file.variables[0].size == [2, 1])
    #expect(try file.read(at: MATPath("x.Age(2)")) == 2.0)
    #expect(try file.read(at: MATPath("x.Properties.RowNames")) == ["Ann", "Bob"])
    #expect(try file.read(at: MATPath("x.Properties.Description")) == "people")
    #expect(throws: MATError.self) { try file.value(at: MATPath("x(1,1)")) }
  }

  @Test("a map has keys and values")
  func map() throws {
    let file = try Self.file("containers.Map") { bytes in
      [
        (
          "serialization",
          bytes.structure([
            ("keys", bytes.cell([bytes.bytes.text("a"), bytes.bytes.text("b")], isRow: true)),
            (
              "values",
              bytes.cell(
                [bytes.bytes.text("x"), bytes.bytes.doubleArray([7], size: [1, 1])], isRow: true)
            ), ("keyType", bytes.bytes.text("char")), ("valueType", bytes.bytes.text("any")),
          ])
        )
      ]
    }
    #expect(file.variables[0].size == [2, 1])
    #expect(try file.read(at: MATPath("x.keys")) == ["a", "b"])
    #expect(try file.read(at: MATPath("x.values{2}")) == 7.0)
  }

  @Test("objects of a class of one's own have their properties, other objects in them too")
  func nested() throws {
    let plain = ObjectBytes(classes: [], objects: [])
    let inner = plain.words(ObjectBytes.reference([1, 1], [2], classNumber: 2))
    let objects = ObjectBytes(
      classes: ["lab.Outer", "string"],
      objects: [
        (1, [("names", plain.cell([inner]))]), (2, [("any", plain.strings([1, 1], ["deep"]))]),
        (1, [("other", plain.bytes.doubleArray([3], size: [1, 1]))]),
      ])
    let file = try MATFile(
      objects.file([
        objects.variable(
          "x", of: "lab.Outer", ObjectBytes.reference([1, 1], [1], classNumber: 1)),
        objects.variable(
          "both", of: "lab.Outer", ObjectBytes.reference([1, 2], [1, 3], classNumber: 1)),
      ]))
    #expect(try file.read(at: MATPath("x.names{1}")) == "deep")
    guard case .object(let both) = try file.value("both") else {
      Issue.record("no object")
      return
    }
    #expect(both.size == [1, 2] && both.elements?.count == 2)
    #expect(try file.read(at: MATPath("both(2).other")) == 3.0)
    let error = #expect(throws: MATError.self) { try file.value(at: MATPath("both(1).other")) }
    #expect(error?.code == .notFound)
  }
}
