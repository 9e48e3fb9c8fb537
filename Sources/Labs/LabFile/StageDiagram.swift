import MATFiles

/// The stages of a lab and which need which, as text.
public struct StageDiagram: Sendable {
  private let lab: Lab

  /// The diagram of a lab's stages.
  public init(_ lab: Lab) {
    self.lab = lab
  }

  /// The forms of the text.
  public enum Format: String, CaseIterable, Sendable {
    /// A line a stage, in an order to run them in, with those that it needs.
    case list
    /// Graphviz.
    case dot
    /// Mermaid, as GitHub and GitLab draw it.
    case mermaid
  }

  /// The diagram in one form; O(stages + dependencies).
  public func text(_ format: Format) -> String {
    switch format {
    case .list: list
    case .dot: dot
    case .mermaid: mermaid
    }
  }

  private var list: String {
    lab.graph.order.map { index in
      let needs = lab.graph.needs[index].map { lab.stages[$0].name.printable }
      return lab.stages[index].name.printable
        + (needs.isEmpty ? "" : " ← " + needs.joined(separator: ", "))
    }.joined(separator: "\n")
  }

  private var dot: String {
    let stages = lab.stages.enumerated().map { index, stage in
      "  s\(index) [label=\"\(Self.dotText(stage.name))\"];\n"
    }.joined()
    let arrows = edges.map { "  s\($0) -> s\($1);\n" }.joined()
    return "digraph lab {\n  node [shape=box];\n\(stages)\(arrows)}"
  }

  private var mermaid: String {
    let stages = lab.stages.enumerated().map { index, stage in
      "  s\(index)[\"\(Self.mermaidText(stage.name))\"]\n"
    }.joined()
    let arrows = edges.map { "  s\($0) --> s\($1)\n" }.joined()
    return "flowchart TD\n\(stages)\(arrows)".trimmingSuffix("\n")
  }

  /// A name inside a label of Graphviz's, where a backslash begins an escape.
  private static func dotText(_ name: String) -> String {
    shown(name).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  /// A name inside a label of Mermaid's, which is HTML with `#…;` for `&…;`.
  private static func mermaidText(_ name: String) -> String {
    let plain = " .,:/+=@_-()0123456789".unicodeScalars
    return shown(name).unicodeScalars.map { scalar -> String in
      let isPlain = scalar.value >= 0x80 || scalar.properties.isAlphabetic || plain.contains(scalar)
      return isPlain ? String(scalar) : "#\(scalar.value);"
    }.joined()
  }

  private var edges: [(Int, Int)] {
    lab.graph.needs.enumerated().flatMap { index, needs in needs.map { ($0, index) } }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
