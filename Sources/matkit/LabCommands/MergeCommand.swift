import ArgumentParser
import Labs

/// `matkit merge LAB.yaml`
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the locks of a lab's shards to the one that a run of the whole writes.",
    discussion: """
      After matkit run lab.yaml --shard I/N for every I, wherever that was, with the
      results and the locks lab.lock.I-of-N gathered in one folder:
        matkit merge lab.yaml && matkit run lab.yaml
      """)

  @OptionGroup var lab: LabArgument

  func run() throws {
    let merged = try LockMerge(lab.read()).run()
    try StandardStream.output.print("\(merged.parts) parts joined, \(merged.stages) stages.")
  }
}
