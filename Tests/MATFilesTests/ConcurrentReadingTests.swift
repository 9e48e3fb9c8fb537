import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("Reading on many threads")
struct ConcurrentReadingTests {
  @Test("eight threads read one file, and get the same values", arguments: Sample.allCases)
  func oneFile(sample: Sample) async throws {
    let file = try MATFile(sample.path)
    let expected = try file.contents()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for round in 0..<20 {
            let variable = file.variables[(thread + round) % file.variables.count]
            let value = try file.value(of: variable)
            #expect(value == expected.first { $0.name == variable.name }?.value)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(
    "eight threads read eight files, each its own",
    arguments: [V5Bytes(), V5Bytes(isBigEndian: true)])
  func manyFiles(bytes: V5Bytes) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for round in 0..<20 {
            let numbers = (0..<1000).map { Double($0 * thread + round) }
            let array = bytes.doubleArray(numbers, size: [10, 100], name: "x")
            let read: Matrix<Double> = try MATFile(bytes.file(bytes.compressed(array)))["x"]
            #expect(read.elements == numbers)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// A file of compressed variables that are worth decoding at once, each of its own number.
  private func manyVariables(damaging damaged: Set<Int> = []) -> [UInt8] {
    let bytes = V5Bytes()
    var file = bytes.file()
    for index in 0..<10 {
      let codes = Array(repeating: UInt8(index), count: 120_000)
      var element = bytes.compressed(
        bytes.array(
          .uint8, size: [300, 400], name: "v\(9 - index)", bytes.element(.uint8, codes)))
      if damaged.contains(index) { element[element.count - 1] ^= 1 }
      file += element
    }
    return file
  }

  @Test("variables decoded at once come in file order")
  func order() throws {
    let values = try MATFile(manyVariables()).values()
    #expect(Array(values.keys) == (0..<10).map { "v\(9 - $0)" })
    for (index, value) in values.values.enumerated() {
      let expected = MATNumbers.uint8(Array(repeating: UInt8(index), count: 120_000))
      #expect(value == .numeric(MATNumericArray(size: [300, 400], real: expected)))
    }
  }

  @Test("of several damaged variables decoded at once, the first in the file is the error")
  func firstError() throws {
    let file = try MATFile(manyVariables(damaging: [4, 5, 9]))
    for _ in 0..<5 {
      let error = #expect(throws: MATError.self) { _ = try file.contents() }
      #expect(error?.variable == "v5" && error?.code == .damaged)
    }
  }

  @Test(
    "eight threads read version 7.3 files through HDF5's one lock",
    Corpora.areNeeded)
  func version73() async throws {
    let path = Corpora.path("libmatio/test_le_hdf5.mat")
    let expected = try MATFile(path).contents()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let contents = try MATFile(path).contents()
          #expect(contents == expected)
        }
      }
      try await group.waitForAll()
    }
  }
}
