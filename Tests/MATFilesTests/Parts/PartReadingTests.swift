import Foundation
import Matrices
import SeededRandomness
import RandomValues
import Testing

@testable import MATFiles

@Suite("Parts of variables are read without the rest")
struct PartReadingTests {
  @Test(
    "a part is what reading the whole and following the path gives, errors included",
    arguments: MATVersion.allCases, 0..<40)
  func partsAreSlices(version: MATVersion, seed: UInt64) throws {
    var values = RandomValues(seed: seed + 1000, version: version)
    let variables = values.variables()
    var paths = RandomPaths(random: SplitMix(state: seed))
    try withTemporaryFolder { folder in
      let path = folder + "/random.mat"
      try MATFile.write(variables, to: path, version: version)
      let file = try MATFile(path)
      for variable in variables {
        for _ in 0..<12 {
          let path = paths.path(into: variable)
          expectPart(of: file, at: path, in: variable.value)
        }
      }
    }
  }

  private func expectPart(of file: MATFile, at path: MATPath, in value: MATValue) {
    do throws(MATError) {
      let wanted = try value.value(at: path)
      do throws(MATError) {
        let found = try file.value(at: path)
        #expect(difference(wanted, found, path: "\(path)") == nil)
      } catch {
        Issue.record("\(path): \(error)")
      }
    } catch {
      let found = #expect(throws: MATError.self, "\(path)") { try file.value(at: path) }
      #expect(found?.code == error.code, "\(path)")
      #expect(found?.path == error.path, "\(path)")
      #expect(found?.expected == error.expected, "\(path)")
      #expect(found?.found == error.found, "\(path)")
    }
  }

  /// Arrays large enough that reading goes through every buffer: windows, gaps and blocks of inflation.
  @Test("parts of large arrays are what slicing gives", arguments: MATVersion.allCases)
  func largeArrays(version: MATVersion) throws {
    var random = SplitMix(state: 5)
    let size = version == .v4 ? [700, 300] : [50, 60, 7, 10]
    let numbers = (0..<size.reduce(1, *)).map { _ in Double.random(in: -1...1, using: &random) }
    let imaginary = numbers.map { $0 * $0 }
    let array = MATValue.numeric(
      MATNumericArray(size: size, real: .double(numbers), imaginary: .double(imaginary)))
    var paths = RandomPaths(random: random)
    try withTemporaryFolder { folder in
      let path = folder + "/large.mat"
      try MATFile.write(["before": numbers, "a": array, "after": 1.0], to: path, version: version)
      let file = try MATFile(path)
      for _ in 0..<40 {
        let path = MATPath(
          variable: "a", steps: [.elements(paths.indices(of: size, single: false))])
        expectPart(of: file, at: path, in: array)
      }
    }
  }

  @Test("ranges count from zero and may be open", arguments: MATVersion.allCases)
  func ranges(version: MATVersion) throws {
    let whole = Matrix(rowCount: 30, columnCount: 8, elements: (0..<240).map(Double.init))
    try withTemporaryFolder { folder in
      let path = folder + "/ranges.mat"
      try MATFile.write(["A": whole], to: path, version: version)
      let file = try MATFile(path)
      let block: Matrix<Double> = try file.read("A", rows: 10..<20, columns: 3...)
      #expect(block == whole[10..<20, 3..<8])
      let rows: Matrix<Double> = try file.read("A", rows: ..<2)
      #expect(rows == whole[0..<2, 0..<8])
      let column: [Double] = try file.read("A", columns: 7)
      #expect(column == whole[0..<30, 7..<8].elements)
      let strided: Matrix<Double> = try file.read("A", MATSlice(0..<30, by: 10), .all)
      #expect(strided == Matrix(rows: [0, 10, 20].map { row in (0..<8).map { whole[row, $0] } }))
      let trailing: Matrix<Double> = try file.read("A", 0...29, 2...2, 0)
      #expect(trailing == whole[0..<30, 2..<3])
      let none: Matrix<Double> = try file.read("A", rows: 4..<4)
      #expect(none.size == [0, 8])
      let value = try file.value("A", rows: 0..<1, columns: 0..<2)
      #expect(value == .numeric(MATNumericArray(size: [1, 2], real: .double([0, 30]))))
    }
  }

  @Test("what lies outside is an error that says where", arguments: MATVersion.allCases)
  func outside(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/outside.mat"
      try MATFile.write(["A": Matrix(rows: [[1.0, 2], [3, 4]])], to: path, version: version)
      let file = try MATFile(path)
      let rows = #expect(throws: MATError.self) { try file.value("A", rows: 1..<3) }
      #expect(rows?.code == .notFound)
      #expect(rows?.variable == "A")
      #expect(rows?.file == path)
      #expect(rows?.expected == "a range inside 0..<2 in dimension 1")
      #expect(rows?.found == "1..<3")
      #expect(
        throws: MATError(
          .notFound, file: path, variable: "A",
          expected: "a range inside 0..<2 in dimension 2", found: "5...")
      ) {
        try file.value("A", columns: 5...)
      }
      let negative = #expect(throws: MATError.self) { try file.value("A", rows: -1..<1) }
      #expect(negative?.code == .notFound)
      let missing = #expect(throws: MATError.self) { try file.value("A", 0..<1) }
      #expect(missing?.code == .mismatch)
      let third = #expect(throws: MATError.self) { try file.value("A", .all, .all, 1) }
      #expect(third?.expected == "a range inside 0..<1 in dimension 3")
      let fraction = #expect(throws: MATError.self) { try file.read("A", rows: 0..<1) as Bool }
      #expect(fraction?.code == .mismatch)
    }
  }

  @Test("damage behind a part does not hinder it", arguments: [MATVersion.v6, .v7])
  func damageBehind(version: MATVersion) throws {
    var random = SplitMix(state: 1)
    let noise = (0..<200_000).map { _ in Double.random(in: 0...1, using: &random) }
    let fields = MATStructArray([
      "first": .numeric(MATNumericArray(size: [1, 2], real: .double([1, 2]))),
      "noise": .numeric(MATNumericArray(size: [200_000, 1], real: .double(noise))),
    ])
    try withTemporaryFolder { folder in
      let path = folder + "/damaged.mat"
      try MATFile.write(["s": MATValue.structure(fields)], to: path, version: version)
      var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
      // The header of the noise, or the compressed data of its second half.
      for index in bytes.count * 2 / 3..<bytes.count where version == .v7 { bytes[index] ^= 0x55 }
      if version == .v6 {
        let header = bytes.count - 1_600_000 - 48
        bytes.replaceSubrange(header..<header + 8, with: repeatElement(0xEE, count: 8))
      }
      try Data(bytes).write(to: URL(filePath: path))
      let file = try MATFile(path)
      #expect(throws: MATError.self) { try file.value("s") }
      let first: [Double] = try file.read(at: MATPath("s.first"))
      #expect(first == [1, 2])
    }
  }

  @Test("damage in the way is an error that names the place")
  func damageInTheWay() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/damaged.mat"
      try MATFile.write(
        [
          "c": NDArray(
            size: [1, 2], elements: [MATValue.emptyDouble, .cell(NDArray(.emptyDouble))])
        ],
        to: path, version: .v6)
      var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
      // The class of the innermost array.
      let flags: [UInt8] = [6, 0, 0, 0, 8, 0, 0, 0]
      let last = try #require(
        bytes.indices.dropLast(8).last { Array(bytes[$0..<$0 + 8]) == flags })
      bytes[last + 8] = 99
      try Data(bytes).write(to: URL(filePath: path))
      let error = #expect(throws: MATError.self) {
        try MATFile(path).value(at: MATPath("c{2}{1}(1)"))
      }
      #expect(error?.code == .damaged)
      #expect(error?.path == "{2}{1}")
      #expect(error?.variable == "c")
    }
  }
}
