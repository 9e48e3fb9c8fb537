import ComplexModule
import Foundation
import MATFiles
import Matrices
import Testing

/// Files that MatKit wrote: Octave finds in them what was meant, and SciPy what MatKit itself reads.
@Suite("MatKit's files", .enabled(if: Interop.isEnabled, Interop.comment))
struct WritingInteropTests {
  @Test("Octave finds the values that were written", arguments: MATVersion.allCases)
  func octave(version: MATVersion) throws {
    try Interop.withTemporaryFolder { folder in
      let file = folder.appending(path: "matkit.mat")
      try MATFile.write(Self.variables(for: version), to: file.path, version: version)
      let check = Interop.scripts.appending(path: "check_values.m")
      let checked = try Interop.octave(check, [file.path, version.rawValue])
      #expect(checked.status == 0, "\(checked.text)")
      #expect(checked.lastLine == "\(Self.variables(for: version).count) variables are right")
    }
  }

  @Test("SciPy reads what MatKit reads", arguments: [MATVersion.v4, .v6, .v7])
  func scipy(version: MATVersion) throws {
    try Interop.withTemporaryFolder { folder in
      let file = folder.appending(path: "matkit.mat")
      let variables = Self.variables(for: version) + Self.variablesForSciPy(version)
      try MATFile.write(variables, to: file.path, version: version)
      let agreed = try Interop.compareWithSciPy([file])
      #expect(agreed.status == 0, "\(agreed.text)")
      #expect(agreed.text.contains(": \(variables.count) variables"))
    }
  }

  /// What `check_values.m` expects in a file of the version.
  static func variables(for version: MATVersion) -> [MATVariable] {
    switch version {
    case .v4: simple + [variable("sparse", sparse)]
    case .v6, .v7: simple + numeric + [variable("sparse", sparse)] + nested
    // From v7.3 files Octave 7.3 reads numbers alone, and makes singles doubles.
    case .v73: numeric.filter { $0.name != "single" }
    }
  }

  /// Characters beyond ASCII, which Octave keeps as bytes.
  static func variablesForSciPy(_ version: MATVersion) -> [MATVariable] {
    version == .v4 ? [] : [variable("greek", "λ Σ W²")]
  }

  private static let simple = [
    variable("plain", Matrix(rows: [[1.5, -2, 3], [4, 5, 6e300]])),
    variable("special", [Double.nan, .infinity, -.infinity, 0]),
    variable("complex", Matrix(rows: [[Complex(1.0, 2), Complex(3, -4)]])),
    variable("text", "as MATLAB's"),
    variable("empty", Matrix<Double>(rowCount: 0, columnCount: 3, elements: [])),
  ]

  private static let numeric = [
    variable("int8", [Int8.min, 0, .max]), variable("uint8", [UInt8.min, 1, .max]),
    variable("int16", [Int16.min, 0, .max]), variable("uint16", [UInt16.min, 1, .max]),
    variable("int32", [Int32.min, 0, .max]), variable("uint32", [UInt32.min, 1, .max]),
    variable("int64", [Int64.min, 0, .max]), variable("uint64", [UInt64.min, 1, .max]),
    variable("single", [Float(0.1), -1e30, .nan]),
    variable("cube", NDArray(size: [2, 3, 4], elements: (1...24).map(Double.init))),
  ]

  private static let nested = [
    variable("logical", Matrix(rows: [[true, false], [false, true], [true, true]])),
    variable("words", Matrix(rows: [["first", "second"]])),
    variable("structure", ["number": 1.5, "text": "one"] as MATStructArray),
    variable("cells", [Double(1).matValue, "two".matValue, [Int8(3), 4].matValue]),
  ]

  private static let sparse = MATValue.sparse(
    .real(
      SparseMatrix(
        rowCount: 3, columnCount: 5, columnStarts: [0, 1, 2, 2, 3, 3], rowIndices: [0, 2, 1],
        values: [1.5, -2, 1e-300])))

  private static func variable(_ name: String, _ value: some MATWritable) -> MATVariable {
    MATVariable(name: name, value: value.matValue)
  }
}
