package import Foundation

/// How well a module is documented, in four numbers.
package struct Measure {
  let module: String
  /// How many declarations users see.
  let publicCount: Int
  /// How many of them are functions, initialisers and subscripts.
  let functionCount: Int
  /// Lines of documentation of the public functions, together.
  let functionLines: Int
  /// Blocks of Swift in the comments of public declarations, which the tests compile and run.
  let exampleCount: Int
  /// The public declarations without a comment, each as `File.swift:12: public func f()`.
  let withoutSummary: [String]
  /// The comments, public or not, that begin with a word that says nothing alone: `File.swift:12: What …`.
  let vague: [String]

  /// Lines of documentation a public function.
  var linesPerFunction: Double { Double(functionLines) / Double(max(functionCount, 1)) }

  /// Examples a hundred public declarations.
  var examplesPerHundred: Double { 100 * Double(exampleCount) / Double(max(publicCount, 1)) }

  /// Measures the module whose sources lie in a folder of its name.
  package init(module folder: URL) throws {
    self.init(folder.lastPathComponent, of: try SourceFile.all(below: folder))
  }

  /// Measures a module of the given files.
  init(_ module: String, of files: [SourceFile]) {
    self.module = module
    let declarations = files.flatMap { file in file.declarations.map { (file, $0) } }
    let functions = declarations.map(\.1).filter { $0.kind == .function }
    publicCount = declarations.count
    functionCount = functions.count
    functionLines = functions.reduce(0) { $0 + $1.comment.count }
    exampleCount = declarations.reduce(0) {
      $0 + Comment(line: 0, lines: $1.1.comment).examples.count
    }
    withoutSummary = declarations.filter { $0.1.comment.isEmpty }.map {
      "\($0.url.lastPathComponent):\($1.line): \($1.text)"
    }
    vague = files.flatMap { file in
      file.comments.filter(\.beginsVaguely).map {
        "\(file.url.lastPathComponent):\($0.line): \($0.lines[0])"
      }
    }
  }

  /// A line for each module and one for all.
  package static func table(of modules: [Measure]) -> String {
    let heading = row("Module", ["public", "lines a function", "examples a 100", "bare", "vague"])
    let all = row(
      "all",
      [
        "\(modules.reduce(0) { $0 + $1.publicCount })",
        format(
          Double(modules.reduce(0) { $0 + $1.functionLines })
            / Double(max(modules.reduce(0) { $0 + $1.functionCount }, 1))),
        format(
          100 * Double(modules.reduce(0) { $0 + $1.exampleCount })
            / Double(max(modules.reduce(0) { $0 + $1.publicCount }, 1))),
        "\(modules.reduce(0) { $0 + $1.withoutSummary.count })",
        "\(modules.reduce(0) { $0 + $1.vague.count })",
      ])
    let rows = modules.map { module in
      row(
        module.module,
        [
          "\(module.publicCount)", format(module.linesPerFunction),
          format(module.examplesPerHundred),
          "\(module.withoutSummary.count)", "\(module.vague.count)",
        ])
    }
    return ([heading] + rows + [all]).joined(separator: "\n")
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 18, withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: max(0, 18 - $0.count)) + $0 }.joined()
  }

  private static func format(_ number: Double) -> String { String(format: "%.1f", number) }
}
