import ArgumentParser
import Labs

/// `matkit clean LAB.yaml`
struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove the outputs of stages that a lab does not have any more.",
    discussion: """
      For example, those of a sweep whose values have changed. Only files that a run
      wrote and nobody changed since are removed, and they stay in .matkit/cache, so
      that a run of the earlier lab brings them back. --cache also removes entries of
      the cache that no lock names.
        matkit clean lab.yaml --dry-run
        matkit clean lab.yaml --cache
      """)

  @OptionGroup var lab: LabArgument
  @OptionGroup var reading: ReadingOptions

  @Flag(help: "Remove from .matkit/cache, too, what no lock in the lab's folder names.")
  var cache = false

  @Flag(name: .customLong("dry-run"), help: "Say what would be removed, and remove nothing.")
  var dryRun = false

  func run() throws {
    let lab = try self.lab.read()
    let cleaning = LabCleaning(lab)
    let verb = dryRun ? "would remove" : "removed"
    let outputs = try dryRun ? cleaning.leftOutputs() : cleaning.removeOutputs()
    for path in outputs { try StandardStream.output.print("\(verb) \(path)") }
    var isClean = outputs.isEmpty
    if cache {
      let unused = try dryRun ? cleaning.unusedCache() : cleaning.pruneCache()
      isClean = isClean && unused.files.isEmpty
      if !unused.files.isEmpty {
        let files = unused.files.count == 1 ? "1 file" : "\(unused.files.count) files"
        try StandardStream.output.print("\(verb) \(files) of the run cache, \(unused.size) bytes")
      }
    }
    if isClean { try StandardStream.output.print("\(lab.file): nothing to remove.") }
  }
}
