import Foundation

/// What the C libraries of Linux and macOS spell differently. All that the rest of the module calls is
/// spelled alike, or behind a feature that one of them lacks.
///
/// glibc declares some constants as cases of an enumeration, which Swift imports as values of a type of
/// their own; Musl's and macOS's are plain numbers. macOS's types of `posix_spawn` are pointers that may be
/// missing, the others' structs.
enum Platform {
  /// `SOCK_STREAM`.
  static var streamSocket: Int32 {
    #if canImport(Glibc)
      Int32(SOCK_STREAM.rawValue)
    #else
      SOCK_STREAM
    #endif
  }

  /// A resource of the process that can be limited.
  enum Resource {
    case fileSize, openFiles, coreSize, addressSpace
  }

  /// Limits a resource of this process. Where the system refuses, nothing changes.
  static func limit(_ resource: Resource, to most: Int) {
    var limit = rlimit(rlim_cur: rlim_t(most), rlim_max: rlim_t(most))
    #if canImport(Glibc)
      let number =
        switch resource {
        case .fileSize: RLIMIT_FSIZE
        case .openFiles: RLIMIT_NOFILE
        case .coreSize: RLIMIT_CORE
        case .addressSpace: RLIMIT_AS
        }
      _ = unsafe setrlimit(__rlimit_resource_t(number.rawValue), &limit)
    #else
      let number =
        switch resource {
        case .fileSize: RLIMIT_FSIZE
        case .openFiles: RLIMIT_NOFILE
        case .coreSize: RLIMIT_CORE
        case .addressSpace: RLIMIT_AS
        }
      _ = unsafe setrlimit(number, &limit)
    #endif
  }

  /// Has the process be ended by `SIGPROF` when it has taken so many seconds of processor time from now.
  static func limitProcessorTime(to seconds: Double) {
    var timer = itimerval()
    timer.it_value.tv_sec = time_t(seconds)
    timer.it_value.tv_usec = suseconds_t((seconds - seconds.rounded(.down)) * 1e6)
    #if canImport(Glibc)
      _ = unsafe setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    #else
      _ = unsafe setitimer(ITIMER_PROF, &timer, nil)
    #endif
  }

  #if canImport(Darwin)
    typealias SpawnActions = posix_spawn_file_actions_t?
    typealias SpawnAttributes = posix_spawnattr_t?
    static var noSpawnActions: SpawnActions { nil }
    static var noSpawnAttributes: SpawnAttributes { nil }
  #else
    /// What a process that is started does to its files before it runs, to be initialised.
    typealias SpawnActions = posix_spawn_file_actions_t
    /// How a process is started, to be initialised.
    typealias SpawnAttributes = posix_spawnattr_t
    static var noSpawnActions: SpawnActions { unsafe posix_spawn_file_actions_t() }
    static var noSpawnAttributes: SpawnAttributes { posix_spawnattr_t() }
  #endif
}
