import ArgumentParser
import Foundation
import MATFiles

/// Reads mutated files and says what came of it: crashes, time, memory, what kinds of errors.
///
///     swift run -c release matkit-mutate --count 100000 ../Fixtures ../Tests/MATFilesTests/Resources
///
/// The files are read in worker processes, so that a crash is counted and not the end.
@main
struct MutateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matkit-mutate",
    abstract: "Read mutated .mat files; exit 1 where one crashes, takes too long or too much.")

  @Option(help: "How many files.")
  var count = 100_000

  @Flag(name: .customLong("v73"), help: "Files of version 7.3, each read in a process of its own.")
  var isVersion73 = false

  @Flag(
    help: "Files with objects that MatKit itself writes, and what refers to objects damaged.")
  var objects = false

  @Option(help: "The matkit that reads version 7.3.")
  var matkit: String?

  @Option(help: "The number of the first file; the same numbers give the same files.")
  var first = 0

  @Option(help: "The longest file to start from, in bytes.")
  var longest = 1 << 18

  @Argument(help: "Folders with the files to start from.")
  var folders: [String] = []

  @Flag(help: .hidden)
  var worker = false

  func run() throws {
    let seeds = try seedFiles()
    guard !seeds.isEmpty else { throw ValidationError("There are no such .mat files.") }
    if worker {
      try Worker(
        seeds: seeds, isVersion73: isVersion73, areObjects: objects, matkit: matkit
      ).run(first..<first + count)
      return
    }
    print("\(count) files made of \(seeds.count)")
    var total = Tally()
    var next = first
    while next < first + count {
      let batch = next..<min(next + (isVersion73 ? 500 : 2000), first + count)
      let (tally, reached) = try batchTally(batch)
      total.add(tally)
      next = reached
    }
    print(total.report)
    guard total.isGood else { throw ExitCode(1) }
  }

  /// Runs a worker; where it crashes, counts the file it crashed at and goes on behind.
  private func batchTally(_ batch: Range<Int>) throws -> (Tally, reached: Int) {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments =
      ["--worker", "--first", "\(batch.lowerBound)", "--count", "\(batch.count)"]
      + ["--longest", "\(longest)"] + (isVersion73 ? ["--v73"] : [])
      + (objects ? ["--objects"] : [])
      + (matkit.map { ["--matkit", $0] } ?? []) + folders
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var tally = Tally()
    for line in text.split(separator: "\n") { tally.add(line: String(line)) }
    guard process.terminationStatus != 0 || process.terminationReason == .uncaughtSignal else {
      return (tally, batch.upperBound)
    }
    let crashed = tally.started ?? batch.lowerBound
    tally.crashes.append(crashed)
    return (tally, crashed + 1)
  }

  /// The files to start from, in order of their paths: sound ones and damaged ones.
  private func seedFiles() throws -> [[UInt8]] {
    if objects {
      // Compressed ones can be damaged only where they are inflated again.
      return try ObjectSeeds.files(isVersion73 ? .v73 : .v6)
        + (isVersion73 ? [] : ObjectSeeds.files(.v7))
    }
    var paths: [String] = []
    for folder in folders {
      let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      paths += names.filter { $0.hasSuffix(".mat") }.sorted().map { "\(folder)/\($0)" }
    }
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46]
    let seeds: [[UInt8]] = try paths.map { Array(try Data(contentsOf: URL(filePath: $0))) }.filter {
      bytes in
      let isHDF5 = bytes.starts(with: signature) || bytes.dropFirst(512).starts(with: signature)
      return (1...longest).contains(bytes.count) && isHDF5 == isVersion73
    }
    return seeds + seeds.compactMap(inflatedSeed)
  }
}
