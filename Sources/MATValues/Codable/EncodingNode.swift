import Matrices
import OrderedCollections

/// A value under construction: containers fill it in any order, and it becomes a ``MATValue`` when all is
/// there.
final class EncodingNode {
  private enum Content {
    case nothing
    case value(MATValue)
    case fields(OrderedDictionary<String, EncodingNode>)
    case elements([EncodingNode])
  }

  private var content = Content.nothing
  /// True if it was made of a dictionary, whose elements in an array may have different keys.
  var isDictionary = false

  /// Why the whole cannot be encoded, where that was found in a place that cannot throw.
  var refusal: MATError?

  /// Sets the whole value.
  func set(_ value: MATValue) {
    content = .value(value)
  }

  /// Makes this a struct, where it is none yet.
  func becomeStruct() {
    if case .fields = content { return }
    content = .fields([:])
  }

  /// Makes this an array, where it is none yet.
  func becomeArray() {
    if case .elements = content { return }
    content = .elements([])
  }

  /// A new value for a field, in place of the one that was there.
  func field(_ name: String) -> EncodingNode {
    let node = EncodingNode()
    guard case .fields(var fields) = content else {
      content = .fields([name: node])
      return node
    }
    content = .nothing
    fields[name] = node
    content = .fields(fields)
    return node
  }

  /// A new last element.
  func appendElement() -> EncodingNode {
    let node = EncodingNode()
    guard case .elements(var elements) = content else {
      content = .elements([node])
      return node
    }
    content = .nothing
    elements.append(node)
    content = .elements(elements)
    return node
  }

  /// The number of elements so far.
  var elementCount: Int {
    if case .elements(let elements) = content { elements.count } else { 0 }
  }

  /// The value, once all is there. Throws where a type has encoded nothing.
  func value(options: MATEncoder, path: CodingPath) throws(MATError) -> MATValue {
    if let refusal { throw refusal }
    switch content {
    case .nothing:
      throw MATError(
        .cannotRepresent, path: path.matlabPath, expected: "a type that encodes something",
        found: "nothing")
    case .value(let value):
      return value
    case .fields(let fields):
      var values: OrderedDictionary<String, MATValue> = [:]
      for (name, node) in fields {
        values[name] = try node.value(options: options, path: path + [FieldKey(name)])
      }
      return .structure(MATStructArray(values))
    case .elements(let elements):
      var values: [MATValue] = []
      values.reserveCapacity(elements.count)
      for (index, node) in elements.enumerated() {
        values.append(
          try node.value(options: options, path: path + [ElementKey(index, isContent: true)]))
      }
      let mayFillFields = !elements.contains { $0.isDictionary }
      if options.records == .table,
        let rows = MATStructArray(
          of: values, size: [values.count, 1], mayFillFields: mayFillFields)
      {
        do throws(MATError) {
          return try .table(of: rows)
        } catch {
          throw error.at(path)
        }
      }
      let size = options.size(ofVector: values.count)
      if options.texts == .string, let texts = MATValue.texts(ofStrings: values, size: size) {
        return texts
      }
      if options.dates == .datetime, let times = MATValue.times(values, size: size) {
        return times
      }
      return .array(of: values, size: size, mayFillFields: mayFillFields)
    }
  }
}

extension MATEncoder {
  /// The size of a one-dimensional array.
  func size(ofVector count: Int) -> [Int] {
    orientation == .row ? [1, count] : [count, 1]
  }
}

extension MATValue {
  /// An array of single strings; nil where none or one is something else.
  fileprivate static func texts(ofStrings values: [MATValue], size: [Int]) -> MATValue? {
    let areStrings = values.allSatisfy { if case .string = $0 { true } else { $0.isAbsent } }
    return areStrings && values.contains { !$0.isAbsent } ? texts(values, size: size) : nil
  }

  /// `[]`, which stands for what is not there.
  static let absent = MATValue.numeric(MATNumericArray(size: [0, 0], real: .double([])))

  /// An array of values that were encoded one by one: a struct array of structs, numbers of one class in an
  /// array of that class, else a cell array.
  fileprivate static func array(
    of values: [MATValue], size: [Int], mayFillFields: Bool
  ) -> MATValue {
    if let structs = MATStructArray(of: values, size: size, mayFillFields: mayFillFields) {
      return .structure(structs)
    }
    if let numbers = MATNumericArray(ofScalars: values, size: size) { return .numeric(numbers) }
    let truths = values.compactMap(\.scalarTruth)
    if !truths.isEmpty && truths.count == values.count {
      return .logical(NDArray(size: size, elements: truths))
    }
    return .cell(NDArray(size: size, elements: values))
  }

  private var scalarTruth: Bool? {
    if case .logical(let array) = self, array.size == [1, 1] { array.scalar } else { nil }
  }
}

extension MATStructArray {
  /// Scalar structs in one array with the fields of all; `[]` where one lacks a field, if that may be.
  fileprivate init?(of values: [MATValue], size: [Int], mayFillFields: Bool) {
    var structs: [MATStructArray] = []
    for value in values {
      guard case .structure(let scalar) = value, scalar.size == [1, 1] else { return nil }
      structs.append(scalar)
    }
    guard let first = structs.first else { return nil }
    if !mayFillFields {
      let names = Set(first.fields.keys)
      guard structs.allSatisfy({ Set($0.fields.keys) == names }) else { return nil }
    }
    var names = OrderedSet(first.fields.keys)
    for scalar in structs { names.formUnion(scalar.fields.keys) }
    let fields = names.map { name in (name, structs.map { $0.fields[name]?.first ?? .absent }) }
    self.init(size: size, fields: OrderedDictionary(uniqueKeysWithValues: fields))
  }
}

/// The key of a field whose name is known to be one.
struct FieldKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) {
    stringValue = name
  }

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init?(intValue: Int) {
    nil
  }
}

extension MATNumericArray {
  /// Real scalars of one class in one array; nil where one is something else, and of none.
  init?(ofScalars values: [MATValue], size: [Int]) {
    guard case .numeric(let first)? = values.first else { return nil }
    guard
      let numbers = MATNumbers(first.numericClass, ofScalars: values)
    else { return nil }
    self.init(size: size, real: numbers)
  }
}

extension MATNumbers {
  fileprivate init?(_ numericClass: MATNumericClass, ofScalars values: [MATValue]) {
    struct Visitor: MATNumberVisitor {
      let values: [MATValue]

      func visit<Number: StoredNumber>(_: [Number]) -> MATNumbers? {
        var numbers: [Number] = []
        numbers.reserveCapacity(values.count)
        for value in values {
          guard case .numeric(let array) = value, array.size == [1, 1], !array.isComplex,
            let number = Number.picked(from: array.real)
          else { return nil }
          numbers.append(number[0])
        }
        return Number.matNumbers(numbers)
      }
    }
    guard let numbers = Self.none(of: numericClass).visit(Visitor(values: values)) else {
      return nil
    }
    self = numbers
  }
}
