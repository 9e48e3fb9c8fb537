/// Encodes values into the tree of a checkpoint.
struct StateEncoder: Encoder {
  private let box: Box
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  private init(box: Box, path: [any CodingKey]) {
    self.box = box
    codingPath = path
  }

  /// The tree of a value.
  static func node(of value: any Encodable) throws -> StateNode {
    let box = Box()
    try box.put(value, path: [])
    return box.node
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    box.becomeRecord()
    return KeyedEncodingContainer(Record<Key>(box: box, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    box.becomeList()
    return List(box: box, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Single(box: box, codingPath: codingPath)
  }

  /// A node while it is filled.
  private final class Box {
    private var leaf = StateNode.null
    private(set) var list: [Box]?
    private var record: [String: Box]?

    var node: StateNode {
      if let record { return .record(record.mapValues(\.node)) }
      if let list { return .list(list.map(\.node)) }
      return leaf
    }

    func becomeRecord() { record = record ?? [:] }
    func becomeList() { list = list ?? [] }

    func child(_ key: any CodingKey) -> Box {
      let box = Box()
      record?[key.stringValue] = box
      return box
    }

    func append() -> Box {
      let box = Box()
      list?.append(box)
      return box
    }

    func put(_ node: StateNode) { leaf = node }

    func put(_ value: any Encodable, path: [any CodingKey]) throws {
      if let packed = StateNode(packing: value) {
        leaf = packed
      } else {
        try value.encode(to: StateEncoder(box: self, path: path))
      }
    }
  }

  private struct Record<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let box: Box
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) { _ = box.child(key) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
      try box.child(key).put(value, path: codingPath + [key])
    }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
      encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      encoder(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder(NamedKey("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    private func encoder(_ key: any CodingKey) -> StateEncoder {
      StateEncoder(box: box.child(key), path: codingPath + [key])
    }
  }

  private struct List: UnkeyedEncodingContainer {
    let box: Box
    let codingPath: [any CodingKey]

    var count: Int { box.list?.count ?? 0 }

    func encodeNil() { _ = box.append() }

    func encode<T: Encodable>(_ value: T) throws { try box.append().put(value, path: path) }

    func nestedContainer<NestedKey: CodingKey>(
      keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
      StateEncoder(box: box.append(), path: path).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      StateEncoder(box: box.append(), path: path).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { StateEncoder(box: box.append(), path: path) }

    private var path: [any CodingKey] { codingPath + [NamedKey("\(count)")] }
  }

  private struct Single: SingleValueEncodingContainer {
    let box: Box
    let codingPath: [any CodingKey]

    func encodeNil() { box.put(.null) }
    func encode(_ value: Bool) { box.put(.bool(value)) }
    func encode(_ value: String) { box.put(.text(value)) }
    func encode(_ value: Double) { box.put(.double(value.bitPattern)) }
    func encode(_ value: Float) { box.put(.float(value.bitPattern)) }

    func encode<T: Encodable & FixedWidthInteger>(_ value: T) throws {
      if let small = Int64(exactly: value) {
        box.put(.integer(small))
      } else if let large = UInt64(exactly: value) {
        box.put(.unsigned(large))
      } else {
        throw EncodingError.invalidValue(
          value, .init(codingPath: codingPath, debugDescription: "more than 64 bits"))
      }
    }

    func encode<T: Encodable>(_ value: T) throws { try box.put(value, path: codingPath) }
  }
}

/// A key made from a text.
struct NamedKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
