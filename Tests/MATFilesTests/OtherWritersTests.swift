import Foundation
import Matrices
import Testing

@testable import MATFiles

/// What other programs write that is not as the format has it, and is unmistakable all the same.
@Suite("Habits of other writers")
struct OtherWritersTests {
  private static let octave = "written by Octave 7.3.0, 2026-01-01 00:00:00 UTC"
  let bytes = V5Bytes()

  /// An array whose tag counts so many bytes more than it has.
  private func miscounted(_ array: [UInt8], by excess: Int) -> [UInt8] {
    var array = array
    let count = array[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) } + excess
    array.replaceSubrange(4..<8, with: bytes.integers([UInt32(count)]))
    return array
  }

  /// Text of several rows as Octave stores it: of 3 or 4 characters, 4 bytes too many are counted.
  private func text(_ rows: [String], name: String = "") -> [UInt8] {
    let columns = rows[0].utf8.count
    let units = (0..<columns).flatMap { column in rows.map { Array($0.utf8)[column] } }
    let array = bytes.array(
      .char, size: [rows.count, columns], name: name, bytes.element(.utf8, units))
    return miscounted(array, by: rows.count > 1 && (3...4).contains(units.count) ? 4 : 0)
  }

  private func value(_ rows: [String]) -> MATValue {
    let columns = rows[0].utf8.count
    return .char(
      NDArray(
        size: [rows.count, columns],
        elements: (0..<columns).flatMap { column in rows.map { Array($0.utf16)[column] } }))
  }

  /// The variables of a file of Octave's with such text alone, nested, and so often that the wrong count
  /// leads to an element of the next variable.
  private var variables: [(name: String, bytes: [UInt8], value: MATValue)] {
    let three = ["a", "b", "c"]
    let many = (0..<14).map { _ in text(three) }
    let number = bytes.doubleArray([7], size: [1, 1])
    let inner = miscounted(
      bytes.array(.cell, size: [1, 2], text(["ab", "cd"]), number), by: 4)
    let manyValues = MATValue.cell(
      NDArray(size: [1, 14], elements: Array(repeating: value(three), count: 14)))
    return [
      ("t", text(["ab", "cd"], name: "t"), value(["ab", "cd"])),
      ("u", text(["a", "b"], name: "u"), value(["a", "b"])),
      (
        "c",
        miscounted(bytes.array(.cell, size: [1, 14], name: "c", many.flatMap(\.self)), by: 56),
        manyValues
      ),
      (
        "d",
        miscounted(bytes.array(.cell, size: [1, 14], name: "d", many.flatMap(\.self)), by: 56),
        manyValues
      ),
      (
        "s",
        miscounted(
          bytes.array(
            .structure, size: [1, 1], name: "s", bytes.fieldNames(["h", "i"]), text(three), inner),
          by: 8),
        .structure(
          MATStructArray([
            "h": value(three),
            "i": .cell(NDArray(size: [1, 2], elements: [value(["ab", "cd"]), 7.0.matValue])),
          ]))
      ),
      ("n", bytes.doubleArray([1, 2, 3], size: [1, 3], name: "n"), [1.0, 2, 3].matValue),
      ("e", text(["abc"], name: "e"), value(["abc"])),
      ("z", text(["x", "y", "z"], name: "z"), value(["x", "y", "z"])),
    ]
  }

  private func octaveFile(isCompressed: Bool) -> [UInt8] {
    let elements = variables.map { isCompressed ? bytes.compressed($0.bytes) : $0.bytes }
    return bytes.file(elements.flatMap(\.self), writer: Self.octave)
  }

  @Test(
    "Octave's text of several rows is read, alone and nested, and what follows it too",
    arguments: [false, true], [MATDamagePolicy.refuse, .skip])
  func octaveText(isCompressed: Bool, damage: MATDamagePolicy) throws {
    let file = try MATFile(octaveFile(isCompressed: isCompressed), damage: damage)
    #expect(file.variables.map(\.name) == variables.map(\.name))
    #expect(file.losses.isEmpty)
    for (variable, expected) in zip(file.variables, variables) {
      #expect(try file.value(of: variable) == expected.value, "\(expected.name)")
      #expect(variable.size == expected.value.size)
    }
    for (path, rows) in [("c{14}", ["a", "b", "c"]), ("s.i{1}", ["ab", "cd"])] {
      #expect(try file.value(at: MATPath(path)) == value(rows))
    }
    #expect(try file.value(at: MATPath("s.i{2}")) == 7.0.matValue)
    #expect(try file.value(at: MATPath("d{13}(2,1)")) == value(["b"]))
  }

  @Test("what is salvaged of a file of Octave's is read as the file is", arguments: [false, true])
  func octaveSalvage(isCompressed: Bool) throws {
    let file = try MATFile(octaveFile(isCompressed: isCompressed) + [0, 0], damage: .skip)
    #expect(file.losses.count == 1)
    try withTemporaryFolder { folder in
      try file.salvage(to: "\(folder)/x.mat")
      #expect(try MATFile("\(folder)/x.mat").contents() == file.contents())
    }
  }

  @Test("bytes that other writers count too many are damage", arguments: [false, true])
  func miscountedByOthers(isCompressed: Bool) throws {
    let cell = miscounted(
      bytes.array(.cell, size: [1, 1], name: "c", text(["ab", "cd"])), by: 4)
    let number = bytes.doubleArray([1], size: [1, 1], name: "n")
    let elements = [cell, number].flatMap { isCompressed ? bytes.compressed($0) : $0 }
    #expect(try code(of: bytes.file(elements)) == .damaged)
    // Octave's too, where they are others than those.
    for excess in [0, 8] {
      let other = miscounted(
        bytes.array(.cell, size: [1, 1], name: "c", text(["ab", "cd"])), by: excess)
      let elements = [other, number].flatMap { isCompressed ? bytes.compressed($0) : $0 }
      #expect(try code(of: bytes.file(elements, writer: Self.octave)) == .damaged, "\(excess)")
    }
  }

  /// Rows, column starts and values under the class of a full array: of 1×2, 3×4 without entries, 2×2 with all.
  @Test(
    "Octave's sparse logical matrices are sparse",
    arguments: [
      ([1, 2], [0], [0, 1, 1]), ([3, 4], [], [0, 0, 0, 0, 0]),
      ([2, 2], [0, 1, 0, 1], [0, 2, 4]), ([0, 0], [], [0]),
    ] as [([Int], [Int32], [Int32])])
  func octaveSparse(size: [Int], rows: [Int32], starts: [Int32]) throws {
    let array = bytes.array(
      .uint8, flags: 2, size: size, name: "s", capacity: max(1, rows.count),
      bytes.element(.int32, bytes.integers(rows)), bytes.element(.int32, bytes.integers(starts)),
      bytes.element(.double, bytes.doubles(rows.map { _ in 1 })))
    let expected = MATValue.sparse(
      .logical(
        SparseMatrix(
          rowCount: size[0], columnCount: size[1], columnStarts: starts.map(Int.init),
          rowIndices: rows.map(Int.init), values: rows.map { _ in true })))
    for content in [bytes.file(array), bytes.file(bytes.compressed(array))] {
      let file = try MATFile(content)
      #expect(file.variables[0].isSparse && file.variables[0].className == "logical")
      #expect(try file.value("s") == expected)
    }
  }

  @Test("a header of eight bytes stands before the arrays of a stream", arguments: [false, true])
  func reducedHeader(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let head: [UInt8] = isBigEndian ? [1, 0, 0x4D, 0x49] : [0, 1, 0x49, 0x4D]
    let content = head + [0, 0, 0, 0] + bytes.doubleArray([1, 2], size: [1, 2])
    for damage in [MATDamagePolicy.refuse, .skip] {
      let file = try MATFile(content, damage: damage)
      #expect(file.variables.map(\.name) == [""] && file.losses.isEmpty)
      #expect(try file.value(of: file.variables[0]) == [1.0, 2].matValue)
    }
    // Without an array behind it, it is nothing.
    #expect(throws: MATError.self) { try MATFile(head + [0, 0, 0, 0] + [9, 0, 0, 0, 0, 0, 0, 0]) }
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.mat"
      try Data(content).write(to: URL(filePath: path))
      let error = #expect(throws: MATError.self) {
        try MATFile.update(path) { editor in editor.set("y", to: 1.0) }
      }
      #expect(error?.code == .cannotRepresent)
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(content))
    }
  }

  @Test(
    "the size of text that counts its bytes is listed as it is decoded", arguments: [5, 300_000])
  func sizeInBytes(length: Int) throws {
    let text = String(repeating: "é", count: length) + "ab"
    let array = bytes.array(
      .char, size: [1, text.utf8.count], name: "t", bytes.element(.utf8, Array(text.utf8)))
    for content in [bytes.file(array), bytes.file(bytes.compressed(array))] {
      let file = try MATFile(content)
      #expect(file.variables[0].size == [1, length + 2])
      #expect(try file.value("t").size == [1, length + 2])
    }
  }
}
