import Foundation

/// The outputs of earlier runs that a lab does not make or use any more, as after a change of a
/// sweep.
///
///     let cleaning = LabCleaning(try Lab("lab.yaml"))
///     for path in try cleaning.removeOutputs() { print("removed \(path)") }
///
/// Nothing but a run's own work is ever found: a file below the lab's folder, at the path and with
/// the very bytes that the run cache says a stage wrote. What a lock in the folder names, be it of
/// another lab, is in use.
public struct LabCleaning: Sendable {
  private let lab: Lab
  private var cacheFolder: String { "\(lab.workFolder)/cache" }

  /// The cleaning of a lab's folder.
  public init(_ lab: Lab) {
    self.lab = lab
  }

  /// The outputs of earlier stages that no stage of the lab writes or reads, sorted. They are in
  /// the run cache, too, so that a run of the earlier lab brings them back.
  public func leftOutputs() throws -> [String] {
    let ofOthers = try locks(ofOthers: true).flatMap { $0.stages.flatMap(\.outputs) }
    let used = Set(lab.outputs + lab.inputs + ofOthers.map(\.name))
    var written: [String: Set<String>] = [:]
    for stage in try earlierStages() {
      for output in stage.outputs where !used.contains(output.name) {
        written[output.name, default: []].insert(output.sha256)
      }
    }
    guard let root = resolvedPath(lab.folder) else { return [] }
    let hashes = HashCache("\(lab.workFolder)/hashes", folder: lab.folder)
    let left = try written.filter { path, contents in
      guard !LabPath.isOutside(path), isFile(path, below: root) else { return false }
      return try hashes.content(of: path).map { contents.contains($0.sha256) } ?? false
    }
    // Where nothing can be written, what was learned of the files is learned again.
    try? hashes.save()
    return left.keys.sorted()
  }

  /// Removes ``leftOutputs()``, and says which they were. Throws `beingRun` while the lab is run.
  public func removeOutputs() throws -> [String] {
    let owner = try RunOwner(lab, shard: nil, waits: false)
    let left = try leftOutputs()
    for path in left { try remove(LabPath.join(lab.folder, path)) }
    _ = consume owner
    return left
  }

  /// The files of the run cache that hold no output of a lock in the lab's folder, and their bytes
  /// together: going back to earlier parameters would make them again.
  public func unusedCache() throws -> (files: [String], size: Int64) {
    let used = Set(
      try (locks(ofOthers: false) + locks(ofOthers: true))
        .flatMap { $0.stages.flatMap(\.outputs) }.map(\.sha256))
    var unused: [String] = []
    for folder in names(in: "\(cacheFolder)/files") {
      for name in names(in: "\(cacheFolder)/files/\(folder)")
      where name.count == 64 && !used.contains(name) {
        unused.append("\(cacheFolder)/files/\(folder)/\(name)")
      }
    }
    for name in names(in: "\(cacheFolder)/stages") where name.count == 64 {
      let path = "\(cacheFolder)/stages/\(name)"
      let outputs = (try? LabLock.read(path))?.stages.flatMap(\.outputs) ?? []
      if !outputs.allSatisfy({ used.contains($0.sha256) }) { unused.append(path) }
    }
    return (unused, unused.reduce(0) { $0 + (FileStamp($1)?.size ?? 0) })
  }

  /// Removes ``unusedCache()``, and says what it was. Throws `beingRun` while the lab is run.
  public func pruneCache() throws -> (files: [String], size: Int64) {
    let owner = try RunOwner(lab, shard: nil, waits: false)
    let unused = try unusedCache()
    for path in unused.files { try remove(path) }
    _ = consume owner
    return unused
  }

  /// The locks of other labs in the lab's folder; or its own, those of its shards and the one
  /// before.
  private func locks(ofOthers: Bool) throws -> [LabLock] {
    let own = LabPath.name(of: lab.lockFile)
    let named = names(in: lab.folder).filter { $0.contains(".lock") }
    // What is no lock of MatKit's names no outputs.
    let read = named.filter { ($0 == own || $0.hasPrefix(own + ".")) != ofOthers }
      .compactMap { try? LabLock.read(LabPath.join(lab.folder, $0)) }
    if ofOthers { return read }
    return try [lab.lockFile, "\(lab.workFolder)/previous.lock"].compactMap { try LabLock.read($0) }
      + read
  }

  /// The stages in the run cache, but for those that the lab's lock has as they are.
  private func earlierStages() throws -> [LockedStage] {
    var known: [String: LockedStage] = [:]
    for stage in try LabLock.read(lab.lockFile)?.stages ?? [] { known[stage.name] = stage }
    let current = Set(
      lab.stages.compactMap { stage in
        known[stage.name].map { RunCache.key(of: stage, $0.dependencies) }
      })
    return names(in: "\(cacheFolder)/stages").filter { !current.contains($0) }
      .flatMap { (try? LabLock.read("\(cacheFolder)/stages/\($0)"))?.stages ?? [] }
  }

  /// True if there is a file, and no link, whose folder lies below the lab's.
  private func isFile(_ path: String, below root: String) -> Bool {
    let place = LabPath.join(lab.folder, path)
    var status = stat()
    guard lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let folder = resolvedPath(LabPath.folder(of: place))
    else { return false }
    return folder == root || folder.hasPrefix(root == "/" ? root : root + "/")
  }

  private func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func remove(_ path: String) throws(LabError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw LabError(
        .cannotWrite, at: path, "it cannot be removed: \(String(cString: strerror(errno)))")
    }
  }
}
