import CConfinement
import Foundation

/// A program that runs in a folder, with what it prints in a file.
///
/// It runs under a keeper (`CConfinement`), a process that knows all that it starts, whatever group
/// or session that goes to.
struct StageProcess {
  let program: String
  let arguments: [String]
  let folder: String
  let log: String
  let environment: [String]
  /// The signal by which it is asked to end.
  let endingSignal: Int32
  /// The rights of the process; nil for all of the user's.
  var confinement: Confinement?
  /// True if what it leaves running is ended with it: what may change a file after it was looked at
  /// proves nothing. Otherwise that is ended only where the end of all was asked for.
  var endsAll = false

  /// How it ended.
  struct End {
    /// The exit code, or 128 and the number of the signal that ended it.
    let status: Int32
    /// The programs that it had left running and that were ended, by name; of a confined program not told.
    let ended: [String]
    /// The programs that could not be ended, as each runs with another user's rights.
    let left: [String]
  }

  /// Runs it to its end, as processes that `interruption` can end.
  func run(_ interruption: Interruption) throws(LabError) -> End {
    let (keeper, told) = try start()
    defer { close(told) }
    interruption.add(keeper, endingSignal)
    // Its number is not another's as long as it is not asked for.
    var information = siginfo_t()
    while waitid(P_PID, id_t(keeper), &information, WEXITED | WNOWAIT) < 0 {
      guard errno == EINTR else { throw failure("cannot be waited for", errno) }
    }
    interruption.remove(keeper)
    var status: Int32 = 0
    while waitpid(keeper, &status, 0) < 0 {
      guard errno == EINTR else { throw failure("cannot be waited for", errno) }
    }
    // As the macros WIFEXITED and WEXITSTATUS, which Swift's importer does not see.
    guard status & 0x7F == 0 else {
      throw LabError(
        .stageFailed, at: program, "the process that watches over it was ended from outside")
    }
    let lines = Self.lines(told)
    func names(_ mark: String) -> [String] {
      lines.filter { $0.hasPrefix(mark) }.map { String($0.dropFirst()) }
    }
    return End(status: (status >> 8) & 0xFF, ended: names("+"), left: names("!"))
  }

  /// The lines that can be read now.
  private static func lines(_ descriptor: Int32) -> [String] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { break }
      bytes += piece.prefix(count)
    }
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  private func start() throws(LabError) -> (keeper: pid_t, told: Int32) {
    guard let confinement else { return try start(nil, environment: environment) }
    return try confinement.start(self)
  }

  /// Starts it, with what it may do as C has it; nil for everything.
  func start(
    _ plan: UnsafePointer<confinement_plan>?, environment: [String]
  ) throws(LabError) -> (keeper: pid_t, told: Int32) {
    var words = ([program] + arguments).map { strdup($0) }
    var variables = environment.map { strdup($0) }
    let names: [String] = [program, resolvedPath(folder) ?? folder, log]
    let paths = names.map { strdup($0) }
    defer { for text in words + variables + paths { free(text) } }
    words.append(nil)
    variables.append(nil)
    var (keeper, told) = (pid_t(), Int32())
    var step: UnsafePointer<CChar>?
    let number = words.withUnsafeBufferPointer { words in
      variables.withUnsafeBufferPointer { variables in
        var whole = program_plan(
          program: paths[0], words: words.baseAddress, variables: variables.baseAddress,
          folder: paths[1], log: paths[2], ends_all: endsAll ? 1 : 0, confinement: plan)
        return program_start(&keeper, &told, &whole, &step)
      }
    }
    guard number != 0 else { return (keeper, told) }
    let what = step.map { String(cString: $0) } ?? "starting it"
    let reason = "\(what): \(String(cString: strerror(number)))"
    guard plan != nil else {
      throw LabError(.stageFailed, at: program, "it cannot be run: \(reason)")
    }
    throw LabError(
      .stageFailed, at: program, "it cannot be confined, and was not run: \(reason)",
      advice: "--unconfined runs it with your rights")
  }

  private func failure(_ what: String, _ number: Int32) -> LabError {
    LabError(.stageFailed, at: program, "\(what): \(String(cString: strerror(number)))")
  }
}
