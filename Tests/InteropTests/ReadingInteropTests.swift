import Foundation
import Testing

/// Files that Octave wrote: what MatKit reads from them is what SciPy reads.
@Suite("Octave's files", .enabled(if: Interop.isEnabled, Interop.comment))
struct ReadingInteropTests {
  @Test("every class, in every version, is read as SciPy reads it")
  func values() throws {
    try withOctavesFiles { folder in
      let agreed = try Interop.compareWithSciPy(
        ["v4", "v6", "v7"].map { folder.appending(path: "octave-\($0).mat") })
      #expect(agreed.status == 0, "\(agreed.text)")
      #expect(agreed.text.contains("octave-v4.mat: 7 variables"))
      #expect(agreed.text.contains("octave-v7.mat: 27 variables"))
    }
  }

  @Test("a sparse logical, which Octave itself reads back as another, is what was saved")
  func spoilt() throws {
    try withOctavesFiles { folder in
      let json = try Interop.matkit(["json", folder.appending(path: "octave-spoilt.mat").path])
      #expect(json.status == 0, "\(json.text)")
      let entries = #""sparse":true,"rows":[0,1],"columns":[0,1],"data":[true,true]"#
      #expect(json.text.contains(entries), "\(json.text)")
    }
  }

  private func withOctavesFiles(_ body: (URL) throws -> Void) throws {
    try Interop.withTemporaryFolder { folder in
      let made = try Interop.octave(
        Interop.scripts.appending(path: "make_values.m"), [folder.path])
      try #require(made.status == 0, "\(made.text)")
      try body(folder)
    }
  }
}
