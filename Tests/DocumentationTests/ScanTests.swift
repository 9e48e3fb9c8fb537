import Foundation
import Testing

@testable import DocumentationScan

@Suite("The scan of documentation comments") struct ScanTests {
  private static let source = SourceFile(
    URL(filePath: "/Some/Kind.swift"),
    text: """
      /// A kind.
      public enum Kind {
        /// The first, `{` in a string: "{".
        case first, second
        case third

        /// What it is called.
        ///
        /// ```swift
        /// import Matrices
        /// assert(Kind.first.name == "first")
        /// ```
        @inlinable
        public var name: String {
          switch self {
          case .first: "{"
          default: "other"
          }
        }

        func hidden() {}
        public func bare() {}
        @usableFromInline public static func _kernel() {}
      }

      /// Those that have a name.
      public protocol Named {
        var name: String { get }
      }
      """)

  @Test("public declarations, cases and requirements are found, with their comments")
  func declarations() {
    let found = Self.source.declarations
    #expect(
      found.map(\.text) == [
        "public enum Kind {", "case first, second", "case third", "public var name: String {",
        "public func bare() {}", "public protocol Named {", "var name: String { get }",
      ])
    #expect(found.map { $0.comment.count } == [1, 1, 0, 6, 0, 1, 0])
    #expect(found.map(\.line) == [2, 4, 5, 14, 22, 27, 28])
  }

  @Test("a module's measure counts lines, examples, missing summaries and vague beginnings")
  func measure() {
    let measure = Measure("Some", of: [Self.source])
    #expect(measure.publicCount == 7 && measure.functionCount == 1 && measure.functionLines == 0)
    #expect(measure.exampleCount == 1 && measure.linesPerFunction == 0)
    #expect(measure.withoutSummary.count == 3)
    #expect(measure.vague == ["Kind.swift:7: What it is called."])
  }

  @Test("an example becomes a test that is reported at its own line, behind its imports")
  func example() {
    let tests = ExampleTests(of: [Self.source], module: "Some")
    #expect(tests.text.hasPrefix("import Matrices\nimport Some\nimport Testing\n"))
    #expect(tests.text.contains("#sourceLocation(file: \"/Some/Kind.swift\", line: 10)"))
    #expect(tests.text.contains("\nassert(Kind.first.name == \"first\")\n"))
  }
}
