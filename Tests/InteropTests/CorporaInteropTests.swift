import Foundation
import Testing

/// Files that other software wrote, in the folder that `MATKIT_CORPORA` names: what MatKit reads from them
/// is what SciPy, h5py and mat-io read.
@Suite(
  "Files of other software", .enabled(if: Interop.isEnabled, Interop.comment),
  .enabled(if: Interop.corpora != nil, "MATKIT_CORPORA names no folder of files of other software"))
struct CorporaInteropTests {
  private static let page = Interop.repository
    .appending(path: "Sources/MATFiles/MATFiles.docc/OtherReaders.md")

  /// Where two readers differ: the file, the place in it, and what each says.
  private struct Difference: Hashable, CustomStringConvertible {
    let columns: [String]

    /// A line or a row of a table, of which the first four columns count.
    init?(_ line: Substring) {
      let columns = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      guard columns.count >= 4 else { return nil }
      self.columns = Array(columns.prefix(4))
    }

    var description: String { columns.joined(separator: " | ") }
  }

  @Test("every leaf is what the peers read, but where the documentation tells why not")
  func leaves() throws {
    let compared = try Interop.python(
      "compare_corpora.py", [Interop.tool().path, #require(Interop.corpora)])
    try #require(compared.status == 0, "\(compared.text)")
    let objects = try Interop.python(
      "compare_objects.py", [Interop.tool().path, #require(Interop.corpora)])
    try #require(objects.status == 0, "\(objects.text)")
    let lines = (compared.text + objects.text).split(separator: "\n")
    let found = Set(lines.compactMap(Difference.init))
    let documented = try Self.documented()
    for difference in found.subtracting(documented) {
      Issue.record("not in the documentation: \(difference)")
    }
    for difference in documented.subtracting(found) {
      Issue.record("no difference any more: \(difference)")
    }
    // The last line: 160 files, 10475 leaves.
    let counts = compared.lastLine.split(separator: " ").compactMap { Int($0) }
    #expect(counts.count == 2 && counts[0] >= 160 && counts[1] > 10_000, "\(compared.lastLine)")
    // The last line of the other: 246 variables, 10475 leaves.
    let inside = objects.lastLine.split(separator: " ").compactMap { Int($0) }
    #expect(inside.count == 2 && inside[0] > 100 && inside[1] > 500, "\(objects.lastLine)")
  }

  /// The rows of the page's tables that begin with a file.
  private static func documented() throws -> Set<Difference> {
    let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
    return Set(rows.compactMap { Difference($0.dropFirst()) })
  }
}
