// The three containers. Each of their methods for one type of numbers is the one for all types.
extension ValueEncoder {
  struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder
    var codingPath: CodingPath { encoder.codingPath }

    mutating func encodeNil(forKey key: Key) throws {
      try encoder.field(key).node.set(.absent)
    }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      try encoder.field(key).write(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      nested(key).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      nested(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { nested(SuperKey()) }

    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    /// The encoder of a field; where its name is refused, encoding the whole is.
    private func nested(_ key: some CodingKey) -> ValueEncoder {
      do throws(MATError) {
        return try encoder.field(key)
      } catch {
        encoder.node.refusal = error
        return ValueEncoder(
          node: EncodingNode(), codingPath: codingPath + [key], options: encoder.options)
      }
    }
  }

  struct UnkeyedContainer: UnkeyedEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: CodingPath { encoder.codingPath }
    var count: Int { encoder.node.elementCount }

    mutating func encodeNil() {
      encoder.element().node.set(.absent)
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      try encoder.element().write(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
      encoder.element().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      encoder.element().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder.element() }
  }

  struct SingleContainer: SingleValueEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: CodingPath { encoder.codingPath }

    mutating func encodeNil() {
      encoder.node.set(.absent)
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      try encoder.write(value)
    }
  }
}

// Properties that are nil. The protocol has a method for each type, and gives each a default that leaves nil
// out, so one method for all types would not be called.
extension ValueEncoder.KeyedContainer {
  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  private mutating func encodeOptional(_ value: (some Encodable)?, _ key: Key) throws {
    if let value {
      try encode(value, forKey: key)
    } else if encoder.options.absence == .empty {
      try encodeNil(forKey: key)
    }
  }
}
