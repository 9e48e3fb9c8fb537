/// The examples in a module's documentation comments as a file of tests, one function an example.
///
/// Imports of an example come first in the file. What fails is reported at the comment's own line.
package struct ExampleTests {
  package let text: String

  /// Makes the file of a module's sources.
  package init(of files: [SourceFile], module: String) {
    let examples = files.flatMap { file in
      file.comments.flatMap(\.examples).map { (file.url, $0.line, $0.code) }
    }
    let imports = Set(
      examples.flatMap { $0.2 }.filter { $0.hasPrefix("import ") }
        + ["import Matrices", "import Testing", "import \(module)"])
    let tests = examples.enumerated().map { index, example in
      Self.test(
        index + 1, url: example.0.path(percentEncoded: false), line: example.1, code: example.2)
    }
    text =
      (imports.sorted() + [
        "",
        "@Suite(\"Examples in the documentation of \(module)\") struct \(module)Examples: ExampleSuite {",
      ] + tests + ["}", ""]).joined(separator: "\n")
  }

  private static func test(_ number: Int, url: String, line: Int, code: [String]) -> String {
    let name = url.split(separator: "/").last ?? ""
    let body = code.map { $0.hasPrefix("import ") ? "" : $0 }
    let effects = code.contains { $0.contains("await ") } ? "async throws" : "throws"
    return
      (["  @Test(\"\(name), line \(line)\") func example\(number)() \(effects) {"]
      + ["#sourceLocation(file: \"\(url)\", line: \(line))"] + body
      + ["#sourceLocation()", "  }"]).joined(separator: "\n")
  }
}
