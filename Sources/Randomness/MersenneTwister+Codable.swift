extension MersenneTwister: Codable {
  private enum CodingKeys: CodingKey {
    case words, position, spareNormal
  }

  /// A stream saved earlier; throws `DecodingError.dataCorrupted` where the state is not one that a
  /// stream can be in.
  ///
  /// ```swift
  /// import Foundation
  ///
  /// var random = MersenneTwister(seed: 7)
  /// let saved = try JSONEncoder().encode(random)
  /// var resumed = try JSONDecoder().decode(MersenneTwister.self, from: saved)
  /// assert(resumed.uniform() == random.uniform())
  /// ```
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let words = try container.decode([UInt32].self, forKey: .words)
    let position = try container.decode(Int.self, forKey: .position)
    let spareNormal = try container.decodeIfPresent(Double.self, forKey: .spareNormal)
    guard let stream = Self(words: words, position: position, spareNormal: spareNormal) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "\(words.count) words, not all zero, at position \(position) are not"
            + " the state of a Mersenne Twister: it has 624 words and a position from 0 to 624"))
    }
    self = stream
  }

  /// Saves the state; reading it back continues the stream bit for bit.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(words, forKey: .words)
    try container.encode(position, forKey: .position)
    try container.encodeIfPresent(spareNormal, forKey: .spareNormal)
  }
}
