/// A value whose changing state a checkpoint keeps: steppers, directions and searches.
///
/// A type that is `Codable` has nothing to write: it is replaced by what was saved. One that holds an
/// existential, whose type a decoder cannot know, restores it in place.
///
/// What is restored was laid out by the same method for as many variables: before `restore` is called,
/// every array was found to be as long as its counterpart in `self`, unless that is empty. Integers that
/// index arrays, and the lengths of arrays that grow, are for `restore` to check; it throws where they make
/// no sense.
public protocol Resumable: Encodable {
  /// Takes the state that `encode(to:)` wrote.
  mutating func restore(from decoder: any Decoder) throws
}

extension Resumable where Self: Decodable {
  public mutating func restore(from decoder: any Decoder) throws {
    self = try Self(from: decoder)
  }
}

extension KeyedDecodingContainer {
  /// Restores what is there under `key` in place.
  func restore<Value: Resumable>(_ value: inout Value, forKey key: Key) throws {
    try value.restore(from: superDecoder(forKey: key))
  }
}
