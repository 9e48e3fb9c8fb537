/// The pages of a file that are about to change, as bytes: a mark, the file's identity (device, number, and
/// length with all that has been added to it), the number of pages, each as its number, length and bytes; and
/// a checksum (the first word of SHA-256) over all of it. Numbers have 64 bits.
struct GrowthJournal {
  /// Which file it is.
  struct Identity: Hashable {
    var device: UInt64
    var file: UInt64
    var count: UInt64
  }

  let identity: Identity
  let pages: [Int: [UInt8]]

  private static let mark: UInt64 = 0x6C6E_726A_2074_614D

  init(identity: Identity, pages: [Int: [UInt8]]) {
    self.identity = identity
    self.pages = pages
  }

  /// The bytes of the journal.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ number: UInt64) {
      unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }
    for number in [
      Self.mark, identity.device, identity.file, identity.count, UInt64(pages.count),
    ] { append(number) }
    for (page, content) in pages {
      append(UInt64(page))
      append(UInt64(content.count))
      bytes += content
    }
    append(Self.checksum(bytes[...]))
    return bytes
  }

  /// Reads a journal; nil where the bytes are not a whole one.
  init?(_ bytes: [UInt8]) {
    var position = 0
    func number() -> UInt64? {
      guard position + 8 <= bytes.count else { return nil }
      defer { position += 8 }
      return bytes[position..<position + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard number() == Self.mark, let device = number(), let file = number(), let length = number(),
      let count = number()
    else { return nil }
    var pages: [Int: [UInt8]] = [:]
    while pages.count < count {
      guard let page = number().flatMap({ Int(exactly: $0) }),
        let length = number().flatMap({ Int(exactly: $0) }), pages[page] == nil,
        length <= bytes.count - position
      else { return nil }
      pages[page] = Array(bytes[position..<position + length])
      position += length
    }
    let end = position
    guard number() == Self.checksum(bytes[..<end]) else { return nil }
    self.init(
      identity: Identity(device: device, file: file, count: length), pages: pages)
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    SHA256.word(of: Array(bytes))
  }
}
