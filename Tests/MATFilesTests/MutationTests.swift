import Foundation
import Testing

@testable import MATFiles

/// The same thousands of damaged files in each run; Fuzz/ has ever new ones.
@Suite("Mutated files")
struct MutationTests {
  /// What the files are made of: compressed, uncompressed, big-endian, and version 4.
  static let seeds: [[UInt8]] = {
    let big = V5Bytes(isBigEndian: true)
    let array = big.doubleArray([1, 2, 3, 4], size: [2, 2], name: "x")
    let text = big.array(.cell, size: [1, 1], name: "c", big.text("text"))
    return Sample.allCases.map(\.bytes)
      + [big.file(array, text), big.file(array, big.compressed(text)), (try? version4()) ?? []]
  }()

  private static func version4() throws -> [UInt8] {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.mat"
      try MATFile.write(["numbers": [1.0, 2, 3], "text": "text"], to: path, version: .v4)
      return Array(try Data(contentsOf: URL(filePath: path)))
    }
  }

  /// Where a file crashes the test, its number makes it again.
  @Test(
    "give values or typed errors, and what is salvaged of them can be read", arguments: 0..<8)
  func mutations(part: Int) throws {
    var (refused, salvaged) = (0, 0)
    let numbers = part * 500..<(part + 1) * 500
    for number in numbers {
      var mutator = Mutator(number: number)
      let (bytes, _) = mutator.file(from: Self.seeds)
      let file = try AnonymousFile()
      try bytes.withUnsafeBytes { try file.write($0) }
      do throws(MATError) {
        let file = try MATFile(file.path, isolation: .none)
        for variable in file.variables { _ = try file.value(of: variable) }
      } catch {
        refused += 1
        guard let left = try? MATFile(file.path, damage: .skip, isolation: .none) else { continue }
        for variable in left.variables {
          salvaged += 1
          #expect(throws: Never.self, "file \(number)") { try left.value(of: variable) }
        }
      }
    }
    #expect(refused > numbers.count / 4 && salvaged > numbers.count / 4)
  }

  @Test(
    "objects that refer to themselves, others and nothing are values or typed errors, and convert",
    arguments: 0..<4)
  func objects(part: Int) throws {
    let seeds = try ObjectSeeds.files(.v6)
    try withTemporaryFolder { folder in
      let (path, copy) = (folder + "/a.mat", folder + "/b.mat")
      for number in part * 250..<(part + 1) * 250 {
        var mutator = Mutator(number: number)
        try Data(mutator.objectFile(from: seeds)).write(to: URL(filePath: path))
        guard let file = try? MATFile(path, isolation: .none, decoding: .both) else { continue }
        for variable in file.variables { _ = try? file.reading(of: variable) }
        let version = [MATVersion.v6, .v7, .v73][number % 3]
        if (try? file.convert(to: copy, version: version)) != nil {
          #expect(throws: Never.self, "file \(number)") { try MATFile(copy, isolation: .none) }
        }
        guard let contents = try? file.contents(),
          (try? MATFile.write(contents, to: copy, version: version)) != nil
        else { continue }
        #expect(throws: Never.self, "file \(number)") {
          try MATFile(copy, isolation: .none).contents()
        }
      }
    }
  }
}
