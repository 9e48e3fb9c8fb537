import Foundation
import MATFiles

/// An archive in tar's form (POSIX.1-1988 ustar, with GNU's entries for long names), which any tar
/// reads.
///
/// Every file has the same date, owner and permissions, so that the same files make the same
/// archive.
enum TarFile {
  static let blockSize = 512

  /// Where the bytes of a file in an archive come from.
  enum Source {
    case file(String)
    case bytes([UInt8])
  }

  /// Writes an archive, whole or not at all, in pieces.
  ///
  /// - Parameter files: The names inside the archive, with what they hold.
  static func write(_ files: [(name: String, source: Source)], to path: String) throws {
    let file = try AtomicFile(path: path)
    for (name, source) in files {
      if name.utf8.count > 100 {
        let bytes = Array(name.utf8) + [0]
        try file.write(header("././@LongLink", size: bytes.count, kind: "L"))
        try file.write(bytes + padding(bytes.count))
      }
      switch source {
      case .bytes(let bytes):
        try file.write(header(name, size: bytes.count, kind: "0"))
        try file.write(bytes + padding(bytes.count))
      case .file(let source): try write(source, named: name, to: file)
      }
    }
    try file.write([UInt8](repeating: 0, count: 2 * blockSize))
    try file.commit()
  }

  private static func write(
    _ source: String, named name: String, to file: borrowing AtomicFile
  ) throws {
    guard let stamp = FileStamp(source) else {
      throw LabError(.cannotRead, at: source, "there is no such file")
    }
    let size = Int(stamp.size)
    try file.write(header(name, size: size, kind: "0"))
    var count = 0
    var failure: MATError?
    let isThere = try readPieces(of: source) { piece in
      count += piece.count
      // What came to the file since would not fit its header.
      guard failure == nil, count <= size else { return }
      do throws(MATError) {
        try file.write(RawSpan(_unsafeBytes: piece))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    guard isThere, count == size else {
      throw LabError(
        .cannotRead, at: source, "it changed while it was packed", advice: "pack again")
    }
    try file.write(padding(size))
  }

  private static func padding(_ count: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (blockSize - count % blockSize) % blockSize)
  }

  private static func header(_ name: String, size: Int, kind: Character) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ text: String, at start: Int, _ count: Int) {
      for (offset, byte) in text.utf8.prefix(count).enumerated() { block[start + offset] = byte }
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0, 100)
    put(octal(0o644, 7), at: 100, 7)
    put(octal(0, 7), at: 108, 7)
    put(octal(0, 7), at: 116, 7)
    if size < 1 << 33 {
      put(octal(size, 11), at: 124, 12)
    } else {
      // GNU's form of a number that eleven octal digits do not hold.
      block[124] = 0x80
      for byte in 0..<8 { block[135 - byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
    }
    put(octal(0, 11), at: 136, 11)
    put(String(repeating: " ", count: 8), at: 148, 8)
    put(String(kind), at: 156, 1)
    put("ustar", at: 257, 5)
    put("00", at: 263, 2)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148, 8)
    return block
  }
}
