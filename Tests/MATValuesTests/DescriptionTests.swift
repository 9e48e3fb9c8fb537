import ComplexModule
import Matrices
import RandomValues
import Testing

@testable import MATValues

@Suite("Values at the console")
struct DescriptionTests {
  @Test(
    "what is short stands in one line",
    arguments: [
      ((3.0).matValue, "3"), ((0.1).matValue, "0.1"), (Double.pi.matValue, "3.141592653589793"),
      ((1e-20).matValue, "1e-20"), (Double.nan.matValue, "NaN"),
      ((-Double.infinity).matValue, "-Inf"),
      ([1.0, 2, 10].matValue, "[1 2 10]"), ([0.5, 0.25].matValue, "[0.5 0.25]"),
      ([1.0 / 3, 2.0 / 3, 1e-9, 4].matValue, "[0.3333333333333333 0.6666666666666666 1e-09 4]"),
      ([1.0 / 3, 2.0 / 3, 1, 1.0 / 7, 1.0 / 9].matValue, "[0.3333 0.6667 1.0000 0.1429 0.1111]"),
      (Int8(-5).matValue, "int8(-5)"), ([UInt64.max].matValue, "uint64(18446744073709551615)"),
      ([Float(0.1), 1].matValue, "single([0.1 1])"), (true.matValue, "true"),
      ([true, false].matValue, "[true false]"), (Complex(1.5, -2).matValue, "1.5 - 2i"),
      ([Complex(1.0, 2), Complex(0.0, -1)].matValue, "[1+2i 0-1i]"),
      ("it's".matValue, "'it's'"), ("".matValue, "''"), ("a\n\u{1B}[31m".matValue, "'a␊␛[31m'"),
      ("\u{202E}x\u{9B}".matValue, "'\u{FFFD}x\u{FFFD}'"),
      (NDArray<Double>(size: [0, 0], elements: []).matValue, "[]"),
      (NDArray<Double>(size: [0, 3], elements: []).matValue, "empty 0×3 double"),
      (NDArray<Int8>(size: [0, 0], elements: []).matValue, "empty 0×0 int8"),
      (.cell(NDArray(size: [0, 0], elements: [])), "{}"), ([String]().matValue, "empty 1×0 cell"),
      (.structure(MATStructArray(size: [0, 1], fields: ["a": []])), "empty 0×1 struct"),
      (.functionHandle(MATFunctionHandle(text: "@(x) x + 1")), "@(x) x + 1"),
      (.functionHandle(MATFunctionHandle(text: nil)), "function handle (its text is not known)"),
      (.opaque(className: "table", size: [3, 1]), "3×1 table (not decoded)"),
      (.opaque(className: "table", size: [0, 0]), "0×0 table (not decoded)"),
    ] as [(MATValue, String)])
  func inline(value: MATValue, text: String) {
    #expect(value.description == text)
    #expect(value.text(name: "x") == "x = " + text)
  }

  @Test("a matrix is its size, its class and its aligned rows")
  func matrix() {
    #expect(
      Matrix(rows: [[1.0, -20], [300, 4]]).matValue.text(name: "A") == """
        A = 2×2 double
              1  -20
            300    4
        """)
    #expect(
      Matrix(rows: [[0.5, 1e-9], [0, -1]]).matValue.description == """
        2×2 double
             0.5000    1e-09
                  0  -1.0000
        """)
    #expect(
      Matrix(rows: [[1e-7, 2e5], [.nan, .infinity]]).matValue.description == """
        2×2 double
            1e-07  2e+05
              NaN    Inf
        """)
    #expect(
      Matrix(rows: [[true], [false]]).matValue.description == """
        2×1 logical
            1
            0
        """)
  }

  @Test("complex numbers are written alike in both parts")
  func complex() {
    #expect(
      Matrix(rows: [[Complex(0.5, 1)], [Complex(-1.0, -0.25)]]).matValue.description == """
        2×1 complex double
             0.5000 + 1.0000i
            -1.0000 - 0.2500i
        """)
  }

  @Test("structs and cells are indented, each field and element under its name")
  func nested() {
    let net: MATValue = .structure([
      "name": "net",
      "W": [Matrix(rows: [[1.0, 2], [3, 4]]).matValue, [0.5].matValue].matValue,
      "layers": MATStructArray(
        size: [1, 2],
        fields: ["n": [(1.0).matValue, (2.0).matValue], "f": ["a".matValue, "b".matValue]]),
      "inner": MATStructArray(["x": MATValue.cell(NDArray(size: [0, 0], elements: []))]),
    ])
    #expect(
      net.text(name: "net") == """
        net = 1×1 struct
          name: 'net'
          W: 1×2 cell
            {1}: 2×2 double
                1  2
                3  4
            {2}: 0.5
          layers: 1×2 struct
            (1)
              n: 1
              f: 'a'
            (2)
              n: 2
              f: 'b'
          inner: 1×1 struct
            x: {}
        """)
  }

  @Test("pages, rows of text and sparse entries are listed by their place")
  func places() {
    #expect(
      NDArray(size: [1, 2, 2], elements: [1.0, 2, 3, 4]).matValue.description == """
        1×2×2 double
          (:,:,1)
              1  2
          (:,:,2)
              3  4
        """)
    #expect(
      MATValue.char(NDArray(size: [2, 2], elements: Array("acbd".utf16))).description == """
        2×2 char
          'ab'
          'cd'
        """)
    let sparse = SparseMatrix(
      rowCount: 3, columnCount: 2, columnStarts: [0, 1, 2], rowIndices: [2, 0], values: [0.25, 7])
    #expect(
      MATValue.sparse(.real(sparse)).description == """
        3×2 sparse double, 2 entries
            (3,1)  0.25
            (1,2)  7
        """)
    #expect(
      MATValue.cell(NDArray(size: [2, 2], elements: (1...4).map { Double($0).matValue }))
        .description
        == "2×2 cell\n  {1,1}: 1\n  {2,1}: 2\n  {1,2}: 3\n  {2,2}: 4")
  }

  @Test("long values are cut, and the cut is marked")
  func cut() {
    let tall = Matrix(rowCount: 1000, columnCount: 1) { row, _ in Double(row) }.matValue
    let lines = tall.description.split(separator: "\n")
    #expect(lines.count == 1 + 24 + 1)
    #expect(lines[1].hasSuffix(" 0") && lines[25].hasSuffix(" 999"))
    #expect(lines.contains { $0.contains("⋮") })
    let wide = Matrix(rowCount: 2, columnCount: 1000) { Double($0 + $1) }.matValue
    for line in wide.description.split(separator: "\n").dropFirst() {
      #expect(line.count <= 100)
      #expect(line.contains("…"))
    }
    #expect(wide.description.hasSuffix("  1000"))
    let cell = MATValue.cell(NDArray(repeating: (1.0).matValue, size: [1, 500]))
    #expect(cell.description.split(separator: "\n").count == 1 + 51)
    #expect(cell.description.contains("⋮ (500 in all)"))
    let text = String(repeating: "x", count: 5000).matValue
    #expect(text.description.hasSuffix("x…' (5000 characters)"))
    #expect(text.description.count < 300)
  }

  @Test("without limits everything is there")
  func everything() {
    let tall = Matrix(rowCount: 300, columnCount: 40) { Double($0 * $1) }.matValue
    let lines = tall.text(limits: .none).split(separator: "\n")
    #expect(lines.count == 301)
    #expect(lines.dropFirst().allSatisfy { $0.split(separator: " ").count == 40 })
    let text = String(repeating: "x", count: 5000)
    #expect(text.matValue.text(limits: .none) == "'\(text)'")
  }

  @Test("any value has a description", arguments: 0..<60)
  func any(seed: UInt64) {
    var random = RandomValues(seed: seed, version: .v7)
    var narrow = MATDisplayLimits()
    narrow.width = 10
    narrow.rows = 2
    narrow.elements = 2
    narrow.characters = 3
    for variable in random.variables() {
      for limits in [MATDisplayLimits(), .none, narrow] {
        let text = variable.value.text(name: variable.name, limits: limits)
        #expect(text.hasPrefix(variable.name + " = "))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
      }
    }
  }

  @Test("whos prints a table as MATLAB does")
  func whos() {
    let table = MATWhosTable([
      .init(MATVariable(name: "net", value: .structure(["a": 1.0, "b": "text"]))),
      .init(
        MATVariable(
          name: "points", value: NDArray(repeating: 0.0, size: [200, 2]).matValue, isGlobal: true)),
      .init(
        name: "z", size: [3, 1, 10], byteCount: nil, className: "single", attributes: ["complex"]),
    ])
    #expect(
      table.description == """
          Name      Size            Bytes  Class     Attributes

          net         1x1              16  struct
          points    200x2            3200  double    global
          z           3x1x10            -  single    complex
        """)
    var hashed = table
    hashed.addColumn("Hash", ["aa", "bb", "cc"])
    #expect(hashed.description.split(separator: "\n")[1].hasSuffix("  aa"))
    #expect(MATWhosTable([]).description.hasPrefix("  Name"))
  }

  @Test("bytes are counted as MATLAB counts elements")
  func bytes() {
    #expect((1.0).matValue.byteCount == 8)
    #expect(Complex<Float>(1, 2).matValue.byteCount == 8)
    #expect("abc".matValue.byteCount == 6)
    #expect(["ab", "c"].matValue.byteCount == 6)
    #expect(MATValue.structure(["a": true, "b": [Int16(1), 2]]).byteCount == 5)
    let sparse = SparseMatrix(
      rowCount: 3, columnCount: 2, columnStarts: [0, 1, 2], rowIndices: [2, 0], values: [0.25, 7])
    #expect(MATValue.sparse(.real(sparse)).byteCount == 2 * 16 + 3 * 8)
  }
}
