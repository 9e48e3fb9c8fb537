import ComplexModule
import Foundation
import Matrices
import OrderedCollections
import RandomValues
import Synchronization
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

  @Test("fields' names that the format has no room for, with the place of the field")
  func fields() {
    func error(_ name: String, _ version: MATVersion) -> MATError? {
      refusal(
        .structure([
          "layers": [
            MATValue.structure(["ok": 1.0]),
            .structure(MATStructArray([name: (1.0).matValue])),
          ]
        ]), version)
    }
    #expect(error("a/b", .v73)?.path == ".layers{2}.(\"a/b\")")
    #expect(error("a/b", .v73)?.found == "“a/b”")
    #expect(error("a/b", .v73)?.description.hasSuffix("give it another name") == true)
    #expect(error("a/b", .v7) == nil)
    #expect(error(".", .v73) != nil)
    for version in [MATVersion.v6, .v7, .v73] {
      #expect(error("", version) != nil)
      #expect(error("a\u{0}b", version) != nil)
    }
  }

  @Test(
    "a field keeps the name that another program gave it, and is found by it",
    arguments: [MATVersion.v6, .v7, .v73])
  func foreignFields(version: MATVersion) throws {
    let names = [
      "my field", "_x", "1a", "é", "end", "日本 語", "it's", "say \"so\"", "a.b", "a-b", "x=y",
      String(repeating: "f", count: 64), String(repeating: "g", count: 300),
    ]
    let scalar = MATStructArray(.init(uniqueKeysWithValues: names.map { ($0, $0.matValue) }))
    let pair = MATStructArray(
      size: [1, 2], fields: scalar.fields.mapValues { [$0[0], (2.0).matValue] })
    try withTemporaryFolder { folder in
      let path = folder + "/names.mat"
      try MATFile.write(["s": scalar, "p": pair], to: path, version: version)
      for isolation in [MATIsolation.none] {
        let file = try MATFile(path, isolation: isolation)
        #expect(try file.value("s") == .structure(scalar))
        #expect(try file.value("p") == .structure(pair))
        for name in names {
          let place = MATPath(
            variable: "p", steps: [.elements([.ranges([.init(.number(1))])]), .field(name)])
          #expect(try file.value(at: MATPath(place.description)) == name.matValue, "\(place)")
        }
      }
    }
  }

  @Test("what was not understood is refused, wherever it lies; function handles are not")
  func opaque() {
    let foreign = MATValue.opaque(
      className: "java.util.Date", size: [1, 1], reason: .foreign(system: "java"))
    let handle = MATValue.functionHandle(MATFunctionHandle(text: "@sin"))
    let array = MATStructArray(
      size: [1, 2], fields: ["f": [handle, [(1.0).matValue, foreign].matValue]])
    for version in [MATVersion.v6, .v7, .v73] {
      let error = refusal(.structure(array), version)
      #expect(error?.code == .cannotRepresent)
      #expect(error?.path == "(2).f{2}")
      #expect(error?.found == "1×1 java.util.Date (not decoded: an object of Java's)")
      #expect(refusal(.opaque(className: "table", size: [3, 1]), version) != nil)
      let object = MATObject(className: "inline", size: [1, 1], properties: nil)
      #expect(refusal(.object(object), version)?.found == "1×1 inline")
      #expect(refusal(handle, version) == nil)
    }
    #expect(refusal(handle, .v4)?.code == .cannotRepresent)
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

  @Test("an empty complex array stays one in every version", arguments: [MATVersion.v6, .v7, .v73])
  func emptyComplex(version: MATVersion) throws {
    let none = MATNumbers.int16([])
    let values: [MATValue] = [
      NDArray<Complex<Double>>(size: [0, 3], elements: []).matValue,
      .numeric(MATNumericArray(size: [2, 0, 4], real: none, imaginary: none)),
    ]
    try withTemporaryFolder { folder in
      let path = folder + "/empty.mat"
      try MATFile.write(
        [
          "a": values[0], "b": values[1], "c": values.matValue,
          "r": NDArray<Double>(size: [0, 3], elements: []).matValue,
        ], to: path, version: version)
      let file = try MATFile(path)
      #expect(try file.value("a") == values[0])
      #expect(try file.value("b") == values[1])
      #expect(try file.value("c") == values.matValue)
      #expect(try file.value("r").isComplex == false)
      #expect(file.variables.map(\.isComplex) == [true, true, false, false])
    }
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
    #expect(refusal(nested(MATLimits().depth), .v7) == nil)
    for version in [MATVersion.v6, .v7, .v73] {
      for levels in [MATLimits().depth + 1, 1000, 3000] {
        let error = refusal(nested(levels), version)
        #expect(error?.code == .limitExceeded && error?.limit == .nesting)
        #expect(error?.path?.count ?? 0 < 130)
      }
    }
  }

  @Test(
    "the deepest that is allowed is written and read, by default and where more is",
    arguments: [MATVersion.v6, .v7, .v73], [200, 300])
  func deepest(version: MATVersion, depth: Int) throws {
    let limits = MATLimits(nesting: depth)
    let value = (0..<depth).reduce((1.0).matValue) { inner, level in
      level % 2 == 0 ? [inner].matValue : .structure(MATStructArray(["a": inner]))
    }
    try withTemporaryFolder { folder in
      let (read, copied) = try onLargeStack {
        try MATFile.write(
          ["deep": value], to: folder + "/deep.mat", version: version, limits: limits)
        let file = try MATFile(folder + "/deep.mat", limits: limits)
        try file.convert(to: folder + "/copy.mat", version: version)
        return (
          try file.value("deep"), try MATFile(folder + "/copy.mat", limits: limits).value("deep")
        )
      }
      #expect(read == value && copied == value)
      #expect(CanonicalJSON.text(of: value).contains("\"data\":[1]"))
      #expect(value.description.hasSuffix("1×1 struct …"))
    }
  }

  /// Runs a body in a thread with 64 MiB of stack: under a sanitizer a level takes several times its usual
  /// room, more than the threads of the tests have for 200 levels.
  private func onLargeStack<Outcome: Sendable>(
    _ body: @escaping @Sendable () throws -> Outcome
  ) throws -> Outcome {
    let outcome = Mutex<Result<Outcome, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      let result = Result { try body() }
      outcome.withLock { $0 = result }
      isDone.signal()
    }
    thread.stackSize = 64 << 20
    thread.start()
    isDone.wait()
    return try #require(outcome.withLock { $0 }).get()
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

  @Test(
    "the size that the rules reckon with is a little more than what is written", arguments: 0..<60)
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
