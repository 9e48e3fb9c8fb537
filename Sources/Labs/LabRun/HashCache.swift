import Foundation
import Synchronization

/// The hashes of files, remembered with the stamps that the files had, so that what has not been
/// touched is not read again. It can be thrown away at any time.
///
/// A file that was changed within a tick of the clock before it was read is not remembered: a
/// second change in that tick would leave the same stamp.
final class HashCache: Sendable {
  private let path: String
  private let folder: String
  private let reading: FileReading
  private let state: Mutex<State>

  private struct State {
    var entries: [String: Entry]
    var isChanged = false
  }

  struct Entry {
    let stamp: FileStamp
    var content: FileContent
    /// The hash of each variable that was asked for.
    var variables: [String: String] = [:]
  }

  /// The cache that an earlier run left, or an empty one.
  ///
  /// - Parameters:
  ///   - path: The cache's own file.
  ///   - folder: What the paths of files are relative to.
  ///   - reading: Who ends the reading of large files, and who is told of it.
  init(_ path: String, folder: String, reading: FileReading = FileReading()) {
    self.path = path
    self.folder = folder
    self.reading = reading
    let bytes = (try? readBytes(path)) ?? nil
    state = Mutex(State(entries: bytes.map(HashCacheFile.entries) ?? [:]))
  }

  /// The content of a file; nil where there is none.
  func content(of file: String) throws -> FileContent? {
    try entry(of: file)?.content
  }

  /// The hash of what a dependency names; nil where its file is not there.
  func content(of dependency: Stage.Dependency) throws -> FileContent? {
    guard let entry = try entry(of: dependency.path) else { return nil }
    guard let variable = dependency.variable else { return entry.content }
    if let known = entry.variables[variable] {
      return FileContent(sha256: entry.content.sha256, meaning: known)
    }
    let meaning = try FileContent.meaning(
      of: variable, in: LabPath.join(folder, dependency.path))
    state.withLock {
      guard $0.entries[dependency.path]?.stamp == entry.stamp else { return }
      $0.entries[dependency.path]?.variables[variable] = meaning
      $0.isChanged = true
    }
    return FileContent(sha256: entry.content.sha256, meaning: meaning)
  }

  /// A hash of what the network in a file says of its training; empty where it holds none, or is
  /// not there. ``TrainingProvenance/identity``
  func trainingIdentity(of file: String) throws -> String {
    guard FileContent.isMATFile(file), let entry = try entry(of: file) else { return "" }
    if let known = entry.variables[Self.trainingKey] { return known }
    let identity = TrainingProvenance(LabPath.join(folder, file))?.identity ?? ""
    state.withLock {
      guard $0.entries[file]?.stamp == entry.stamp else { return }
      $0.entries[file]?.variables[Self.trainingKey] = identity
      $0.isChanged = true
    }
    return identity
  }

  /// Under what an entry keeps the identity of a training; no variable has such a name.
  private static let trainingKey = "(training)"

  /// Notes what is known of a file that was just put in its place.
  ///
  /// - Parameter training: The identity of the training of the network in it, empty where it holds none; nil
  ///   where that is not known.
  func note(_ content: FileContent, training: String? = nil, of file: String) {
    guard let stamp = FileStamp(LabPath.join(folder, file)) else { return }
    state.withLock {
      var entry = Entry(stamp: stamp, content: content)
      if let training { entry.variables[Self.trainingKey] = training }
      $0.entries[file] = entry
      $0.isChanged = true
    }
  }

  private func entry(of file: String) throws(LabError) -> Entry? {
    let place = LabPath.join(folder, file)
    guard let stamp = FileStamp(place), !stamp.isFolder else { return nil }
    if let known = state.withLock({ $0.entries[file] }), known.stamp == stamp { return known }
    let began = FileStamp.now
    let entry = Entry(stamp: stamp, content: try FileContent(place, reading))
    guard stamp.changed + FileStamp.tick < began, FileStamp(place) == stamp else { return entry }
    state.withLock {
      $0.entries[file] = entry
      $0.isChanged = true
    }
    return entry
  }

  /// Writes what was learned, if anything was.
  func save() throws {
    let bytes = state.withLock { state -> [UInt8]? in
      guard state.isChanged else { return nil }
      state.isChanged = false
      return HashCacheFile.bytes(of: state.entries)
    }
    if let bytes { try writeFile(bytes, to: path) }
  }
}

/// The cache's file: a first line that tells the form, then a line a file with tabs between the
/// fields.
private enum HashCacheFile {
  static let heading = "matkit hashes 1"

  static func bytes(of entries: [String: HashCache.Entry]) -> [UInt8] {
    var text = heading + "\n"
    for (path, entry) in entries where !path.contains(where: { $0 == "\t" || $0 == "\n" }) {
      let stamp = entry.stamp
      text += "\(path)\t\(stamp.device)\t\(stamp.inode)\t\(stamp.size)\t\(stamp.modified)"
      text += "\t\(stamp.changed)\t\(entry.content.sha256)\t\(entry.content.meaning ?? "")"
      for (variable, hash) in entry.variables where !variable.contains("\t") {
        text += "\t\(variable)\t\(hash)"
      }
      text += "\n"
    }
    return Array(text.utf8)
  }

  /// The entries; lines that are damaged are left out, so that their files are read again.
  static func entries(_ bytes: [UInt8]) -> [String: HashCache.Entry] {
    var entries: [String: HashCache.Entry] = [:]
    var lines = bytes.split(separator: UInt8(ascii: "\n"))[...]
    guard let first = lines.popFirst(), first.elementsEqual(heading.utf8) else { return [:] }
    entries.reserveCapacity(lines.count)
    for line in lines {
      let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      guard fields.count >= 8, fields.count.isMultiple(of: 2), let entry = entry(fields) else {
        continue
      }
      entries[text(fields[0])] = entry
    }
    return entries
  }

  private static func entry(_ fields: [ArraySlice<UInt8>]) -> HashCache.Entry? {
    let numbers = fields[1...5].compactMap(number)
    guard numbers.count == 5, fields[6].count == 64 else { return nil }
    let stamp = FileStamp(
      device: UInt64(bitPattern: numbers[0]), inode: UInt64(bitPattern: numbers[1]),
      size: numbers[2], modified: numbers[3], changed: numbers[4])
    let content = FileContent(
      sha256: text(fields[6]), meaning: fields[7].isEmpty ? nil : text(fields[7]))
    var entry = HashCache.Entry(stamp: stamp, content: content)
    for place in stride(from: 8, to: fields.count, by: 2) {
      entry.variables[text(fields[place])] = text(fields[place + 1])
    }
    return entry
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
    var number: Int64 = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      number = number &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
    }
    return number
  }
}
