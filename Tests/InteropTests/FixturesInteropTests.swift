import Foundation
import Testing

@Suite("The course data", .enabled(if: Interop.isEnabled, Interop.comment))
struct FixturesInteropTests {
  @Test("Octave's script makes the committed files anew, value for value")
  func remade() throws {
    try Interop.withTemporaryFolder { folder in
      let fixtures = Interop.repository.appending(path: "Fixtures")
      let made = try Interop.octave(fixtures.appending(path: "make_fixtures.m"), [folder.path])
      #expect(made.status == 0, "\(made.text)")
      let compared = try Interop.python("compare_files.py", [fixtures.path, folder.path])
      #expect(compared.status == 0, "\(compared.text)")
      #expect(compared.lastLine == "5 files are the same")
    }
  }

  @Test("a file with one other value is told apart")
  func changed() throws {
    try Interop.withTemporaryFolder { folder in
      let fixtures = Interop.repository.appending(path: "Fixtures")
      let copy = folder.appending(path: "copy")
      try FileManager.default.copyItem(at: fixtures, to: copy)
      // The last byte of the v4 file is the sign and exponent of the last coordinate.
      let file = copy.appending(path: "xWeek6Ex3PointsClass3.mat")
      var data = try Data(contentsOf: file)
      data[data.count - 1] ^= 0x80
      try data.write(to: file)
      let compared = try Interop.python("compare_files.py", [fixtures.path, copy.path])
      #expect(compared.status == 1)
      #expect(compared.text.contains("xWeek6Ex3PointsClass3.mat: xWeek6Ex3PointsClass3 differs"))
    }
  }
}
