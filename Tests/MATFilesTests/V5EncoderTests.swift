import Foundation
import Matrices
import RandomValues
import Testing

@testable import MATFiles

@Suite("The elements that version 4, 6 and 7 files are written of")
struct V5EncoderTests {
  @Test(
    "libmatio reads every value that is written, as it was",
    arguments: [MATVersion.v4, .v6, .v7], 1000..<1200)
  func libmatio(version: MATVersion, seed: UInt64) throws {
    var random = RandomValues(seed: seed, version: version)
    // libmatio finds no sparse matrix of version 4 without entries.
    let variables = random.variables().filter {
      guard version == .v4, case .sparse(let matrix) = $0.value else { return true }
      return matrix.entryCount > 0
    }
    guard !variables.isEmpty else { return }
    try withTemporaryFolder { folder in
      let path = folder + "/random.mat"
      try MATFile.write(variables, to: path, version: version)
      let read = try MatioReader(path: path).values()
      #expect(read.map(\.name) == variables.map(\.name))
      for (found, wanted) in zip(read, variables) {
        #expect(difference(wanted.value, found.value, path: wanted.name) == nil)
      }
    }
  }

  @Test("a small array lies in the file as MATLAB's manual has it")
  func layout() throws {
    var encoder = V5Encoder()
    try encoder.append(
      MATVariable(
        name: "abc", value: .numeric(MATNumericArray(size: [1, 3], real: .int16([1, 2, -1]))),
        isGlobal: true))
    #expect(
      encoder.image.bytes == [
        14, 0, 0, 0, 56, 0, 0, 0,  // an array of 56 bytes
        6, 0, 0, 0, 8, 0, 0, 0, 10, 4, 0, 0, 0, 0, 0, 0,  // int16, global
        5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0,  // 1×3
        1, 0, 3, 0, 0x61, 0x62, 0x63, 0,  // its name
        3, 0, 0, 0, 6, 0, 0, 0, 1, 0, 2, 0, 0xFF, 0xFF, 0, 0,  // its numbers
      ])
  }

  @Test(
    "the names of fields are as wide as MATLAB makes them",
    arguments: [(["a"], 5), (["a", "b"], 3), (["obj"], 5), (["a", "b", "c"], 2), (["longer"], 7)])
  func fieldWidth(names: [String], width: Int) throws {
    var encoder = V5Encoder()
    let fields = names.map { ($0, MATValue.cell(NDArray(size: [0, 0], elements: []))) }
    try encoder.append(
      MATVariable(
        name: "", value: .structure(MATStructArray(.init(uniqueKeysWithValues: fields)))))
    // Behind the tag, flags, size and empty name.
    #expect(encoder.image.bytes[48..<56] == [5, 0, 4, 0, UInt8(width), 0, 0, 0])
  }

  @Test("large arrays are the same bytes inside cells and structs as alone, and are not copied")
  func inserts() throws {
    let numbers = MATNumericArray(
      size: [1, 40_001], real: .single((0..<40_001).map(Float.init)),
      imaginary: .single((0..<40_001).map { -Float($0) }))
    let value = MATValue.cell(
      NDArray(size: [1, 2], elements: [.structure(["x": numbers]), "text".matValue]))
    var encoder = V5Encoder()
    try encoder.append(MATVariable(name: "c", value: value))
    #expect(encoder.image.inserts.count == 2)
    #expect(encoder.image.bytes.count < 1000)
    try withTemporaryFolder { folder in
      for version in [MATVersion.v6, .v7] {
        let path = "\(folder)/\(version).mat"
        try MATFile.write(["c": value, "d": "next"], to: path, version: version)
        #expect(try MATFile(path).values() == ["c": value, "d": "next".matValue])
        #expect(
          try MatioReader(path: path).values().map(\.value) == [value, "next".matValue])
      }
    }
  }

  @Test("an array of 4 GiB or more is refused, as no tag can count it")
  func tooLong() throws {
    // One array, many times: the bytes are never together.
    let part = MATNumericArray(
      size: [1, 1 << 23], real: .double(Array(repeating: 0, count: 1 << 23)))
    let value = MATValue.cell(
      NDArray(size: [1, 65], elements: Array(repeating: .numeric(part), count: 65)))
    var encoder = V5Encoder()
    let error = #expect(throws: MATError.self) {
      try encoder.append(MATVariable(name: "c", value: value))
    }
    #expect(error?.code == .cannotRepresent)
    #expect(error?.expected?.hasPrefix("less than 4 GiB") == true)
  }
}
