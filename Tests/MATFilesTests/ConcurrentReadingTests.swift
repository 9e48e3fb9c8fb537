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

  @Test(
    "eight threads read version 7.3 files through HDF5's one lock",
    .enabled(if: Corpora.isPresent))
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
