import Foundation

/// Who runs a lab: held as long as the run lasts, so that two runs do not write the same files at
/// once.
///
/// A lock of the system on `.matkit/owner`, which names the process. It goes with the process,
/// however that ends, so that no stale lock is ever left. Shards of a lab run beside each other,
/// each under a lock of its own, and exclude a run of the whole.
struct RunOwner: ~Copyable {
  private let descriptors: [Int32]

  /// Takes the lock, or throws `beingRun` with the owner's name.
  ///
  /// - Parameters:
  ///   - lab: The lab.
  ///   - shard: The part that is run; nil for all of it.
  ///   - waits: Whether to wait for the other run's end instead of throwing.
  init(_ lab: Lab, shard: Shard?, waits: Bool) throws {
    let folder = lab.workFolder
    do {
      try makeWorkFolder(folder)
    } catch {
      throw LabError(
        .cannotWrite, at: lab.file, "its folder is not one that can be written in: \(error)",
        advice: "copy the lab to a folder of your own; matkit status and verify work here, too")
    }
    let whole = try Self.take(
      lab.file, "\(folder)/owner", shard == nil ? LOCK_EX : LOCK_SH, waits: waits,
      names: shard == nil)
    guard let shard else {
      descriptors = [whole]
      return
    }
    do {
      let part = try Self.take(
        lab.file, "\(folder)/owner.\(shard)", LOCK_EX, waits: waits, names: true)
      descriptors = [whole, part]
    } catch {
      close(whole)
      throw error
    }
  }

  deinit {
    // The lock goes with the descriptor.
    for descriptor in descriptors.reversed() { close(descriptor) }
  }

  private static func take(
    _ lab: String, _ path: String, _ kind: Int32, waits: Bool, names: Bool
  ) throws(LabError) -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw LabError(.cannotWrite, at: path, String(cString: strerror(errno)))
    }
    while flock(descriptor, waits ? kind : kind | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let owner = ((try? readText(path)) ?? nil)?.trimmingCharacters(in: .newlines) ?? ""
      close(descriptor)
      throw LabError(
        .beingRun, at: lab,
        "it is being run by \(owner.isEmpty ? "another process" : owner)",
        advice: "wait for it to end, or run with --wait")
    }
    if names {
      let text = Array((name + "\n").utf8)
      _ = ftruncate(descriptor, 0)
      _ = pwrite(descriptor, text, text.count, 0)
    }
    return descriptor
  }

  /// Who this process is.
  private static var name: String {
    let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
    return "process \(getpid()) of \(user) on \(ProcessInfo.processInfo.hostName)"
  }
}

/// Makes a lab's working folder, which no version control is to keep.
private func makeWorkFolder(_ path: String) throws {
  let ignored = "\(path)/.gitignore"
  if FileStamp(ignored) == nil { try writeFile(Array("*\n".utf8), to: ignored) }
}

/// A part of a lab's sweeps: every `count`-th stage of them, beginning with the `number`-th.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// From 1 to `count`.
  public let number: Int
  /// The number of shards.
  public let count: Int

  /// Reads `2/8`; nil where it is nothing of the kind.
  ///
  /// ```swift
  /// assert(Shard("2/3")?.number == 2 && Shard("4/3") == nil)
  /// ```
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), count >= 1,
      (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }

  /// `2-of-8`, as in the names of files.
  public var description: String { "\(number)-of-\(count)" }
}
