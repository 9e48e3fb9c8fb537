import Matrices
import Testing

@testable import MATFiles

@Suite("Cells, structs, objects and function handles")
struct NestedReadingTests {
  let bytes = V5Bytes()

  @Test("a cell array holds values of any class, unset ones as []", arguments: [false, true])
  func cells(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let inner = bytes.array(.cell, size: [1, 1], bytes.text("deep"))
    let array = bytes.array(
      .cell, size: [2, 2], name: "c", bytes.doubleArray([1, 2], size: [2, 1]), bytes.text("hi"),
      bytes.element(.matrix, []), inner)
    for stored in [array, bytes.compressed(array)] {
      let file = try MATFile(bytes.file(stored))
      let expected: [MATValue] = [
        Matrix(column: [1.0, 2]).matValue, "hi".matValue, Matrix<Double>(rows: []).matValue,
        ["deep"].matValue,
      ]
      #expect(try file.value("c") == .cell(NDArray(size: [2, 2], elements: expected)))
    }
  }

  @Test("a struct array has a value for each field and element")
  func structs() throws {
    let array = bytes.array(
      .structure, size: [1, 2], name: "s", bytes.fieldNames(["name", "x"]), bytes.text("one"),
      bytes.doubleArray([1], size: [1, 1]), bytes.text("two"), bytes.element(.matrix, []))
    let value = try MATFile(bytes.file(array)).value("s")
    #expect(
      value
        == .structure(
          MATStructArray(
            size: [1, 2],
            fields: [
              "name": ["one".matValue, "two".matValue],
              "x": [Double(1.0).matValue, Matrix<Double>(rows: []).matValue],
            ])))
  }

  @Test(
    "structs without fields or elements, and empty cells, keep their size and names",
    arguments: [[0, 0], [1, 1], [0, 3], [2, 0, 2]])
  func emptyStructs(size: [Int]) throws {
    let noFields = bytes.array(.structure, size: size, name: "s", bytes.fieldNames([], length: 1))
    #expect(
      try MATFile(bytes.file(noFields)).value("s")
        == .structure(MATStructArray(size: size, fields: [:])))
    guard size.contains(0) else { return }
    let noElements = bytes.array(.structure, size: size, name: "s", bytes.fieldNames(["a", "b"]))
    #expect(
      try MATFile(bytes.file(noElements)).value("s")
        == .structure(MATStructArray(size: size, fields: ["a": [], "b": []])))
    let cell = bytes.array(.cell, size: size, name: "c")
    #expect(try MATFile(bytes.file(cell)).value("c") == .cell(NDArray(size: size, elements: [])))
  }

  @Test("field names that come twice are told apart, and no value is lost")
  func duplicateFields() throws {
    let numbers = (1...3).map { bytes.doubleArray([Double($0)], size: [1, 1]) }
    let array = bytes.array(
      .structure, size: [1, 1], name: "s", bytes.fieldNames(["a", "a", "a"]), numbers[0],
      numbers[1],
      numbers[2])
    #expect(
      try MATFile(bytes.file(array)).value("s")
        == .structure(
          MATStructArray([
            "a": Double(1.0).matValue, "_1_a": Double(2.0).matValue, "_2_a": Double(3.0).matValue,
          ])))
  }

  @Test("two names of one field in a file that already has the made-up one stay apart")
  func collidingFields() {
    #expect(V5Text.distinct(["a", "_1_a", "a"]) == ["a", "_1_a", "_2_a"])
  }

  @Test("names of fields are UTF-8, of any stated length")
  func fieldNames() throws {
    let long = String(repeating: "x", count: 63)
    let array = bytes.array(
      .structure, size: [1, 1], name: "s", bytes.fieldNames(["größe", long], length: 64),
      bytes.text("a"), bytes.text("b"))
    #expect(
      try MATFile(bytes.file(array)).value("s")
        == .structure(MATStructArray(["größe": "a".matValue, long: "b".matValue])))
  }

  @Test("an old-style object has a class and properties")
  func object() throws {
    let array = bytes.element(
      .matrix,
      bytes.element(.uint32, bytes.integers([UInt32(3), 0]))
        + bytes.element(.int32, bytes.integers([Int32(1), 1]))
        + bytes.element(.int8, Array("o".utf8))
        + bytes.element(.int8, Array("inline".utf8)) + bytes.fieldNames(["expr"])
        + bytes.text("x^2"))
    let file = try MATFile(bytes.file(array))
    #expect(file.variables[0].className == "inline")
    let properties = MATStructArray(["expr": "x^2".matValue])
    #expect(
      try file.value("o")
        == .object(MATObject(className: "inline", size: [1, 1], properties: properties)))
  }

  /// A function handle as MATLAB writes it.
  private func handle(_ function: String, name: String) -> [UInt8] {
    let inner = bytes.array(
      .structure, size: [1, 1], bytes.fieldNames(["function", "type"]), bytes.text(function),
      bytes.text("anonymous"))
    let outer = bytes.array(
      .structure, size: [1, 1], bytes.fieldNames(["sentinel", "function_handle"]), bytes.text("@"),
      inner)
    return bytes.array(.functionHandle, size: [1, 1], name: name, outer)
  }

  @Test(
    "a function handle tells its text",
    arguments: [
      ("sin", "@sin"), ("sf%0@(x)x.^2", "@(x)x.^2"), ("@(a)a+1", "@(a)a+1"),
    ])
  func functionHandle(_ stored: String, _ text: String) throws {
    let file = try MATFile(bytes.file(handle(stored, name: "f")))
    #expect(file.variables[0].className == "function_handle")
    #expect(try file.value("f") == .functionHandle(MATFunctionHandle(text: text)))
  }

  /// An object of MATLAB's own: the class and data that lie elsewhere in the file.
  private func opaque(_ className: String, name: String, _ data: [UInt8]) -> [UInt8] {
    bytes.element(
      .matrix,
      bytes.element(.uint32, bytes.integers([UInt32(17), 0]))
        + bytes.element(.int8, Array(name.utf8))
        + bytes.element(.int8, Array("MCOS".utf8)) + bytes.element(.int8, Array(className.utf8))
        + data)
  }

  @Test("an object of MATLAB's own is listed with its name, class and size, and hides nothing")
  func opaqueObjects() throws {
    let reference: [UInt32] = [0xDD00_0000, 2, 3, 4, 1, 1]
    let data = bytes.array(
      .uint32, size: [6, 1], bytes.element(.uint32, bytes.integers(reference)))
    let cell = bytes.array(
      .cell, size: [1, 2], name: "c", opaque("datetime", name: "", data), bytes.text("after"))
    let file = try MATFile(
      bytes.file(
        opaque("string", name: "s", data), opaque("java.lang.String", name: "j", bytes.text("raw")),
        cell, bytes.doubleArray([1], size: [1, 1], name: "z")))
    #expect(file.variables.map(\.name) == ["s", "j", "c", "z"])
    #expect(file.variables.map(\.className) == ["string", "java.lang.String", "cell", "double"])
    #expect(file.variables.map(\.size) == [[3, 4], [1, 1], [1, 2], [1, 1]])
    #expect(
      try file.value("s") == .opaque(className: "string", size: [3, 4], reason: .noObjectData))
    #expect(
      try file.value("c")
        == .cell(
          NDArray(
            size: [1, 2],
            elements: [
              .opaque(className: "datetime", size: [3, 4], reason: .noObjectData),
              "after".matValue,
            ])))
  }

  @Test(
    "MATLAB's own objects in files that MATLAB wrote are listed", Corpora.areNeeded,
    arguments: [
      (
        "test_string_v7.mat",
        ["string_scalar string", "string_array string", "string_empty string"]
      ),
      ("test_class_alias.mat", ["obj FirstName", "obj1 FirstName"]),
      (
        "test_type_systems_v7.mat",
        ["javatype java.lang.String", "handletype COM.Excel_Application"]
      ),
      (
        "test_function_handles_v7.mat",
        [
          "builtin_fh function_handle", "custom_fh function_handle", "anonymous_fh function_handle",
          "class_fh function_handle", "nested_fh function_handle",
        ]
      ),
    ])
  func matlabObjects(_ name: String, _ expected: [String]) throws {
    let file = try MATFile(Corpora.path("mat-io/" + name))
    #expect(file.variables.map { "\($0.name) \($0.className)" } == expected)
    for variable in file.variables {
      #expect(try file.value(of: variable).className == variable.className)
    }
  }

  @Test("nesting has a limit, which is an error and not a crash")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      var array = bytes.doubleArray([1], size: [1, 1])
      for level in (0..<depth).reversed() {
        array = bytes.array(.cell, size: [1, 1], name: level == 0 ? "x" : "", array)
      }
      return bytes.file(array)
    }
    #expect(try code(of: nested(MATLimits().nesting)) == nil)
    #expect(try code(of: nested(MATLimits().nesting + 1)) == .limitExceeded)
    #expect(try code(of: nested(5000)) == .limitExceeded)
  }

  @Test("an error deep inside names the path to it")
  func errorPath() throws {
    let bad = bytes.array(.double, size: [1, 2], bytes.element(.double, bytes.doubles([1])))
    let cell = bytes.array(.cell, size: [1, 2], bytes.text("fine"), bad)
    let array = bytes.array(
      .structure, size: [1, 1], name: "net", bytes.fieldNames(["b", "W"]), bytes.text("fine"), cell)
    let file = try MATFile(bytes.file(bytes.compressed(array)))
    let error = #expect(throws: MATError.self) { _ = try file.value("net") }
    #expect(error?.variable == "net")
    #expect(error?.path == ".W{2}")
    #expect(error?.offset == 128)
  }
}
