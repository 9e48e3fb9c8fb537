import Foundation
import MATFiles

/// An archive in tar's form (POSIX.1-1988 ustar, with GNU's entries for long names), which any tar reads.
///
/// Every file has the same date, owner and permissions, so that the same files make the same archive.
enum TarFile {
  private static let blockSize = 512

  /// Writes an archive, whole or not at all.
  ///
  /// - Parameter files: The names inside the archive, with the paths that they are read from.
  static func write(_ files: [(name: String, path: String)], to path: String) throws {
    let file = try AtomicFile(path: path)
    for (name, source) in files {
      guard let stamp = FileStamp(source) else {
        throw LabError(.cannotRead, at: source, "there is no such file")
      }
      if name.utf8.count > 100 {
        let bytes = Array(name.utf8) + [0]
        try file.write(header("././@LongLink", size: bytes.count, kind: "L") + padded(bytes))
      }
      try file.write(header(name, size: Int(stamp.size), kind: "0"))
      try write(source, size: Int(stamp.size), to: file)
    }
    try file.write([UInt8](repeating: 0, count: 2 * blockSize))
    try file.commit()
  }

  private static func write(
    _ source: String, size: Int, to file: borrowing AtomicFile
  ) throws {
    // Files of a lab are those of a course or a paper: held whole for the moment of copying.
    guard let bytes = try readBytes(source), bytes.count == size else {
      throw LabError(
        .cannotRead, at: source, "it changed while it was packed", advice: "pack again")
    }
    try file.write(padded(bytes))
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    let rest = bytes.count % blockSize
    return rest == 0 ? bytes : bytes + [UInt8](repeating: 0, count: blockSize - rest)
  }

  private static func header(_ name: String, size: Int, kind: Character) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ text: String, at place: Int, _ count: Int) {
      for (offset, byte) in text.utf8.prefix(count).enumerated() { block[place + offset] = byte }
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0, 100)
    put(octal(0o644, 7), at: 100, 7)
    put(octal(0, 7), at: 108, 7)
    put(octal(0, 7), at: 116, 7)
    put(octal(size, 11), at: 124, 12)
    put(octal(0, 11), at: 136, 11)
    put(String(repeating: " ", count: 8), at: 148, 8)
    put(String(kind), at: 156, 1)
    put("ustar", at: 257, 5)
    put("00", at: 263, 2)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148, 8)
    return block
  }

  /// Unpacks an archive into a folder. Throws `cannotRead` where it is damaged, or a name in it leads out
  /// of the folder; only plain files are made.
  static func unpack(_ path: String, into folder: String) throws {
    guard let bytes = try readBytes(path) else {
      throw LabError(.cannotRead, at: path, "there is no such archive")
    }
    let damaged = LabError(.notAnArchive, at: path, "it is damaged, or no archive of a lab")
    var place = 0
    var longName: String?
    while place + blockSize <= bytes.count, bytes[place] != 0 {
      let block = bytes[place..<(place + blockSize)]
      guard let size = number(block, 124, 12), number(block, 148, 8) == checksum(block),
        place + blockSize + size <= bytes.count
      else { throw damaged }
      let content = bytes[(place + blockSize)..<(place + blockSize + size)]
      place += blockSize + (size + blockSize - 1) / blockSize * blockSize
      switch block[block.startIndex + 156] {
      case UInt8(ascii: "L"): longName = text(content)
      case UInt8(ascii: "0"), 0:
        let name = LabPath.normalized(longName ?? text(block.prefix(100)))
        longName = nil
        guard !LabPath.isOutside(name), name != "." else { throw damaged }
        try writeFile(Array(content), to: LabPath.join(folder, name))
      default: continue
      }
    }
    guard place > 0, place + blockSize <= bytes.count else { throw damaged }
  }

  private static func checksum(_ block: ArraySlice<UInt8>) -> Int {
    let start = block.startIndex
    return block.enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 32 : Int(block[start + $1.offset]))
    }
  }

  private static func number(_ block: ArraySlice<UInt8>, _ place: Int, _ count: Int) -> Int? {
    let start = block.startIndex + place
    let text = text(block[start..<(start + count)]).trimmingCharacters(in: .whitespaces)
    guard let number = Int(text, radix: 8), number >= 0 else { return nil }
    return number
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
