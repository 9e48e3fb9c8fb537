import Foundation
import Testing

@testable import MATFiles

@Suite("Converting files")
struct ConvertingTests {
  private static let pairs = MATVersion.allCases.flatMap { a in
    MATVersion.allCases.map { (a, $0) }
  }

  @Test("from any version to any keeps names, order, values and what is global", arguments: pairs)
  func all(from: MATVersion, to: MATVersion) throws {
    for seed in 0..<5 as Range<UInt64> {
      // What both can hold: v4 holds least, then v7.3, which has no empty complex arrays.
      let narrow = from == .v4 || to == .v4 ? MATVersion.v4 : .v73
      var random = RandomValues(seed: seed, version: narrow)
      let variables = random.variables().filter { !($0.value.isComplex && $0.value.count == 0) }
      guard !variables.isEmpty else { continue }
      try withTemporaryFolder { folder in
        try MATFile.write(variables, to: folder + "/in.mat", version: from)
        try MATFile(folder + "/in.mat").convert(to: folder + "/out.mat", version: to)
        let converted = try MATFile(folder + "/out.mat")
        #expect(converted.format == to.format)
        #expect(try converted.contents() == variables)
      }
    }
  }

  @Test("to what cannot hold a value is refused with its place, and leaves the old file as it was")
  func refused() throws {
    try withTemporaryFolder { folder in
      let (input, output) = (folder + "/in.mat", folder + "/out.mat")
      try MATFile.write(["x": 1.0, "net": ["W": [1.0, 2]] as MATStructArray], to: input)
      let error = #expect(throws: MATError.self) {
        try MATFile(input).convert(to: output, version: .v4)
      }
      #expect(error?.code == .cannotRepresent && error?.variable == "net")
      #expect(!FileManager.default.fileExists(atPath: output))
      #expect(throws: MATError.self) {
        try MATFile(input).convert(to: input, version: .v4)
      }
      #expect(try MATFile(input).variables.count == 2)
    }
  }

  @Test("a file can be converted in its place")
  func inPlace() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["x": [1.0, 2]], to: path, version: .v73)
      try MATFile(path).convert(to: path, version: .v4)
      let file = try MATFile(path)
      #expect(file.format == .v4)
      let x: [Double] = try file["x"]
      #expect(x == [1, 2])
    }
  }
}
