import Foundation

/// Where HDF5 reads a v7.3 file: in this process, or in one of its own.
///
/// libhdf5 is not hardened against malicious files: some cause out-of-bounds access, unbounded recursion or
/// hangs, and nothing around it in the same process can prevent that. Files of version 4 to 7 are read in Swift and need no such care.
public struct MATIsolation: Hashable, Sendable {
  private enum Kind: Hashable, Sendable {
    case none
    case process(executable: String?)
  }

  private let kind: Kind

  /// HDF5 runs in this process: fastest, and right for files one trusts. What MatKit itself can check is
  /// checked; a file made to crash HDF5 crashes the process.
  public static let none = MATIsolation(kind: .none)

  /// HDF5 runs in a child process, one a file, with limits on memory and processor time, which may open
  /// and write no other file. What it sends back is checked like a file. Where it crashes or does not come
  /// to an end, reading is an error, the next read begins a new child, and nothing else has happened.
  ///
  /// The child is the tool `matkit`, as ``process(executable:)`` finds it. Each file costs the start of a
  /// process (some 30 ms), and each value a copy.
  public static let process = MATIsolation.process(executable: nil)

  /// The same with the `matkit` at a path; nil stands for the one that the environment variable
  /// `MATKIT_EXECUTABLE` names, else for the one in the folder of the running program.
  public static func process(executable: String?) -> MATIsolation {
    MATIsolation(kind: .process(executable: executable))
  }

  /// What the environment variable `MATKIT_ISOLATION` says, `process` or `none`; without it ``none``. The
  /// tool sets it to `process` for itself and what it starts.
  public static var standard: MATIsolation {
    ProcessInfo.processInfo.environment["MATKIT_ISOLATION"] == "process" ? .process : .none
  }

  /// The path of the executable to start; nil where none is wanted.
  ///
  /// Throws `.unsupported` where it cannot be found.
  func executable() throws(MATError) -> String? {
    guard case .process(let executable) = kind else { return nil }
    let named = executable ?? ProcessInfo.processInfo.environment["MATKIT_EXECUTABLE"]
    let found = named ?? Self.besideThisProgram
    guard let found, FileManager.default.isExecutableFile(atPath: found) else {
      throw MATError(
        .unsupported,
        expected: "the program matkit, to read this v7.3 file in a process of its own",
        found: found.map { "nothing to run at \($0)" } ?? "none; name it in MATKIT_EXECUTABLE")
    }
    return found
  }

  private static var besideThisProgram: String? {
    guard let program = Bundle.main.executableURL else { return nil }
    return program.deletingLastPathComponent().appending(path: "matkit")
      .path(percentEncoded: false)
  }
}
