public import ArgumentParser
public import Labs

/// `matkit dag LAB.yaml`
struct DagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dag",
    abstract: "Show which stages of a lab need which.",
    discussion: """
      As a list, each stage under those that it needs; as Graphviz's dot or Mermaid's
      text with --format.
        matkit dag lab.yaml
        matkit dag lab.yaml --format dot | dot -Tsvg -o lab.svg
      """)

  @OptionGroup var lab: LabArgument

  @Option(help: "list, dot or mermaid.")
  var format = StageDiagram.Format.list

  func run() throws {
    try StandardStream.output.print(text: StageDiagram(try lab.read()).text(format))
  }
}

extension StageDiagram.Format: ExpressibleByArgument {}
