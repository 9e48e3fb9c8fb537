import ComplexModule
import Foundation
import Matrices
import OrderedCollections
import Testing

@testable import MATFiles
@testable import MATValues

@Suite("Codable Swift values as MATLAB values")
struct CodableTests {
  struct Inner: Codable, Equatable {
    var name: String
    var rate: Double?
  }

  enum Color: String, Codable { case red, green }
  enum Level: Int, Codable { case low = 1, high = 2 }

  enum Shape: Codable, Equatable {
    case none
    case circle(Double)
    case box(width: Double, height: Double)
  }

  struct Everything: Codable, Equatable {
    var double = 0.1
    var single: Float = 0.1
    var int = Int.min
    var int64 = Int64.max
    var uint64 = UInt64.max
    var int8: Int8 = -128
    var isTrue = true
    var text = "aß😀"
    var empty = ""
    var doubles = [1.0, 2, 3]
    var integers = [Int64.max, Int64.min]
    var none = [Double]()
    var truths = [true, false]
    var texts = ["a", "", "bc"]
    var rows = [[1.0, 2], [3, 4], [5, 6]]
    var ragged = [[1.0], [], [2, 3]]
    var deep = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    var matrix: Matrix<Double> = [[1, 2], [3, 4]]
    var matrices: [Matrix<Float>] = [[[1, 2]], [[3], [4]]]
    var array = NDArray<Int16>(size: [1, 2, 3], elements: [1, 2, 3, 4, 5, 6])
    var complex = Complex(1.0, -2)
    var complexes = [Complex(1.0, 2), Complex(3.0, 0)]
    var present: Int? = 3
    var absent: Int?
    var inner = Inner(name: "x", rate: nil)
    var inners = [Inner(name: "a", rate: 1), Inner(name: "b", rate: nil)]
    var noInners = [Inner]()
    var optionals: [Double?] = [1, nil, 3]
    var color = Color.green
    var colors = [Color.red, .green]
    var levels = [Level.high, .low]
    var shape = Shape.box(width: 1, height: 2)
    var shapes = [Shape.none, .circle(1), .box(width: 3, height: 4), .circle(2)]
    var dictionary = ["b": 1, "a": 2]
    var dictionaries = [["a": 1], ["b": 2]]
    var nested = ["x": ["y": [1.0, 2]]]
    var date = Date(timeIntervalSince1970: 1_700_000_000.25)
    var data = Data([0, 1, 255])
    var url = URL(string: "https://example.org/a")
    var id = UUID(uuidString: "E621E1F8-C36C-495A-93FC-0C247A3E6E5F")
    var pair = SIMD2(1.0, 2)
    var pairs = [SIMD2(1.0, 2), SIMD2(3.0, 4)]
  }

  @Test(
    "whatever is encoded is decoded equal, in each orientation",
    arguments: [MATEncoder.Orientation.row, .column], [MATEncoder.Absence.empty, .omitted])
  func roundTrip(orientation: MATEncoder.Orientation, absence: MATEncoder.Absence) throws {
    let encoder = MATEncoder(orientation: orientation, absence: absence)
    let value = try encoder.encode(Everything())
    #expect(try MATDecoder().decode(Everything.self, from: value) == Everything())
  }

  @Test("the properties of a value are the variables of a file", arguments: MATVersion.allCases)
  func file(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      if version == .v4 {
        struct Simple: Codable, Equatable {
          var x = [1.0, 2]
          var name = "abc"
        }
        try MATFile.encode(Simple(), to: path, version: .v4)
        #expect(try MATFile(path).decode(Simple.self) == Simple())
        return
      }
      try MATFile.encode(Everything(), to: path, version: version)
      let file = try MATFile(path)
      #expect(file.variables.contains { $0.name == "dictionaries" })
      #expect(try file.decode(Everything.self) == Everything())
    }
  }

  /// What Swift values become; MATLAB's own classes and sizes are what counts.
  static let forms: [(name: String, value: any Encodable & Sendable, form: MATValue)] = [
    ("Int", 3, Int64(3).matValue), ("[Double]", [1.0, 2], Matrix(row: [1.0, 2]).matValue),
    ("[[Double]]", [[1.0, 2, 3], [4, 5, 6]], ([[1.0, 2, 3], [4, 5, 6]] as Matrix).matValue),
    ("[[Bool]]", [[true], [false]], Matrix(column: [true, false]).matValue),
    ("ragged", [[1.0], [2, 3]], [[1.0].matValue, [2.0, 3].matValue].matValue),
    ("no rows", [[Double]](), NDArray<Double>(size: [0, 0], elements: []).matValue),
    ("empty rows", [[Double](), []], NDArray<Double>(size: [2, 0], elements: []).matValue),
    ("[String]", ["a", "b"], ["a".matValue, "b".matValue].matValue),
    ("raw text", Color.red, "red".matValue), ("raw number", Level.high, Int64(2).matValue),
    ("raw numbers", [Level.low, .high], [Int64(1), 2].matValue),
    ("a case", Shape.none, .structure(["none": MATStructArray([:])])),
    ("a value", Shape.circle(2), .structure(["circle": ["x_0": 2.0] as MATStructArray])),
    (
      "labels", Shape.box(width: 1, height: 2),
      .structure(["box": ["width": 1.0, "height": 2.0] as MATStructArray])
    ),
    ("a dictionary", ["b": 1, "a": 2], .structure(["a": Int64(2), "b": Int64(1)])),
    ("nil", Double?.none, NDArray<Double>(size: [0, 0], elements: []).matValue),
    ("a nil among numbers", [1.0, nil], [(1.0).matValue, MATValue.absent].matValue),
    ("numbers that might be nil", [Double?.some(1), 2], [1.0, 2].matValue),
    ("Date", Date(timeIntervalSince1970: 12), (12.0).matValue),
    ("Data", Data([1, 2]), [UInt8(1), 2].matValue),
    (
      "structs", [Inner(name: "a", rate: 1), Inner(name: "b")],
      .structure(
        MATStructArray(
          size: [1, 2],
          fields: ["name": ["a".matValue, "b".matValue], "rate": [(1.0).matValue, .absent]]))
    ),
  ]

  @Test("values take the form that the table says", arguments: forms.indices)
  func form(index: Int) throws {
    let (name, value, form) = Self.forms[index]
    #expect(try MATEncoder().encode(value) == form, "\(name)")
  }

  @Test("one-dimensional arrays are columns where that is asked for, rows of matrices are not")
  func columns() throws {
    let encoder = MATEncoder(orientation: .column)
    #expect(try encoder.encode([1.0, 2]).size == [2, 1])
    #expect(try encoder.encode(["a", "b", "c"]).size == [3, 1])
    #expect(try encoder.encode([Inner(name: "a"), Inner(name: "b")]).size == [2, 1])
    #expect(try encoder.encode([Level.low]).size == [1, 1])
    #expect(try encoder.encode([[1.0, 2, 3]]).size == [1, 3])
    #expect(try encoder.encode(Data([1, 2])).size == [2, 1])
    #expect(try encoder.encode("text").size == [1, 4])
  }

  @Test("a nil property is [] or no field")
  func absence() throws {
    let empty = try MATEncoder().encode(Inner(name: "a"))
    #expect(empty == .structure(["name": "a", "rate": MATValue.absent]))
    let omitted = try MATEncoder(absence: .omitted).encode(Inner(name: "a"))
    #expect(omitted == .structure(["name": "a"]))
    for value in [empty, omitted] {
      #expect(try MATDecoder().decode(Inner.self, from: value) == Inner(name: "a"))
    }
  }

  @Test("dictionaries with different keys stay apart, and keep theirs")
  func dictionaries() throws {
    let same = try MATEncoder().encode([["a": 1], ["a": 2]])
    #expect(same.className == "struct" && same.size == [1, 2])
    let different = [["a": 1], ["b": 2]]
    let value = try MATEncoder().encode(different)
    #expect(value.className == "cell")
    #expect(try MATDecoder().decode([[String: Int]].self, from: value) == different)
  }

  @Test("what MATLAB saves is decoded whatever its orientation and class")
  func lenient() throws {
    struct Data: Decodable, Equatable {
      var count: Int
      var x: [Double]
      var labels: [Int]
      var names: [String]
      var isDone: Bool
    }
    let value: MATStructArray = [
      "count": 3.0, "x": Matrix(column: [1.0, 2]), "labels": [UInt8(0), 1],
      "names": NDArray(size: [2, 1], elements: ["a", "b"]), "isDone": 1.0, "more": "ignored",
    ]
    #expect(
      try MATDecoder().decode(Data.self, from: .structure(value))
        == Data(count: 3, x: [1, 2], labels: [0, 1], names: ["a", "b"], isDone: true))
  }

  /// Values that do not fit, the type they are to be, and the error.
  static let misfits: [(MATValue, any (Decodable & Sendable).Type, MATError.Code, String?)] = [
    (.structure(["name": 1.0]), Inner.self, .mismatch, ".name"),
    (.structure(["rate": 1.0]), Inner.self, .notFound, nil),
    (.structure(["name": "a", "rate": Int64.max]), Inner.self, .outOfRange, ".rate"),
    ((300.0).matValue, UInt8.self, .outOfRange, nil), ((0.5).matValue, Int.self, .outOfRange, nil),
    ((0.1).matValue, Float.self, .outOfRange, nil),
    ([1.0, 0.5].matValue, [Int].self, .outOfRange, "(1,2)"),
    (["x".matValue, "?".matValue].matValue, [Color].self, .mismatch, "{1}"),
    ([1.0, 3].matValue, [Level].self, .mismatch, "(2)"),
    ([[1.0, 2], [3, 4]].map(\.matValue).matValue, [[Int8]].self, .mismatch, nil),
    ((1.0).matValue, Inner.self, .mismatch, nil),
    (([[1.0, 2], [3, 4]] as Matrix).matValue, [Double].self, .mismatch, nil),
    (([[1.0, 2], [3, 4]] as Matrix).matValue, [Level].self, .mismatch, nil),
    ("abc".matValue, [Level].self, .mismatch, nil),
    (.structure(["a": 1.0, "b": "c"]), [String: Double].self, .mismatch, ".b"),
    (.structure(["circle": 1.0, "none": 1.0]), Shape.self, .mismatch, nil),
    (.opaque(className: "table", size: [1, 1]), Inner.self, .mismatch, nil),
  ]

  @Test("what does not fit is an error with its path", arguments: misfits.indices)
  func misfit(index: Int) throws {
    let (value, type, code, path) = Self.misfits[index]
    if code == .mismatch && path == nil && type == [[Int8]].self {
      // A cell of rows is good for rows.
      #expect(try MATDecoder().decode([[Int8]].self, from: value) == [[1, 2], [3, 4]])
      return
    }
    let error = #expect(throws: MATError.self) { _ = try MATDecoder().decode(type, from: value) }
    #expect(error?.code == code, "\(value) as \(type): \(String(describing: error))")
    #expect(error?.path == path, "\(value) as \(type): \(String(describing: error))")
  }

  @Test("an error deep in a file names the file, the variable and the path")
  func deepError() throws {
    struct Net: Decodable {
      struct Layer: Decodable { var units: Int }
      var layers: [Layer]
      var b: [[Int]]
    }
    struct File: Decodable { var net: Net }
    try withTemporaryFolder { folder in
      let path = folder + "/net.mat"
      let layers = MATStructArray(
        size: [1, 2], fields: ["units": [(1.0).matValue, (1.5).matValue]])
      try MATFile.write(["net": ["layers": layers] as MATStructArray], to: path)
      let error = #expect(throws: MATError.self) { _ = try MATFile(path).decode(File.self) }
      #expect(error?.file == path && error?.variable == "net")
      #expect(error?.path == ".layers(2).units" && error?.code == .outOfRange)
      let missing = #expect(throws: MATError.self) { _ = try MATFile(path).decode(Inner.self) }
      #expect(missing?.code == .notFound && missing?.variable == "name")
    }
  }

  @Test("a key that is no name in MATLAB is refused with its place")
  func names() {
    for key in ["1", "a b", "", "ä", "_x", String(repeating: "a", count: 64)] {
      let error = #expect(throws: MATError.self) { _ = try MATEncoder().encode(["in": [key: 1]]) }
      #expect(error?.code == .cannotRepresent && error?.path == ".in")
    }
  }

  @Test("a value without named properties cannot be a file")
  func noNames() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: MATError.self) {
        try MATFile.encode([1.0, 2], to: folder + "/a.mat")
      }
      #expect(error?.code == .cannotRepresent && error?.file == folder + "/a.mat")
      #expect(!FileManager.default.fileExists(atPath: folder + "/a.mat"))
    }
  }

  @Test("a dictionary takes all variables of a file")
  func dictionaryOfAFile() throws {
    try withTemporaryFolder { folder in
      try MATFile.encode(["a": [1.0], "b": [2, 3]], to: folder + "/a.mat")
      let all = try MATFile(folder + "/a.mat").decode([String: [Double]].self)
      #expect(all == ["a": [1], "b": [2, 3]])
    }
  }
}
