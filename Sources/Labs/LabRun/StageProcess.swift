import Foundation

/// A program that runs in a folder, with what it prints in a file.
struct StageProcess {
  let program: String
  let arguments: [String]
  let folder: String
  let log: String
  let environment: [String]
  /// The signal by which it is asked to end.
  let endingSignal: Int32
  /// What it may do; nil for all that the user may.
  var confinement: Confinement?

  /// Runs it to its end, as a group of processes that `interruption` can end; the exit code, or 128 and
  /// the number of the signal that ended it.
  func run(_ interruption: Interruption) throws(LabError) -> Int32 {
    let process = try spawn()
    interruption.add(process, endingSignal)
    defer { interruption.remove(process) }
    if confinement != nil { try endGroup(of: process) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw failure("cannot be waited for", errno) }
    }
    // As the macros WIFEXITED and WEXITSTATUS, which Swift's importer does not see.
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Waits for the end of the process, and ends what it started and left running: what may change a file
  /// after it was looked at proves nothing. Its number is not another's as long as it is not asked for.
  private func endGroup(of process: pid_t) throws(LabError) {
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 {
      guard errno == EINTR else { throw failure("cannot be waited for", errno) }
    }
    kill(-process, SIGKILL)
  }

  private func spawn() throws(LabError) -> pid_t {
    if let confinement { return try confinement.spawn(self) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that this process handles in its own way mean to the program what they always do.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    // The shell goes to the folder and becomes the program: no call for it is common to all systems.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program] + arguments
    var words = shell.map { strdup($0) }
    var variables = environment.map { strdup($0) }
    defer { for text in words + variables { free(text) } }
    words.append(nil)
    variables.append(nil)
    var process = pid_t()
    let result = posix_spawn(&process, "/bin/sh", &actions, &attributes, words, variables)
    guard result == 0 else { throw failure("cannot be started", result) }
    return process
  }

  private func failure(_ what: String, _ number: Int32) -> LabError {
    LabError(.stageFailed, at: program, "\(what): \(String(cString: strerror(number)))")
  }
}
