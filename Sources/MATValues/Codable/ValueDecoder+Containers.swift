// The three containers. Each of their methods for one type of numbers is the one for all types.

extension ValueDecoder {
  struct KeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: DecodedFields
    let decoder: ValueDecoder

    var codingPath: CodingPath { decoder.codingPath }

    var allKeys: [Key] {
      fields.names.compactMap { name in
        // A field x_0 can be the key _0.
        let key = Key(stringValue: name)
        guard key == nil, name.hasPrefix("x_") else { return key }
        return Key(stringValue: String(name.dropFirst()))
      }
    }

    func contains(_ key: Key) -> Bool { fields.contains(key.fieldName) }

    func decodeNil(forKey key: Key) throws -> Bool { try field(key).isAbsent }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try field(key).read(type)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      try field(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try field(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try field(SuperKey()) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try field(key) }

    private func field(_ key: some CodingKey) throws(MATError) -> ValueDecoder {
      do throws(MATError) {
        return ValueDecoder(
          content: .value(try fields.value(key.fieldName)), codingPath: codingPath + [key],
          options: decoder.options)
      } catch {
        // A variable names itself.
        throw error.variable == nil ? error.at(codingPath) : error
      }
    }
  }

  struct UnkeyedContainer: UnkeyedDecodingContainer {
    let elements: DecodedElements
    let decoder: ValueDecoder
    private(set) var currentIndex = 0

    init(elements: DecodedElements, decoder: ValueDecoder) {
      self.elements = elements
      self.decoder = decoder
    }

    var codingPath: CodingPath { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool {
      guard try next().isAbsent else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let value = try next().read(type)
      currentIndex += 1
      return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
      let container = try next().container(keyedBy: type)
      currentIndex += 1
      return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      let container = try next().unkeyedContainer()
      currentIndex += 1
      return container
    }

    mutating func superDecoder() throws -> any Decoder {
      let decoder = try next()
      currentIndex += 1
      return decoder
    }

    /// The next element, which is not used up yet: what fails to decode may be tried as something else.
    private func next() throws(MATError) -> ValueDecoder {
      guard !isAtEnd else {
        throw MATError(
          .mismatch, expected: "more than \(elements.count) elements", found: "the end"
        ).at(codingPath)
      }
      let key = ElementKey(currentIndex, isContent: elements.areContents)
      return ValueDecoder(
        content: elements[currentIndex], codingPath: codingPath + [key], options: decoder.options)
    }
  }

  struct SingleContainer: SingleValueDecodingContainer {
    let decoder: ValueDecoder
    var codingPath: CodingPath { decoder.codingPath }

    func decodeNil() -> Bool { decoder.isAbsent }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.read(type) }
  }
}
