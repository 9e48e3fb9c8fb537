import ArgumentParser
import Foundation
import Matrices
import Ranks

/// `matkit ranks`
struct RanksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ranks",
    abstract: "Say whether training by several processes works here, and what it costs.",
    discussion: """
      Under a launcher it names the MPI library, the launcher, and of each rank the
      host, the processors that it may use, and how fast messages go between it and
      rank 0; by itself, the libraries that can be opened.
        matkit ranks
        mpirun -n 4 matkit ranks
        srun --mpi=pmix -n 4 matkit ranks

      Then, in the same way, one training by all of them, with the same bits:
        mpirun -n 4 matkit train a.mat b.mat -o trained.mat
      """)

  func run() throws {
    do throws(RankError) {
      guard let ranks = try MPIRanks.launched() else { return try sayAlone() }
      let table = try Self.table(ranks)
      if ranks.rank == 0 { try say(ranks, table) }
      try ranks.barrier()
      try ranks.finish()
    } catch {
      try MatKitTool.leaveToLeader(.current, .bug)
      throw ToolError(.bug, "\(error)")
    }
  }

  private func sayAlone() throws(RankError) {
    let found = MPIRanks.openable
    var lines = ["Launcher   none: this is one process by itself"]
    lines +=
      found.isEmpty
      ? [
        "Library    none of those that are known can be opened; training by one process needs none"
      ]
      : found.map { "Library    \($0)" }
    tell(lines)
  }

  private func say(_ ranks: MPIRanks, _ table: [[String]]) throws(RankError) {
    tell([
      "Launcher   \(ranks.launcher.kind.rawValue)",
      "Library    \(ranks.version) (\(ranks.libraryName))", "Ranks      \(ranks.count)",
    ])
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    tell(
      table.map { row in
        zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
          .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
      })
  }

  private func tell(_ lines: [String]) {
    // Who does not read what is said of the ranks misses nothing else.
    try? StandardStream.output.print(lines: lines)
  }

  /// A row for each rank; at rank 0 alone.
  private static func table(_ ranks: MPIRanks) throws(RankError) -> [[String]] {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let own = try ranks.gather("\(ProcessInfo.processInfo.hostName)\t\(processors)")
    var rows = own.enumerated().map { rank, text in
      ["\(rank)"] + text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    for other in 1..<max(1, ranks.count) {
      // One word there and back a few hundred times, and then a megabyte.
      let latency = try roundTrip(ranks, with: other, words: 1, times: 500) / 2
      let long = try roundTrip(ranks, with: other, words: 1 << 17, times: 20) / 2
      guard ranks.rank == 0 else { continue }
      rows[other] += [
        "\((latency * 1e6).significant(3)) µs",
        "\((8 * Double(1 << 17) / long / 1e9).significant(3)) GB/s",
      ]
    }
    guard ranks.rank == 0 else { return [] }
    rows[0] += ["", ""]
    return [["rank", "host", "processors", "latency", "bandwidth"]] + rows
  }

  /// The seconds that words take to another rank and back.
  private static func roundTrip(
    _ ranks: MPIRanks, with other: Int, words: Int, times: Int
  ) throws(RankError) -> Double {
    guard ranks.rank == 0 || ranks.rank == other else { return 0 }
    let message = [Double](repeating: 1, count: words)
    var shortest = Double.infinity
    for _ in 0..<times {
      let began = ContinuousClock.now
      if ranks.rank == 0 {
        try ranks.send(message, to: other)
        _ = try ranks.receive(words, from: other)
      } else {
        try ranks.send(try ranks.receive(words, from: 0), to: 0)
      }
      shortest = min(shortest, (ContinuousClock.now - began) / .seconds(1))
    }
    return shortest
  }
}
