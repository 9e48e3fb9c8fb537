import ComplexModule
import Foundation
import Matrices
import OrderedCollections
import RandomValues
import Testing

@testable import MATFiles

@Suite("Writing files")
struct WritingTests {
  @Test(
    "the same variables give the same bytes again, at another time", arguments: MATVersion.allCases)
  func reproducible(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      var random = RandomValues(seed: 7, version: version)
      let variables = random.variables()
      try MATFile.write(variables, to: folder + "/a.mat", version: version)
      // HDF5 and libmatio note seconds where they note the time.
      Thread.sleep(forTimeInterval: 1.1)
      try MATFile.write(variables, to: folder + "/b.mat", version: version)
      #expect(
        try Data(contentsOf: file(folder, "a.mat")) == Data(contentsOf: file(folder, "b.mat")))
    }
  }

  @Test("the header is as MATLAB wants it, without a date", arguments: [MATVersion.v6, .v7, .v73])
  func header(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      try MATFile.write(["x": 1.0], to: folder + "/x.mat", version: version)
      let bytes = try Array(Data(contentsOf: file(folder, "x.mat")).prefix(128))
      let name = version == .v73 ? "MATLAB 7.3 MAT-file" : "MATLAB 5.0 MAT-file"
      let text = String(decoding: bytes[..<116], as: UTF8.self)
      #expect(
        text == (name + ", written by MatKit").padding(toLength: 116, withPad: " ", startingAt: 0))
      #expect(bytes[116..<124].allSatisfy { $0 == 0 })
      #expect(
        Array(bytes[124...]) == [0, version == .v73 ? 2 : 1, UInt8(ascii: "I"), UInt8(ascii: "M")])
    }
  }

  @Test("a file has the format of its version", arguments: MATVersion.allCases)
  func format(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      try MATFile.write(["x": 1.0, "text": "abc"], to: folder + "/x.mat", version: version)
      #expect(try MATFile(folder + "/x.mat").format == version.format)
    }
  }

  @Test(
    "many variables are all there, in their order",
    arguments: [MATVersion.v4, .v6, .v7])
  func many(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      let variables = (0..<700).map { k in
        // One in the middle is large enough to be written by itself.
        let columns = k == 300 ? 1 << 20 : 1 + k % 3
        let numbers = Matrix(
          rowCount: 1, columnCount: columns, elements: Array(repeating: Double(k), count: columns))
        return MATVariable(name: "x\(k)", value: numbers.matValue)
      }
      try MATFile.write(variables, to: folder + "/many.mat", version: version)
      let read = try MATFile(folder + "/many.mat").values()
      #expect(Array(read.keys) == variables.map(\.name))
      #expect(zip(read.values, variables).allSatisfy { $0 == $1.value })
    }
  }

  @Test("no variables make a file that is read as empty", arguments: [MATVersion.v6, .v7, .v73])
  func none(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      try MATFile.write([MATVariable](), to: folder + "/none.mat", version: version)
      #expect(try MATFile(folder + "/none.mat").variables.isEmpty)
    }
  }

  @Test(
    "large variables take the way past memory and come out the same", arguments: MATVersion.allCases
  )
  func large(version: MATVersion) throws {
    let A = Matrix(rowCount: 1200, columnCount: 1000) { Double($0) - 0.5 * Double($1) }
    let variables = [
      MATVariable(name: "before", value: "text".matValue),
      MATVariable(name: "A", value: A.matValue),
      MATVariable(name: "C", value: A.map { Complex($0, -$0) }.matValue),
      MATVariable(name: "after", value: [1.0, 2].matValue),
    ]
    try withTemporaryFolder { folder in
      try MATFile.write(variables, to: folder + "/large.mat", version: version)
      #expect(try MATFile(folder + "/large.mat").contents() == variables)
    }
  }

  @Test("a file can be written to a pipe or a device", arguments: MATVersion.allCases)
  func device(version: MATVersion) throws {
    try MATFile.write(["x": 1.0], to: "/dev/null", version: version)
    let error = #expect(throws: MATError.self) {
      try MATFile.write(["x": 1.0], to: "/dev/full", version: version)
    }
    #expect(error?.code == .writeFailed)
  }

  @Test("dictionaries and literals write their variables in their order")
  func order() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      try MATFile.write(["z": 1.0, "a": "text", "m": Matrix(rows: [[1.0, 2]])], to: path)
      #expect(try MATFile(path).variables.map(\.name) == ["z", "a", "m"])
      let dictionary: OrderedDictionary = ["q": 1.0, "b": 2.0]
      try MATFile.write(dictionary, to: path, version: .v73)
      #expect(try MATFile(path).variables.map(\.name) == ["q", "b"])
      let (one, two): (MATValue, MATValue) = ((1.0).matValue, (2.0).matValue)
      try MATFile.write(["one": one, "two": two], to: path)
      #expect(try MATFile(path).values() == ["one": one, "two": two])
    }
  }

  @Test("writers on several threads do not disturb each other")
  func concurrent() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/matkit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          let version = MATVersion.allCases[task % 4]
          var random = RandomValues(seed: UInt64(task), version: version)
          let variables = random.variables()
          for round in 0..<5 {
            let path = "\(folder)/\(task)-\(round).mat"
            try MATFile.write(variables, to: path, version: version)
            #expect(try MATFile(path).contents() == variables)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func file(_ folder: String, _ name: String) -> URL {
    URL(filePath: folder).appending(path: name)
  }
}

@Suite("What Swift values become")
struct MATWritableTests {
  @Test("numbers keep their class")
  func numbers() {
    #expect((1.5).matValue.summary == "1×1 double")
    #expect(Float(1.5).matValue.summary == "1×1 single")
    #expect(Int8(1).matValue.summary == "1×1 int8")
    #expect(Int16(1).matValue.summary == "1×1 int16")
    #expect(Int32(1).matValue.summary == "1×1 int32")
    #expect(Int64.max.matValue == .numeric(MATNumericArray(size: [1, 1], real: .int64([.max]))))
    #expect(Int.min.matValue == .numeric(MATNumericArray(size: [1, 1], real: .int64([.min]))))
    #expect(UInt8(1).matValue.summary == "1×1 uint8")
    #expect(UInt16(1).matValue.summary == "1×1 uint16")
    #expect(UInt32(1).matValue.summary == "1×1 uint32")
    #expect(UInt64.max.matValue == .numeric(MATNumericArray(size: [1, 1], real: .uint64([.max]))))
    #expect(UInt.max.matValue == .numeric(MATNumericArray(size: [1, 1], real: .uint64([.max]))))
    #expect(Complex(1.0, 2).matValue.summary == "1×1 complex double")
    #expect(Complex<Float>(1, 2).matValue.summary == "1×1 complex single")
    #expect(true.matValue.summary == "1×1 logical")
  }

  @Test("arrays are rows, and matrices keep their size")
  func arrays() {
    #expect([1.0, 2, 3].matValue.summary == "1×3 double")
    #expect([Double]().matValue.summary == "1×0 double")
    #expect([true, false].matValue.summary == "1×2 logical")
    #expect(Matrix(rows: [[1, 2, 3], [4, 5, 6]] as [[Int32]]).matValue.summary == "2×3 int32")
    #expect(NDArray(repeating: Float(0), size: [2, 3, 4]).matValue.summary == "2×3×4 single")
    #expect(["a", "bc"].matValue.summary == "1×2 cell")
    #expect(
      Matrix(rows: [[1, 2], [3, 4]] as [[UInt8]]).matValue
        == .numeric(MATNumericArray(size: [2, 2], real: .uint8([1, 3, 2, 4]))))
  }

  @Test("text is a row of UTF-16 units, and none is 0×0")
  func text() {
    #expect(
      "a\u{1F600}".matValue == .char(NDArray(size: [1, 3], elements: [0x61, 0xD83D, 0xDE00])))
    #expect("".matValue.summary == "0×0 char")
  }

  @Test("dictionaries are scalar structs")
  func dictionaries() {
    let ordered: OrderedDictionary = ["z": 1.0, "a": 2.0]
    #expect(ordered.matValue == .structure(["z": 1.0, "a": 2.0]))
    #expect(["z": 1.0, "a": 2.0].matValue == .structure(["a": 2.0, "z": 1.0]))
    let nested: MATStructArray = ["name": "grid", "sizes": [2.0, 10], "inner": ["x": true]]
    #expect(Array(nested.fields.keys) == ["name", "sizes", "inner"])
    #expect(nested.count == 1)
  }
}
