import CCrypto

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece, by OpenSSL's libcrypto.
package struct SHA256: Sendable {
  private var state = SHA256_CTX()

  package init() {
    unsafe SHA256_Init(&state)
  }

  /// Goes on with these bytes. O(n).
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe SHA256_Update(&state, bytes.baseAddress, bytes.count)
  }

  /// The digest, 32 bytes, of all that came.
  package consuming func finalize() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
      unsafe SHA256_Final(digest.baseAddress, &state)
      count = digest.count
    }
  }

  /// The first eight bytes of the digest, the highest first: where a short name or checksum will do.
  static func word(of bytes: [UInt8]) -> UInt64 {
    hash(bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The digest of one piece.
  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var sha256 = Self()
    unsafe bytes.span.withUnsafeBytes { unsafe sha256.update($0) }
    return sha256.finalize()
  }
}
