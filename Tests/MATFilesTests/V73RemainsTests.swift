import Foundation
import Matrices
import SeededRandomness
import Testing

@testable import MATFiles

@Suite("What is left of v7.3 files whose directory is damaged")
struct V73RemainsTests {
  private func bytes(of variables: [MATVariable]) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      try MATFile.write(variables, to: "\(folder)/x.mat", version: .v73)
      return Array(try Data(contentsOf: URL(filePath: "\(folder)/x.mat")))
    }
  }

  /// Numbers, text, cells and structs in turn, no two alike.
  private func mixed(_ count: Int) -> [MATVariable] {
    SalvageTests.variables(count).enumerated().map { index, variable in
      let value: MATValue =
        switch index % 4 {
        case 0: .cell(NDArray(size: [1, 2], elements: [variable.value, "text \(index)".matValue]))
        case 1: "text \(index)".matValue
        case 2: ["a": variable.value, "b": Double(index).matValue].matValue
        default: variable.value
        }
      return MATVariable(name: variable.name, value: value)
    }
  }

  /// Where the numbers of a variable end and where its header does, whichever is later: in its header, of
  /// some 300 bytes, stands where the numbers begin.
  private func end(of variable: MATVariable, in bytes: [UInt8]) throws -> Int {
    guard case .numeric(let array) = variable.value, case .double(let numbers) = array.real else {
      throw CocoaError(.coderInvalidValue)
    }
    func place(of sought: [UInt8]) throws -> Int {
      try #require(bytes.indices.first { bytes[$0...].starts(with: sought) })
    }
    let data = numbers.withUnsafeBytes { Array($0) }
    let start = try place(of: data)
    let address = withUnsafeBytes(of: UInt64(start - 512).littleEndian) { Array($0) }
    return max(start + data.count, try place(of: address) + 256)
  }

  @Test("a file of 100 variables cut anywhere gives back every variable before the cut")
  func cuts() throws {
    let variables = SalvageTests.variables(100)
    let bytes = try bytes(of: variables)
    let ends = try variables.map { try end(of: $0, in: bytes) }
    for cut in stride(from: 8192, to: bytes.count, by: 1999) {
      let file = try Scratch(Data(bytes[..<cut]))
      let left = try withExtendedLifetime(file) {
        let salvaged = try MATFile(file.path, damage: .skip)
        #expect(!salvaged.losses.isEmpty)
        return try salvaged.contents()
      }
      #expect(left.allSatisfy { variables.contains($0) }, "cut at \(cut)")
      let before = zip(variables, ends).filter { $0.1 <= cut }.map(\.0)
      #expect(before.allSatisfy { left.contains($0) }, "cut at \(cut)")
    }
  }

  @Test("more variables than the header lists are found, by name or without")
  func many() throws {
    let variables = SalvageTests.variables(1500)
    let bytes = try bytes(of: variables)
    let file = try Scratch(Data(bytes[..<(bytes.count * 3 / 4)]))
    let left = try withExtendedLifetime(file) {
      try MATFile(file.path, damage: .skip).contents()
    }
    #expect(left.count > 900, "\(left.count)")
    for variable in left {
      #expect(
        variables.contains { $0.value == variable.value }
          && (variable.name.hasPrefix("unnamed_") || variables.contains(variable)),
        "\(variable.name)")
    }
  }

  /// MATLAB lays the names at the end of a file as it grows.
  @Test(
    "arrays of a MATLAB file whose names are lost come back without them",
    Corpora.areNeeded)
  func namesLost() throws {
    let name = try #require(Corpora.files.first { $0.hasSuffix("test_basic_v73.mat") })
    let bytes = try Data(contentsOf: URL(filePath: Corpora.path(name)))
    let whole = try MATFile(Corpora.path(name)).contents()
    let file = try Scratch(bytes.prefix(500_000))
    let salvaged = try MATFile(file.path, damage: .skip)
    let left = try withExtendedLifetime(file) { try salvaged.contents() }
    #expect(left.count == 39)
    #expect(left.map(\.name) == (1...39).map { "unnamed_\($0)" })
    #expect(left.allSatisfy { found in whole.contains { $0.value == found.value } })
    let named = salvaged.losses.filter {
      $0.reason.description.contains("it is called unnamed_")
    }
    #expect(named.count >= left.count)
  }

  /// A symbol table lists up to eight members of a group.
  @Test("variables whose entry in the directory is overwritten lose their names alone")
  func table() throws {
    let path = Corpora.resources.appending(path: "v73/storage.mat").path
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let whole = try MATFile(path, damage: .skip).contents()
    let mark = Array("SNOD".utf8)
    let tables = bytes.indices.filter { bytes[$0...].starts(with: mark) }
    var unnamed = 0
    for table in tables {
      bytes[table] = 0
      let file = try Scratch(Data(bytes))
      bytes[table] = mark[0]
      let left = try withExtendedLifetime(file) {
        try MATFile(file.path, damage: .skip).contents()
      }
      unnamed += left.count { $0.name.hasPrefix("unnamed_") }
      for variable in left {
        #expect(whole.contains { $0.value == variable.value }, "\(variable.name), at \(table)")
      }
    }
    #expect(unnamed > 0)
  }

  @Test("any damage to the directory ends the search, with what is left or an error")
  func mutations() throws {
    let sound = try bytes(of: mixed(40))
    for seed in 0..<60 {
      var random = SplitMix(state: UInt64(seed))
      var bytes = sound
      for _ in 0..<8 {
        bytes[Int.random(in: 512..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      let file = try AnonymousFile()
      try bytes.withUnsafeBytes { try file.write($0) }
      _ = try? HDF5Remains(FileBytes(file.path))
    }
  }
}
