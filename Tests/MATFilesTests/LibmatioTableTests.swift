import Foundation
import Matrices
import SeededRandomness
import Testing

@testable import MATFiles

/// Where libmatio 1.5 gives a wrong value, none, or a damaged file without a word: each trigger, and what
/// MatKit makes of it.
@Suite("Where libmatio is wrong")
struct LibmatioTableTests {
  @Test("damage inside a compressed variable is an error, and no end of the file")
  func damageInCompressed() throws {
    try damage(at: { $0.lowerBound + $0.count * 3 / 4 }, code: .damaged)
  }

  @Test("data that inflate with a wrong checksum are an error")
  func checksum() throws {
    // The last four bytes of a compressed element are its Adler-32.
    try damage(at: { $0.upperBound - 1 }, code: .damaged)
  }

  private func damage(at place: (Range<Int>) -> Int, code: MATError.Code) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      var random = SplitMix(state: 3)
      let numbers = (0..<400).map { _ in Double.random(in: 0...1, using: &random) }
      try MATFile.write(["a": numbers, "b": numbers, "c": numbers], to: path, version: .v7)
      var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
      let range = try #require(MATFile(path).variable(named: "b")?.byteRange)
      bytes[place(range)] ^= 0x41
      let file = try MATFile(bytes)
      #expect(file.variables.map(\.name) == ["a", "b", "c"])
      let error = #expect(throws: MATError.self) { try file.value("b") }
      #expect(error?.code == code && error?.variable == "b")
      #expect(try file.value("a") == numbers.matValue)
      #expect(try file.value("c") == numbers.matValue)
    }
  }

  @Test(
    "parts of arrays of four and more dimensions are the right elements",
    arguments: [MATVersion.v6, .v7, .v73], [[3, 4, 2, 5], [2, 3, 1, 2, 4], [2, 1, 3, 1, 2, 3]])
  func manyDimensions(version: MATVersion, size: [Int]) throws {
    let count = size.reduce(1, *)
    let array = NDArray(size: size, elements: (0..<count).map { Double($0) * 1.5 })
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["A": array], to: path, version: version)
      let file = try MATFile(path)
      for pattern in [":", "1:2:end", "end", "end:-1:1", "1"] {
        let indices = size.indices.map { $0 % 2 == 0 ? pattern : ":" }.joined(separator: ",")
        let place = try MATPath("A(\(indices))")
        #expect(try file.value(at: place) == array.matValue.value(at: place), "\(place)")
      }
    }
  }

  @Test(
    "indices that are negative, overflow or reach outside are errors",
    arguments: [
      "A(0,1)", "A(-1,1)", "A(3,1)", "A(1,1:9223372036854775807)", "A(9223372036854775807)",
      "A(1:4611686018427387904:9223372036854775807,1)", "A(end+9223372036854775807)",
    ], MATVersion.allCases)
  func outside(path: String, version: MATVersion) throws {
    try withTemporaryFolder { folder in
      let file = folder + "/a.mat"
      try MATFile.write(["A": [[1.0, 2], [3, 4]] as Matrix], to: file, version: version)
      let error = #expect(throws: MATError.self) {
        try MATFile(file).value(at: MATPath(path))
      }
      #expect(error?.code == .notFound, "\(error?.description ?? "")")
    }
  }

  @Test(
    "function handles, objects and enumerations of v7.3 hide no variable",
    Corpora.areNeeded,
    arguments: [
      ("test_function_handles_v73", 5), ("test_enum_v73", 4), ("test_user_defined_v73", 7),
      ("test_string_v73", 3), ("test_basic_v73", 52),
    ])
  func hidden(name: String, count: Int) throws {
    let file = try MATFile(Corpora.path("mat-io/\(name).mat"))
    #expect(file.variables.count == count)
    for variable in file.variables {
      let value = try file.value(of: variable)
      #expect(value.className == variable.className && !value.className.isEmpty)
      #expect(value.size == variable.size && value.count > 0 || value.size.contains(0))
    }
  }

  @Test("v7.3 structs with more than 4096 characters of field names keep them all, in order")
  func longFieldNames() throws {
    let names = (0..<600).reversed().map { "field_number_\($0)" }
    let fields = MATStructArray(
      size: [1, 1],
      fields: .init(uniqueKeysWithValues: names.enumerated().map { ($1, [Double($0).matValue]) }))
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["s": MATValue.structure(fields)], to: path, version: .v73)
      #expect(try MATFile(path).value("s") == .structure(fields))
    }
  }

  @Test("what is empty keeps its class and size, in every version that has the class")
  func empties() throws {
    let sizes = [[0, 0], [0, 3], [1, 0], [2, 0, 3]]
    let values = sizes.flatMap { size -> [MATValue] in
      MATNumericClass.allCases.map {
        .numeric(MATNumericArray(size: size, real: MATNumbers.none(of: $0)))
      } + [
        .logical(NDArray(size: size, elements: [])), .char(NDArray(size: size, elements: [])),
        .cell(NDArray(size: size, elements: [])),
        .structure(MATStructArray(size: size, fields: ["a": [], "b": []])),
        .structure(MATStructArray(size: size, fields: [:])),
      ]
    }
    let variables = values.enumerated().map { MATVariable(name: "v\($0)", value: $1) }
    try withTemporaryFolder { folder in
      for version in [MATVersion.v6, .v7, .v73] {
        let path = "\(folder)/\(version).mat"
        try MATFile.write(variables, to: path, version: version)
        let file = try MATFile(path)
        for variable in variables {
          let value = try file.value(variable.name)
          #expect(value == variable.value, "\(version)")
          let listed = try #require(file.variable(named: variable.name))
          #expect(listed.size == value.size && listed.className == value.className)
        }
      }
    }
  }

  @Test("characters beyond the basic plane, compressed, take no later variable with them")
  func beyondBasicPlane() throws {
    let text = String(repeating: "x😀ß", count: 50)
    try withTemporaryFolder { folder in
      for version in [MATVersion.v6, .v7, .v73] {
        let path = "\(folder)/\(version).mat"
        try MATFile.write(["a": text, "b": "next"], to: path, version: version)
        #expect(try MATFile(path).values() == ["a": text.matValue, "b": "next".matValue])
      }
    }
  }

  @Test("cells and fields that hold [] are written whole, and so is what follows")
  func unset() throws {
    let empty = MATValue.numeric(MATNumericArray(size: [0, 0], real: .double([])))
    let variables: [MATVariable] = [
      MATVariable(name: "c", value: [empty, empty].matValue),
      MATVariable(
        name: "s",
        value: .structure(MATStructArray(size: [1, 2], fields: ["a": [empty, (1.0).matValue]]))),
      MATVariable(name: "last", value: (2.0).matValue),
    ]
    try withTemporaryFolder { folder in
      for version in [MATVersion.v6, .v7, .v73] {
        let path = "\(folder)/\(version).mat"
        try MATFile.write(variables, to: path, version: version)
        #expect(try MATFile(path).contents().map(\.value) == variables.map(\.value))
      }
    }
  }

  @Test("variables of v7.3 come in the order in which they were written")
  func order() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["z": 1.0, "a": 2.0, "M": 3.0], to: path, version: .v73)
      #expect(try MATFile(path).variables.map(\.name) == ["z", "a", "M"])
    }
  }

  @Test("a variable that is not there cannot be removed, and the file is as it was")
  func absent() throws {
    try withTemporaryFolder { folder in
      for version in MATVersion.allCases {
        let path = "\(folder)/\(version).mat"
        try MATFile.write(["a": 1.0], to: path, version: version)
        let bytes = try Data(contentsOf: URL(filePath: path))
        let error = #expect(throws: MATError.self) {
          try MATFile.update(path) { (editor) throws(MATError) in try editor.remove("b") }
        }
        #expect(error?.code == .notFound && error?.variable == "b")
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
      }
    }
  }
}
