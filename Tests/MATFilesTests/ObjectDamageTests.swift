import Matrices
import Testing

@testable import MATFiles

@Suite("Damaged data of MATLAB's own objects")
struct ObjectDamageTests {
  private static let edges: [UInt32] = [
    0, 1, 2, 3, 7, 0xFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF8, 0xFFFF_FFFF,
  ]

  private static var objects: ObjectBytes {
    let plain = ObjectBytes(classes: [], objects: [])
    return ObjectBytes(
      classes: ["string", "Own"],
      objects: [
        (1, [("any", plain.strings([1, 2], ["one", "two"]))]),
        (
          2,
          [
            ("a", plain.words(ObjectBytes.reference([1, 1], [1], classNumber: 1))),
            ("b", plain.bytes.doubleArray([1, 2], size: [1, 2])),
          ]
        ),
      ])
  }

  private static func file(_ objects: ObjectBytes) -> [UInt8] {
    objects.file([
      objects.variable("s", of: "string", ObjectBytes.reference([1, 1], [1], classNumber: 1)),
      objects.variable("o", of: "Own", ObjectBytes.reference([1, 1], [2], classNumber: 2)),
      objects.bytes.doubleArray([4, 5], size: [1, 2], name: "z"),
    ])
  }

  /// Whether every object of a file is read or gives a typed error that is expected of damage, and what else
  /// is in it is read.
  private static func isContained(_ bytes: [UInt8]) throws -> Bool {
    let file = try MATFile(bytes)
    for name in ["s", "o"] {
      do throws(MATError) {
        _ = try file.value(name)
      } catch {
        guard [.damaged, .limitExceeded].contains(error.code), error.variable == name else {
          return false
        }
      }
    }
    return try file["z"] == [4.0, 5.0]
  }

  @Test("any word of the tables may be wrong: objects give typed errors, other variables are read")
  func tables() throws {
    var objects = Self.objects
    for index in 0..<objects.tables.count / 4 {
      for word in Self.edges {
        objects.wrong = (index, word)
        #expect(try Self.isContained(Self.file(objects)), "word \(index) = \(word)")
        objects.wrong = nil
      }
    }
  }

  @Test("any number of a string array may be wrong")
  func strings() throws {
    let plain = ObjectBytes(classes: [], objects: [])
    let words = plain.stringWords([1, 2], ["one", "two"])
    var edges: [UInt64] = [1 << 32, 1 << 62, 1 << 63, .max - 1]
    for edge in Self.edges { edges.append(UInt64(edge)) }
    for index in words.indices {
      for word in edges {
        var wrong = words
        wrong[index] = word
        let file = try ObjectReadingTests.file("string") { [("any", $0.row(wrong))] }
        do throws(MATError) {
          _ = try file.value("x")
        } catch {
          #expect(error.code == .damaged, "\(error)")
        }
      }
    }
    for count in 0..<words.count {
      let file = try ObjectReadingTests.file("string") { [("any", $0.row(Array(words[..<count])))] }
      do throws(MATError) {
        _ = try file.value("x")
      } catch {
        #expect(error.code == .damaged, "\(error)")
      }
    }
  }

  @Test(
    "a file cut anywhere in the data of objects still gives the other variables, where asked to")
  func truncations() throws {
    let bytes = Self.file(Self.objects)
    let start = bytes.count - Self.objects.subsystem.count
    for count in stride(from: start, to: bytes.count, by: 8) {
      let cut = Array(bytes[..<count])
      let file = try MATFile.salvaging(cut)
      #expect(try file["z"] == [4.0, 5.0], "cut at \(count)")
      #expect(!file.losses.isEmpty)
    }
  }

  @Test("any byte of the data of objects may be wrong")
  func bytes() throws {
    let sound = Self.file(Self.objects)
    let start = sound.count - Self.objects.subsystem.count
    // Behind the element's own header, whose damage is that of the file.
    for place in (start + 64)..<sound.count {
      var bytes = sound
      bytes[place] ^= [0x01, 0x80, 0xFF][place % 3]
      #expect(try Self.isContained(bytes), "byte \(place)")
    }
  }

  @Test("a file without the data of its objects says so, and gives what else is in it")
  func missing() throws {
    let objects = Self.objects
    let variable = objects.variable(
      "s", of: "string", ObjectBytes.reference([1, 1], [1], classNumber: 1))
    let z = objects.bytes.doubleArray([4, 5], size: [1, 2], name: "z")
    let file = try MATFile(objects.bytes.file(variable, z, subsystemOffset: 1 << 40))
    let error = #expect(throws: MATError.self) { try file.value("s") }
    #expect(error?.code == .damaged && error?.variable == "s")
    #expect(try file["z"] == [4.0, 5.0])
  }

  @Test("an object inside of itself ends there")
  func cycle() throws {
    let plain = ObjectBytes(classes: [], objects: [])
    let itself = ObjectBytes.reference([1, 1], [1], classNumber: 1)
    let objects = ObjectBytes(
      classes: ["Node"], objects: [(1, [("next", plain.cell([plain.words(itself)]))])])
    let file = try MATFile(objects.file([objects.variable("n", of: "Node", itself)]))
    #expect(
      try file.value(at: MATPath("n.next{1}"))
        == .opaque(className: "Node", size: [1, 1], reason: .insideItself(levels: 1)))
  }

  @Test("objects that double at each step exceed a limit, and soon")
  func doubling() throws {
    let plain = ObjectBytes(classes: [], objects: [])
    let objects = ObjectBytes(
      classes: ["Node"],
      objects: (1...60).map { number in
        let next = plain.words(
          ObjectBytes.reference([1, 1], [min(number + 1, 60)], classNumber: 1))
        return (1, number == 60 ? [] : [("a", next), ("b", next)])
      })
    let reference = ObjectBytes.reference([1, 1], [1], classNumber: 1)
    let bytes = objects.file([objects.variable("n", of: "Node", reference)])
    let file = try MATFile(bytes, limits: MATLimits(expansion: 100))
    let error = #expect(throws: MATError.self) { try file.value("n") }
    #expect(error?.code == .limitExceeded)
  }
}

extension MATFile {
  /// Opens a damaged file of the given bytes.
  static func salvaging(_ bytes: [UInt8]) throws -> MATFile {
    let file = try AnonymousFile()
    try bytes.withUnsafeBytes { try file.write($0) }
    return try MATFile(file.path, damage: .skip)
  }

  init(_ bytes: [UInt8], limits: MATLimits) throws {
    let file = try AnonymousFile()
    try bytes.withUnsafeBytes { try file.write($0) }
    try self.init(file.path, limits: limits)
  }
}
