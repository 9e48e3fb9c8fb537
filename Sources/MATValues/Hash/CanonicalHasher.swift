import Matrices

/// SHA-256 over the canonical bytes of values, as the page "The semantic hash" sets them down.
///
/// Arrays of numbers are hashed where they lie, without a copy: their bytes in memory are the canonical
/// ones on every machine that Swift runs on, all of which put the lowest byte first. What is small goes
/// through a buffer, because a call for each of a million small values costs more than hashing them.
package struct CanonicalHasher {
  private let digest: any MATDigest
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 12

  /// Begins a form: its name tells a value from a file, and this form from one that may come after it.
  package init(form: StaticString, _ digest: any MATDigest) {
    self.digest = digest
    buffer.reserveCapacity(Self.bufferSize)
    form.withUTF8Buffer { unsafe buffer.append(contentsOf: $0) }
  }

  package consuming func finish() -> MATHash {
    flush()
    return MATHash(digest: digest.finalize())
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
  package mutating func append<Element: BitwiseCopyable>(elements: [Element]) {
    unsafe elements.span.withUnsafeBytes { unsafe append(bytes: $0) }
  }

  /// Bytes as they lie in memory.
  mutating func append(bytes: UnsafeRawBufferPointer) {
    if buffer.count + bytes.count <= Self.bufferSize {
      unsafe buffer.append(contentsOf: bytes)
    } else {
      flush()
      unsafe digest.update(bytes)
    }
  }

  private mutating func flush() {
    unsafe buffer.span.withUnsafeBytes { unsafe digest.update($0) }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// A SHA-256 that takes bytes piece by piece. What makes it stands outside: this module calls no C.
package protocol MATDigest: AnyObject {
  /// Goes on with these bytes.
  func update(_ bytes: UnsafeRawBufferPointer)
  /// The digest, 32 bytes, of all that came.
  func finalize() -> [UInt8]
}

extension MATHash {
  /// The hash of variables from their names and the hashes of their values.
  ///
  /// They are sorted by the bytes of their names, so that their order does not count; those of one name stay in
  /// their order.
  package init(of variables: [(name: String, hash: MATHash)], _ digest: any MATDigest) {
    var hasher = CanonicalHasher(form: "MatKit file 1\n", digest)
    hasher.append(count: variables.count)
    let sorted = variables.enumerated().sorted { a, b in
      let (first, second) = (a.element.name.utf8, b.element.name.utf8)
      if first.elementsEqual(second) { return a.offset < b.offset }
      return first.lexicographicallyPrecedes(second)
    }
    for (_, variable) in sorted {
      hasher.append(name: variable.name)
      hasher.append(bytes: variable.hash.bytes)
    }
    self = hasher.finish()
  }
}
