import ArgumentParser
import Foundation
import Matrices
import NetworkFiles
import Ranks

/// `--ranks n` and `--alone`
struct RankOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Train by so many processes of an MPI launcher, as mpirun -n; end where they are not as many.",
      valueName: "n"))
  var ranks: Int?

  @Flag(help: "Train by this process alone, though a launcher started several.")
  var alone = false

  func validate() throws {
    guard ranks ?? 1 > 0 else { throw ValidationError("--ranks is \(ranks ?? 0); give 1 or more.") }
    guard ranks == nil || !alone else {
      throw ValidationError(
        "--alone is of one process, and --ranks says how many; give one of them.")
    }
  }
}

/// The processes that do one command together, where an MPI launcher started them: rank 0 leads, prints and writes,
/// and the others serve it.
///
/// What each finds wrong before they begin is told once, by the lowest rank that found something, and all end with its
/// code. What rank 0 fails in later ends all.
struct RankSession {
  /// The processes; nil for one by itself.
  private let ranks: MPIRanks?

  /// Joins the job that the process is part of.
  ///
  /// Throws where the library is not the launcher's, which every rank finds and rank 0 tells.
  init(_ options: RankOptions) throws {
    do throws(RankError) {
      let joined = options.alone ? nil : try MPIRanks.launched()
      ranks = joined
    } catch {
      try MatKitTool.leaveToLeader(.current, .bug)
      throw ToolError(.bug, "\(error)")
    }
    guard let wanted = options.ranks, wanted != count else { return }
    let found = count == 1 ? "1 process was" : "\(count) processes were"
    try end(
      with: .usage,
      "--ranks is \(wanted), and \(found) started; start as many, as by mpirun -n \(wanted)")
  }

  var count: Int { ranks?.count ?? 1 }
  var isLeader: Bool { ranks?.rank ?? 0 == 0 }
  /// The ranks that share a training; nil for one process.
  var group: (any RankGroup)? { count > 1 ? ranks : nil }

  /// What every rank makes of its own; where any of them fails, all end with the sentence and code of the lowest.
  func agreed<Result>(_ work: () throws -> Result) throws -> Result {
    guard let group else {
      do { return try work() } catch {
        try? ranks?.finish()
        throw error
      }
    }
    let result = Swift.Result { try work() }
    var told = ""
    if case .failure(let error) = result {
      told = "\(exitStatus(of: error).rawValue) " + sentences(of: error).joined(separator: "; ")
    }
    let first = try group.broadcast(group.gather(told).first { !$0.isEmpty } ?? "")
    guard first.isEmpty else {
      let (code, sentence) = (first.prefix { $0 != " " }, first.drop { $0 != " " }.dropFirst())
      try end(with: Int32(code).flatMap(ExitStatus.init) ?? .bug, String(sentence))
    }
    return try result.get()
  }

  /// Ends every rank with a sentence that rank 0 says, and the others after it: a launcher ends all with the first.
  private func end(with status: ExitStatus, _ sentence: String) throws -> Never {
    if isLeader { try? StandardStream.error.print("matkit: \(sentence)") }
    try? finish()
    throw ExitCode(status.rawValue)
  }

  /// What rank 0 does while the others serve; where it fails, all end.
  func leading(_ work: () throws -> Void) throws {
    do {
      try work()
    } catch {
      guard let group else {
        try? ranks?.finish()
        throw error
      }
      if let code = error as? ExitCode { group.abort(status: code.rawValue) }
      try? StandardStream.error.print(lines: sentences(of: error).map { "matkit: \($0)" })
      group.abort(status: exitStatus(of: error).rawValue)
    }
  }

  /// What the others do; a signal to end is rank 0's to heed.
  func serving(_ work: () throws -> Void) throws {
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
    do { try work() } catch {
      // Rank 0 finds the same, and says it.
      throw ExitCode(exitStatus(of: error).rawValue)
    }
    try finish()
  }

  /// Leaves the job, when all are done.
  func finish() throws {
    do throws(RankError) {
      try group?.barrier()
      try ranks?.finish()
    } catch {
      throw ToolError(.bug, "\(error)")
    }
  }

  /// What a report says of the processes.
  var lines: [String] {
    guard let ranks, count > 1 else { return [] }
    return ["Ranks     \(count) processes by \(ranks.launcher.kind.rawValue), \(ranks.version)"]
  }
}

extension MatKitTool {
  /// Throws where a launcher started several processes of a command that works in one: each would do all the work,
  /// and write the same file.
  static func checkLaunched(_ command: any ParsableCommand) throws {
    guard let launcher = Launcher.current, let count = launcher.count, count > 1,
      command is any WritingCommand || command is RunCommand, !(command is TrainCommand)
    else { return }
    let name = type(of: command).configuration.commandName ?? ""
    let sentence =
      "matkit \(name) works in one process, and \(launcher.kind.rawValue) started \(count), each of"
      + " which would write the same; start it without, or train, which shares its work"
    try leaveToLeader(launcher, .usage)
    throw ToolError(.usage, sentence)
  }

  /// Ends every rank but the first where all find the same before they have joined, a little later than that, which
  /// tells it: a launcher ends all with the first.
  static func leaveToLeader(_ launcher: Launcher?, _ status: ExitStatus) throws {
    guard let launcher, launcher.count ?? 2 > 1, launcher.rank ?? 0 > 0 else { return }
    Thread.sleep(forTimeInterval: 0.5)
    throw ExitCode(status.rawValue)
  }
}
