import Foundation
import Testing

@testable import MATFiles

@Suite("What a file is, and what it holds")
struct RecognitionTests {
  let little = V5Bytes()

  @Test(
    "what is no .mat file is refused with the right code",
    arguments: [
      ("", MATError.Code.notAMATFile, "an empty file"),
      ("x y\n1 2\n", .notAMATFile, "a text file"),
      ("# Created by Octave 7.3.0\n# name: x\n", .notAMATFile, "Octave's text format"),
      (String(repeating: "plain words, ", count: 100), .notAMATFile, "a text file"),
      ("MATLAB 5.0 MAT-file, cut short", .damaged, "30 bytes in all"),
      ("\u{1}\u{2}\u{3}\u{4}", .notAMATFile, "bytes of another kind"),
      (String(repeating: "\0", count: 4096), .notAMATFile, "nothing but zeros"),
    ])
  func refusesOthers(_ text: String, _ code: MATError.Code, _ found: String) throws {
    let error = #expect(throws: MATError.self) { _ = try MATFile(Array(text.utf8)) }
    #expect(error?.code == code)
    #expect(error?.found?.contains(found) == true, "\(error?.found ?? "")")
  }

  @Test(
    "a missing file, a folder and a device are refused",
    arguments: [
      ("/nonexistent/points.mat", MATError.Code.cannotOpen), ("/tmp", .cannotOpen),
      ("/dev/null", .notAMATFile), ("", .cannotOpen),
    ])
  func refusesNoFile(_ path: String, _ code: MATError.Code) {
    let error = #expect(throws: MATError.self) { _ = try MATFile(path) }
    #expect(error?.code == code)
    #expect(error?.file == path)
  }

  @Test("a pipe is refused, and not waited for")
  func refusesPipe() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "matkit-pipe-\(getpid())")
      .path
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let error = #expect(throws: MATError.self) { _ = try MATFile(path) }
    #expect(error?.code == .notAMATFile)
  }

  @Test("a version 7.3 header without an HDF5 file behind it is damaged")
  func version73WithoutHDF5() throws {
    var bytes = little.file()
    bytes[125] = 2
    #expect(try code(of: bytes) == .damaged)
    #expect(try code(of: bytes + Array(repeating: 0, count: 1000)) == .damaged)
  }

  @Test("a file of a header alone has no variables", arguments: [false, true])
  func headerAlone(isBigEndian: Bool) throws {
    let file = try MATFile(V5Bytes(isBigEndian: isBigEndian).file())
    #expect(file.format == .v5)
    #expect(file.variables.isEmpty)
  }

  @Test("one compressed variable makes a file version 7")
  func format() throws {
    let a = little.doubleArray([1], size: [1, 1], name: "a")
    let b = little.doubleArray([2], size: [1, 1], name: "b")
    #expect(try MATFile(little.file(a, b)).format == .v5)
    #expect(try MATFile(little.file(a, little.compressed(b))).format == .v7)
  }

  @Test(
    "the index tells class, size, attributes, bytes and place, in file order",
    arguments: [false, true])
  func index(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let complex = bytes.array(
      .single, flags: 0x08 | 0x04, size: [2, 3, 4], name: "later",
      bytes.element(.single, bytes.singles(Array(repeating: 1, count: 24))),
      bytes.element(.single, bytes.singles(Array(repeating: 2, count: 24))))
    let flags = bytes.array(
      .uint8, flags: 0x02, size: [1, 3], name: "earlier", bytes.element(.uint8, [1, 0, 1]))
    let stored = bytes.compressed(complex)
    let file = try MATFile(bytes.file(stored, flags))
    #expect(file.variables.map(\.name) == ["later", "earlier"])
    #expect(file.variables.map(\.className) == ["single", "logical"])
    #expect(file.variables.map(\.size) == [[2, 3, 4], [1, 3]])
    #expect(file.variables.map(\.isComplex) == [true, false])
    #expect(file.variables.map(\.isGlobal) == [true, false])
    #expect(file.variables.map(\.isCompressed) == [true, false])
    #expect(file.variables.map(\.byteCount) == [192, 3])
    #expect(
      file.variables.map(\.byteRange) == [
        128..<128 + stored.count, 128 + stored.count..<128 + stored.count + flags.count,
      ])
    #expect(try file.contents().map(\.isGlobal) == [true, false])
  }

  @Test("the nameless element that the header points to is no variable")
  func subsystem() throws {
    let a = little.doubleArray([1], size: [1, 1], name: "a")
    let data = little.array(.uint8, size: [1, 3], little.element(.uint8, [1, 2, 3]))
    let offset = 128 + a.count
    let file = try MATFile(little.file(a, data, subsystemOffset: offset))
    #expect(file.variables.map(\.name) == ["a"])
    let other = try MATFile(little.file(a, data))
    #expect(other.variables.map(\.name) == ["a", ""])
    #expect(try other.value("").size == [1, 3])
  }

  @Test("of two variables of one name each can be read, the last by name")
  func duplicates() throws {
    let file = try MATFile(
      little.file(
        little.doubleArray([1], size: [1, 1], name: "x"),
        little.doubleArray([2], size: [1, 1], name: "x")))
    #expect(try file["x"] == 2.0)
    #expect(try file.variables.map { try Double(matValue: file.value(of: $0)) } == [1, 2])
    #expect(try file.contents().count == 2)
    let error = #expect(throws: MATError.self) { _ = try file.values() }
    #expect(error?.code == .mismatch)
    #expect(error?.variable == "x")
  }

  @Test("a name that is not there is answered with those that are")
  func notFound() throws {
    let file = try MATFile(little.file(little.doubleArray([1], size: [1, 1], name: "points")))
    let error = #expect(throws: MATError.self) { _ = try file.value("Points") }
    #expect(error?.code == .notFound)
    #expect(error?.expected == "points")
  }

  @Test("a name as long as the format allows is read from a compressed variable")
  func longName() throws {
    let name = String(repeating: "long", count: 20_000)
    let array = little.doubleArray([1], size: [1, 1], name: name)
    #expect(try MATFile(little.file(little.compressed(array))).variables.map(\.name) == [name])
  }

  @Test(
    "names in UTF-8 are read, and bytes that are none as Latin-1",
    arguments: [V5DataType.int8, .utf8])
  func names(type: V5DataType) throws {
    let array = little.array(
      .double, size: [1, 1], name: "größe", nameType: type,
      little.element(.double, little.doubles([1])))
    #expect(try MATFile(little.file(array)).variables.map(\.name) == ["größe"])
    let header =
      little.element(.uint32, little.integers([UInt32(6), 0]))
      + little.element(.int32, little.integers([Int32(0), 0]))
      + little.element(type, [0xE9, 0x74, 0x65])
    let latin = little.element(.matrix, header + little.element(.double, []))
    #expect(try MATFile(little.file(latin)).variables.map(\.name) == ["éte"])
  }

  @Test("what was listed is read though the file's name now means another")
  func replacedFile() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "matkit-read-\(getpid()).mat")
      .path
    defer { unlink(path) }
    try Data(little.file(little.doubleArray([1], size: [1, 1], name: "x"))).write(
      to: URL(filePath: path))
    let file = try MATFile(path)
    unlink(path)
    try Data("another".utf8).write(to: URL(filePath: path))
    #expect(try file["x"] == 1.0)
  }

  @Test("a file cut short after it was listed is an error, not a crash")
  func cutAfterwards() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "matkit-cut-\(getpid()).mat")
      .path
    defer { unlink(path) }
    let numbers = Array(repeating: 1.0, count: 100_000)
    let bytes = little.file(little.doubleArray(numbers, size: [1, 100_000], name: "x"))
    try Data(bytes).write(to: URL(filePath: path))
    let file = try MATFile(path)
    #expect(truncate(path, 1000) == 0)
    let error = #expect(throws: MATError.self) { _ = try file.value("x") }
    #expect(error?.code == .damaged)
    #expect(error?.variable == "x")
  }
}
