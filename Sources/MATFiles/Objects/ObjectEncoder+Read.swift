import Matrices
import OrderedCollections

// Objects that were read from a file.
extension ObjectEncoder {
  /// A value of that file's data with the numbers of this one.
  mutating func renumbered(
    _ value: MATValue, of store: ObjectStore
  ) throws(MATError) -> MATValue {
    switch ObjectReference(value) {
    case .objects(let size, let stored, let classNumber):
      var numbers: [Int] = []
      for number in stored { numbers.append(try save(number, of: store)) }
      return try reference(to: numbers, size: size, enter(classNumber, of: store))
    case .enumeration(let array): return try renumbered(enumeration: array, of: store)
    case .functionHandle, nil: break
    }
    switch value {
    case .cell(let array):
      var elements: [MATValue] = []
      elements.reserveCapacity(array.count)
      for element in array.elements { elements.append(try renumbered(element, of: store)) }
      return .cell(NDArray(size: array.size, elements: elements))
    case .structure(let array): return .structure(try renumbered(array, of: store))
    case .object(let object):
      // A reference of a variable's kind, in a handle that was one and is part of an object now.
      guard case .reference(StoredObjects.ownSystem, let parts)? = object.stored, parts.count == 1
      else { return value }
      return try renumbered(parts[0], of: store)
    default: return value
    }
  }

  private mutating func renumbered(
    _ array: MATStructArray, of store: ObjectStore
  ) throws(MATError) -> MATStructArray {
    var fields = array.fields
    for element in 0..<array.count {
      for field in array.fields.keys {
        let value = array.fields[field]?[element] ?? .unset
        fields[field]?[element] = try renumbered(value, of: store)
      }
    }
    return MATStructArray(size: array.size, fields: fields)
  }

  private mutating func renumbered(
    enumeration array: MATStructArray, of store: ObjectStore
  ) throws(MATError) -> MATValue {
    func words(_ field: String) throws(MATError) -> [Int] {
      guard case .numeric(let numbers)? = array.scalar(field),
        case .uint32(let words) = numbers.real
      else {
        throw ObjectStore.damage(expected: "the \(field) of an enumeration", found: "none")
      }
      return words.map(Int.init)
    }
    var fields = array.fields
    func replace(_ field: String, _ numbers: [Int]) {
      guard case .numeric(let old)? = fields[field]?[0] else { return }
      fields[field] = [
        .numeric(MATNumericArray(size: old.size, real: .uint32(numbers.map { UInt32($0) })))
      ]
    }
    let classes = try words("ClassName")
    replace(
      "ClassName", try classes.map { number throws(MATError) in try enter(number, of: store) })
    let names = try words("ValueNames")
    replace(
      "ValueNames",
      try names.map { number throws(MATError) in
        tables.number(ofName: try store.names.name(number))
      })
    if let values = array.scalar("Values") {
      fields["Values"] = [try renumbered(values, of: store)]
    }
    let bases = try words("BuiltinClassName")
    replace(
      "BuiltinClassName",
      try bases.map { number throws(MATError) in
        number == 0 ? 0 : try enter(number, of: store)
      })
    return .structure(MATStructArray(size: array.size, fields: fields))
  }

  /// Gives an object of a file its number here.
  private mutating func save(_ number: Int, of store: ObjectStore) throws(MATError) -> Int {
    if number == 0 { return 0 }
    let source = Source(store: ObjectIdentifier(store), number: number)
    if let known = numbers[source] { return known }
    let record = try store.record(number)
    let (new, list) = tables.beginObject(isSaved: record.savedList != 0)
    numbers[source] = new
    for property in try store.properties(of: record) {
      let name = tables.number(ofName: property.name)
      switch property.content {
      case .cell(let index):
        let value = try renumbered(store.cells[index], of: store)
        tables.add([name, 1, values.count], to: list)
        values.append(value)
      case .enumerationMember(let member):
        tables.add([name, 0, tables.number(ofName: member)], to: list)
      case .number(let word): tables.add([name, 2, Int(word)], to: list)
      case .unknown(let kind):
        throw MATError(
          .cannotRepresent, expected: "properties of a known kind", found: "the kind \(kind)")
      }
    }
    let place = tables.endObject(new, classNumber: try enter(record.classNumber, of: store))
    for added in try store.addedProperties(of: record) {
      tables.addObject(try save(added, of: store), to: place)
    }
    return new
  }

  /// The number here of a file's class.
  private mutating func enter(_ number: Int, of store: ObjectStore) throws(MATError) -> Int {
    guard let className = store.className(number) else {
      throw ObjectStore.damage(expected: "a class of objects", found: "number \(number)")
    }
    let defaults = try store.defaults(ofClass: number)
    return try enter(className, defaults: defaults, alias: store.alias(ofClass: number)) {
      (encoder, defaults) throws(MATError) in try encoder.renumbered(defaults, of: store)
    }
  }
}

// Function handles.
extension ObjectEncoder {
  mutating func stored(
    _ handle: MATFunctionHandle, in context: Context
  ) throws(MATError) -> MATValue {
    let part: MATStructArray
    if let instance = handle.stored, let store = Self.store(of: instance),
      case .structure(let stored)? = instance.reference
    {
      part =
        try context == .variable
        ? renumberedHandle(stored, of: store) : renumbered(stored, of: store)
    } else {
      guard let stored = try handle.storedStruct() else {
        throw Self.refusal(of: .functionHandle(handle))
      }
      part = try self.stored(stored, in: context)
    }
    guard context == .property else {
      return .stored(
        .functionHandle(parts: [.structure(part)]), className: "function_handle", size: [1, 1])
    }
    let mark = MATNumericArray(size: [1, 1], real: .uint32([ObjectReference.mark]))
    return .cell(NDArray(size: [2, 1], elements: [.numeric(mark), .structure(part)]))
  }

  /// The struct of a handle in a variable, where its workspace is a reference of its own kind.
  private mutating func renumberedHandle(
    _ array: MATStructArray, of store: ObjectStore
  ) throws(MATError) -> MATStructArray {
    var fields = array.fields
    for (field, values) in array.fields {
      for (index, value) in values.enumerated() {
        if case .object(let object) = value, case .reference(let system, let parts) = object.stored
        {
          guard system == StoredObjects.ownSystem, parts.count == 1 else {
            throw Self.refusal(of: value)
          }
          fields[field]?[index] = .stored(
            .reference(system: system, parts: [try renumbered(parts[0], of: store)]),
            className: object.className, size: object.size)
        } else if case .objects(let size, _, let classNumber)? = ObjectReference(value) {
          // A handle that was part of an object and is a variable now.
          fields[field]?[index] = Self.placed(
            try renumbered(value, of: store), store.className(classNumber) ?? "", size,
            in: .variable)
        } else if case .structure(let inner) = value {
          fields[field]?[index] = .structure(try renumberedHandle(inner, of: store))
        }
      }
    }
    return MATStructArray(size: array.size, fields: fields)
  }
}
