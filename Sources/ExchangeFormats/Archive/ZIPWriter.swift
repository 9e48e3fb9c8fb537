import MATFiles

/// Writes a ZIP archive member by member. It says no time, so that the same members give the same bytes; sizes have
/// 64 bits where they need them.
struct ZIPWriter {
  /// How hard members are deflated; 0 for not at all.
  let level: Int
  private var directory: [UInt8] = []
  private var memberCount = 0
  private var position = 0

  private static let mark = 0xFFFF_FFFF
  /// The first of January 1980, the beginning of ZIP's time.
  private static let date: UInt16 = 1 << 5 | 1

  init(level: Int) { self.level = level }

  mutating func append(
    _ bytes: [UInt8], name: String, to output: borrowing AtomicFile
  ) throws(MATError) {
    let deflated = level > 0 ? try Deflate.deflated(bytes, level: level) : nil
    let stored = deflated ?? bytes
    guard let nameCount = UInt16(exactly: name.utf8.count) else {
      throw MATError(
        .cannotRepresent, expected: "a name of at most 65535 bytes",
        found: "\(name.utf8.count)")
    }
    let isLong = max(bytes.count, stored.count) >= Self.mark
    var common: [UInt8] = []
    common.append(isLong ? 45 : 20, 2)
    // The name is in UTF-8.
    common.append(1 << 11, 2)
    common.append(deflated == nil ? 0 : 8, 2)
    common.append(0, 2)
    common.append(Int(Self.date), 2)
    common.append(Int(Deflate.checksum(bytes)), 4)
    common.append(isLong ? Self.mark : stored.count, 4)
    common.append(isLong ? Self.mark : bytes.count, 4)
    common.append(Int(nameCount), 2)
    var sizes: [UInt8] = []
    if isLong {
      sizes.append(bytes.count, 8)
      sizes.append(stored.count, 8)
    }
    var local: [UInt8] = []
    local.append(0x0403_4B50, 4)
    local += common + Self.count(ofExtra: sizes) + Array(name.utf8) + Self.extra(sizes)
    appendEntry(common, sizes, name)
    try output.write(local)
    try output.write(stored)
    position += local.count + stored.count
    memberCount += 1
  }

  private mutating func appendEntry(_ common: [UInt8], _ sizes: [UInt8], _ name: String) {
    var long = sizes
    let isFar = position >= Self.mark
    if isFar { long.append(position, 8) }
    directory.append(0x0201_4B50, 4)
    directory.append(long.isEmpty ? 20 : 45, 2)
    directory += common + Self.count(ofExtra: long)
    // No comment, the first disk, and no attributes.
    directory.append(0, 2)
    directory.append(0, 2)
    directory.append(0, 2)
    directory.append(0, 4)
    directory.append(isFar ? Self.mark : position, 4)
    directory += Array(name.utf8) + Self.extra(long)
  }

  /// Writes the directory and the record of the end.
  mutating func finish(to output: borrowing AtomicFile) throws(MATError) {
    let (start, count) = (position, directory.count)
    let isLong = max(start, count) >= Self.mark || memberCount >= 0xFFFF
    var end = directory
    if isLong {
      end.append(0x0606_4B50, 4)
      end.append(44, 8)
      end.append(45, 2)
      end.append(45, 2)
      end.append(0, 8)
      end.append(memberCount, 8)
      end.append(memberCount, 8)
      end.append(count, 8)
      end.append(start, 8)
      end.append(0x0706_4B50, 4)
      end.append(0, 4)
      end.append(start + count, 8)
      end.append(1, 4)
    }
    end.append(0x0605_4B50, 4)
    end.append(0, 4)
    end.append(min(memberCount, 0xFFFF), 2)
    end.append(min(memberCount, 0xFFFF), 2)
    end.append(min(count, Self.mark), 4)
    end.append(min(start, Self.mark), 4)
    end.append(0, 2)
    try output.write(end)
  }

  private static func count(ofExtra numbers: [UInt8]) -> [UInt8] {
    var count: [UInt8] = []
    count.append(numbers.isEmpty ? 0 : numbers.count + 4, 2)
    return count
  }

  private static func extra(_ numbers: [UInt8]) -> [UInt8] {
    guard !numbers.isEmpty else { return [] }
    var extra: [UInt8] = []
    extra.append(1, 2)
    extra.append(numbers.count, 2)
    return extra + numbers
  }
}

extension [UInt8] {
  /// Appends the lowest bytes of a number, the lowest first.
  fileprivate mutating func append(_ number: Int, _ width: Int) {
    for byte in 0..<width { append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
  }
}
