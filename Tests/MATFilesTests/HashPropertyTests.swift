import Matrices
import OrderedCollections
import SeededRandomness
import RandomValues
import Testing

@testable import MATFiles

@Suite("Properties of the semantic hash")
struct HashPropertyTests {
  /// Files of one content: in other versions, byte orders, years, compressed and not.
  static let twins: [[String]] = [
    ["libmatio/test_le.mat", "libmatio/test_be.mat", "libmatio/test_le_v6.mat"]
      + ["libmatio/test_be_v6.mat", "libmatio/test_le_hdf5.mat"],
    ["libmatio/test_file.mat", "libmatio/test_file_v6.mat", "libmatio/test_file_hdf5.mat"],
    ["scipy/big_endian.mat", "scipy/little_endian.mat"],
    ["4.2c_SOL2", "6.1_SOL2", "6.5.1_GLNX86", "7.1_GLNX86", "7.4_GLNX86"].map {
      "scipy/testdouble_\($0).mat"
    } + ["scipy/testhdf5_7.4_GLNX86.mat"],
    ["6.1_SOL2", "6.5.1_GLNX86", "7.1_GLNX86", "7.4_GLNX86"].map {
      "scipy/teststructnest_\($0).mat"
    },
  ]

  @Test(
    "files of the same data in other versions, byte orders and years have the same",
    Corpora.areNeeded, arguments: twins)
  func corpora(files: [String]) throws {
    let hashes = try files.map { try MATFile(Corpora.path($0)).semanticHash() }
    #expect(Set(hashes).count == 1, "\(files)")
  }

  @Test("any one change, at any depth, gives another", arguments: 0..<300 as Range<UInt64>)
  func changes(seed: UInt64) throws {
    var values = RandomValues(seed: seed, version: .v73)
    var random = SplitMix(state: seed)
    let value = values.value(depth: 0)
    let hash = try value.semanticHash()
    for _ in 0..<5 {
      let changed = value.changed(using: &random)
      #expect(try changed.semanticHash() != hash, "\(value)\nis now \(changed)")
    }
  }
}

extension MATValue {
  /// The value with one thing changed: a bit of an element, the class, the size, a name.
  fileprivate func changed(using random: inout SplitMix) -> MATValue {
    switch self {
    case .numeric(let array): return array.changed(using: &random)
    case .logical(let array):
      guard let index = array.elements.indices.randomElement(using: &random) else {
        return .char(NDArray(size: array.size, elements: []))
      }
      var elements = array.elements
      elements[index].toggle()
      return .logical(NDArray(size: array.size, elements: elements))
    case .char(let array):
      guard let index = array.elements.indices.randomElement(using: &random) else {
        return .cell(NDArray(size: array.size, elements: []))
      }
      var elements = array.elements
      elements[index] ^= 1 << UInt16.random(in: 0..<16, using: &random)
      return .char(NDArray(size: array.size, elements: elements))
    case .cell(let array):
      guard let index = array.elements.indices.randomElement(using: &random) else {
        return .cell(NDArray(size: array.size + [2], elements: []))
      }
      var elements = array.elements
      elements[index] = elements[index].changed(using: &random)
      return .cell(NDArray(size: array.size, elements: elements))
    case .structure(let array): return .structure(array.changed(using: &random))
    case .sparse(let matrix): return .sparse(matrix.changed)
    case .string, .functionHandle, .object, .opaque: return .structure(MATStructArray([:]))
    }
  }
}

extension MATNumericArray {
  /// One bit of one real part flipped, or where there is none, an imaginary part that is added or dropped.
  fileprivate func changed(using random: inout SplitMix) -> MATValue {
    guard count > 0 else {
      return .numeric(MATNumericArray(size: size, real: real, imaginary: isComplex ? nil : real))
    }
    let index = Int.random(in: 0..<count, using: &random)
    let bit = Int.random(in: 0..<8 * numericClass.bytesPerElement, using: &random)
    return .numeric(
      MATNumericArray(size: size, real: real.flipping(bit, of: index), imaginary: imaginary))
  }
}

extension MATNumbers {
  fileprivate func flipping(_ bit: Int, of index: Int) -> MATNumbers {
    func flip<Number: FixedWidthInteger>(_ numbers: [Number]) -> [Number] {
      var numbers = numbers
      numbers[index] ^= 1 << Number(truncatingIfNeeded: bit)
      return numbers
    }
    return switch self {
    case .double(let numbers):
      .double(flip(numbers.map(\.bitPattern)).map(Double.init(bitPattern:)))
    case .single(let numbers):
      .single(flip(numbers.map(\.bitPattern)).map(Float.init(bitPattern:)))
    case .int8(let numbers): .int8(flip(numbers))
    case .int16(let numbers): .int16(flip(numbers))
    case .int32(let numbers): .int32(flip(numbers))
    case .int64(let numbers): .int64(flip(numbers))
    case .uint8(let numbers): .uint8(flip(numbers))
    case .uint16(let numbers): .uint16(flip(numbers))
    case .uint32(let numbers): .uint32(flip(numbers))
    case .uint64(let numbers): .uint64(flip(numbers))
    }
  }
}

extension MATStructArray {
  /// A value of a field changed, the last field renamed, or one added to none.
  fileprivate func changed(using random: inout SplitMix) -> MATStructArray {
    guard let (name, values) = fields.elements.last else {
      return MATStructArray(
        size: size, fields: ["added": Array(repeating: .structure([:]), count: count)])
    }
    var fields = fields
    if let index = values.indices.randomElement(using: &random), Bool.random(using: &random) {
      fields[name]?[index] = values[index].changed(using: &random)
    } else {
      fields.removeLast()
      fields[name + "2"] = values
    }
    return MATStructArray(size: size, fields: fields)
  }
}

extension MATSparseMatrix {
  /// The matrix with one row more: another size with the same entries.
  fileprivate var changed: MATSparseMatrix {
    func grown<Element>(_ matrix: SparseMatrix<Element>) -> SparseMatrix<Element> {
      SparseMatrix(
        rowCount: matrix.rowCount + 1, columnCount: matrix.columnCount,
        columnStarts: matrix.columnStarts, rowIndices: matrix.rowIndices, values: matrix.values)
    }
    return switch self {
    case .real(let matrix): .real(grown(matrix))
    case .complex(let matrix): .complex(grown(matrix))
    case .logical(let matrix): .logical(grown(matrix))
    }
  }
}
