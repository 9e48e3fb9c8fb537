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

  @Test("a sparse logical, which Octave spoils, is an error and not other numbers")
  func spoilt() throws {
    try withOctavesFiles { folder in
      let json = try Interop.matkit(["json", folder.appending(path: "octave-spoilt.mat").path])
      #expect(json.status == 65)
      #expect(json.text.contains("variable 'spoilt'"))
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
