/// The SHA-256 of what data mean, whatever file holds them.
///
///     let before = try MATFile("week6.mat").semanticHash()
///     print(try MATHash(of: "week6.mat:net.W{2}"))       // 64 hexadecimal digits
///
/// Two files have the same hash where they hold the same variables with the same values, though one be
/// v4 and the other v7.3, compressed or not, of another day, or with numbers stored in fewer bytes. How
/// the bytes that are hashed come about is told in the page on the semantic hash of MATFiles.
///
/// ```swift
/// let text = String(repeating: "0f", count: 32)
/// assert(MATHash(text)?.bytes == Array(repeating: 15, count: 32))
/// assert(MATHash("0f") == nil)
/// ```
public struct MATHash: Hashable, Sendable {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// A hash of the given bytes; nil where they are not 32.
  ///
  /// ```swift
  /// assert(MATHash(bytes: Array(repeating: 0, count: 32))?.description.count == 64)
  /// ```
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// A hash of bytes known to be 32.
  init(digest bytes: [UInt8]) {
    self.bytes = bytes
  }
}

extension MATHash: LosslessStringConvertible, Codable {
  /// 64 hexadecimal digits, small letters.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The hash that was written as 64 hexadecimal digits; nil where `text` is nothing of the kind.
  public init?(_ text: String) {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == 64, digits.count == text.utf8.count else { return nil }
    bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// Reads the digits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let hash = MATHash(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a hash is 64 hexadecimal digits")
    }
    self = hash
  }

  /// Writes the digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
