/// Decodes values from the tree of a checkpoint.
struct StateDecoder: Decoder {
  let node: StateNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ node: StateNode, path: [any CodingKey] = []) {
    self.node = node
    codingPath = path
  }

  /// The value of the tree.
  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    if case .doubles(let bits) = node,
      let array = bits.map({ Double(bitPattern: $0) }) as? T
    {
      return array
    }
    if case .floats(let bits) = node, let array = bits.map({ Float(bitPattern: $0) }) as? T {
      return array
    }
    return try T(from: self)
  }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    guard case .record(let nodes) = node else { throw mismatch("a record") }
    return KeyedDecodingContainer(Record<Key>(nodes: nodes, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let nodes) = node else { throw mismatch("a list") }
    return List(nodes: nodes, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

  private func mismatch(_ expected: String) -> DecodingError {
    .typeMismatch(
      Any.self, .init(codingPath: codingPath, debugDescription: "\(expected) was expected"))
  }

  private struct Record<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let nodes: [String: StateNode]
    let codingPath: [any CodingKey]

    var allKeys: [Key] { nodes.keys.sorted().compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { nodes[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).node == .null }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      try decoder(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
      try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try decoder(NamedKey("super")) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

    private func decoder(_ key: any CodingKey) throws -> StateDecoder {
      guard let node = nodes[key.stringValue] else {
        throw DecodingError.keyNotFound(
          key, .init(codingPath: codingPath, debugDescription: "\(key.stringValue) is missing"))
      }
      return StateDecoder(node, path: codingPath + [key])
    }
  }

  private struct List: UnkeyedDecodingContainer {
    let nodes: [StateNode]
    let codingPath: [any CodingKey]
    private(set) var currentIndex = 0

    init(nodes: [StateNode], codingPath: [any CodingKey]) {
      self.nodes = nodes
      self.codingPath = codingPath
    }

    var count: Int? { nodes.count }
    var isAtEnd: Bool { currentIndex == nodes.count }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd, nodes[currentIndex] == .null else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().decode(type) }

    mutating func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
      try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> StateDecoder {
      let path = codingPath + [NamedKey("\(currentIndex)")]
      guard !isAtEnd else {
        throw DecodingError.valueNotFound(
          Any.self, .init(codingPath: path, debugDescription: "the list has \(nodes.count)"))
      }
      currentIndex += 1
      return StateDecoder(nodes[currentIndex - 1], path: path)
    }
  }

  private struct Single: SingleValueDecodingContainer {
    let decoder: StateDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.node == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
      guard case .bool(let value) = decoder.node else { throw decoder.mismatch("a truth value") }
      return value
    }

    func decode(_ type: String.Type) throws -> String {
      guard case .text(let value) = decoder.node else { throw decoder.mismatch("a text") }
      return value
    }

    func decode(_ type: Double.Type) throws -> Double {
      guard case .double(let bits) = decoder.node else { throw decoder.mismatch("a double") }
      return Double(bitPattern: bits)
    }

    func decode(_ type: Float.Type) throws -> Float {
      guard case .float(let bits) = decoder.node else { throw decoder.mismatch("a float") }
      return Float(bitPattern: bits)
    }

    func decode<T: Decodable & FixedWidthInteger>(_ type: T.Type) throws -> T {
      switch decoder.node {
      case .integer(let value): if let exact = T(exactly: value) { return exact }
      case .unsigned(let value): if let exact = T(exactly: value) { return exact }
      default: break
      }
      throw decoder.mismatch("an integer of \(T.bitWidth) bits")
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
  }
}
