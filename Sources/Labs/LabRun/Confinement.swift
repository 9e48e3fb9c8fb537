import CConfinement
import Foundation

/// The rights of a stage that is run to prove something, perhaps written by a stranger: read
/// its inputs and the system's programs, write in its own folder, and nothing else; there is no
/// network.
///
/// Linux does this for a process and all that it starts, without an administrator: Landlock,
/// seccomp and namespaces (`CConfinement`). Where it cannot, ``protection`` says so, and nothing is
/// claimed.
public struct Confinement: Sendable {
  /// The folder that alone is written in, as a real path.
  let writable: String
  /// The files and folders that are read.
  let readable: [String]
  let protection: Protection
  /// The newest version of Landlock's interface to make use of; tests try the older ones.
  let newestLandlock: Int32

  /// How much of it a kernel does.
  public enum Protection: Sendable {
    /// Nothing.
    case none
    /// Writing, reading and the network; but permissions and dates of other files can be changed.
    case files
    /// All of it.
    case whole
  }

  init(
    writable: String, readable: [String], protection: Protection = Self.protection,
    newestLandlock: Int32 = .max
  ) {
    self.writable = writable
    self.readable = readable
    self.protection = protection
    self.newestLandlock = newestLandlock
  }

  /// The protection that this kernel gives, found by trying.
  public static let protection = Protection(newestLandlock: .max)

  /// The clause that says how commands are run on this kernel.
  ///
  /// - Parameter isWanted: Whether they are to be confined.
  public static func statement(isWanted: Bool = true) -> String {
    guard isWanted else { return "commands run with your rights" }
    return switch protection {
    case .whole: "commands run confined: only their folder can be written, no network"
    case .files:
      "commands run confined: only their folder can be written, no network; "
        + "permissions and dates of your other files are not protected by this kernel"
    case .none: "this kernel has no Landlock: commands run with your rights"
    }
  }

  /// Advice for a stage that failed for lack of rights.
  static var advice: [String] {
    guard protection != .none else { return [] }
    return [
      "it could write nowhere else, had no network, and of your home folder read nothing but what "
        + "--readable names", "--unconfined runs it with your rights",
    ]
  }

  /// Starts a program so.
  func start(_ process: StageProcess) throws(LabError) -> (keeper: pid_t, told: Int32) {
    let temporary = "\(writable)/tmp"
    try makeFolder(temporary)
    let variables =
      process.environment.filter { !$0.hasPrefix("TMPDIR=") } + ["TMPDIR=\(temporary)"]
    let place = strdup(writable)
    let allowed = readable.map { strdup($0) }
    defer { for text in allowed + [place] { free(text) } }
    var list: [UnsafePointer<CChar>?] = allowed.map { UnsafePointer($0) }
    list.append(nil)
    let result = list.withUnsafeBufferPointer { list in
      var plan = confinement_plan(
        protection: protection == .whole ? confinement_whole : confinement_files,
        newest_landlock: newestLandlock, writable: place, readable: list.baseAddress)
      return Result { () throws(LabError) in try process.start(&plan, environment: variables) }
    }
    return try result.get()
  }
}

extension Confinement.Protection {
  init(newestLandlock: Int32) {
    switch confinement_find(newestLandlock) {
    case confinement_whole: self = .whole
    case confinement_files: self = .files
    default: self = .none
    }
  }
}

extension StageRun {
  /// The rights of the stage; nil where it has all of the user's.
  var confinement: Confinement? {
    guard context.isConfined, Confinement.protection != .none else { return nil }
    let inputs = Set(stage.dependencies.map(\.path)).compactMap { path -> String? in
      let place = LabPath.join(lab.folder, path)
      // What another stage wrote is read where it lies, and not where it leads as a link.
      let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: place)) != nil
      return isLink && lab.graph.writers[path] != nil ? nil : resolvedPath(place)
    }
    return Confinement(
      writable: resolvedPath(scratch) ?? scratch,
      readable: inputs + [context.toolFolder] + context.options.readable
        + ProgramFolders.readable(tool: context.tool))
  }
}
