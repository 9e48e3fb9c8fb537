import Foundation
import RandomValues
import Testing

@testable import MATFiles

@Suite("What is written is read back equal")
struct RoundTripTests {
  @Test(
    "random variables come back equal, in their order",
    arguments: MATVersion.allCases, 0..<300)
  func randomTrees(version: MATVersion, seed: UInt64) throws {
    var random = RandomValues(seed: seed, version: version)
    let variables = random.variables()
    try withTemporaryFolder { folder in
      let path = folder + "/random.mat"
      try MATFile.write(variables, to: path, version: version)
      let contents = try MATFile(path).contents()
      #expect(contents.map(\.name) == variables.map(\.name))
      #expect(contents.map(\.isGlobal) == variables.map(\.isGlobal))
      for (found, wanted) in zip(contents, variables) {
        #expect(difference(wanted.value, found.value, path: wanted.name) == nil)
      }
    }
  }
}
