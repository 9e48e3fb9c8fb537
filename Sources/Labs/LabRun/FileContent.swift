import Foundation
import MATFiles

/// The content of a file, as hashes in hexadecimal digits.
struct FileContent: Hashable, Sendable {
  /// SHA-256 of the bytes.
  let sha256: String
  /// The semantic hash of a `.mat` file's variables, the same however they are stored; nil for any
  /// other file, and for one that holds what MatKit cannot compare by meaning.
  let meaning: String?

  /// The hash that is compared: of the meaning where there is one, else of the bytes.
  var identity: String { meaning ?? sha256 }

  init(sha256: String, meaning: String?) {
    self.sha256 = sha256
    self.meaning = meaning
  }

  /// Reads and hashes a file. Throws `cannotRead` where there is none.
  init(_ path: String, _ reading: FileReading = FileReading()) throws(LabError) {
    self = try Self.read(path, reading).content
  }

  /// The content with what a network in the file says of its training, from one opening of it as a `.mat` file.
  static func read(
    _ path: String, _ reading: FileReading = FileReading()
  ) throws(LabError) -> (content: FileContent, training: TrainingProvenance?) {
    var sha256 = SHA256()
    var progress = reading.progress(of: path)
    let isThere = try readPieces(of: path, reading.interruption) {
      sha256.update($0)
      progress?.advance($0.count)
    }
    guard isThere else { throw LabError(.cannotRead, at: path, "there is no such file") }
    // A damaged file, and one with values that only MATLAB understands, is compared by its bytes.
    let file = isMATFile(path) ? try? MATFile(path) : nil
    let content = FileContent(
      sha256: hexadecimal(sha256.finalize()), meaning: (try? file?.semanticHash())?.description)
    return (content, file.flatMap(TrainingProvenance.init))
  }

  /// True if the name is that of a `.mat` file.
  static func isMATFile(_ path: String) -> Bool { path.lowercased().hasSuffix(".mat") }

  /// The semantic hash of one variable, or of a path inside one.
  static func meaning(of variable: String, in path: String) throws -> String {
    let file = try MATFile(path)
    let steps = try MATPath(variable)
    do {
      return try file.value(steps.variable).value(at: steps).semanticHash().description
    } catch var error {
      error.file = path
      throw error
    }
  }
}

/// The context of reading large files: who ends it, and who is told how far it is.
struct FileReading: Sendable {
  var interruption: Interruption?
  var observer: (@Sendable (RunEvent) -> Void)?

  /// How far the reading of one file is.
  struct Progress {
    fileprivate let path: String
    fileprivate let size: Int64
    fileprivate let observer: @Sendable (RunEvent) -> Void
    fileprivate var done: Int64 = 0

    mutating func advance(_ count: Int) {
      done += Int64(count)
      observer(.reading(path, done: done, of: size))
    }
  }

  /// A file that takes a moment is told of; nil for others, and where nobody listens.
  func progress(of path: String) -> Progress? {
    guard let observer, let size = FileStamp(path)?.size, size >= Self.sizeTold else { return nil }
    return Progress(path: path, size: size, observer: observer)
  }

  /// 64 MiB take about a tenth of a second.
  private static let sizeTold: Int64 = 64 << 20
}

/// Bytes as two hexadecimal digits each.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  text.reserveCapacity(64)
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// SHA-256 of a text.
func sha256(of text: String) -> String {
  hexadecimal(SHA256.hash(Array(text.utf8)))
}
