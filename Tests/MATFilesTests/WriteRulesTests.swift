import ComplexModule
import Matrices
import OrderedCollections
import Testing

@testable import MATFiles

@Suite("What a version cannot hold is refused before anything is written")
struct WriteRulesTests {
  /// The error of writing one variable.
  private func refusal(
    _ value: MATValue, as name: String = "x", global: Bool = false, _ version: MATVersion
  ) -> MATError? {
    var refusal: MATError?
    do throws(MATError) {
      try MATWriteRules.check(
        [MATVariable(name: name, value: value, isGlobal: global)], for: version)
    } catch {
      refusal = error
    }
    return refusal
  }

  @Test(
    "names that MATLAB cannot load",
    arguments: [
      "", "1a", "_a", "a b", "a-b", "a/b", "a.b", "ä", "é1", "end", "function", "while", "a\u{0}",
      String(repeating: "n", count: 64),
    ])
  func names(name: String) {
    for version in MATVersion.allCases {
      let error = refusal((1.0).matValue, as: name, version)
      #expect(error?.code == .cannotRepresent)
      #expect(error?.variable == name)
    }
  }

  @Test(
    "names that it can", arguments: ["a", "Z9_", "End", "endd", String(repeating: "n", count: 63)])
  func goodNames(name: String) {
    for version in MATVersion.allCases {
      #expect(refusal((1.0).matValue, as: name, version) == nil)
    }
  }

  @Test("two variables of one name")
  func twice() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: MATError.self) {
        try MATFile.write(["x": 1.0, "y": 2.0, "x": 3.0], to: folder + "/x.mat")
      }
      #expect(error?.code == .cannotRepresent)
      #expect(error?.variable == "x")
      #expect(error?.file == folder + "/x.mat")
      #expect(throws: MATError.self) { _ = try MATFile(folder + "/x.mat") }
    }
  }

  @Test("fields' names, with the place of the struct")
  func fields() {
    let bad: MATValue = .structure([
      "layers": [MATValue.structure(["ok": 1.0]), .structure(["not ok": 1.0])]
    ])
    let error = refusal(bad, .v7)
    #expect(error?.path == ".layers{2}")
    #expect(error?.found == "“not ok”")
    // A keyword is no variable, but a field can have its name.
    #expect(refusal(.structure(["end": 1.0]), .v7) == nil)
    #expect(
      refusal(.structure(MATStructArray([String(repeating: "f", count: 64): (1.0).matValue])), .v7)
        != nil)
  }

  @Test("function handles, objects and what was not understood, wherever they lie")
  func opaque() {
    let array = MATStructArray(
      size: [1, 2],
      fields: [
        "f": [
          (1.0).matValue,
          [(1.0).matValue, MATValue.functionHandle(MATFunctionHandle(text: "@sin"))].matValue,
        ]
      ])
    for version in [MATVersion.v6, .v7, .v73] {
      let error = refusal(.structure(array), version)
      #expect(error?.code == .cannotRepresent)
      #expect(error?.path == "(2).f{2}")
      #expect(error?.found == "1×1 function_handle")
      #expect(refusal(.opaque(className: "table", size: [3, 1]), version)?.found == "3×1 table")
      let object = MATObject(className: "inline", size: [1, 1], properties: nil)
      #expect(refusal(.object(object), version)?.found == "1×1 inline")
    }
  }

  @Test(
    "v4 holds matrices of doubles, ASCII text and sparse doubles, and names the version for the rest"
  )
  func version4() {
    let sparse = SparseMatrix(
      rowCount: 1, columnCount: 1, columnStarts: [0, 1], rowIndices: [0], values: [1.0])
    for value: MATValue in [
      (1.0).matValue, Complex(1.0, 2).matValue,
      NDArray<Double>(size: [0, 3], elements: []).matValue,
      "text".matValue, "".matValue, .sparse(.real(sparse)),
    ] {
      #expect(refusal(value, .v4) == nil, "\(value)")
    }
    for value: MATValue in [
      Float(1).matValue, Int8(1).matValue, UInt8(1).matValue, Int16(1).matValue, Int32(1).matValue,
      Int64(1).matValue, true.matValue, ["cell"].matValue, .structure(["a": 1.0]), "ä".matValue,
      NDArray(repeating: 1.0, size: [1, 1, 2]).matValue, .sparse(.logical(sparse.map { $0 > 0 })),
    ] {
      let error = refusal(value, .v4)
      #expect(error?.code == .cannotRepresent, "\(value)")
      #expect(error?.expected?.contains("v7") == true, "\(value)")
      #expect(refusal(value, .v7) == nil, "\(value)")
    }
    #expect(refusal((1.0).matValue, global: true, .v4)?.found == "global")
    #expect(refusal((1.0).matValue, global: true, .v73) == nil)
    #expect(throws: MATError.self) { try MATWriteRules.check([], for: .v4) }
  }

  @Test("v7.3 holds no empty complex array")
  func emptyComplex() {
    let value = NDArray<Complex<Double>>(size: [0, 3], elements: []).matValue
    #expect(refusal(value, .v73)?.found == "empty 0×3 complex double")
    #expect(refusal(value, .v7) == nil)
  }

  @Test("variables of 2³¹ bytes and extents of 2³¹ elements go to v7.3")
  func sizes() {
    let wide = NDArray<Double>(size: [0, 1 << 31], elements: []).matValue
    #expect(refusal(wide, .v6)?.found == "2147483648")
    #expect(refusal(wide, .v73) == nil)
    // One array many times in a cell takes no memory here, and its bytes each time in a file.
    let megabyte = NDArray(repeating: UInt8(0), size: [1 << 20, 1]).matValue
    let cell = NDArray(repeating: megabyte, size: [1, 2048]).matValue
    for version in [MATVersion.v6, .v7] {
      let error = refusal(cell, version)
      #expect(error?.expected?.contains("v7.3") == true)
      #expect(error?.found?.hasSuffix(" bytes") == true)
    }
    #expect(refusal(cell, .v73) == nil)
    #expect(refusal(NDArray(repeating: megabyte, size: [1, 2046]).matValue, .v7) == nil)
  }

  @Test("a depth that no reader would follow")
  func depth() {
    func nested(_ levels: Int) -> MATValue {
      (0..<levels).reduce((1.0).matValue) { inner, level in
        level % 2 == 0 ? [inner].matValue : .structure(MATStructArray(["a": inner]))
      }
    }
    #expect(refusal(nested(MATWriteRules.greatestDepth), .v7) == nil)
    for version in [MATVersion.v6, .v7, .v73] {
      for levels in [MATWriteRules.greatestDepth + 1, 1000, 3000] {
        let error = refusal(nested(levels), version)
        #expect(error?.code == .cannotRepresent)
        #expect(error?.path?.count ?? 0 < 130)
      }
    }
  }

  @Test("the deepest that is allowed is written and read", arguments: [MATVersion.v6, .v7, .v73])
  func deepest(version: MATVersion) throws {
    let value = (0..<MATWriteRules.greatestDepth).reduce((1.0).matValue) { inner, level in
      level % 2 == 0 ? [inner].matValue : .structure(MATStructArray(["a": inner]))
    }
    try withTemporaryFolder { folder in
      try MATFile.write(["deep": value], to: folder + "/deep.mat", version: version)
      #expect(try MATFile(folder + "/deep.mat").value("deep") == value)
      #expect(CanonicalJSON.text(of: value).contains("\"data\":[1]"))
      #expect(value.description.hasSuffix("1×1 struct …"))
    }
  }

  @Test(
    "nothing is written where the last of many variables is refused", arguments: MATVersion.allCases
  )
  func all(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      try MATFile.write(["old": 1.0], to: path, version: version)
      #expect(throws: MATError.self) {
        try MATFile.write(["a": 1.0, "b": 2.0, "not ok": 3.0], to: path, version: version)
      }
      #expect(try MATFile(path).variables.map(\.name) == ["old"])
    }
  }

  @Test("the size that the rules reckon with is never less than what is written", arguments: 0..<60)
  func encodedSize(seed: UInt64) throws {
    var random = RandomValues(seed: seed, version: .v6)
    let variables = random.variables()
    try withTemporaryFolder { folder in
      try MATFile.write(variables, to: folder + "/x.mat", version: .v6)
      let file = try MATFile(folder + "/x.mat")
      for (variable, found) in zip(variables, file.variables) {
        let size = variable.value.encodedSize(named: variable.name)
        let written = try #require(found.byteRange).count
        #expect(size >= written && size <= 2 * written + 64, "\(variable.name)")
      }
    }
  }
}
