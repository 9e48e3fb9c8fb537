import Foundation
import MATFiles
import Testing

/// What mat-io reads of objects that MatKit has written: the properties of each, as they are stored.
@Suite(
  "Objects that others read", .enabled(if: Interop.isEnabled, Interop.comment),
  .enabled(if: Interop.corpora != nil, "MATKIT_CORPORA names no folder of files of other software"))
struct ObjectWritingInteropTests {
  private static let names = [
    "dynamic", "enum", "function_handles", "maps", "string", "tables", "time", "user_defined",
  ]

  @Test(
    "after a conversion, and after being written from values, are to mat-io what MATLAB wrote",
    arguments: names, ["v7", "v73"])
  func objects(name: String, format: String) throws {
    let corpora = try #require(Interop.corpora) + "/mat-io"
    try Interop.withTemporaryFolder { folder in
      let file = try MATFile("\(corpora)/test_\(name)_\(format).mat")
      for version in [MATVersion.v6, .v7, .v73] {
        // MATLAB's own file of that form: mat-io names no class of an enumeration in v7.3.
        let source = "\(corpora)/test_\(name)_\(version == .v73 ? "v73" : "v7").mat"
        let converted = folder.appending(path: "converted.mat").path
        try file.convert(to: converted, version: version)
        try compare(source, converted)
        let written = folder.appending(path: "written.mat").path
        try MATFile.write(try file.contents(), to: written, version: version)
        // mat-io shows references of nested enumerations in v7.3 as the numbers that they are: those that the
        // file had, though its order of variables is another than that in which they were saved.
        try compare(source, written)
      }
    }
  }

  private func compare(_ source: String, _ copy: String) throws {
    let compared = try Interop.python("compare_matio.py", [source, copy])
    try #require(compared.status == 0, "\(compared.text)")
    #expect(compared.text.split(separator: "\n").count == 1, "\(compared.text)")
  }
}
