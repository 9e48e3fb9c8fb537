import ArgumentParser
import Foundation

/// Compares MatKit's speed with its peers', ours and theirs in turn in one run.
@main
struct BenchmarksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matkit-benchmarks",
    abstract: "Compares MatKit's speed with its peers', ours and theirs in turn in one run.")

  @Option(help: "The Python whose NumPy, SciPy, scikit-learn and Matplotlib are the peers.")
  var python: String

  @Option(help: "The matkit that labs are run by.")
  var tool: String

  @Option(help: "Where the results go, as JSON.")
  var output: String

  @Option(help: "Only the benchmarks whose names contain one of these, separated by commas.")
  var only: String?

  func run() throws {
    let all =
      networkBenchmarks + largeNetworkBenchmarks + batchBenchmarks + minimizeBenchmarks
      + constrainedBenchmarks
      + fileBenchmarks + objectBenchmarks
      + pictureBenchmarks + labBenchmarks(tool: tool)
    let benchmarks = all.filter(isWanted)
    guard !benchmarks.isEmpty else {
      throw ValidationError("no benchmark's name contains '\(only ?? "")'")
    }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "matkit-benchmarks-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    let peers = try PeerProcess(python: python, folder: folder)
    var results: [ComparisonResult] = []
    show(ComparisonResult.heading)
    for benchmark in benchmarks {
      for result in try compare(benchmark, with: peers, in: folder) {
        show(result.row)
        results.append(result)
      }
    }
    try ComparisonResult.json(results).write(to: URL(filePath: output))
  }

  /// Prints a line at once, also into a pipe.
  private func show(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  private func isWanted(_ benchmark: Benchmark) -> Bool {
    guard let only else { return true }
    return only.split(separator: ",").contains { benchmark.name.contains($0) }
  }
}
