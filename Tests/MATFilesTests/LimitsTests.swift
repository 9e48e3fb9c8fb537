import Matrices
import Testing

@testable import MATFiles

@Suite("Limits of what a file may make its reader do")
struct LimitsTests {
  let bytes = V5Bytes()

  /// Opens a file with limits, decodes its variables, and gives the error.
  private func failure(_ path: String, _ limits: MATLimits) throws -> MATError? {
    let file = try MATFile(path, limits: limits)
    do throws(MATError) {
      for variable in file.variables { _ = try file.value(of: variable) }
      return nil
    } catch {
      return error
    }
  }

  /// A limit that is too low for a file which the defaults let pass.
  static let tooLow: [(MATLimits.Name, MATLimits)] = [
    (.decodedBytes, MATLimits(decodedBytes: 100)),
    (.nesting, MATLimits(nesting: 0)),
    (.elements, MATLimits(elements: 3)),
    (.seconds, MATLimits(seconds: 0)),
  ]

  @Test(
    "exceeding a limit is an error that names it and how to raise it, in every version",
    arguments: [MATVersion.v4, .v6, .v7, .v73], tooLow)
  func exceeded(version: MATVersion, low: (name: MATLimits.Name, limits: MATLimits)) throws {
    // Version 4 has nothing that nests.
    if version == .v4 && low.name == .nesting { return }
    let numbers = Matrix(repeating: 1.0, rowCount: 4, columnCount: 4).matValue
    let nested = MATValue.cell(NDArray(size: [1, 1], elements: [numbers]))
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.mat"
      let value = version == .v4 ? numbers : nested
      try MATFile.write([MATVariable(name: "x", value: value)], to: path, version: version)
      #expect(try failure(path, MATLimits()) == nil)
      let error = try #require(try failure(path, low.limits))
      #expect(error.code == .limitExceeded && error.limit == low.name && error.variable == "x")
      let sentence = error.description
      #expect(sentence.contains("MATLimits(\(low.name.rawValue): …)"), "\(sentence)")
      #expect(sentence.contains("--limit \(low.name.rawValue)=…"), "\(sentence)")
    }
  }

  @Test("a large array inflated where it stays obeys the limits too")
  func plainArray() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.mat"
      let numbers = Matrix(repeating: 1.5, rowCount: 200, columnCount: 300)
      try MATFile.write(["x": numbers], to: path, version: .v7)
      #expect(try failure(path, MATLimits()) == nil)
      #expect(try failure(path, MATLimits(decodedBytes: 479_000))?.limit == .decodedBytes)
      #expect(try failure(path, MATLimits(elements: 59_999))?.limit == .elements)
    }
  }

  @Test("a small file of millions of empty cells is refused before they take memory")
  func manyEmptyCells() throws {
    let count = 1_500_000
    let tag: [UInt8] = [14, 0, 0, 0, 0, 0, 0, 0]
    let cells = bytes.array(
      .cell, size: [1, count], name: "x",
      [UInt8](unsafeUninitializedCapacity: count * 8) { buffer, initialized in
        for index in 0..<count * 8 { buffer[index] = tag[index % 8] }
        initialized = count * 8
      })
    let file = try AnonymousFile()
    try bytes.file(cells).withUnsafeBytes { try file.write($0) }
    // Twelve megabytes may become what a byte can become, and no more than what is asked for.
    let tight = MATLimits(decodedBytes: 256 << 20)
    #expect(try failure(file.path, tight)?.limit == .decodedBytes)
    #expect(try failure(file.path, MATLimits(expansion: 4))?.limit == .expansion)
  }

  @Test("the columns of an empty sparse matrix of version 4 count as memory")
  func sparseColumns() throws {
    let words = [Int32(2), 1, 3, 0, 2]
    let header = bytes.integers(words) + Array("s\0".utf8)
    let file = header + bytes.doubles([5, 2_000_000_000, 0])
    #expect(try code(of: file) == .limitExceeded)
  }
}
