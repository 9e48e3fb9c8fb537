import Foundation

/// The owner of a child process that reads one v7.3 file; it ends the process.
///
/// The child has the file as descriptor 3 and the socket to us as descriptor 0, and nothing else of ours.
struct ReadingProcess: ~Copyable {
  private let process: pid_t
  /// The socket, lent: it is closed with this value.
  let socket: Int32

  /// Starts the executable over a file.
  init(_ executable: String, reading file: FileBytes) throws(MATError) {
    var sockets: [Int32] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, Platform.streamSocket, 0, &sockets) == 0 else {
      throw Self.failure(systemMessage())
    }
    for socket in sockets { _ = fcntl(socket, F_SETFD, FD_CLOEXEC) }
    // The default of 208 KiB makes large arrays wait for each other's ends.
    var size: Int32 = 1 << 20
    for socket in sockets {
      _ = unsafe setsockopt(
        socket, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    let started = Self.start(executable, socket: sockets[1], file: file.descriptor)
    _ = close(sockets[1])
    switch started {
    case .success(let process):
      self.process = process
      socket = sockets[0]
    case .failure(let error):
      _ = close(sockets[0])
      throw error
    }
  }

  private static func failure(_ found: String) -> MATError {
    MATError(
      .readFailed, expected: "a process of its own to read this v7.3 file in", found: found)
  }

  private static func start(
    _ executable: String, socket: Int32, file: Int32
  ) -> Result<pid_t, MATError> {
    var actions = unsafe Platform.noSpawnActions
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    // First where they are in nobody's way, then where the child looks for them.
    unsafe posix_spawn_file_actions_adddup2(&actions, socket, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, file, 3)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = Self.attributes
    defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
    var process: pid_t = 0
    let status = unsafe withCStrings([executable, IsolatedService.command]) { arguments in
      unsafe withCStrings(environment) { environment in
        unsafe posix_spawn(&process, executable, &actions, &attributes, arguments, environment)
      }
    }
    return status == 0 ? .success(process) : .failure(failure(systemMessage(status)))
  }

  /// No signal is blocked or ignored in the child, whatever the thread that starts it has done: Dispatch
  /// blocks most in its threads, and with them the one that ends a child whose time is over.
  private static var attributes: Platform.SpawnAttributes {
    var (attributes, none, all) = (Platform.noSpawnAttributes, sigset_t(), sigset_t())
    unsafe posix_spawnattr_init(&attributes)
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    return attributes
  }

  /// What the child is told: where the system finds libraries, to crash without a picture of its stack, to
  /// have HDF5 load no plug-ins, and linear algebra no threads.
  private static var environment: [String] {
    let kept = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS"]
    let inherited = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    return inherited.map { "\($0.key)=\($0.value)" } + [
      "SWIFT_BACKTRACE=enable=no", "HDF5_PLUGIN_PRELOAD=::", "OPENBLAS_NUM_THREADS=1",
      "MATKIT_ISOLATION=none",
    ]
  }

  /// Ends the child and says in words why it ended; one that has closed its socket does that by itself.
  consuming func end(isEnding: Bool) -> MATError {
    _ = close(socket)
    let status = (isEnding ? Self.end(of: process) : nil) ?? Self.kill(process)
    discard self
    return Self.error(of: status)
  }

  /// How a process ended by itself; nil where it goes on for some seconds, as none of ours does.
  private static func end(of process: pid_t) -> Int32? {
    var status: Int32 = 0
    for _ in 0..<3000 {
      switch unsafe waitpid(process, &status, WNOHANG) {
      case 0: usleep(1000)
      case process: return status
      default: guard errno == EINTR else { return nil }
      }
    }
    return nil
  }

  private static func kill(_ process: pid_t) -> Int32 {
    _ = Foundation.kill(process, SIGKILL)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  private static func error(of status: Int32) -> MATError {
    let signal = status & 0x7F
    switch signal {
    case SIGPROF, SIGXCPU:
      return DecodingBudget.exceeded(
        .seconds, "so many seconds of HDF5's for a file of this size", "more")
    default:
      let reason =
        signal == 0
        ? "the code \(status >> 8 & 0xFF)"
        : "signal \(signal), \(unsafe String(cString: strsignal(signal)))"
      return MATError(
        .damaged, expected: "data that HDF5 can read",
        found: "HDF5's end in a process of its own, with \(reason)")
    }
  }

  deinit {
    _ = close(socket)
    _ = Self.kill(process)
  }
}

/// Lends `body` the texts as C has them: a list of pointers that ends with none.
private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
    capacity: texts.count + 1)
  for (index, text) in texts.enumerated() { unsafe pointers[index] = strdup(text) }
  unsafe pointers[texts.count] = nil
  defer {
    for index in texts.indices { unsafe free(pointers[index]) }
    unsafe pointers.deallocate()
  }
  return unsafe body(pointers)
}
