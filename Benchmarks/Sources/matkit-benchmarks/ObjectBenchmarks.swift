import Foundation
import MATFiles
import Matrices
import OrderedCollections

/// Reading and writing MATLAB's own objects, uncompressed, so that the objects and not deflate are measured. What is read
/// mat-io has written.
var objectBenchmarks: [Benchmark] {
  ObjectKind.allCases.flatMap { [load($0), save($0)] }
}

private enum ObjectKind: String, CaseIterable {
  case strings, table, map

  static let count = 100_000
  static let columns = 20

  /// The same value as `objects.py` makes.
  func value() throws -> MATValue {
    switch self {
    case .strings:
      return .string(
        MATStringArray(size: [Self.count, 1], elements: (0..<Self.count).map { "text \($0)" }))
    case .table:
      var variables: OrderedDictionary<String, any MATWritable> = [:]
      for column in 0..<Self.columns {
        variables["x\(column + 1)"] = Matrix(column: (0..<Self.count).map { Double($0 + column) })
      }
      return try MATTable(variables).matValue
    case .map:
      let numbers = (0..<Self.count).map { index -> (String, Double) in
        let digits = String(index)
        return ("k" + String(repeating: "0", count: 6 - digits.count) + digits, Double(index))
      }
      return try MATMap(Dictionary(uniqueKeysWithValues: numbers)).matValue
    }
  }

  /// A number made of all of a value.
  func check(_ value: MATValue) throws -> Double {
    switch (self, value) {
    case (.strings, .string(let array)):
      return array.elements.reduce(0) { $0 + Double($1?.unicodeScalars.count ?? 0) }
    case (.table, _):
      return try MATTable(matValue: value).variables.values.reduce(0) { sum, column in
        let numbers = try [Double](matValue: column)
        return sum + (numbers.last ?? .nan)
      }
    case (.map, _):
      return try MATMap(matValue: value).values.reduce(0) { try $0 + Double(matValue: $1) }
    default: throw BenchmarkError("the variable is no string array")
    }
  }
}

private func load(_ kind: ObjectKind) -> Benchmark {
  Benchmark(name: "load-\(kind.rawValue)-100000", peers: ["mat-io"], wanted: 10) { folder in
    let path = folder.appending(path: "load-\(kind.rawValue).mat").path
    return { repeats in
      var value = MATValue.logical(NDArray(false))
      let elapsed = try seconds {
        for _ in 0..<repeats { value = try MATFile(path).value("x") }
      }
      return Measurement(seconds: elapsed / Double(repeats), check: try kind.check(value))
    }
  }
}

/// Ours waits for the disk to have the file before it takes the name; mat-io alone does not.
private func save(_ kind: ObjectKind) -> Benchmark {
  Benchmark(
    name: "save-\(kind.rawValue)-100000", peers: ["mat-io", "mat-io + fsync"], wanted: 10
  ) { folder in
    let path = folder.appending(path: "save-\(kind.rawValue)-ours.mat").path
    let value = try kind.value()
    return { repeats in
      var elapsed = 0.0
      for _ in 0..<repeats {
        elapsed += try seconds { try MATFile.write(["x": value], to: path, version: .v6) }
        // What the disk still has to write is not left to whoever comes next.
        sync()
      }
      return Measurement(
        seconds: elapsed / Double(repeats), check: try kind.check(MATFile(path).value("x")))
    }
  }
}
