import Foundation

extension LabLock {
  /// The lock at `path`; nil where there is none.
  ///
  /// Throws `invalidLock` where it is damaged, with the line, or was written by a newer MatKit.
  public static func read(_ path: String) throws(LabError) -> LabLock? {
    guard let bytes = try readBytes(path) else { return nil }
    return try LabLock(bytes, from: path)
  }

  /// Reads what ``text`` writes. O(bytes).
  ///
  /// By a reader of its own, since a run that has nothing to do reads the lock and hardly more: 1,000
  /// stages, 1 MB, take 0.04 s of processor time, where Yams takes 0.21 s to its nodes alone and 0.44 s
  /// to `Codable` values.
  init(_ bytes: [UInt8], from path: String) throws(LabError) {
    var reader = LockReader(try LockLines(bytes, path))
    self = try reader.read()
  }
}

/// The lines of a lock, one after another: indentation, key, value.
private struct LockLines {
  private let bytes: [UInt8]
  private let path: String
  private var next = 0
  private(set) var number = 0
  /// The line that is looked at; nil at the end.
  private(set) var current: Line?

  struct Line {
    let indent: Int
    let key: String
    /// The text after the colon; empty where lines under it follow.
    let value: String
  }

  init(_ bytes: [UInt8], _ path: String) throws(LabError) {
    self.bytes = bytes
    self.path = path
    try advance()
  }

  func error(_ problem: String) -> LabError {
    LabError(
      .invalidLock, at: number == 0 ? path : "\(path):\(number)", problem,
      advice: "restore it, or delete it and run the lab again")
  }

  mutating func advance() throws(LabError) {
    while next < bytes.count {
      let end = bytes[next...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = bytes[next..<end]
      next = end + 1
      number += 1
      let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
      let rest = line.dropFirst(indent)
      if rest.isEmpty || rest.first == UInt8(ascii: "#") { continue }
      if indent == 0, Self.conflictMarks.contains(where: { rest.starts(with: $0) }) {
        throw conflict
      }
      current = try parse(rest, indent)
      return
    }
    current = nil
  }

  /// The conflict markers that version control leaves in a file.
  private static let conflictMarks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].map {
    Array($0.utf8)
  }

  private var conflict: LabError {
    LabError(
      .invalidLock, at: "\(path):\(number)", "a merge left both sides of a conflict in the lock",
      advice:
        "take one side whole, as with git checkout --ours \(LabPath.name(of: path)), or delete"
        + " it, and run the lab: what either side made comes back from .matkit/cache")
  }

  private func parse(_ rest: ArraySlice<UInt8>, _ indent: Int) throws(LabError) -> Line {
    let key: String
    var value: ArraySlice<UInt8>
    if rest.first == UInt8(ascii: "\"") {
      guard let (text, end) = Self.quoted(rest) else { throw error("a name is not closed") }
      (key, value) = (text, rest[end...])
      guard value.first == UInt8(ascii: ":") else { throw error("there is no ':' after a name") }
    } else {
      guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else {
        throw error("this is no line of a lock")
      }
      key = String(decoding: rest[..<colon], as: UTF8.self)
      value = rest[colon...]
    }
    value = value.dropFirst()
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    return Line(indent: indent, key: key, value: String(decoding: value, as: UTF8.self))
  }

  /// The text between quotation marks, and where it ends; nil where it does not.
  static func quoted(_ bytes: ArraySlice<UInt8>) -> (String, Int)? {
    var isPlain = true
    var place = bytes.startIndex + 1
    while place < bytes.endIndex, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        isPlain = false
        place += 1
      }
      place += 1
    }
    guard place < bytes.endIndex else { return nil }
    let inside = bytes[(bytes.startIndex + 1)..<place]
    if isPlain { return (String(decoding: inside, as: UTF8.self), place + 1) }
    let whole = Data(bytes[bytes.startIndex...place])
    guard let text = try? JSONDecoder().decode(String.self, from: whole) else { return nil }
    return (text, place + 1)
  }
}

/// Puts a lock together from its lines.
private struct LockReader {
  private var lines: LockLines

  init(_ lines: LockLines) {
    self.lines = lines
  }

  mutating func read() throws(LabError) -> LabLock {
    try checkVersion()
    var lock = LabLock()
    while let line = lines.current {
      try lines.advance()
      switch line.key {
      case "machines": lock.machines = try block(2, Self.machine)
      case "stages": lock.stages = line.value == "{}" ? [] : try block(2, Self.stage)
      default: throw lines.error("'\(line.key)' is no part of a lock")
      }
    }
    return lock
  }

  private mutating func checkVersion() throws(LabError) {
    guard let line = lines.current, line.key == "lock", let version = Int(line.value) else {
      throw lines.error("it does not begin with the lock's version")
    }
    guard version <= LabLock.version else {
      throw LabError(
        .invalidLock, at: "",
        "the lock has version \(version) where this matkit knows"
          + " \(LabLock.version)", advice: "use a newer matkit"
      ).at(lines.error("").place)
    }
    try lines.advance()
  }

  /// Every line of an indentation, each read with those below it.
  ///
  /// - Parameter mayRepeat: Whether two may have one name, of which readers would see one or the
  ///   other.
  private mutating func block<Item>(
    _ indent: Int, mayRepeat: Bool = false,
    _ read: (inout LockReader, LockLines.Line) throws(LabError) -> Item
  ) throws(LabError) -> [Item] {
    var items: [Item] = []
    var seen: Set<String> = []
    while let line = lines.current, line.indent >= indent {
      guard line.indent == indent else { throw lines.error("unexpected indentation") }
      guard mayRepeat || seen.insert(line.key).inserted else {
        throw lines.error("'\(line.key)' stands there twice")
      }
      try lines.advance()
      items.append(try read(&self, line))
    }
    return items
  }

  private static func machine(
    _ reader: inout LockReader, _ line: LockLines.Line
  ) throws(LabError) -> Machine {
    let properties = try reader.block(4) { reader, line throws(LabError) in
      Machine.Property(name: line.key, value: try reader.text(line))
    }
    return Machine(name: line.key, properties)
  }

  private static func stage(
    _ reader: inout LockReader, _ line: LockLines.Line
  ) throws(LabError) -> LockedStage {
    var stage = LockedStage(
      name: line.key, command: "", parameters: [], dependencies: [], outputs: [], training: nil,
      machine: "")
    _ = try reader.block(4) { reader, line throws(LabError) in
      switch line.key {
      case "cmd": stage.command = try reader.text(line)
      case "machine": stage.machine = try reader.text(line)
      case "params":
        // An option and a variable among `params` may have one name.
        stage.parameters = try reader.block(6, mayRepeat: true) { _, line throws(LabError) in
          LockedStage.Parameter(name: line.key, value: line.value)
        }
      case "deps": stage.dependencies = try reader.block(6, Self.file)
      case "outs": stage.outputs = try reader.block(6, Self.file)
      case "training": stage.training = try reader.training()
      default: throw reader.lines.error("'\(line.key)' is no part of a stage")
      }
    }
    return stage
  }

  private static func file(
    _ reader: inout LockReader, _ line: LockLines.Line
  ) throws(LabError) -> LockedFile {
    var file = LockedFile(name: line.key, meaning: nil, sha256: "")
    _ = try reader.block(8) { reader, line throws(LabError) in
      switch line.key {
      case "meaning": file.meaning = line.value
      case "sha256": file.sha256 = line.value
      default: throw reader.lines.error("'\(line.key)' is no part of a file")
      }
    }
    guard file.sha256.utf8.count == 64, file.meaning.map({ $0.utf8.count == 64 }) ?? true else {
      throw reader.lines.error("'\(line.key)' has no hash of 64 digits")
    }
    return file
  }

  private mutating func training() throws(LabError) -> TrainingProvenance {
    var fields: [String: String] = [:]
    _ = try block(6) { reader, line throws(LabError) in
      fields[line.key] = line.value.hasPrefix("\"") ? try reader.text(line) : line.value
    }
    let stream = fields.removeValue(forKey: "stream") ?? TrainingProvenance.mersenneTwister
    guard let seed = fields["seed"].flatMap({ UInt32($0) }), let method = fields["method"],
      let reason = fields["reason"], let start = fields["start"].flatMap({ Int($0) }),
      let initialWeights = fields["init"],
      let iterations = fields["iterations"].flatMap({ Int($0) }),
      let evaluations = fields["evaluations"].flatMap({ Int($0) }),
      let loss = fields["loss"].flatMap(Double.init),
      let gradientNorm = fields["gradient_norm"].flatMap(Double.init)
    else { throw lines.error("a field of 'training' is missing or no number") }
    let training = TrainingProvenance(
      seed: seed, method: method, reason: reason, start: start, initialWeights: initialWeights,
      iterations: iterations, evaluations: evaluations, loss: loss, gradientNorm: gradientNorm,
      stream: stream)
    let known = Set(training.fields.map(\.name))
    if let other = fields.keys.sorted().first(where: { !known.contains($0) }) {
      throw lines.error("'\(other)' is no part of 'training'")
    }
    return training
  }

  private func text(_ line: LockLines.Line) throws(LabError) -> String {
    let bytes = Array(line.value.utf8)[...]
    guard bytes.first == UInt8(ascii: "\""), let (text, end) = LockLines.quoted(bytes),
      end == bytes.endIndex
    else { throw lines.error("'\(line.key)' is no text in quotation marks") }
    return text
  }
}

extension LabError {
  fileprivate func at(_ place: String?) -> LabError {
    var error = self
    error.place = place
    return error
  }
}
