import Matrices
import OrderedCollections

/// Numbers objects as MATLAB does when it saves, and makes the data that a file keeps of them: the counterpart of
/// ``ObjectReader`` and ``ObjectStore``, which tells the layout.
///
/// Variables are walked in the order in which they are saved, cells in column-major order, struct arrays element by
/// element. What is met gets the next number of its kind, unless it has one: an object when it is met, then
/// for each of its properties in order the name, what is in the value, and last the value; then its class, with
/// the names of the properties that have a default and what is in those; and when all that is done, the object's
/// place in the order of finishing. Properties that equal their class's default are left out. Files of MATLAB's come
/// out byte for byte.
///
/// An object that was read from a file is taken from that file's data, with all that it refers to, and two
/// references to one object stay two references to one (`ObjectEncoder+Read.swift`, which shares the state).
struct ObjectEncoder {
  /// An object of a file.
  struct Source: Hashable {
    let store: ObjectIdentifier
    let number: Int
  }

  /// Where a value lies: in a variable, where objects are references of their own kind, or in a property, where
  /// they are words.
  enum Context { case variable, property }

  var tables = ObjectTableBuilder()
  /// The values of properties, their objects references.
  var values: [MATValue] = []
  /// The numbers that objects of files have got.
  var numbers: [Source: Int] = [:]
  /// For each class what its properties are by default: as it came, and with references in place of objects.
  private var defaults: [(original: MATStructArray?, stored: MATStructArray?)] = [(nil, nil)]

  /// The variables with what is stored in place of objects, and the data of those; nil where there are none.
  ///
  /// Throws `cannotRepresent`, naming the variable, where a value cannot be stored.
  static func encode(
    _ variables: [MATVariable]
  ) throws(MATError) -> (variables: [MATVariable], objects: StoredObjects?) {
    guard variables.contains(where: { $0.value.holdsObjects }) else { return (variables, nil) }
    var encoder = ObjectEncoder()
    var stored = variables
    for index in SavedOrder.indices(of: variables) {
      do throws(MATError) {
        stored[index].value = try encoder.stored(variables[index].value, in: .variable)
      } catch {
        throw error.with(file: nil, variable: variables[index].name)
      }
    }
    return (stored, encoder.tables.hasClasses ? try encoder.objects() : nil)
  }

  /// The data of all objects that were met.
  private func objects() throws(MATError) -> StoredObjects {
    let none = MATValue.structure(MATStructArray(size: [1, 0], fields: [:]))
    let bytes = try tables.bytes()
    let count = defaults.count
    var cells: [MATValue] = [
      .numeric(MATNumericArray(size: [bytes.count, 1], real: .uint8(bytes))), .unset,
    ]
    cells += values
    cells.append(.cell(NDArray(repeating: none, size: [count, 1])))
    cells.append(.numeric(MATNumericArray(size: [count, 1], real: .int32(tables.aliases))))
    cells.append(
      .cell(
        NDArray(
          size: [count, 1], elements: defaults.map { $0.stored.map(MATValue.structure) ?? none })))
    return StoredObjects(wrapperCells: cells)
  }
}

// Values.
extension ObjectEncoder {
  /// What is stored in place of a value.
  mutating func stored(_ value: MATValue, in context: Context) throws(MATError) -> MATValue {
    switch value {
    case .numeric, .logical, .char, .sparse: return value
    case .cell where !value.holdsObjects, .structure where !value.holdsObjects: return value
    case .cell(let array):
      var elements: [MATValue] = []
      elements.reserveCapacity(array.count)
      for (position, element) in array.elements.enumerated() {
        do throws(MATError) {
          elements.append(try stored(element, in: context))
        } catch {
          throw error.inside("{\(subscriptText(of: position, in: array.size))}")
        }
      }
      return .cell(NDArray(size: array.size, elements: elements))
    case .structure(let array): return .structure(try stored(array, in: context))
    case .string(let array):
      let object = TypedObject(array)
      return try stored(object, in: context)
    case .functionHandle(let handle): return try stored(handle, in: context)
    case .object(let object): return try stored(object, in: context)
    case .opaque(let className, let size, .deleted):
      let words = try reference(to: [0], size: size, enter(className, defaults: nil))
      return Self.placed(words, className, size, in: context)
    case .opaque: throw Self.refusal(of: value)
    }
  }

  /// A struct array, element by element.
  mutating func stored(
    _ array: MATStructArray, in context: Context
  ) throws(MATError) -> MATStructArray {
    var fields = array.fields
    for element in 0..<array.count {
      for field in array.fields.keys {
        do throws(MATError) {
          let value = array.fields[field]?[element] ?? .unset
          fields[field]?[element] = try stored(value, in: context)
        } catch {
          let place =
            array.count == 1 ? "" : "(\(subscriptText(of: element, in: array.size)))"
          throw error.inside(place + MATPath.Step.field(field).description)
        }
      }
    }
    return MATStructArray(size: array.size, fields: fields)
  }

  private mutating func stored(
    _ object: MATObject, in context: Context
  ) throws(MATError) -> MATValue {
    switch object.stored {
    case .oldStyle:
      guard let properties = object.properties else { throw Self.refusal(of: .object(object)) }
      return .object(
        MATObject(
          className: object.className, size: object.size,
          properties: try stored(properties, in: context), stored: .oldStyle))
    case .instance(let instance):
      if let store = Self.store(of: instance), let reference = instance.reference {
        let words = try renumbered(reference, of: store)
        return Self.placed(words, object.className, object.size, in: context)
      }
      // It came from another process or machine: what is one value can be made anew.
      guard let typed = try TypedObject(known: object) else {
        throw Self.refusal(of: .object(object))
      }
      return try stored(typed, in: context)
    case .reference, .functionHandle, .unset: throw Self.refusal(of: .object(object))
    case .enumeration(let base): return try storedEnumeration(object, base: base, in: context)
    case nil:
      if let typed = try TypedObject(known: object) { return try stored(typed, in: context) }
      return try storedArray(object, in: context)
    }
  }

  /// The data of objects that an instance was read from, where they are at hand in this machine's byte order.
  static func store(of instance: StoredInstance) -> ObjectStore? {
    guard let store = instance.store as? ObjectStore,
      store.isBigEndian == ByteReader.isHostBigEndian
    else { return nil }
    return store
  }

  /// The value that stands where an object is.
  static func placed(
    _ reference: MATValue, _ className: String, _ size: [Int], in context: Context
  ) -> MATValue {
    guard context == .variable else { return reference }
    return .stored(
      .reference(system: StoredObjects.ownSystem, parts: [reference]), className: className,
      size: size)
  }

  static func refusal(of value: MATValue) -> MATError {
    var error = MATError(
      .cannotRepresent, expected: "a value that MatKit can write",
      found: value.summaryWithReason)
    error.remedy = "convert or update the file that it comes from, which keeps it as it is"
    return error
  }

  /// The words of a reference.
  func reference(
    to numbers: [Int], size: [Int], _ classNumber: Int
  ) throws(MATError) -> MATValue {
    var words: [UInt32] = [ObjectReference.mark, UInt32(size.count)]
    for number in size + numbers + [classNumber] {
      guard let word = UInt32(exactly: number) else {
        throw MATError(
          .cannotRepresent, expected: "fewer than 2³² objects", found: "\(number)")
      }
      words.append(word)
    }
    return .numeric(MATNumericArray(size: [words.count, 1], real: .uint32(words)))
  }
}

// Objects that are made of values.
extension ObjectEncoder {
  private mutating func stored(
    _ object: TypedObject, in context: Context
  ) throws(MATError) -> MATValue {
    let number = try save(object)
    let words = try reference(
      to: [number], size: [1, 1], enter(object.className, defaults: object.defaults))
    return Self.placed(words, object.className, [1, 1], in: context)
  }

  /// An array of objects of a user's class with their properties, all of which are written.
  private mutating func storedArray(
    _ array: MATObject, in context: Context
  ) throws(MATError) -> MATValue {
    var numbers: [Int] = []
    if let elements = array.elements {
      for element in elements {
        guard case .object(let object) = element, object.count == 1, let typed = typed(object, 0)
        else { throw Self.refusal(of: element) }
        numbers.append(try save(typed))
      }
    } else {
      for index in 0..<array.count {
        guard let typed = typed(array, index) else { throw Self.refusal(of: .object(array)) }
        numbers.append(try save(typed))
      }
    }
    let classNumber = try enter(array.className, defaults: nil, alias: array.alias)
    let words = try reference(to: numbers, size: array.size, classNumber)
    return Self.placed(words, array.className, array.size, in: context)
  }

  /// One object of an array; nil where it has no properties of its own.
  private func typed(_ array: MATObject, _ index: Int) -> TypedObject? {
    guard let properties = array.properties, properties.size == array.size,
      !properties.fields.keys.contains(where: { $0.hasPrefix("__dynamic_property__") })
    else { return nil }
    return TypedObject(
      className: array.className, properties: properties.fields.map { ($0, $1[index]) },
      defaults: nil, isSaved: false)
  }

  private mutating func storedEnumeration(
    _ array: MATObject, base: String?, in context: Context
  ) throws(MATError) -> MATValue {
    guard let properties = array.properties, let names = properties["Name"] else {
      throw Self.refusal(of: .object(array))
    }
    let classNumber = try enter(array.className, defaults: nil)
    var members: OrderedDictionary<String, MATValue?> = [:]
    var indices: [UInt32] = []
    for (index, name) in names.enumerated() {
      let text = try String(matValue: name)
      if members.index(forKey: text) == nil {
        members.updateValue(properties["Value"]?[index], forKey: text)
      }
      indices.append(UInt32(members.index(forKey: text) ?? 0))
    }
    let nameNumbers = members.keys.map { UInt32(tables.number(ofName: $0)) }
    var values: [MATValue] = []
    for case let value? in members.values { values.append(try stored(value, in: .property)) }
    let baseNumber = try base.map { name throws(MATError) in try enter(name, defaults: nil) } ?? 0
    let words = { (words: [UInt32], size: [Int]) in
      MATValue.numeric(MATNumericArray(size: size, real: .uint32(words)))
    }
    let reference = MATStructArray([
      "EnumerationInstanceTag": words([ObjectReference.mark], [1, 1]),
      "ClassName": words([UInt32(classNumber)], [1, 1]),
      "ValueNames": words(nameNumbers, [nameNumbers.count, 1]),
      "Values": .cell(NDArray(size: [values.count, values.isEmpty ? 0 : 1], elements: values)),
      "ValueIndices": words(indices, array.size),
      "BuiltinClassName": words([UInt32(baseNumber)], [1, 1]),
    ])
    return Self.placed(.structure(reference), array.className, array.size, in: context)
  }

  /// Gives an object its number, and all that is in it theirs.
  private mutating func save(_ object: TypedObject) throws(MATError) -> Int {
    let (number, list) = tables.beginObject(isSaved: object.isSaved)
    for (name, value) in object.properties {
      let nameNumber = tables.number(ofName: name)
      let stored: MATValue
      do throws(MATError) {
        stored = try self.stored(value, in: .property)
      } catch {
        throw error.inside(MATPath.Step.field(name).description)
      }
      tables.add([nameNumber, 1, values.count], to: list)
      values.append(stored)
    }
    let classNumber = try enter(object.className, defaults: object.defaults)
    _ = tables.endObject(number, classNumber: classNumber)
    return number
  }

  /// The number of a class of objects that are made anew.
  private mutating func enter(
    _ className: String, defaults: MATStructArray?, alias: String? = nil
  ) throws(MATError) -> Int {
    try enter(className, defaults: defaults, alias: alias) {
      (encoder, defaults) throws(MATError) in try encoder.stored(defaults, in: .property)
    }
  }

  /// The number of a class, which is entered where it is new, with what its properties are by default: `storing`
  /// makes of those what is stored in their place.
  mutating func enter(
    _ className: String, defaults: MATStructArray?, alias: String?,
    storing: (inout ObjectEncoder, MATStructArray) throws(MATError) -> MATStructArray
  ) throws(MATError) -> Int {
    let count = tables.classCount
    let number = tables.number(ofClass: className, alias: alias)
    guard tables.classCount > count else {
      try check(defaults, ofClass: number, className)
      return number
    }
    self.defaults.append((defaults, nil))
    guard let defaults else { return number }
    for name in defaults.fields.keys { _ = tables.number(ofName: name) }
    self.defaults[number].stored = try storing(&self, defaults)
    return number
  }

  /// Throws where objects of a class leave out other defaults than the class was entered with.
  private func check(
    _ defaults: MATStructArray?, ofClass number: Int, _ className: String
  ) throws(MATError) {
    guard let defaults, self.defaults[number].original != defaults else { return }
    throw MATError(
      .cannotRepresent,
      expected: "objects of one class with the same default values in one file",
      found: "objects of class \(className) from files where those differ")
  }
}

extension MATValue {
  /// Whether anything in the value is stored apart from it, or in a form of its own.
  var holdsObjects: Bool {
    switch self {
    case .numeric, .logical, .char, .sparse: false
    case .string, .functionHandle, .object, .opaque: true
    case .cell(let array): array.elements.contains(where: \.holdsObjects)
    case .structure(let array):
      array.fields.values.contains { $0.contains(where: \.holdsObjects) }
    }
  }
}

extension MATObject {
  /// The number of elements.
  fileprivate var count: Int { size.reduce(1, *) }
}
