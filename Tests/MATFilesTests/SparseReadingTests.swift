import ComplexModule
import Matrices
import Testing

@testable import MATFiles

@Suite("Sparse matrices")
struct SparseReadingTests {
  let bytes = V5Bytes()

  private func sparse(
    flags: UInt32 = 0, size: [Int] = [3, 2], rows: [Int32], starts: [Int32], _ values: [UInt8]...
  ) -> [UInt8] {
    bytes.array(
      .sparse, flags: flags, size: size, name: "s", capacity: rows.count,
      bytes.element(.int32, bytes.integers(rows)), bytes.element(.int32, bytes.integers(starts)),
      values.flatMap(\.self))
  }

  private func doubles(_ numbers: [Double]) -> [UInt8] {
    bytes.element(.double, bytes.doubles(numbers))
  }

  @Test("entries keep their order; room for more is ignored")
  func real() throws {
    let array = sparse(rows: [0, 2, 1, 0, 0], starts: [0, 2, 3], doubles([1, 2, 3, 9, 9]))
    let expected = SparseMatrix(
      rowCount: 3, columnCount: 2, columnStarts: [0, 2, 3], rowIndices: [0, 2, 1],
      values: [1.0, 2, 3])
    let file = try MATFile(bytes.file(array))
    #expect(file.variables[0].isSparse && file.variables[0].byteCount == 5 * 16 + 24)
    #expect(try file.value("s") == .sparse(.real(expected)))
    #expect(try file["s"] == ([[1, 0], [0, 3], [2, 0]] as Matrix<Double>))
  }

  @Test("entries stored as bytes, and complex ones")
  func complex() throws {
    let array = sparse(
      flags: 8, rows: [1, 1], starts: [0, 1, 2], bytes.element(.uint8, [1, 2]), doubles([0.5, -1]))
    let read: Matrix<Complex<Double>> = try MATFile(bytes.file(array))["s"]
    #expect(read[1, 0] == Complex(1, 0.5) && read[1, 1] == Complex(2, -1) && read[0, 0] == 0)
  }

  @Test("logical entries are bytes, whatever type their tag says")
  func logical() throws {
    let expected = SparseMatrix(
      rowCount: 3, columnCount: 2, columnStarts: [0, 1, 3], rowIndices: [2, 0, 1],
      values: [true, true, true])
    for type in [V5DataType.double, .uint8] {
      let array = sparse(
        flags: 2, rows: [2, 0, 1], starts: [0, 1, 3],
        bytes.element(type, [1, 1, 1], isSmall: false))
      let file = try MATFile(bytes.file(array))
      #expect(file.variables[0].className == "logical")
      #expect(try file.value("s") == .sparse(.logical(expected)))
    }
  }

  @Test("no entries at all", arguments: [[3, 2], [0, 0], [0, 2], [3, 0]])
  func empty(size: [Int]) throws {
    let starts = Array(repeating: Int32(0), count: size[1] + 1)
    for (rows, values) in [([], [Double]()), ([0], [0])] as [([Int32], [Double])] {
      let array = sparse(size: size, rows: rows, starts: starts, doubles(values))
      let value = try MATFile(bytes.file(array)).value("s")
      #expect(value.isSparse && value.size == size)
    }
  }

  @Test(
    "indices that fall, repeat, reach outside or are too few are damage",
    arguments: [
      ([0, 3, 1], [0, 2, 3]), ([2, 0, 1], [0, 2, 3]), ([1, 1, 1], [0, 2, 3]),
      ([0, 1, 2], [0, 3, 2]),
      ([0, 1, 2], [1, 2, 3]), ([-1, 1, 2], [0, 2, 3]), ([0, 1], [0, 2, 3]), ([0, 1, 2], [0, 2]),
      ([0, 1, 2], [0, 2, 2_000_000_000]), ([0, 1, 2], [0, -5, 3]), ([0, 1, 2], [0, 2, -3]),
    ] as [([Int32], [Int32])])
  func damaged(_ rows: [Int32], _ starts: [Int32]) throws {
    let array = sparse(rows: rows, starts: starts, doubles([1, 2, 3]))
    #expect(try code(of: bytes.file(array)) == .damaged)
    let short = sparse(rows: [0, 1, 2], starts: [0, 2, 3], doubles([1, 2]))
    #expect(try code(of: bytes.file(short)) == .damaged)
    let threeDimensional = sparse(size: [3, 2, 1], rows: [0], starts: [0, 1, 1], doubles([1]))
    #expect(try code(of: bytes.file(threeDimensional)) == .damaged)
  }
}
