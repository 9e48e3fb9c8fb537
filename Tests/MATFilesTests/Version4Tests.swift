import ComplexModule
import Matrices
import Testing

@testable import MATFiles

@Suite("Version 4 files")
struct Version4Tests {
  /// A record: header, name and data, the numbers stored as type P.
  private func record(
    _ name: String, kind: Int = 0, rows: Int, columns: Int, isComplex: Bool = false, type: Int = 0,
    machine: Int? = nil, _ data: [UInt8], isBigEndian: Bool = false
  ) -> [UInt8] {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let code = 1000 * (machine ?? (isBigEndian ? 1 : 0)) + 10 * type + kind
    let header = [code, rows, columns, isComplex ? 1 : 0, name.utf8.count + 1].map { Int32($0) }
    return bytes.integers(header) + Array(name.utf8) + [0] + data
  }

  @Test("numbers of every stored type are doubles, in both byte orders", arguments: [false, true])
  func storedTypes(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let data: [[UInt8]] = [
      bytes.doubles([1, -2]), bytes.singles([1, -2]), bytes.integers([1, -2] as [Int32]),
      bytes.integers([1, -2] as [Int16]), bytes.integers([1, 65534] as [UInt16]), [1, 254],
    ]
    let second = [-2.0, -2, -2, -2, 65534, 254]
    let file = try MATFile(
      data.enumerated().flatMap { type, data in
        record("v\(type)", rows: 2, columns: 1, type: type, data, isBigEndian: isBigEndian)
      })
    #expect(file.format == .v4)
    #expect(file.variables.map(\.className) == Array(repeating: "double", count: 6))
    for type in data.indices {
      #expect(try file["v\(type)"] == Matrix(column: [1, second[type]]))
    }
  }

  @Test("complex numbers, text, empty matrices and their listing")
  func kinds() throws {
    let bytes = V5Bytes()
    let file = try MATFile(
      record("c", rows: 1, columns: 2, isComplex: true, bytes.doubles([1, 2, 3, 4]))
        + record("t", kind: 1, rows: 2, columns: 2, type: 5, Array("acbd".utf8))
        + record("d", kind: 1, rows: 1, columns: 2, bytes.doubles([0x68, 0x69]))
        + record("e", rows: 0, columns: 3, []))
    #expect(file.variables.map(\.className) == ["double", "char", "char", "double"])
    #expect(file.variables.map(\.byteCount) == [32, 8, 4, 0])
    #expect(file.variables.map(\.isComplex) == [true, false, false, false])
    #expect(try file["c"] == [Complex(1, 3), Complex(2, 4)])
    #expect(try file["t"] == ["ab", "cd"])
    #expect(try file["d"] == "hi")
    #expect(try file.value("e").size == [0, 3])
  }

  @Test(
    "sparse matrices, with no entries too, real and complex, entries in any order",
    arguments: [false, true])
  func sparse(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    func list(_ name: String, rows: Int, columns: Int, _ numbers: [Double]) -> [UInt8] {
      record(
        name, kind: 2, rows: rows, columns: columns, bytes.doubles(numbers),
        isBigEndian: isBigEndian)
    }
    let file = try MATFile(
      list("r", rows: 4, columns: 3, [3, 1, 2, 3, 2, 1, 1, 2, 5, 6, 7, 0])
        + list("c", rows: 2, columns: 4, [2, 2, 1, 2, 8, 0, 9, 0])
        + list("none", rows: 1, columns: 3, [3, 4, 0]))
    #expect(file.variables.map(\.size) == [[3, 2], [2, 2], [3, 4]])
    #expect(file.variables.map(\.isComplex) == [false, true, false])
    #expect(try file["r"] == ([[6, 0], [7, 0], [0, 5]] as Matrix<Double>))
    let complex: Matrix<Complex<Double>> = try file["c"]
    #expect(complex[1, 0] == Complex(8, 9))
    #expect(try file.value("none").isSparse)
    #expect(try file["none"] == Matrix(repeating: 0.0, rowCount: 3, columnCount: 4))
  }

  @Test(
    "what contradicts itself is damage",
    arguments: [
      (2, 4, 2, [1.0, 1, 1, 1, 1, 1, 1, 1]),  // a list of two columns
      (2, 0, 3, []),  // no last entry
      (2, 2, 3, [4, 3, 1, 2, 5, 0]),  // row 4 of 3
      (2, 2, 3, [0, 3, 1, 2, 5, 0]),  // row 0
      (2, 2, 3, [1.5, 3, 1, 2, 5, 0]),  // half a row
      (2, 2, 3, [1, 0, 1, 0, 5, 0]),  // an entry in an empty matrix
      (2, 3, 3, [1, 1, 3, 1, 1, 2, 5, 6, 0]),  // two entries for one place
      (2, 1, 3, [.nan, 2, 0]), (2, 1, 3, [3, -1, 0]),  // no size
      (1, 1, 2, [104, 0.5]), (1, 1, 1, [-1]), (1, 1, 1, [70_000]),  // no characters
    ])
  func damaged(_ kind: Int, _ rows: Int, _ columns: Int, _ numbers: [Double]) throws {
    let bytes = record("x", kind: kind, rows: rows, columns: columns, V5Bytes().doubles(numbers))
    #expect(try code(of: bytes) == .damaged)
  }

  @Test(
    "a sparse matrix of more columns than the file could mean is refused before memory is set aside"
  )
  func hugeSparse() throws {
    let bytes = record("x", kind: 2, rows: 1, columns: 3, V5Bytes().doubles([1, 2_147_483_647, 0]))
    #expect(try code(of: bytes) == .limitExceeded)
  }

  @Test("a file cut anywhere is damage or lacks whole variables, never a wrong value")
  func truncation() throws {
    let data = V5Bytes().doubles([1, 2])
    let bytes = record("a", rows: 1, columns: 2, data) + record("bb", rows: 2, columns: 1, data)
    let whole = try MATFile(bytes).values()
    for end in 1..<bytes.count {
      do {
        let values = try MATFile(Array(bytes[..<end])).values()
        #expect(end == 38 && values["a"] == whole["a"] && values.count == 1)
      } catch let error as MATError {
        #expect(error.code == .damaged || (error.code == .notAMATFile && end < 20), "cut at \(end)")
      }
    }
  }

  @Test("numbers of a VAX or Cray, and headers that are none, are refused")
  func foreign() throws {
    let data = V5Bytes().doubles([1])
    let good = record("a", rows: 1, columns: 1, data)
    #expect(try code(of: record("a", rows: 1, columns: 1, machine: 2, data)) == .unsupported)
    #expect(try code(of: record("a", rows: 1, columns: 1, machine: 4, data)) == .unsupported)
    #expect(try code(of: record("a", kind: 3, rows: 1, columns: 1, data)) == .notAMATFile)
    #expect(try code(of: record("a", rows: -1, columns: 1, data)) == .notAMATFile)
    #expect(try code(of: good + record("b", kind: 3, rows: 1, columns: 1, data)) == .damaged)
    #expect(
      try code(of: record("a", rows: Int(Int32.max), columns: Int(Int32.max), data)) == .notAMATFile
    )
  }
}
