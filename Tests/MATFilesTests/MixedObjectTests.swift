import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("What objects have beside properties: classes of their own, aliases, flags, reasons")
struct MixedObjectTests {
  static let plain = ObjectBytes(classes: [], objects: [])

  static func number(_ value: Double) -> [UInt8] {
    plain.bytes.doubleArray([value], size: [1, 1])
  }

  /// A 3×1 array of class Shape: a Circle, a Square, and a handle that was deleted.
  static func shapes(radius: Double = 2) throws -> MATFile {
    let objects = ObjectBytes(
      classes: ["Shape", "Circle", "Square"],
      objects: [(2, [("radius", number(radius))]), (3, [("side", number(3))])])
    let reference = ObjectBytes.reference([3, 1], [1, 2, 0], classNumber: 1)
    return try MATFile(objects.file([objects.variable("g", of: "Shape", reference)]))
  }

  @Test("each object of an array keeps its own class and properties")
  func mixed() throws {
    let file = try Self.shapes()
    let value = try file.value("g")
    #expect(value.className == "Shape" && value.size == [3, 1])
    guard case .object(let object) = value, let elements = object.elements else {
      Issue.record("no elements")
      return
    }
    #expect(elements.map(\.className) == ["Circle", "Square", "Shape"])
    #expect(
      elements[0]
        == .object(
          MATObject(
            className: "Circle", size: [1, 1],
            properties: MATStructArray(["radius": (2.0).matValue]))
        ))
    #expect(elements[2] == .opaque(className: "Shape", size: [1, 1], reason: .deleted))
    #expect(try file.read(at: MATPath("g(1).radius")) == 2.0)
    #expect(try file.value(at: MATPath("g(1:2)")).size == [2, 1])
    let error = #expect(throws: MATError.self) { try file.value(at: MATPath("g.side")) }
    #expect(error?.code == .mismatch)
    #expect(throws: MATError.self) { try file.value(at: MATPath("g(1).side")) }
  }

  @Test("an array of several classes has a hash, differences, a JSON and a text of its own")
  func mixedUses() throws {
    let (value, other) = (try Self.shapes().value("g"), try Self.shapes(radius: 5).value("g"))
    #expect(try value.semanticHash() == Self.shapes().value("g").semanticHash())
    #expect(try value.semanticHash() != other.semanticHash())
    #expect(value != other)
    let difference = MATComparison(of: value, and: other, name: "g").differences.first
    #expect(difference?.numbers?.absolute.path == "g(1).radius")
    #expect(MATComparison(of: value, and: value, name: "g").differences.isEmpty)
    let json = CanonicalJSON.text(of: value)
    #expect(
      json.hasPrefix(#"{"class":"Shape","size":[3,1],"elements":[{"class":"Circle","size":[1,1],"#))
    #expect(
      json.hasSuffix(#"{"class":"Shape","size":[1,1],"opaque":true,"why":"a deleted handle"}]}"#))
    #expect(
      value.text(name: "g") == """
        g = 3×1 Shape
          (1): 1×1 Circle
            radius: 2
          (2): 1×1 Square
            side: 3
          (3): 1×1 Shape (a deleted handle)
        """)
  }

  @Test("objects of one class with the same properties stay side by side")
  func uniform() throws {
    let objects = ObjectBytes(
      classes: ["Point"], objects: [(1, [("x", Self.number(1))]), (1, [("x", Self.number(2))])])
    let reference = ObjectBytes.reference([1, 2], [1, 2], classNumber: 1)
    let file = try MATFile(objects.file([objects.variable("p", of: "Point", reference)]))
    let fields = MATStructArray(size: [1, 2], fields: ["x": [(1.0).matValue, (2.0).matValue]])
    #expect(
      try file.value("p")
        == .object(MATObject(className: "Point", size: [1, 2], properties: fields)))
  }

  @Test("a class alias is told, compared and hashed")
  func alias() throws {
    func value(_ alias: Int) throws -> MATValue {
      var objects = ObjectBytes(
        classes: ["New", "Old"], objects: [(1, [("a", Self.number(1))])])
      objects.aliases = [alias, 0]
      let reference = ObjectBytes.reference([1, 1], [1], classNumber: 1)
      return try MATFile(objects.file([objects.variable("x", of: "New", reference)])).value("x")
    }
    let (aliased, bare) = (try value(2), try value(0))
    guard case .object(let object) = aliased else {
      Issue.record("no object")
      return
    }
    #expect(object.className == "New" && object.alias == "Old")
    #expect(aliased.description.hasPrefix("1×1 New, alias Old"))
    #expect(CanonicalJSON.text(of: aliased).contains(#""alias":"Old""#))
    #expect(aliased != bare)
    #expect(try aliased.semanticHash() != bare.semanticHash())
    #expect(!MATComparison(of: aliased, and: bare, name: "x").differences.isEmpty)
  }

  static func categories(ordinal: Bool, protected: Bool) throws -> MATFile {
    try ObjectReadingTests.file("categorical") { objects in
      let flag = { (isOn: Bool) in
        objects.bytes.array(
          .uint8, flags: 2, size: [1, 1], objects.bytes.element(.uint8, [isOn ? 1 : 0]))
      }
      return [
        ("categoryNames", objects.cell([objects.bytes.text("low"), objects.bytes.text("high")])),
        (
          "codes",
          objects.bytes.array(.uint8, size: [1, 2], objects.bytes.element(.uint8, [2, 1]))
        ),
        ("isProtected", flag(protected)), ("isOrdinal", flag(ordinal)),
      ]
    }
  }

  @Test(
    "a categorical array tells that it is ordinal or protected, and its categories",
    arguments: [
      (false, false, ", categories low, high"), (false, true, ", protected, categories low, high"),
      (true, true, ", ordinal, protected, categories low < high"),
    ])
  func flags(_ ordinal: Bool, _ protected: Bool, _ notes: String) throws {
    let value = try Self.categories(ordinal: ordinal, protected: protected).value("x")
    let array = try MATCategoricalArray(matValue: value)
    #expect(array.isOrdinal == ordinal && array.isProtected == protected)
    #expect(value.description.hasPrefix("1×2 categorical" + notes + "\n"))
    #expect(
      CanonicalJSON.text(of: value).hasSuffix(
        #","categories":["low","high"],"ordinal":\#(ordinal),"protected":\#(protected)}"#))
  }

  @Test("data of objects in a newer version leave them opaque, and say so everywhere")
  func newerVersion() throws {
    var objects = ObjectBytes(classes: ["string"], objects: [])
    objects.version = 5
    let reference = ObjectBytes.reference([1, 1], [1], classNumber: 1)
    let file = try MATFile(objects.file([objects.variable("s", of: "string", reference)]))
    let value = try file.value("s")
    #expect(
      value == .opaque(className: "string", size: [1, 1], reason: .unknownVersion(5)))
    #expect(value.description.contains("version 5"))
    #expect(CanonicalJSON.text(of: value).contains(#""opaque":true,"why":"not decoded: the data"#))
    #expect(file.variables[0].undecoded.map(\.reason) == [.unknownVersion(5)])
    let error = #expect(throws: MATError.self) { try file.value(at: MATPath("s.any")) }
    #expect(error?.found?.contains("version 5") == true)
  }

  @Test("what is not decoded inside a variable is named with its place")
  func places() throws {
    let java = MATValue.opaque(
      className: "java.lang.String", size: [1, 1], reason: .foreign(system: "java"))
    let value: MATValue = .structure(
      MATStructArray([
        "a": [(1.0).matValue, java].matValue,
        "b": .opaque(className: "Node", size: [1, 1], reason: .deleted),
      ]))
    #expect(value.undecodedPlaces().map(\.path) == [".a{2}"])
    #expect(
      value.undecodedPlaces()[0].statement(ofVariable: "s")
        == "s.a{2}: 1×1 java.lang.String, not decoded: an object of Java's")
  }
}
