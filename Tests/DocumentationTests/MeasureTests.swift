import Foundation
import Testing

@testable import DocumentationScan

/// How completely each module is documented; `make docs-measure` prints the numbers.
///
/// A bound is what holds, so that nothing falls behind it; it is raised with the documentation. The goal for
/// every module is ``Bound/goal``.
@Suite("How completely the modules are documented") struct MeasureTests {
  struct Bound: Sendable, CustomTestStringConvertible {
    let module: String
    /// At least so many lines of documentation a public function.
    let lines: Double
    /// At least so many examples a hundred public declarations.
    let examples: Double
    /// At most so many public declarations without a summary.
    let bare: Int
    /// At most so many comments that begin with a word that says nothing alone.
    let vague: Int

    var testDescription: String { module }

    /// What is wanted of all modules together.
    static let goal = Bound(module: "all", lines: 6, examples: 25, bare: 0, vague: 20)
  }

  static let bounds = [
    Bound(module: "ExchangeFormats", lines: 5.9, examples: 6, bare: 0, vague: 2),
    Bound(module: "Labs", lines: 2.9, examples: 3.5, bare: 0, vague: 2),
    Bound(module: "LinearAlgebra", lines: 6, examples: 25, bare: 0, vague: 0),
    Bound(module: "MATFiles", lines: 4.2, examples: 0, bare: 20, vague: 215),
    Bound(module: "MATValues", lines: 3.1, examples: 15, bare: 6, vague: 6),
    Bound(module: "Matrices", lines: 5.9, examples: 25, bare: 0, vague: 0),
    Bound(module: "NetworkFiles", lines: 2.6, examples: 0, bare: 60, vague: 115),
    Bound(module: "NetworkPictures", lines: 2.9, examples: 0, bare: 0, vague: 0),
    Bound(module: "Networks", lines: 5.2, examples: 21, bare: 8, vague: 6),
    Bound(module: "Optimization", lines: 2.4, examples: 0, bare: 135, vague: 285),
    Bound(module: "Plots", lines: 6, examples: 25, bare: 0, vague: 0),
    Bound(module: "Randomness", lines: 6, examples: 25, bare: 0, vague: 0),
    Bound(module: "Ranks", lines: 0.9, examples: 0, bare: 32, vague: 14),
    Bound(module: "matkit", lines: 0, examples: 0, bare: 3, vague: 75),
  ]

  @Test("no module falls behind what it had", arguments: bounds)
  func holds(bound: Bound) throws {
    let measure = try Measure(module: Self.sources.appending(path: bound.module))
    #expect(measure.linesPerFunction >= bound.lines)
    #expect(measure.examplesPerHundred >= bound.examples)
    #expect(
      measure.withoutSummary.count <= bound.bare,
      "\(measure.withoutSummary.joined(separator: "\n"))")
    #expect(measure.vague.count <= bound.vague, "\(measure.vague.joined(separator: "\n"))")
  }

  @Test("every module is measured, none beyond the goal")
  func complete() throws {
    let modules = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
      .filter { $0.prefixMatch(of: /C[A-Z]/) == nil }
    #expect(Set(modules) == Set(Self.bounds.map(\.module)))
    for bound in Self.bounds {
      #expect(bound.lines <= Bound.goal.lines && bound.examples <= Bound.goal.examples)
    }
  }

  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")
}
