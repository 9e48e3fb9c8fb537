import MATFiles

/// The stages of a lab and which need which, as text.
public struct StageDiagram: Sendable {
  private let lab: Lab

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
    lab.graph.order.map { place in
      let needs = lab.graph.needs[place].map { lab.stages[$0].name.printable }
      return lab.stages[place].name.printable
        + (needs.isEmpty ? "" : " ← " + needs.joined(separator: ", "))
    }.joined(separator: "\n")
  }

  private var dot: String {
    let stages = lab.stages.map { "  \(quotedJSON($0.name));\n" }.joined()
    let arrows = edges.map { from, to in
      "  \(quotedJSON(lab.stages[from].name)) -> \(quotedJSON(lab.stages[to].name));\n"
    }.joined()
    return "digraph lab {\n  node [shape=box];\n\(stages)\(arrows)}"
  }

  private var mermaid: String {
    let stages = lab.stages.enumerated().map { place, stage in
      "  s\(place)[\"\(stage.name.printable.replacing("\"", with: "#quot;"))\"]\n"
    }.joined()
    let arrows = edges.map { "  s\($0) --> s\($1)\n" }.joined()
    return "flowchart TD\n\(stages)\(arrows)".trimmingSuffix("\n")
  }

  private var edges: [(Int, Int)] {
    lab.graph.needs.enumerated().flatMap { place, needs in needs.map { ($0, place) } }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
