import Foundation
import MATFiles
import Matrices
import SeededRandomness
import Testing

@testable import ExchangeFormats

@Suite("Tables of text") struct CSVTests {
  private func value(_ text: String, _ reading: CSVReading = CSVReading()) throws -> MATValue {
    try read(Array(text.utf8), as: "t.csv", table: reading)[0].value
  }

  private func table(_ text: String) throws -> MATTable { try MATTable(matValue: value(text)) }

  @Test(
    "numbers without names are a matrix",
    arguments: [
      "1,2\n-3.5e2,NaN\n", "1,2\r\n-3.5e2,nan\r\n", "\u{FEFF}1,2\n\n-3.5e2,\n", " 1 ,2\n-350,NaN",
      "\"1\",\"2\"\n\"-350\",\"NaN\"\n", "1,2\r-350,NaN\r",
    ])
  func matrices(text: String) throws {
    #expect(try value(text) == Matrix(rows: [[1.0, 2], [-350, .nan]]).matValue)
  }

  @Test("whole numbers that a double has not are integers, and truth values logical")
  func classes() throws {
    #expect(
      try value("9223372036854775807\n-1\n")
        == .numeric(MATNumericArray(size: [2, 1], real: .int64([.max, -1]))))
    #expect(
      try value("18446744073709551615,1\n")
        == .numeric(MATNumericArray(size: [1, 2], real: .uint64([.max, 1]))))
    #expect(try value("true,FALSE\n") == [true, false].matValue)
    #expect(try value("Inf,-Inf\n") == [Double.infinity, -.infinity].matValue)
  }

  @Test("names over numbers make a table, with columns of their kind")
  func tables() throws {
    let table = try table(
      "id,name,ok,,2020\n1,\"a, \"\"b\"\"\nc\",true,x,3\n,,false,\"\",\n")
    #expect(Array(table.variables.keys) == ["id", "name", "ok", "Var4", "2020"])
    #expect(table.variables["id"] == Matrix(column: [1.0, .nan]).matValue)
    #expect(
      table.variables["name"]
        == .string(MATStringArray(size: [2, 1], elements: ["a, \"b\"\nc", nil])))
    #expect(table.variables["ok"] == Matrix(column: [true, false]).matValue)
    #expect(
      table.variables["Var4"] == .string(MATStringArray(size: [2, 1], elements: ["x", ""])))
    #expect(table.variables["2020"] == Matrix(column: [3.0, .nan]).matValue)
  }

  @Test("what is made of a text can be said")
  func shapes() throws {
    let text = "a,b\n1,2\n"
    #expect(try value(text, CSVReading(shape: .matrix)) == [1.0, 2].matValue)
    let numbers = try MATTable(matValue: value("1,2\n", CSVReading(shape: .table)))
    #expect(Array(numbers.variables.keys) == ["Var1", "Var2"] && numbers.rowCount == 1)
    let named = try MATTable(
      matValue: value("1,2\n3,4\n", CSVReading(shape: .table, hasHeader: true)))
    #expect(Array(named.variables.keys) == ["1", "2"] && named.rowCount == 1)
    let texts = try MATTable(matValue: value("a,b\nc,d\n", CSVReading(hasHeader: false)))
    #expect(texts.rowCount == 2)
    let empty = try table("a,b\n")
    #expect(empty.rowCount == 0 && empty.variables.count == 2)
    let error = #expect(throws: MATError.self) {
      try value("a,b\n1,x\n", CSVReading(shape: .matrix))
    }
    #expect(error?.expected == "a number in column 2 on line 2" && error?.found == "“x”")
  }

  @Test(
    "what is no table is refused with its line",
    arguments: [
      ("", "a table"), ("a,b\n1\n", "line 2"), ("a,b\n1,2,3\n", "line 2"),
      ("a\n\"x\n", "line 2"), ("a\nx\"y\n", "line 2"), ("a\n\"x\"y\n", "line 2"),
      ("a,a\n1,2\n", "line 1"), ("a\n\n\"\n\n", "line 3"), ("x;y\n1;2\n", "commas"),
      ("x\ty\n1\t2\n", "commas"), ("a,Properties\n1,2\n", "name"),
    ])
  func refused(text: String, place: String) {
    let error = #expect(throws: MATError.self) { try value(text) }
    #expect(error?.expected?.contains(place) == true, "\(text): \(error as Any)")
  }

  @Test("text in another encoding is refused")
  func encodings() {
    for bytes: [UInt8] in [
      [0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0x61, 0x0A, 0xE9, 0x0A],
    ] {
      #expect(throws: MATError.self) { try read(bytes, as: "t.csv") }
    }
  }

  @Test("a table is written so that it is read again as it was", arguments: 0..<30 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let texts: [String?] = [
      nil, "", "a", "1", "-", "NaN", "true", "a,b", "\"", "\"\"", "x\ny", "x\r\ny", " a", "a ",
      "é😀",
      "Inf", "1e5", "\u{0}", "2020-01-01",
    ]
    let rows = Int.random(in: 1...6, using: &random)
    func column(_ count: Int) -> MATStringArray {
      MATStringArray(
        size: [count, 1],
        elements: (0..<count).map { _ in texts.randomElement(using: &random) ?? nil })
    }
    // A column of numbers: where all fields were in quotes, those would say nothing.
    let numbers = (0..<rows).map { _ in Double(bitPattern: random.next()) }
    let table = try MATTable([
      "x": Matrix(column: numbers), "text": column(rows), "1": column(rows), "a,\"b": column(rows),
      "ok": Matrix(column: (0..<rows).map { _ in Bool.random(using: &random) }),
    ])
    let bytes = try written([MATVariable(name: "t", value: table.matValue)], as: "t.csv")
    #expect(
      try read(bytes, as: "t.csv")[0].value == table.matValue,
      "\(String(decoding: bytes, as: UTF8.self))")
  }

  @Test("a matrix of each class is written with its numbers exactly")
  func matrixRoundTrip() throws {
    for value in [
      Matrix(rows: [[0.1, -0.0, 1e300], [.nan, .infinity, -.infinity]]).matValue,
      Matrix(rows: [[Int64.max, .min]]).matValue, Matrix(rows: [[UInt64.max, 0]]).matValue,
      Matrix(rows: [[true, false]]).matValue,
    ] {
      let bytes = try written([MATVariable(name: "t", value: value)], as: "t.csv")
      #expect(try read(bytes, as: "t.csv")[0].value == value)
    }
    let singles = [Float(0.1), .greatestFiniteMagnitude].matValue
    let bytes = try written([MATVariable(name: "t", value: singles)], as: "t.csv")
    let again = try read(bytes, as: "t.csv")[0].value
    #expect(try [Double](matValue: again).map { Float($0) } == [0.1, .greatestFiniteMagnitude])
  }

  @Test("rows' names, matrices, categories and times are columns, and what is lost is told")
  func columns() throws {
    let table = try MATTable(
      [
        "m": Matrix(rows: [[1.0, 2], [3, 4]]),
        "c": try MATCategoricalArray(NDArray<String?>(size: [2, 1], elements: ["low", nil])),
        "d": MATDatetimeArray(milliseconds: NDArray(size: [2, 1], elements: [0, .nan])),
        "n": MATValue.cell(NDArray(size: [2, 1], elements: ["p".matValue, "q,".matValue])),
      ], rowNames: ["r1", "r2"], units: ["s", "", "", ""])
    try withTemporaryFolder { folder in
      let path = folder + "/t.csv"
      let notes = try ExchangeFile.write([MATVariable(name: "T", value: table.matValue)], to: path)
      #expect(notes == ["T: not in the text: Properties.VariableUnits"])
      #expect(
        try String(contentsOfFile: path, encoding: .utf8)
          == "Row,m_1,m_2,c,d,n\nr1,1,2,low,1970-01-01 00:00:00,p\nr2,3,4,,,\"q,\"\n")
    }
  }

  @Test("what a table of text has no form for is refused with its place")
  func notHeld() throws {
    let complex = MATNumericArray(size: [1, 1], real: .double([1]), imaginary: .double([2]))
    for (value, path) in [
      ("text".matValue, nil), (.numeric(complex), nil), ([(1.0).matValue].matValue, nil),
      (.numeric(MATNumericArray(size: [1, 1, 2], real: .double([1, 2]))), nil),
      (try MATTable(["a": try MATTable(["b": 1.0])]).matValue, ".a"),
      (try MATTable(["a": [(1.0).matValue].matValue]).matValue, ".a{1}"),
      (try MATTable(["a": MATDurationArray(seconds: [1])]).matValue, ".a"),
    ] as [(MATValue, String?)] {
      let error = #expect(throws: MATError.self) {
        try written([MATVariable(name: "v", value: value)], as: "a.csv")
      }
      #expect(error?.code == .cannotRepresent && error?.variable == "v", "\(error as Any)")
      #expect(error?.path == path)
    }
  }

  @Test("one variable is written, and a file's name names what is read")
  func single() throws {
    let one = MATVariable(name: "x", value: (1.0).matValue)
    for name in ["a.csv", "a.npy"] {
      #expect(throws: MATError.self) { try written([], as: name) }
      #expect(throws: MATError.self) { try written([one, one], as: name) }
    }
    for (name, variable) in [
      ("points.csv", "points"), ("my-points.2.csv", "my_points_2"), ("2x.csv", "x2x"),
      ("é.csv", "x_"), ("_a.csv", "x_a"),
    ] {
      #expect(try read(Array("1\n".utf8), as: name)[0].name == variable)
    }
    for name in ["a", "a.txt", "csv", ".csv"] {
      #expect(name == ".csv" || ExchangeFormat(ofPath: name) == nil)
    }
    #expect(throws: MATError.self) { try written([one], as: "a.txt") }
    #expect(throws: MATError.self) { try ExchangeFile.read("/nowhere/a.npy") }
    #expect(throws: MATError.self) { try ExchangeFile.read("/dev/null/a.npy") }
  }

  @Test(
    "text that is cut or changed anywhere is a table or an error",
    arguments: 0..<20 as Range<UInt64>)
  func mutations(seed: UInt64) {
    var random = SplitMix(state: seed)
    let text = Array("id,name,x\n1,\"a, \"\"b\"\"\",2.5\n2,c,NaN\r\n3,\"d\ne\",\n".utf8)
    for _ in 0..<200 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.insert("\",\n\r".utf8.randomElement(using: &random) ?? 0, at: place)
        default: bytes.remove(at: place)
        }
      }
      do throws(MATError) {
        _ = try CSVReading().value(of: bytes)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("canonical JSON is written and read with the rest")
  func json() throws {
    let variables = [
      MATVariable(name: "a", value: (1.0).matValue),
      MATVariable(name: "t", value: try MATTable(["x": 1.0]).matValue, isGlobal: true),
    ]
    let bytes = try written(variables, as: "a.json")
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == CanonicalJSON.text(format: .v7, variables: variables))
    #expect(try read(bytes, as: "a.json") == variables)
  }
}
