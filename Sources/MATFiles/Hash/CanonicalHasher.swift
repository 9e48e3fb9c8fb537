import Matrices

/// SHA-256 over the canonical bytes of values, as the page "The semantic hash" sets them down.
///
/// Arrays of numbers are hashed where they lie, without a copy: their bytes in memory are the canonical
/// ones on every machine that Swift runs on, all of which put the lowest byte first. What is small goes
/// through a buffer, because a call for each of a million small values costs more than hashing them.
struct CanonicalHasher {
  private var sha256 = SHA256()
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 12

  /// Begins a form: its name tells a value from a file, and this form from one that may come after it.
  init(form: StaticString) {
    buffer.reserveCapacity(Self.bufferSize)
    form.withUTF8Buffer { unsafe buffer.append(contentsOf: $0) }
  }

  consuming func finish() -> MATHash {
    flush()
    return MATHash(digest: sha256.finalize())
  }

  mutating func append(byte: UInt8) {
    if buffer.count == Self.bufferSize { flush() }
    buffer.append(byte)
  }

  mutating func append(bytes: [UInt8]) {
    append(elements: bytes)
  }

  /// A count, as 64 bits.
  mutating func append(count: Int) {
    if buffer.count + 8 > Self.bufferSize { flush() }
    for shift in stride(from: 0, to: 64, by: 8) {
      buffer.append(UInt8(truncatingIfNeeded: count >> shift))
    }
  }

  /// A name: the count of its UTF-8 bytes, then those.
  mutating func append(name: String) {
    append(count: name.utf8.count)
    append(bytes: Array(name.utf8))
  }

  /// A size: the number of dimensions, then each extent.
  mutating func append(size: [Int]) {
    append(count: size.count)
    for extent in size { append(count: extent) }
  }

  /// The bytes of elements as they lie in memory.
  mutating func append<Element: BitwiseCopyable>(elements: [Element]) {
    unsafe elements.span.withUnsafeBytes { bytes in
      if buffer.count + bytes.count <= Self.bufferSize {
        unsafe buffer.append(contentsOf: bytes)
      } else {
        flush()
        unsafe sha256.update(bytes)
      }
    }
  }

  private mutating func flush() {
    Self.flush(&buffer, into: &sha256)
  }

  private static func flush(_ buffer: inout [UInt8], into sha256: inout SHA256) {
    unsafe buffer.span.withUnsafeBytes { unsafe sha256.update($0) }
    buffer.removeAll(keepingCapacity: true)
  }
}
