import Foundation

/// The places of a lab's outputs, where a finished file replaces the one before.
///
/// What lies there and is not as a run of the lab wrote it is somebody's own: it is kept in
/// `.matkit/replaced`, and told of.
struct OutputPlaces: Sendable {
  let lab: Lab
  let hashes: HashCache
  let cache: RunCache?
  /// The SHA-256 of what runs wrote, by path, as the lock tells.
  private let written: [String: Set<String>]

  init(_ lab: Lab, _ hashes: HashCache, _ cache: RunCache?, before locked: [LockedStage]) {
    self.lab = lab
    self.hashes = hashes
    self.cache = cache
    var written: [String: Set<String>] = [:]
    for output in locked.flatMap(\.outputs) {
      written[output.name, default: []].insert(output.sha256)
    }
    self.written = written
  }

  /// Moves a finished file to its place; what is to be said of it, nil where nothing.
  func move(
    _ source: String, to path: String, _ content: FileContent, training: TrainingProvenance?
  ) throws -> String? {
    try put(path, content, training: training?.identity ?? "") { try moveFile(source, to: $0) }
  }

  /// Copies a file of the run cache to its place; what is to be said of it, nil where nothing.
  func copy(_ source: String, to path: String, _ content: FileContent) throws -> String? {
    try put(path, content) { try copyFile(source, to: $0) }
  }

  /// Keeps what lies at an output's place before a command writes there itself, as it does to an
  /// absolute path; what is to be said of it, nil where nothing.
  func prepare(_ path: String) throws -> String? {
    guard path.hasPrefix("/") else { return nil }
    return try keep(path, before: nil).map { Self.told(path, kept: $0) }
  }

  private func put(
    _ path: String, _ content: FileContent, training: String? = nil,
    _ replace: (String) throws -> Void
  ) throws -> String? {
    let kept = try keep(path, before: content)
    try replace(LabPath.join(lab.folder, path))
    hashes.note(content, training: training, of: path)
    return kept.map { Self.told(path, kept: $0) }
  }

  private static func told(_ path: String, kept: String) -> String {
    "replaced \(path), which no run of this lab had written so; the old file is kept as \(kept)"
  }

  /// Keeps what lies at a place and is nobody's work but the user's; its new path, nil where there
  /// is no such thing.
  ///
  /// - Parameter content: What is renamed to the place; nil where a command may write into the file
  ///   there.
  private func keep(_ path: String, before content: FileContent?) throws -> String? {
    guard let old = try hashes.content(of: path)?.sha256, old != content?.sha256,
      written[path]?.contains(old) != true, cache.map({ FileStamp($0.file(old)) != nil }) != true
    else { return nil }
    // The same content under the same name is kept once, and another never written over it.
    let kept = "\(lab.workFolder)/replaced/\(old.prefix(8))/\(LabPath.name(of: path))"
    if try readHash(kept) == old { return kept }
    let place = LabPath.join(lab.folder, path)
    try makeFolder(LabPath.folder(of: kept))
    // Another name for the same file costs nothing, and renaming another to its place leaves it.
    if content == nil || link(resolvedPath(place) ?? place, kept) != 0 {
      try copyFile(place, to: kept)
    }
    return kept
  }

  private func readHash(_ path: String) throws(LabError) -> String? {
    guard FileStamp(path) != nil else { return nil }
    return try FileContent(path).sha256
  }
}
