import Foundation
import MATFiles

extension TarFile {
  /// Unpacks an archive into a folder, piece by piece; only plain files are made. Returns what was
  /// left out, a phrase each: links, devices, and what lies in a lab's working folder.
  ///
  /// Throws `cannotRead` where there is no archive, and `notAnArchive` where it is damaged or
  /// compressed, holds a name twice, or a name in it leads out of the folder; `interrupted` where
  /// that was asked for.
  static func unpack(
    _ path: String, into folder: String, _ interruption: Interruption = Interruption()
  ) throws -> [String] {
    var reader = try TarReader(path)
    var leftOut: [String] = []
    // In another case, too: some file systems take both for one.
    var names: Set<String> = []
    while let entry = try reader.next() {
      if interruption.isRequested { throw LabError(.interrupted, "the verification was stopped") }
      let name = LabPath.normalized(entry.name)
      guard !LabPath.isOutside(name) else { throw reader.damage("'\(name)' leads out of it") }
      if entry.kind == .folder { continue }
      guard name != "." else { throw reader.damage("a file in it has no name") }
      if case .other(let kind) = entry.kind {
        leftOut.append("'\(name)', \(kind)")
        continue
      }
      if name.split(separator: "/").contains(".matkit") {
        leftOut.append("'\(name)', of a working folder")
        continue
      }
      guard names.insert(name.lowercased()).inserted else {
        throw reader.damage("it holds '\(name)' twice")
      }
      try reader.copy(to: LabPath.join(folder, name))
    }
    return leftOut
  }
}

/// Goes through an archive, an entry after the other, and holds no more than a piece of it.
private struct TarReader: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private let end: Int64
  /// Where the entry after this one begins.
  private var offset: Int64 = 0
  /// The bytes of this entry that are not read.
  private var rest = 0

  struct Entry {
    enum Kind: Equatable {
      case file, folder
      /// An entry that no lab needs, as a phrase.
      case other(String)
    }

    let name: String
    let kind: Kind
  }

  init(_ path: String) throws(LabError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw LabError(
        .cannotRead, at: path,
        errno == ENOENT ? "there is no such archive" : String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw LabError(.cannotRead, at: path, "it is no regular file")
    }
    self.path = path
    self.descriptor = descriptor
    end = Int64(status.st_size)
  }

  deinit {
    close(descriptor)
  }

  func damage(_ what: String) -> LabError {
    LabError(.notAnArchive, at: path, "it is damaged, or no archive of a lab: \(what)")
  }

  /// The next entry; nil at the end.
  mutating func next() throws(LabError) -> Entry? {
    var longName: String?
    while true {
      let block = try read(TarFile.blockSize, at: offset)
      if offset == 0, block.starts(with: [0x1F, 0x8B]) {
        throw LabError(
          .notAnArchive, at: path, "it is compressed", advice: "unpack it first: gunzip \(path)")
      }
      guard block.count == TarFile.blockSize else { throw damage("its end is missing") }
      if block[0] == 0 {
        guard offset > 0, block.allSatisfy({ $0 == 0 }) else { throw damage("it holds nothing") }
        return nil
      }
      guard let size = Self.size(block), Self.octal(block, 148, 8) == Self.checksum(block),
        Int64(size) <= end - offset - Int64(TarFile.blockSize)
      else { throw damage("an entry at byte \(offset) is none") }
      let content = offset + Int64(TarFile.blockSize)
      offset =
        content + Int64((size + TarFile.blockSize - 1) / TarFile.blockSize * TarFile.blockSize)
      rest = size
      switch block[156] {
      case UInt8(ascii: "L"): longName = Self.text(try name(size, at: content))
      case UInt8(ascii: "x"):
        longName = try Self.path(inRecords: name(size, at: content)) ?? longName
      case UInt8(ascii: "g"): continue
      default:
        position = content
        return Entry(name: longName ?? Self.name(block), kind: Self.kind(block[156]))
      }
    }
  }

  /// Where the bytes of this entry are read on.
  private var position: Int64 = 0

  /// Writes the bytes of this entry to a file, whole or not at all.
  mutating func copy(to target: String) throws {
    do {
      try makeFolder(LabPath.folder(of: target))
    } catch {
      throw damage("a file in it has no place: \(error.problem)")
    }
    let file = try AtomicFile(path: target)
    while rest > 0 {
      let piece = try read(min(rest, 1 << 20), at: position)
      guard !piece.isEmpty else { throw damage("its end is missing") }
      try file.write(piece)
      rest -= piece.count
      position += Int64(piece.count)
    }
    try file.commit()
  }

  /// The bytes of an entry that tells a name.
  private func name(_ size: Int, at offset: Int64) throws(LabError) -> [UInt8] {
    guard size <= 1 << 16 else { throw damage("a name in it is longer than any file's") }
    let bytes = try read(size, at: offset)
    guard bytes.count == size else { throw damage("its end is missing") }
    return bytes
  }

  /// As many bytes as there are, `count` at most.
  private func read(_ count: Int, at offset: Int64) throws(LabError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
          off_t(offset) + off_t(filled))
      }
      if read < 0 && errno == EINTR { continue }
      guard read >= 0 else {
        throw LabError(.cannotRead, at: path, String(cString: strerror(errno)))
      }
      if read == 0 { break }
      filled += read
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  private static func kind(_ byte: UInt8) -> Entry.Kind {
    switch byte {
    case UInt8(ascii: "0"), UInt8(ascii: "7"), 0: .file
    case UInt8(ascii: "5"): .folder
    case UInt8(ascii: "1"): .other("a link to a file")
    case UInt8(ascii: "2"): .other("a symbolic link")
    case UInt8(ascii: "3"), UInt8(ascii: "4"): .other("a device")
    case UInt8(ascii: "6"): .other("a pipe")
    default: .other("of a kind that is not known")
    }
  }

  private static func checksum(_ block: [UInt8]) -> Int {
    block.enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
    }
  }

  private static func size(_ block: [UInt8]) -> Int? {
    guard block[124] == 0x80 else { return octal(block, 124, 12) }
    guard block[125..<129].allSatisfy({ $0 == 0 }), block[128] < 0x80 else { return nil }
    let number = block[128..<136].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: number)
  }

  private static func octal(_ block: [UInt8], _ offset: Int, _ count: Int) -> Int? {
    let text = text(Array(block[offset..<(offset + count)])).trimmingCharacters(in: .whitespaces)
    guard let number = Int(text, radix: 8), number >= 0 else { return nil }
    return number
  }

  /// The name in a header, after POSIX's prefix where there is one.
  private static func name(_ block: [UInt8]) -> String {
    let name = text(Array(block[..<100]))
    guard block[257..<263].elementsEqual([0x75, 0x73, 0x74, 0x61, 0x72, 0]) else { return name }
    let prefix = text(Array(block[345..<500]))
    return prefix.isEmpty ? name : "\(prefix)/\(name)"
  }

  /// The `path` among POSIX's extended records, each `LENGTH KEY=VALUE` and a newline.
  private static func path(inRecords bytes: [UInt8]) -> String? {
    var rest = bytes[...]
    var path: String?
    while let space = rest.firstIndex(of: UInt8(ascii: " ")),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
      if record.starts(with: "path=".utf8) {
        path = text(Array(record.dropFirst(5)))
      }
      rest = rest.dropFirst(length)
    }
    return path
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
