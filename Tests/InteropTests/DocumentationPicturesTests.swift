import Foundation
import Testing

/// The pictures of the README and the documentation are those that the commands draw now.
@Suite("The documentation's pictures", .enabled(if: Interop.isEnabled, Interop.comment))
struct DocumentationPicturesTests {
  /// Where `make pictures` leaves them.
  static let folders = [
    "Examples/pictures", "Sources/NetworkPictures/NetworkPictures.docc/Resources",
    "Sources/matkit/matkit.docc/Resources",
  ]
  .map { Interop.repository.appending(path: $0) }

  private static func pictures(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".png") }.sorted()
  }

  @Test("they are current, and there is none that the script does not draw")
  func current() throws {
    try Interop.withTemporaryFolder { folder in
      let script = Self.folders[0].appending(path: "draw")
      let drawn = try Interop.shell(script, [Interop.tool().path, folder.path])
      try #require(drawn.status == 0, "\(drawn.text)")
      var pairs: [String] = []
      for kept in Self.folders {
        for name in try Self.pictures(in: kept) {
          pairs += [folder.appending(path: name).path, kept.appending(path: name).path]
        }
      }
      #expect(try Self.pictures(in: folder).count == pairs.count / 2)
      let compared = try Interop.python("check_pictures.py", pairs)
      #expect(compared.status == 0, "\(compared.text)")
    }
  }

  @Test("each is shown by the README or a page of the documentation")
  func shown() throws {
    let files = FileManager.default.enumerator(
      at: Interop.repository.appending(path: "Sources").resolvingSymlinksInPath(),
      includingPropertiesForKeys: nil)
    let pages =
      (files?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "md" } + [Interop.repository.appending(path: "README.md")]
    let text = try pages.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    for name in try Self.folders.flatMap(Self.pictures) {
      #expect(text.contains(name), "no page shows \(name)")
    }
  }
}
