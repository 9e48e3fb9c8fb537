import Matrices
import SeededRandomness
import RandomValues
import Testing

@testable import MATValues

@Suite("Paths as MATLAB writes them")
struct MATPathTests {
  @Test(
    "a path is read into its steps and written as it was",
    arguments: [
      "A", "net.W{2}(1:3, :)", "grid.Z(1:5, :)", "s(2).name", "c{1, 2}", "A(end, 1)", "A(:)",
      "A(1:2:end)", "A(end-1)", "A(end:-1:1)", "A([1 3 5:7], end+0)", "s.(\"a b\").x",
      "(\"odd name\").x", "q.(\"it's\")", "q.(\"say \"\"so\"\"\")", "größe.Ü", "x_1.y2", "A([])",
    ])
  func roundTrip(text: String) throws {
    let path = try MATPath(text)
    #expect(try MATPath(path.description) == path)
    #expect(path.description == text.replacing("end+0", with: "end"))
  }

  @Test(
    "single quotes are read as double ones",
    arguments: [
      ("s.('a b').x", "s.(\"a b\").x"), ("('odd name')", "(\"odd name\")"),
      ("q.('it''s')", "q.(\"it's\")"), ("q.('plain')", "q.plain"),
    ])
  func singleQuotes(text: String, written: String) throws {
    #expect(try MATPath(text).description == written)
  }

  @Test("empty brackets are the array itself, as in MATLAB")
  func emptyBrackets() throws {
    let path = try MATPath("A( )")
    #expect(path.steps == [.elements([])])
    #expect(path.description == "A()")
    #expect(try [1.0, 2].matValue.value(at: path) == [1.0, 2].matValue)
    #expect(throws: MATError.self) { try MATPath("c{}") }
  }

  @Test("spaces between the parts of a path mean nothing")
  func spaces() throws {
    #expect(try MATPath(" net.W { 2 } ( 1:3 ,: ) ").description == "net.W{2}(1:3, :)")
  }

  @Test(
    "what is not a path is refused with the place of the first wrong character",
    arguments: [
      ("", "the end"), (".W", "“.” at character 1"), ("net.", "the end"),
      ("net..W", "“.” at character 5"),
      ("A(", "the end"), ("A(1", "the end"), ("A{}", "“}” at character 3"),
      ("A{2)", "“)” at character 4"),
      ("A(1:0:3)", "“0” at character 5"), ("A(1.5)", "“.” at character 4"),
      ("A(x)", "“x” at character 3"),
      ("A(1)b", "“b” at character 5"), ("A b", "“b” at character 3"),
      ("A([1 2)", "“)” at character 7"),
      ("s.('a", "the end"), ("s.(\"a')", "the end"), ("s.(a)", "“a” at character 4"),
      ("A(99999999999999999999)", "“9” at character 3"),
      ("A(1:end:3)", "“e” at character 5"),
    ])
  func invalid(text: String, found: String) throws {
    let error = #expect(throws: MATError.self) { _ = try MATPath(text) }
    #expect(error?.code == .invalidPath)
    #expect(error?.path == text)
    #expect(error?.found == found)
    #expect(error?.expected != nil)
  }

  /// A 3×4 matrix whose element (i, j), both from 1, is 10i + j.
  static let A = Matrix(rowCount: 3, columnCount: 4) { Double(10 * ($0 + 1) + $1 + 1) }.matValue

  @Test(
    "indices pick what MATLAB would pick",
    arguments: [
      ("A(2,3)", [1, 1], [23]), ("A(end,1)", [1, 1], [31]), ("A(5)", [1, 1], [22]),
      ("A(end)", [1, 1], [34]),
      ("A(2,:)", [1, 4], [21, 22, 23, 24]), ("A(:,2)", [3, 1], [12, 22, 32]),
      ("A(1:2,[4 1])", [2, 2], [14, 24, 11, 21]),
      ("A(1:2:end)", [1, 6], [11, 31, 22, 13, 33, 24]),
      ("A(end:-1:end-1, 1)", [2, 1], [31, 21]), ("A([1 1],1)", [2, 1], [11, 11]),
      ("A(1:0,:)", [0, 4], []),
      ("A([])", [1, 0], []), ("A(3:-1:4)", [1, 0], []), ("A(2,3,1,1)", [1, 1], [23]),
      ("A(1:2:6)", [1, 3], [11, 31, 22]),
      ("A(:)", [12, 1], [11, 21, 31, 12, 22, 32, 13, 23, 33, 14, 24, 34]),
    ] as [(String, [Int], [Double])])
  func picks(path: String, size: [Int], elements: [Double]) throws {
    let value = try Self.A.value(at: MATPath(path))
    #expect(value == NDArray(size: size, elements: elements).matValue)
  }

  @Test("one index keeps the direction of a vector, and : always makes a column")
  func direction() throws {
    let row = [1.0, 2, 3].matValue
    let column = Matrix(column: [1.0, 2, 3]).matValue
    #expect(try row.value(at: MATPath("v(1:2)")).size == [1, 2])
    #expect(try column.value(at: MATPath("v(1:2)")).size == [2, 1])
    #expect(try row.value(at: MATPath("v(:)")).size == [3, 1])
    #expect(try (7.0).matValue.value(at: MATPath("v([1 1 1])")).size == [1, 3])
  }

  @Test(
    "fewer indices than dimensions run over the dimensions left, and ones at the end are dropped")
  func ranks() throws {
    let array = NDArray(size: [2, 3, 4], elements: (1...24).map(Double.init)).matValue
    #expect(try array.value(at: MATPath("A(:,:)")).size == [2, 12])
    #expect(try array.value(at: MATPath("A(2,12)")) == (24.0).matValue)
    #expect(try array.value(at: MATPath("A(:,:,1)")).size == [2, 3])
    #expect(try array.value(at: MATPath("A(1,2,3:4)")).size == [1, 1, 2])
    #expect(
      try array.value(at: MATPath("A(2,3,[4 1])"))
        == NDArray(size: [1, 1, 2], elements: [24.0, 6]).matValue)
  }

  @Test("every class of array can be picked from, and stays of its class")
  func classes() throws {
    let values: [MATValue] = [
      [1, 2, 3].matValue, [1, 2, 3].map { Float($0) }.matValue,
      [1, 2, 3].map { UInt8($0) }.matValue,
      [true, false, true].matValue, "abc".matValue, ["a", "b", "c"].matValue,
      .structure(
        MATStructArray(
          size: [1, 3], fields: ["f": [(1.0).matValue, (2.0).matValue, (3.0).matValue]])),
      .sparse(
        .real(
          SparseMatrix(
            rowCount: 1, columnCount: 3, columnStarts: [0, 1, 1, 2], rowIndices: [0, 0],
            values: [1, 3]))),
    ]
    for value in values {
      let part = try value.value(at: MATPath("v(2:3)"))
      #expect(part.className == value.className)
      #expect(part.size == [1, 2])
      #expect(try value.value(at: MATPath("v(1:3)")) == value)
    }
  }

  @Test("a sparse matrix is picked from as the full one is", arguments: 0..<40)
  func sparse(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let (m, n) = (Int.random(in: 1...6, using: &random), Int.random(in: 1...6, using: &random))
    let full = Matrix(rowCount: m, columnCount: n) { _, _ in
      Bool.random(using: &random) ? Double(Int.random(in: 1...9, using: &random)) : 0
    }
    let sparse = MATValue.sparse(.real(SparseMatrix(nonZeros: full)))
    for path in [
      "A(:)", "A(:,:)", "A(end:-1:1,:)", "A(:,[1 end 1])", "A([end 1 1],end)", "A(end)", "A(1:end)",
      "A(1:2:end, 1)", "A(end:-1:1)",
    ] {
      let picked = try sparse.value(at: MATPath(path))
      guard case .sparse(.real(let part)) = picked else {
        Issue.record("\(path) is no longer sparse")
        continue
      }
      let wanted = try full.matValue.value(at: MATPath(path))
      #expect(Matrix(part, zero: 0).matValue == wanted, "\(path) of \(full)")
    }
  }

  static let net = MATValue.structure([
    "W": [[[1.0, 2], [3, 4]] as Matrix, [[5.0, 6]] as Matrix].map(\.matValue).matValue,
    "layers": MATStructArray(
      size: [1, 2], fields: ["name": ["first".matValue, "second".matValue]]),
    "handle": MATValue.functionHandle(MATFunctionHandle(text: "@sin")),
    "table": MATValue.opaque(className: "table", size: [3, 1]),
  ])

  @Test("a path is followed through structs and cells")
  func nested() throws {
    #expect(try Self.net.value(at: MATPath("net.W{2}(1,2)")) == (6.0).matValue)
    #expect(try Self.net.value(at: MATPath("net.W{1}(:,1)")) == Matrix(column: [1.0, 3]).matValue)
    #expect(try Self.net.value(at: MATPath("net.layers(2).name")) == "second".matValue)
    #expect(try Self.net.value(at: MATPath("net.layers(2).name(1:3)")) == "sec".matValue)
    #expect(try Self.net.value(at: MATPath("net.W(2)")).className == "cell")
    #expect(try Self.net.value(at: MATPath("net")) == Self.net)
  }

  @Test(
    "a path that leads nowhere is an error that names what there is",
    arguments: [
      ("net.w", .notFound, nil, "one of the fields W, layers, handle, table", "w"),
      ("net.W{3}", .notFound, ".W", "an index from 1 to 2", "3"),
      ("net.W{0}", .notFound, ".W", "an index from 1 to 2", "0"),
      ("net.W{1}(3,1)", .notFound, ".W{1}", "an index from 1 to 2 in dimension 1", "3"),
      ("net.W{1}(1,1,2)", .notFound, ".W{1}", "an index from 1 to 1 in dimension 3", "2"),
      ("net.W{1}(end+1)", .notFound, ".W{1}", "an index from 1 to 4", "5"),
      ("net.W{1:2}", .mismatch, ".W", "one cell", "2; ( ) picks them as a cell array"),
      ("net.W.x", .mismatch, ".W", "a struct with the field x", "1×2 cell"),
      ("net.layers.name", .mismatch, ".layers", "one struct, as (1).name picks", "1×2 struct"),
      ("net.layers{1}", .mismatch, ".layers", "a cell array", "1×2 struct"),
      ("net.handle(1)", .mismatch, ".handle", "an array", "1×1 function_handle"),
      (
        "net.table.x", .unsupported, ".table", "a value that can be looked into",
        "3×1 table (not decoded)"
      ),
    ] as [(String, MATError.Code, String?, String, String)])
  func nowhere(
    path: String, code: MATError.Code, place: String?, expected: String, found: String
  ) throws {
    let path = try MATPath(path)
    let error = #expect(throws: MATError.self) { _ = try Self.net.value(at: path) }
    #expect(error?.code == code)
    #expect(error?.variable == "net")
    #expect(error?.path == place)
    #expect(error?.expected == expected)
    #expect(error?.found == found)
  }

  @Test(
    "indices as large as Int are outside, not a trap",
    arguments: [
      MATPath.Position.number(.max), .number(.min), .end(.max), .end(.min),
    ])
  func extremes(position: MATPath.Position) throws {
    for range in [
      MATPath.Range(position), MATPath.Range(.number(1), through: position),
      MATPath.Range(position, step: .min, through: .number(1)),
      MATPath.Range(position, step: .max, through: .end(0)),
    ] {
      let path = MATPath(variable: "A", steps: [.elements([.ranges([range])])])
      // Empty or an error, as MATLAB has it; what counts is that neither traps.
      _ = try? Self.A.value(at: path)
    }
    #expect(throws: MATError.self) {
      _ = try Self.A.value(
        at: MATPath(variable: "A", steps: [.elements([.ranges([MATPath.Range(position)])])]))
    }
  }

  @Test("nothing can be picked from an empty array but the empty")
  func empty() throws {
    let empty = NDArray<Double>(size: [0, 3], elements: []).matValue
    #expect(try empty.value(at: MATPath("E(:,1:2)")).size == [0, 2])
    #expect(try empty.value(at: MATPath("E(:)")).size == [0, 1])
    #expect(throws: MATError.self) { _ = try empty.value(at: MATPath("E(1)")) }
  }

  @Test("an argument is split at the colon after a file's name")
  func arguments() {
    let files: Set<String> = ["a.mat", "odd:name.mat", "data", "c:d"]
    func split(_ argument: String) -> [String?] {
      let (file, path) = MATPath.splitArgument(argument, isFile: files.contains)
      return [file, path]
    }
    #expect(split("a.mat") == ["a.mat", nil])
    #expect(split("a.mat:net.W{2}(1:3,:)") == ["a.mat", "net.W{2}(1:3,:)"])
    #expect(split("odd:name.mat") == ["odd:name.mat", nil])
    #expect(split("odd:name.mat:x") == ["odd:name.mat", "x"])
    #expect(split("data:x(1:2)") == ["data", "x(1:2)"])
    #expect(split("missing.mat:x(1:2)") == ["missing.mat", "x(1:2)"])
    #expect(split("MISSING.MAT:x") == ["MISSING.MAT", "x"])
    #expect(split("missing:x") == ["missing:x", nil])
    #expect(split("a.mat:") == ["a.mat", ""])
    #expect(split("c:d") == ["c:d", nil])
    #expect(split(":x") == [":x", nil])
  }
}
