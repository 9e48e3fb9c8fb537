import Foundation
import Matrices
import Testing

@testable import MATValues

/// Types that write their containers by hand, as library code does.
@Suite("Codable containers")
struct CodableContainersTests {
  /// Nested containers of each kind, by hand.
  struct Nested: Codable, Equatable {
    var x = 1, y = 2, last = "end"

    enum Keys: String, CodingKey { case outer, list, inner }

    init() {}

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      var outer = container.nestedContainer(keyedBy: Keys.self, forKey: .outer)
      try outer.encode(x, forKey: .inner)
      var list = container.nestedUnkeyedContainer(forKey: .list)
      try list.encode(y)
      try list.encodeNil()
      var inList = list.nestedContainer(keyedBy: Keys.self)
      try inList.encode(last, forKey: .inner)
      var listInList = list.nestedUnkeyedContainer()
      try listInList.encode(true)
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      let outer = try container.nestedContainer(keyedBy: Keys.self, forKey: .outer)
      x = try outer.decode(Int.self, forKey: .inner)
      var list = try container.nestedUnkeyedContainer(forKey: .list)
      y = try list.decode(Int.self)
      guard try list.decodeNil(), list.currentIndex == 2, list.count == 4 else {
        throw DecodingError.dataCorruptedError(in: list, debugDescription: "no nil")
      }
      last = try list.nestedContainer(keyedBy: Keys.self).decode(String.self, forKey: .inner)
      var listInList = try list.nestedUnkeyedContainer()
      guard try listInList.decode(Bool.self), listInList.isAtEnd, list.isAtEnd else {
        throw DecodingError.dataCorruptedError(in: list, debugDescription: "more")
      }
    }
  }

  @Test("nested containers come back")
  func nested() throws {
    let value = try MATEncoder().encode(Nested())
    let expected: MATStructArray = [
      "outer": ["inner": Int64(1)] as MATStructArray,
      "list": [
        Int64(2).matValue, .absent, .structure(["inner": "end"]), true.matValue,
      ],
    ]
    #expect(value == .structure(expected))
    #expect(try MATDecoder().decode(Nested.self, from: value) == Nested())
  }

  class Base: Codable {
    var a: Int
    init(a: Int) { self.a = a }
  }

  final class Derived: Base {
    var b: String
    init(a: Int, b: String) {
      self.b = b
      super.init(a: a)
    }

    enum Keys: String, CodingKey { case b }

    required init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      b = try container.decode(String.self, forKey: .b)
      try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(b, forKey: .b)
      try super.encode(to: container.superEncoder())
    }
  }

  @Test("a superclass has a field of its own")
  func classes() throws {
    let value = try MATEncoder().encode(Derived(a: 1, b: "x"))
    #expect(value == .structure(["b": "x", "super": ["a": Int64(1)] as MATStructArray]))
    let object = try MATDecoder().decode(Derived.self, from: value)
    #expect(object.a == 1 && object.b == "x")
  }

  struct Wrapper: Codable, Equatable {
    var number: Double
    init(_ number: Double) { self.number = number }
    init(from decoder: any Decoder) throws {
      number = try decoder.singleValueContainer().decode(Double.self)
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(number)
    }
  }

  @Test("wrappers of numbers are numbers, and arrays of them arrays of numbers")
  func wrappers() throws {
    let wrappers = [Wrapper(1), Wrapper(2.5)]
    let value = try MATEncoder().encode(wrappers)
    #expect(value == [1.0, 2.5].matValue)
    #expect(try MATDecoder().decode([Wrapper].self, from: value) == wrappers)
  }

  /// Tries one type and then another, as code for files of several layouts does.
  struct Either: Decodable, Equatable {
    var number: Double?
    var text: String?
    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      number = try? container.decode(Double.self)
      if number == nil { text = try container.decode(String.self) }
    }
  }

  @Test("an element that fails to decode can be tried as something else")
  func retry() throws {
    let text = try MATDecoder().decode(Either.self, from: ["a".matValue].matValue)
    #expect(text.text == "a" && text.number == nil)
    #expect(try MATDecoder().decode(Either.self, from: [1.0].matValue).number == 1)
  }

  struct Nothing: Encodable { func encode(to encoder: any Encoder) {} }
  struct Refusing: Encodable {
    func encode(to encoder: any Encoder) throws {
      throw EncodingError.invalidValue(
        3, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "no threes"))
    }
  }
  struct BadNest: Encodable {
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: FieldKey.self)
      var inner = container.nestedContainer(keyedBy: FieldKey.self, forKey: FieldKey("1"))
      try inner.encode(1, forKey: FieldKey("a"))
    }
  }

  @Test(
    "a type that encodes nothing, refuses, or nests under a bad name gives an error with its place")
  func failures() {
    for (value, found) in [
      (Nothing() as any Encodable & Sendable, "nothing"), (Refusing(), "3"), (BadNest(), "“1”"),
    ] {
      let error = #expect(throws: MATError.self) {
        _ = try MATEncoder().encode(Holder(in: value))
      }
      #expect(error?.code == .cannotRepresent && error?.path == ".in" && error?.found == found)
    }
  }

  private struct Holder: Encodable {
    let `in`: any Encodable & Sendable
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: FieldKey.self)
      try container.encode(`in`, forKey: FieldKey("in"))
    }
  }

  @Test("what a type's own code throws comes through as it is")
  func ownErrors() {
    struct Mine: Error, Equatable {}
    struct Thrower: Codable {
      init() {}
      init(from decoder: any Decoder) throws { throw Mine() }
      func encode(to encoder: any Encoder) throws { throw Mine() }
    }
    #expect(throws: Mine.self) { try MATEncoder().encode([Thrower()]) }
    #expect(throws: Mine.self) { try MATDecoder().decode(Thrower.self, from: (1.0).matValue) }
  }

  @Test("userInfo reaches the types")
  func userInfo() throws {
    struct Scaled: Codable, Equatable {
      static let key = CodingUserInfoKey(rawValue: "scale")
      var x: Double
      init(x: Double) { self.x = x }
      static func scale(_ info: [CodingUserInfoKey: Any]) -> Double {
        key.flatMap { info[$0] as? Double } ?? 1
      }
      init(from decoder: any Decoder) throws {
        x = try decoder.singleValueContainer().decode(Double.self) / Self.scale(decoder.userInfo)
      }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(x * Self.scale(encoder.userInfo))
      }
    }
    let key = try #require(Scaled.key)
    var (encoder, decoder) = (MATEncoder(), MATDecoder())
    (encoder.userInfo[key], decoder.userInfo[key]) = (4.0, 4.0)
    let value = try encoder.encode(Scaled(x: 3))
    #expect(value == (12.0).matValue)
    #expect(try decoder.decode(Scaled.self, from: value) == Scaled(x: 3))
  }

  @Test("a million numbers are encoded and decoded without a copy each")
  func fast() throws {
    struct Large: Codable { var x: [Double] }
    let x = (0..<1_000_000).map(Double.init)
    let value = try MATEncoder().encode(Large(x: x))
    let decoded = try MATDecoder().decode(Large.self, from: value)
    #expect(
      x.withUnsafeBufferPointer(\.baseAddress) == decoded.x.withUnsafeBufferPointer(\.baseAddress))
  }

  @Test("matrices and arrays go through JSON, and what does not fit is refused")
  func json() throws {
    let matrix: Matrix = [[1.0, 2, 3], [4, 5, 6]]
    let data = try JSONEncoder().encode(matrix)
    #expect(try JSONDecoder().decode(Matrix<Double>.self, from: data) == matrix)
    let array = NDArray(size: [1, 2, 2], elements: [1, 2, 3, 4])
    let text = try JSONEncoder().encode(array)
    #expect(try JSONDecoder().decode(NDArray<Int>.self, from: text) == array)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix<Int>.self, from: text) }
    for bad in ["[2,2]", "[-1,-4]", "[4]", "[4611686018427387904,4]"] {
      let json = Data("{\"size\":\(bad),\"elements\":[1,2,3]}".utf8)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(NDArray<Int>.self, from: json)
      }
    }
  }
}
