import Foundation
import Matrices
import SeededRandomness
import RandomValues
import Testing

@testable import MATFiles

@Suite("Arrays of v7.3 files are laid out as asked, and grow")
struct GrowingTests {
  private let layouts = [
    MATArrayLayout(isExtendible: true), MATArrayLayout(deflate: 3, isExtendible: true),
    MATArrayLayout(deflate: 9, chunk: [7, 3], isExtendible: true),
  ]

  @Test("rows and columns appended are there, and nothing else has changed", arguments: 0..<3)
  func appended(layout: Int) throws {
    var random = SplitMix(state: UInt64(layout))
    func block(_ rows: Int, _ columns: Int) -> Matrix<Double> {
      Matrix(
        rowCount: rows, columnCount: columns,
        elements: (0..<rows * columns).map { _ in Double.random(in: 0...1, using: &random) })
    }
    try withTemporaryFolder { folder in
      let path = folder + "/log.mat"
      var wanted = block(3, 5)
      try MATFile.write(
        ["before": "text", "log": wanted, "after": [1.0, 2]], to: path, version: .v73,
        layout: layouts[layout])
      // Who opens the file anew sees it as it is, though others still have it open.
      var opened: [MATFile] = []
      for round in 0..<12 {
        if round % 3 < 2 {
          let rows = block(1 + round * 4, wanted.columnCount)
          try MATFile.append(rows: rows, to: "log", in: path)
          wanted = stacked(wanted, rows)
        } else {
          let columns = block(wanted.rowCount, 2)
          try MATFile.append(columns: columns, to: "log", in: path)
          wanted = Matrix(
            rowCount: wanted.rowCount, columnCount: wanted.columnCount + 2,
            elements: wanted.elements + columns.elements)
        }
        let file = try MATFile(path)
        let found: Matrix<Double> = try file["log"]
        #expect(found == wanted)
        #expect(try file["before"] == "text")
        #expect(try file["after"] == [1.0, 2])
        opened.append(file)
      }
      #expect(opened.map { $0.variables.count } == Array(repeating: 3, count: 12))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["log.mat"])
    }
  }

  @Test("every class of array grows, in any dimension")
  func classes() throws {
    let size = [2, 3, 4]
    let numbers = MATNumbers.double((0..<24).map(Double.init))
    let values: [MATValue] = [
      .numeric(MATNumericArray(size: size, real: .int16((0..<24).map { Int16($0) }))),
      .numeric(MATNumericArray(size: size, real: numbers, imaginary: numbers)),
      .logical(NDArray(size: size, elements: (0..<24).map { $0 % 3 == 0 })),
      .char(NDArray(size: size, elements: (0..<24).map { UInt16(65 + $0) })),
    ]
    try withTemporaryFolder { folder in
      let path = folder + "/grown.mat"
      for value in values {
        for dimension in 0..<3 {
          try MATFile.write(
            ["x": value], to: path, version: .v73, layout: MATArrayLayout(isExtendible: true))
          try MATFile.append(value, to: "x", along: dimension, in: path)
          let file = try MATFile(path)
          var slices: [MATPath.Index] = [.all, .all, .all]
          for (first, last) in [(1, size[dimension]), (size[dimension] + 1, 2 * size[dimension])] {
            slices[dimension] = .ranges([MATPath.Range(.number(first), through: .number(last))])
            let part = try file.value(at: MATPath(variable: "x", steps: [.elements(slices)]))
            #expect(part == value)
          }
          #expect(file.variables[0].size[dimension] == 2 * size[dimension])
        }
      }
    }
  }

  @Test("what cannot grow or does not fit is refused, and nothing has changed")
  func refused() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fixed.mat"
      try MATFile.write(
        [
          "x": [1.0, 2],
          "c": NDArray([1.0].map { MATValue.numeric(MATNumericArray(NDArray($0))) }[0]),
        ],
        to: path, version: .v73)
      let old = try Data(contentsOf: URL(filePath: path))
      func code(_ body: () throws -> Void) -> MATError.Code? {
        #expect(throws: MATError.self) { try body() }?.code
      }
      #expect(code { try MATFile.append(rows: [3.0, 4], to: "x", in: path) } == .cannotRepresent)
      #expect(code { try MATFile.append(rows: [Int8(3), 4], to: "x", in: path) } == .mismatch)
      #expect(code { try MATFile.append(rows: [3.0], to: "x", in: path) } == .mismatch)
      #expect(code { try MATFile.append([3.0], to: "x", along: 2, in: path) } == .mismatch)
      #expect(code { try MATFile.append(rows: [3.0], to: "c", in: path) } == .mismatch)
      #expect(code { try MATFile.append(rows: [3.0], to: "y", in: path) } == .notFound)
      #expect(try Data(contentsOf: URL(filePath: path)) == old)
      try MATFile.write(["x": [1.0, 2]], to: path, version: .v7)
      #expect(code { try MATFile.append(rows: [3.0, 4], to: "x", in: path) } == .cannotRepresent)
      #expect(
        code { try MATFile.append(rows: [3.0], to: "x", in: folder + "/none.mat") } == .cannotOpen)
    }
  }

  @Test("a change that was broken off is completed by the next who opens the file")
  func completed() throws {
    try withTemporaryFolder { folder in
      let (path, journal) = (folder + "/log.mat", folder + "/.matkit-log.mat.journal")
      try MATFile.write(
        ["x": [1.0, 2]], to: path, version: .v73, layout: MATArrayLayout(isExtendible: true))
      let growing = try GrowingFile.open(path)
      _ = consume growing
      // The pages of a grown file as the change, of which half has been made.
      let other = folder + "/grown.mat"
      try FileManager.default.copyItem(atPath: path, toPath: other)
      try MATFile.append(columns: [3.0], to: "x", in: other)
      let (old, new) = try (
        [UInt8](Data(contentsOf: URL(filePath: path))),
        [UInt8](Data(contentsOf: URL(filePath: other)))
      )
      var pages: [Int: [UInt8]] = [:]
      for start in stride(from: 0, to: old.count, by: 4096) {
        pages[start / 4096] = Array(new[start..<min(start + 4096, old.count)])
      }
      var status = stat()
      #expect(stat(path, &status) == 0)
      let identity = GrowthJournal.Identity(
        device: UInt64(status.st_dev), file: UInt64(status.st_ino), count: UInt64(new.count))
      let record = GrowthJournal(identity: identity, pages: pages)
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: new[old.count...])
      try handle.close()
      try Data(record.bytes).write(to: URL(filePath: journal))
      let values: [Double] = try MATFile(path)["x"]
      #expect(values == [1, 2, 3])
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(new))
      #expect(!FileManager.default.fileExists(atPath: journal))
      // A journal that is cut short, or of another file, is not followed.
      var longer = identity
      longer.count += 1
      let ofAnother = GrowthJournal(identity: longer, pages: [0: [0]])
      for bytes in [record.bytes.dropLast(), ofAnother.bytes[...]] {
        try Data(bytes).write(to: URL(filePath: journal))
        #expect(try MATFile(path)["x"] == [1.0, 2, 3])
        _ = try GrowingFile.open(path)
        #expect(!FileManager.default.fileExists(atPath: journal))
      }
    }
  }

  @Test("what is written in any layout is read back equal", arguments: 0..<8)
  func layouts(seed: UInt64) throws {
    var values = RandomValues(seed: seed, version: .v73)
    let variables = values.variables()
    let layout = [
      MATArrayLayout(deflate: 3), MATArrayLayout(chunk: [2, 3]), MATArrayLayout(isExtendible: true),
      MATArrayLayout(deflate: 9, chunk: [1, 1], isExtendible: true),
    ][Int(seed) % 4]
    try withTemporaryFolder { folder in
      let path = folder + "/layout.mat"
      try MATFile.write(variables, to: path, version: .v73, layout: layout)
      for (found, wanted) in zip(try MATFile(path).contents(), variables) {
        #expect(difference(wanted.value, found.value, path: wanted.name) == nil)
      }
    }
  }

  @Test(
    "a chunk is no wider than the array, and has more rows where there are few",
    arguments: [
      ([1000, 1], 8, [1000, 1]), ([1, 1000], 8, [1, 1000]), ([100, 8], 8, [100, 8]),
      ([1, 1], 8, [512, 1]), ([1, 8], 8, [64, 8]), ([8, 1], 8, [512, 1]), ([1, 1], 1, [4096, 1]),
      ([2, 3, 4], 2, [256, 3, 4]), ([1 << 20, 1], 8, [1 << 17, 1]),
    ] as [([Int], Int, [Int])])
  func chunks(size: [Int], bytesPerElement: Int, chunk: [Int]) {
    let layout = MATArrayLayout(isExtendible: true)
    #expect(layout.chunk(ofSize: size, bytesPerElement: bytesPerElement) == chunk)
  }

  @Test("a column that grows takes little more room than its numbers")
  func grownSize() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/log.mat"
      let block = Matrix(column: (0..<1000).map(Double.init))
      try MATFile.write(
        ["x": block], to: path, version: .v73, layout: MATArrayLayout(isExtendible: true))
      for _ in 0..<50 { try MATFile.append(rows: block, to: "x", in: path) }
      let file = try MATFile(path)
      #expect(file.variables[0].size == [51_000, 1])
      // 408,000 bytes of numbers, and the tree that finds them.
      #expect(file.bytes.count < 500_000)
    }
  }

  @Test("a compressed array is smaller, and parts of it are read")
  func compressed() throws {
    let numbers = Matrix(
      rowCount: 100, columnCount: 100, elements: (0..<10_000).map { Double($0 % 250) })
    try withTemporaryFolder { folder in
      let path = folder + "/compressed.mat"
      let layout = MATArrayLayout(deflate: 3, chunk: [100, 30])
      try MATFile.write(["x": numbers], to: path, version: .v73, layout: layout)
      let file = try MATFile(path)
      #expect(file.variables[0].isCompressed)
      #expect(file.bytes.count < 20_000)
      let part: Matrix<Double> = try file.read("x", rows: 10..<12, columns: 99)
      #expect(part.elements == [160, 161])
    }
  }
}

/// The rows of one matrix and those of another below.
private func stacked(_ above: Matrix<Double>, _ below: Matrix<Double>) -> Matrix<Double> {
  let columns = (0..<above.columnCount).flatMap { column in
    [above, below].flatMap { part in (0..<part.rowCount).map { part[$0, column] } }
  }
  return Matrix(
    rowCount: above.rowCount + below.rowCount, columnCount: above.columnCount, elements: columns)
}
