import Foundation
import Matrices

/// The encoder that a type sees: it fills one ``EncodingNode``.
struct ValueEncoder: Encoder {
  let node: EncodingNode
  let codingPath: CodingPath
  let options: MATEncoder

  var userInfo: [CodingUserInfoKey: Any] { options.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeStruct()
    return KeyedEncodingContainer(KeyedContainer<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeArray()
    return UnkeyedContainer(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleContainer(encoder: self)
  }

  /// Encodes a value, by the short way where there is one.
  func write(_ value: some Encodable) throws {
    switch value {
    case let number as Double: node.set(number.matValue)
    case let text as String: node.set(options.value(of: text))
    // An array without elements could be cast to one of any type.
    case let texts as [String] where options.texts == .string && type(of: value) == [String].self:
      node.set(
        .string(MATStringArray(size: options.size(ofVector: texts.count), elements: texts)))
    case let vector as any EncodableVector: node.set(vector.value(options: options))
    case let rows as any EncodableRows: node.set(rows.value(options: options))
    case let dictionary as any EncodableDictionary: try dictionary.write(to: self)
    case let date as Date:
      node.set(
        options.dates == .datetime
          ? MATDatetimeArray([date], timeZone: "UTC").matValue
          : date.timeIntervalSince1970.matValue)
    case let data as Data:
      node.set(
        .numeric(
          MATNumericArray(size: options.size(ofVector: data.count), real: .uint8(Array(data)))))
    case let url as URL: node.set(options.value(of: url.absoluteString))
    case let writable as any MATWritable: node.set(writable.matValue)
    default: try value.encode(to: self)
    }
  }

  /// The encoder of a field.
  func field(_ key: some CodingKey) throws(MATError) -> ValueEncoder {
    let name = key.fieldName
    do throws(MATError) {
      try MATName.check(name, of: "a field")
    } catch {
      throw error.at(codingPath)
    }
    return ValueEncoder(node: node.field(name), codingPath: codingPath + [key], options: options)
  }

  /// The encoder of the next element.
  func element() -> ValueEncoder {
    let key = ElementKey(node.elementCount, isContent: true)
    return ValueEncoder(
      node: node.appendElement(), codingPath: codingPath + [key], options: options)
  }
}

extension MATEncoder {
  /// A single text.
  func value(of text: String) -> MATValue {
    texts == .char ? text.matValue : .string(MATStringArray(size: [1, 1], elements: [text]))
  }
}
