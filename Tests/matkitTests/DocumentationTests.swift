import Foundation
import MATFiles
import Testing

/// The Swift code that a reader is shown is code that runs: each block of the README and of the
/// documentation's pages stands, to the letter, in a program of `Examples/`, which `make test` builds
/// and runs.
@Suite("Code in the documentation") struct DocumentationTests {
  private static let project = Fixture.folder.deletingLastPathComponent()

  /// Every Markdown file of the project's own: the README, and the pages of the documentation.
  static let pages: [URL] = {
    let sources = files(below: project.appending(path: "Sources"), ending: "md")
    return [project.appending(path: "README.md")] + sources
  }()

  @Test("every block of Swift stands in an example that is built and run", arguments: pages)
  func blocks(page: URL) throws {
    let examples = try Self.files(
      below: Self.project.appending(path: "Examples/Sources"), ending: "swift"
    ).map { try String(contentsOf: $0, encoding: .utf8) }
    for block in try Self.swiftBlocks(of: page) {
      #expect(examples.contains { $0.contains(block) }, "in no example: \(block)")
    }
  }

  @Test("the code of each tutorial's step is an example that is built and run, or begins one")
  func tutorials() throws {
    let examples = try Self.files(
      below: Self.project.appending(path: "Examples/Sources"), ending: "swift"
    ).map { try String(contentsOf: $0, encoding: .utf8) }
    let catalogue = Self.project.appending(path: "Sources/matkit/matkit.docc")
    let code = Self.files(below: catalogue, ending: "swift")
    #expect(!code.isEmpty)
    for file in code {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(examples.contains { $0.hasPrefix(text) }, "\(file.lastPathComponent)")
    }
  }

  @Test("the README shows an example at all, so that the test above tests something")
  func readme() throws {
    #expect(try Self.swiftBlocks(of: Self.pages[0]).count >= 2)
  }

  @Test("each file and module that CONTRIBUTING.md names is there, and it names all modules")
  func contributing() throws {
    let text = try String(
      contentsOf: Self.project.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    let paths = text.matches(of: /`([\w.+\/-]*(?:\/|\.md|\.swift|\.h)[\w.+\/-]*)`/).map(\.1)
    #expect(paths.count > 20)
    for path in paths {
      let file = Self.project.appending(path: String(path))
      #expect(FileManager.default.fileExists(atPath: file.path), "\(path)")
    }
    let manifest = try String(
      contentsOf: Self.project.appending(path: "Package.swift"), encoding: .utf8)
    let modules = Set(manifest.matches(of: /\.library\(name: "(\w+)"/).map { String($0.1) })
    let picture = text.split(separator: "\n").filter { $0.hasPrefix("    ") }
    let drawn = Set(
      picture.compactMap { $0.firstMatch(of: /([A-Z]\w+) {2,}[a-zA-Z]/) }.map {
        String($0.1)
      })
    #expect(drawn == modules)
  }

  @Test("the landing page leads to every page, and the architecture names every module")
  func landing() throws {
    let folder = Self.project.appending(path: "Sources/matkit/matkit.docc")
    let landing = try String(contentsOf: folder.appending(path: "MatKit.md"), encoding: .utf8)
    let linked = Set(landing.matches(of: /- <doc:(\w+)>/).map { String($0.1) })
    let pages = Set(
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".md") && $0 != "MatKit.md" }.map { String($0.dropLast(3)) })
    #expect(linked == pages)
    let architecture = try String(
      contentsOf: folder.appending(path: "Architecture.md"), encoding: .utf8)
    let picture = try String(
      contentsOf: folder.appending(path: "Resources/modules.svg"), encoding: .utf8)
    let manifest = try String(
      contentsOf: Self.project.appending(path: "Package.swift"), encoding: .utf8)
    for module in manifest.matches(of: /\.library\(name: "(\w+)"/).map(\.1) {
      #expect(architecture.contains("| \(module) |"))
      #expect(picture.contains(">\(module)</text>"))
    }
  }

  @Test("a package of one's own asks for the version that this is")
  func version() throws {
    let readme = try String(contentsOf: Self.pages[0], encoding: .utf8)
    #expect(readme.contains("from: \"\(matKitVersion)\""))
  }

  /// The contents of the fenced blocks marked `swift`.
  private static func swiftBlocks(of page: URL) throws -> [String] {
    let lines = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n")
    var blocks: [String] = []
    var block: [String]?
    for line in lines {
      if let open = block {
        if line == "```" {
          blocks.append(open.joined(separator: "\n"))
          block = nil
        } else {
          block = open + [line]
        }
      } else if line == "```swift" {
        block = []
      }
    }
    return blocks
  }

  private static func files(below folder: URL, ending: String) -> [URL] {
    let names = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (names?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == ending && !$0.pathComponents.contains(".build") }
      .sorted { $0.path() < $1.path() }
  }
}
