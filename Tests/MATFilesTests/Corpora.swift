import Foundation
import MATFiles
import Testing

/// The .mat files that other people's software wrote, which are not ours to ship.
///
/// The environment variable `MATKIT_CORPORA` names their folder; without it the tests that read them are
/// skipped.
enum Corpora {
  /// The condition of every test that reads them.
  static let areNeeded: ConditionTrait = .enabled(
    if: ProcessInfo.processInfo.environment["MATKIT_CORPORA"] != nil,
    "MATKIT_CORPORA names no folder of files of other software")

  private static let folder = URL(
    filePath: ProcessInfo.processInfo.environment["MATKIT_CORPORA"] ?? "/nonexistent")

  /// What SciPy reads from each file: its leaves, as lines.
  static let reference: [String: [String]] = {
    guard let data = try? Data(contentsOf: resources.appending(path: "corpora_scipy.json")),
      let reference = try? JSONDecoder().decode([String: [String]].self, from: data)
    else { return [:] }
    return reference
  }()

  /// The folder of the files that the tests read and this repository holds.
  static let resources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Resources")

  static func path(_ file: String) -> String { folder.appending(path: file).path }

  /// The names of the files under the folder, relative to it, in order.
  static let files: [String] = {
    guard let paths = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".mat") }.sorted()
  }()
}

/// The leaves of a value as lines, as `Resources/make_corpora_reference.py` writes them.
struct Leaves {
  private(set) var lines: [String] = []
  /// The classes of old-style objects in the files, which SciPy and h5py read as structs.
  static let oldStyleClasses: Set = ["inline", "myclass"]

  init(_ value: MATValue, path: String) {
    append(value, path)
  }

  private mutating func append(_ value: MATValue, _ path: String) {
    switch value {
    case .numeric(let array):
      let bytes = Self.bytes(array.real) + (array.imaginary.map(Self.bytes) ?? [])
      line(path, value, attributes: array.isComplex ? "complex" : nil, bytes)
    case .logical(let array): line(path, value, array.elements.map { $0 ? 1 : 0 })
    case .char(let array): line(path, value, array.elements.flatMap(Self.bytes))
    case .sparse(let matrix): append(matrix, value, path)
    case .cell(let array):
      line(path, value, [])
      for (index, element) in array.elements.enumerated() {
        append(element, "\(path){\(index + 1)}")
      }
    case .structure(let array): append(array, value, path)
    case .object(let object) where Self.oldStyleClasses.contains(object.className):
      if let properties = object.properties { append(properties, value, path) }
    case .functionHandle: lines.append("\(path) function_handle 1x1")
    // SciPy and h5py know nothing of the inside of newer objects.
    case .string, .object, .opaque: lines.append("\(path) opaque")
    }
  }

  private mutating func append(_ array: MATStructArray, _ value: MATValue, _ path: String) {
    line(path, value, Array(array.fields.keys.joined(separator: ",").utf8))
    for element in 0..<array.count {
      for (name, values) in array.fields {
        append(values[element], "\(path)(\(element + 1)).\(name)")
      }
    }
  }

  private mutating func append(_ matrix: MATSparseMatrix, _ value: MATValue, _ path: String) {
    let indices =
      switch matrix {
      case .real(let matrix): matrix.rowIndices + matrix.columnIndices
      case .complex(let matrix): matrix.rowIndices + matrix.columnIndices
      case .logical(let matrix): matrix.rowIndices + matrix.columnIndices
      }
    let values: [UInt8] =
      switch matrix {
      case .real(let matrix): matrix.values.flatMap { Self.bytes($0.bitPattern) }
      case .complex(let matrix):
        matrix.values.flatMap { Self.bytes($0.real.bitPattern) }
          + matrix.values.flatMap { Self.bytes($0.imaginary.bitPattern) }
      case .logical(let matrix): matrix.values.map { $0 ? 1 : 0 }
      }
    line(
      path, value, attributes: value.isComplex ? "sparse+complex" : "sparse",
      indices.flatMap(Self.bytes) + values)
  }

  private mutating func line(
    _ path: String, _ value: MATValue, attributes: String? = nil, _ bytes: [UInt8]
  ) {
    let size = value.size.map(String.init).joined(separator: "x")
    let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    lines.append(
      [path, value.className, size, attributes, padded].compactMap(\.self).joined(separator: " "))
  }

  private static func bytes(_ numbers: MATNumbers) -> [UInt8] {
    switch numbers {
    case .double(let numbers): numbers.flatMap { bytes($0.bitPattern) }
    case .single(let numbers): numbers.flatMap { bytes($0.bitPattern) }
    case .int8(let numbers): numbers.flatMap(bytes)
    case .int16(let numbers): numbers.flatMap(bytes)
    case .int32(let numbers): numbers.flatMap(bytes)
    case .int64(let numbers): numbers.flatMap(bytes)
    case .uint8(let numbers): numbers
    case .uint16(let numbers): numbers.flatMap(bytes)
    case .uint32(let numbers): numbers.flatMap(bytes)
    case .uint64(let numbers): numbers.flatMap(bytes)
    }
  }

  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<MemoryLayout<Number>.size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
