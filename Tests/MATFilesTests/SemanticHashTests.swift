import ComplexModule
import Foundation
import Matrices
import RandomValues
import Testing

@testable import MATFiles

@Suite("The semantic hash")
struct SemanticHashTests {
  /// The hashes of these values that `Resources/make_semantic_hashes.py` computes on its own.
  private static let reference: [String: String] = {
    let url = Corpora.resources.appending(path: "semantic_hashes.json")
    guard let data = try? Data(contentsOf: url) else { return [:] }
    return (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
  }()

  private static let one = (1.0).matValue

  private static let values: [String: MATValue] = [
    "scalar": one,
    "matrix": ([[1.5, -0.0, .infinity], [2, 0x1p-1030, 3]] as Matrix).matValue,
    "empty": Matrix<Double>(rowCount: 0, columnCount: 3, elements: []).matValue,
    "large": (0..<20000).map(Double.init).matValue,
    "single": NDArray<Float>(size: [1, 2, 3], elements: [0, 1, 2, 3, 4, 5]).matValue,
    "int64": [Int64.min, .max].matValue,
    "uint8": [UInt8.min, .max].matValue,
    "complex": [Complex(1.0, 2), Complex(3, 0)].matValue,
    "logical": Matrix(column: [true, false]).matValue,
    "text": "aß😀".matValue,
    "no text": "".matValue,
    "cell": [one, "b".matValue].matValue,
    "struct": .structure(
      MATStructArray(
        size: [1, 2],
        fields: [
          "x": [one, "b".matValue],
          "y": [.cell(NDArray(size: [0, 0], elements: [])), one],
        ])),
    "no fields": .structure(MATStructArray(size: [2, 1], fields: [:])),
    "sparse": .sparse(
      .real(
        SparseMatrix(
          rowCount: 3, columnCount: 2, columnStarts: [0, 2, 3], rowIndices: [0, 2, 1],
          values: [1, 2, 3]))),
    "complex sparse": .sparse(
      .complex(
        SparseMatrix(
          rowCount: 1, columnCount: 1, columnStarts: [0, 1], rowIndices: [0],
          values: [.init(real: 1, imaginary: -2)]))),
    "logical sparse": .sparse(
      .logical(
        SparseMatrix(
          rowCount: 1, columnCount: 2, columnStarts: [0, 0, 1], rowIndices: [0], values: [true]))),
    "function handle": .functionHandle(MATFunctionHandle(text: "@(x) x.^2")),
    "object": .object(
      MATObject(className: "point", size: [1, 1], properties: MATStructArray(["x": one]))),
  ]

  @Test("is SHA-256 over the bytes that the page sets down", arguments: values.keys.sorted())
  func documented(name: String) throws {
    let value = try #require(Self.values[name])
    #expect(try value.semanticHash().description == #require(Self.reference[name]))
  }

  @Test("of variables covers their names and not their order")
  func variables() throws {
    let variables = [("b", Self.one), ("a", "b".matValue), ("B", Self.one)]
      .map { MATVariable(name: $0.0, value: $0.1) }
    let hash = try MATHash(of: variables)
    #expect(hash.description == Self.reference["file"])
    #expect(try MATHash(of: variables.reversed()) == hash)
    #expect(try MATHash(of: [MATVariable]()).description == Self.reference["no variables"])
    var renamed = variables
    renamed[0].name = "c"
    #expect(try MATHash(of: renamed) != hash)
    renamed[0].name = "b"
    renamed[0].isGlobal = true
    #expect(try MATHash(of: renamed) == hash)
  }

  @Test("differs where a class, a size, a bit, a name or an order of fields does")
  func differences() throws {
    let values: [MATValue] = [
      Self.one, Float(1).matValue, Int8(1).matValue, UInt8(1).matValue, true.matValue,
      "\u{1}".matValue, [Self.one].matValue, Complex(1.0, 0).matValue, (1.0).nextUp.matValue,
      (0.0).matValue, (-0.0).matValue, Double.nan.matValue, (-Double.nan).matValue,
      Double(bitPattern: 0x7FF0_0000_0000_07A2).matValue,
      NDArray(size: [1, 1, 1], elements: [1.0]).matValue,
      .structure(["a": 1.0]), .structure(["b": 1.0]), .structure(["a": 1.0, "b": 1.0]),
      .structure(["b": 1.0, "a": 1.0]),
      NDArray<Double>(size: [0, 3], elements: []).matValue,
      NDArray<Double>(size: [3, 0], elements: []).matValue,
      // The same bytes in the same order, cut elsewhere.
      ["ab".matValue, "c".matValue].matValue, ["a".matValue, "bc".matValue].matValue,
      .structure(["ab": "c"]), .structure(["a": "bc"]),
      .functionHandle(MATFunctionHandle(text: "@sin")),
    ]
    let hashes = try Set(values.map { value throws(MATError) in try value.semanticHash() })
    #expect(hashes.count == values.count)
  }

  @Test("of equal values without NaN is equal, of others not", arguments: 0..<30 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var (a, b) = (RandomValues(seed: seed, version: .v7), RandomValues(seed: seed, version: .v7))
    var other = RandomValues(seed: seed + 1000, version: .v7)
    let hash = try MATHash(of: a.variables())
    #expect(try MATHash(of: b.variables()) == hash)
    #expect(try MATHash(of: other.variables()) != hash)
  }

  @Test(
    "is the same in every version that can hold the values", arguments: 0..<20 as Range<UInt64>)
  func versions(seed: UInt64) throws {
    var (simple, any) = (
      RandomValues(seed: seed, version: .v4), RandomValues(seed: seed, version: .v73)
    )
    try check(simple.variables(), in: MATVersion.allCases)
    try check(any.variables(), in: [.v6, .v7, .v73])
  }

  private func check(_ variables: [MATVariable], in versions: [MATVersion]) throws {
    guard !variables.isEmpty else { return }
    try withTemporaryFolder { folder in
      for version in versions {
        let path = "\(folder)/\(version.rawValue).mat"
        try MATFile.write(variables, to: path, version: version)
        #expect(try MATFile(path).semanticHash() == MATHash(of: variables))
      }
    }
  }

  @Test("of a path is that of the value there")
  func path() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["s": ["A": [[1.0, 2], [3, 4]] as Matrix] as MATStructArray], to: path)
      #expect(try MATHash(of: path) == MATFile(path).semanticHash())
      let row = ([[1.0, 2]] as Matrix).matValue
      #expect(try MATHash(of: path + ":s.A(1,:)") == row.semanticHash())
      let error = #expect(throws: MATError.self) { try MATHash(of: path + ":s.B") }
      #expect(error?.code == .notFound && error?.file == path && error?.variable == "s")
    }
  }

  @Test("does not exist where no more is known than class and size")
  func opaque() throws {
    for unknown: MATValue in [
      .opaque(className: "table", size: [1, 1]), .functionHandle(MATFunctionHandle(text: nil)),
      .object(MATObject(className: "a", size: [1, 1], properties: nil)),
    ] {
      let value: MATValue = .structure(["c": [Self.one, unknown]])
      let error = #expect(throws: MATError.self) { try value.semanticHash() }
      #expect(error?.code == .unsupported && error?.path == ".c{2}")
    }
  }

  @Test(
    "twins in v7 and v7.3 have the same", Corpora.areNeeded,
    arguments: V73CorporaTests.twins)
  func twins(_ name: String, _ twin: String) throws {
    let (v7, v73) = (try MATFile(Corpora.path(name)), try MATFile(Corpora.path(twin)))
    for variable in v7.variables {
      guard let other = v73.variable(named: variable.name),
        !V73Lines.holdsOpaque(try v7.value(of: variable))
      else { continue }
      #expect(try v7.semanticHash(of: variable) == v73.semanticHash(of: other))
    }
  }

  @Test("is written as 64 digits and read back")
  func text() throws {
    let hash = try Self.one.semanticHash()
    #expect(MATHash(hash.description) == hash)
    #expect(MATHash(bytes: hash.bytes) == hash)
    #expect(MATHash("12") == nil && MATHash(String(repeating: "x", count: 64)) == nil)
    #expect(MATHash(bytes: [1]) == nil)
    #expect(try JSONDecoder().decode(MATHash.self, from: JSONEncoder().encode(hash)) == hash)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(MATHash.self, from: Data("\"12\"".utf8))
    }
  }
}
