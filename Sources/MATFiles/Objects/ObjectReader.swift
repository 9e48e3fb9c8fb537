import Matrices
import OrderedCollections

/// Makes values from references to objects, for one variable.
///
/// What a file's tables say is not trusted to be a tree: an object may be part of several, and of
/// itself, as MATLAB's handles often are. An object inside of itself becomes opaque, since a value
/// has no room for what contains it, and says how far out the object is. Each copy of an object
/// counts against the limits like one that is stored, and there may not be many more copies than
/// values stored, so that few bytes that refer to each other can't become many values. Copies share
/// the elements of their arrays.
struct ObjectReader {
  let store: ObjectStore
  private var budget: DecodingBudget
  /// The objects that are being made, the outermost first.
  private var ancestors: [Int] = []
  /// How deep in objects, cells and structs the value lies that is being made.
  private var depth = 0
  /// What the values take that the properties of a class have by default, once it was needed.
  private var weights: [Int: ValueWeight] = [:]
  /// How many values a variable may have, and how many of them are not made yet.
  private let mostValues: Int
  private var valuesLeft: Int

  /// Values that a variable may have whatever the number of those stored, and how many for each of those.
  private static let (freeValues, valuesPerStored) = (1 << 18, 8)

  init(_ store: ObjectStore, _ limits: MATLimits, fileByteCount: Int) {
    self.store = store
    budget = DecodingBudget(limits, fileByteCount: fileByteCount)
    let most = store.valueCount.multipliedSaturating(by: Self.valuesPerStored)
      .addingSaturating(Self.freeValues)
    mostValues = most.multipliedSaturating(by: limits.expansion) / MATLimits().expansion
    valuesLeft = mostValues
  }

  /// Counts what a value takes before it is made.
  private mutating func spend(_ weight: ValueWeight) throws(MATError) {
    guard weight.valueCount <= valuesLeft else {
      throw DecodingBudget.exceeded(
        .expansion, "\(mostValues) values in a variable with objects", "more")
    }
    valuesLeft -= weight.valueCount
    try budget.spend(byteCount: weight.byteCount)
  }

  /// Goes a level deeper while `body` runs.
  private mutating func nested<Result>(
    _ body: (inout ObjectReader) throws(MATError) -> Result
  ) throws(MATError) -> Result {
    depth += 1
    defer { depth -= 1 }
    try budget.check(depth: depth)
    return try body(&self)
  }

  /// The objects that a variable of the given class refers to; opaque where it is no reference.
  mutating func value(of stored: MATValue, className: String) throws(MATError) -> MATValue {
    guard let reference = ObjectReference(stored) else {
      return .opaque(className: className, size: [1, 1], reason: .noReference)
    }
    return try value(of: reference, stored, className: className)
  }

  /// The value of a reference, with what is stored in its place.
  private mutating func value(
    of reference: ObjectReference, _ stored: MATValue, className: String?
  ) throws(MATError) -> MATValue {
    let value = try value(of: reference, className: className)
    guard case .object(let object) = value else { return value }
    return .object(object.stored(as: StoredInstance(store: store, reference: stored)))
  }

  private mutating func value(
    of reference: ObjectReference, className: String?
  ) throws(MATError) -> MATValue {
    switch reference {
    case .enumeration(let array): return try enumeration(array)
    case .functionHandle(let stored):
      return .functionHandle(
        MATFunctionHandle(
          stored: try nested { (reader) throws(MATError) in try reader.resolved(stored) },
          instance: StoredInstance(store: store, reference: .structure(stored))))
    case .objects(let size, let numbers, let classNumber):
      guard let name = store.className(classNumber) ?? className else {
        throw ObjectStore.damage(expected: "a class of objects", found: "number \(classNumber)")
      }
      try spend(ValueWeight(valueCount: numbers.count + 1, byteCount: 0))
      let alias = store.alias(ofClass: classNumber)
      guard numbers.count == 1 else {
        return try array(of: name, alias: alias, size: size, numbers)
      }
      return try object(numbers[0], className: name)
    }
  }

  /// One object, of its own class; `className` is that of the reference, for an object that was
  /// deleted.
  private mutating func object(
    _ number: Int, className: String
  ) throws(MATError) -> MATValue {
    // The number 0 stands for an object that was deleted.
    if number == 0 { return .opaque(className: className, size: [1, 1], reason: .deleted) }
    let classNumber = try store.record(number).classNumber
    let name = store.className(classNumber) ?? className
    if let place = ancestors.lastIndex(of: number) {
      return .opaque(
        className: name, size: [1, 1], reason: .insideItself(levels: ancestors.count - place))
    }
    let properties = MATStructArray(
      try nested { (reader) throws(MATError) in try reader.properties(ofObject: number) })
    return try KnownClass.value(of: name, properties, isBigEndian: store.isBigEndian)
      ?? .object(
        MATObject(
          className: name, size: [1, 1], properties: properties,
          alias: store.alias(ofClass: classNumber)))
  }

  /// An array of several objects, or of none: with their properties side by side where all are of
  /// its class and have the same, else each for itself.
  private mutating func array(
    of className: String, alias: String?, size: [Int], _ numbers: [Int]
  ) throws(MATError) -> MATValue {
    var elements: [MATValue] = []
    for (index, number) in numbers.enumerated() {
      do throws(MATError) {
        elements.append(try object(number, className: className))
      } catch {
        throw error.inside("(\(index + 1))")
      }
    }
    guard let fields = Self.commonFields(of: elements, className: className, alias: alias) else {
      return .object(
        MATObject(className: className, size: size, elements: elements, alias: alias))
    }
    return .object(
      MATObject(
        className: className, size: size, properties: MATStructArray(size: size, fields: fields),
        alias: alias))
  }

  /// The properties of objects that are all of one class and have the same; nil where they are not.
  private static func commonFields(
    of elements: [MATValue], className: String, alias: String?
  ) -> OrderedDictionary<String, [MATValue]>? {
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    for (index, element) in elements.enumerated() {
      guard case .object(let object) = element, object.className == className,
        object.alias == alias, object.size == [1, 1], let properties = object.properties,
        properties.size == [1, 1], index == 0 || properties.fields.count == fields.count
      else { return nil }
      for (name, values) in properties.fields {
        guard index == 0 || fields[name] != nil else { return nil }
        fields[name, default: []] += values
      }
    }
    return fields
  }

  /// The properties of an object: those of its class as they are by default, as far as it was not saved with
  /// others.
  private mutating func properties(
    ofObject number: Int
  ) throws(MATError) -> OrderedDictionary<String, MATValue> {
    try budget.checkTime()
    let record = try store.record(number)
    ancestors.append(number)
    defer { ancestors.removeLast() }
    var properties: OrderedDictionary<String, MATValue> = [:]
    if let defaults = try store.defaults(ofClass: record.classNumber) {
      try spend(weight(of: defaults, ofClass: record.classNumber))
      for (name, values) in defaults.fields {
        properties[name] = try resolved(values[0], inside: name)
      }
    }
    for property in try store.properties(of: record) {
      properties[property.name] = try value(of: property)
    }
    for (index, number) in try store.addedProperties(of: record).enumerated() {
      properties["__dynamic_property__\(index + 1)"] = try value(ofAddedProperty: number)
    }
    return properties
  }

  private mutating func value(of property: ObjectStore.Property) throws(MATError) -> MATValue {
    switch property.content {
    case .cell(let index):
      let weight = store.weights[index]
      try spend(weight)
      if weight.mayRefer { return try resolved(store.cells[index], inside: property.name) }
      do throws(MATError) {
        try budget.check(depth: depth + weight.depth)
      } catch {
        throw error.inside("." + property.name)
      }
      return store.cells[index]
    case .enumerationMember(let name): return name.matValue
    case .number(let number):
      return number <= 1 ? (number == 1).matValue : Int32(bitPattern: number).matValue
    case .unknown(let kind):
      return .opaque(className: "unknown", size: [1, 1], reason: .unknownPropertyKind(kind))
    }
  }

  private mutating func value(ofAddedProperty number: Int) throws(MATError) -> MATValue {
    let classNumber = try store.record(number).classNumber
    return try value(
      of: .objects(size: [1, 1], numbers: [number], classNumber: classNumber), className: nil)
  }

  private mutating func weight(of defaults: MATStructArray, ofClass number: Int) -> ValueWeight {
    if let weight = weights[number] { return weight }
    let weight = ValueWeight(.structure(defaults))
    weights[number] = weight
    return weight
  }

  private mutating func resolved(
    _ value: MATValue, inside property: String
  ) throws(MATError) -> MATValue {
    do throws(MATError) {
      return try resolved(value)
    } catch {
      throw error.inside("." + property)
    }
  }

  /// A stored value with the objects that it refers to, at any depth, in their place.
  private mutating func resolved(_ value: MATValue) throws(MATError) -> MATValue {
    if let reference = ObjectReference(value) {
      return try self.value(of: reference, value, className: nil)
    }
    switch value {
    case .cell(let cells):
      return .cell(
        NDArray(
          size: cells.size,
          elements: try nested { (reader) throws(MATError) in try reader.resolved(cells.elements) })
      )
    case .structure(let array):
      return .structure(try nested { (reader) throws(MATError) in try reader.resolved(array) })
    case .object(let object):
      if let form = object.stored, let value = try resolved(form, object) { return value }
      guard let properties = object.properties else { return value }
      return .object(
        MATObject(
          className: object.className, size: object.size,
          properties: try nested { (reader) throws(MATError) in try reader.resolved(properties) },
          stored: object.stored))
    case .functionHandle(let handle):
      guard let workspace = handle.workspace else { return value }
      return .functionHandle(
        handle.replacing(
          workspace: try nested { (reader) throws(MATError) in try reader.resolved(workspace) }))
    default: return value
    }
  }

  /// The value of what is stored in a form of its own among the data of objects; nil where it is an object with its
  /// properties.
  private mutating func resolved(
    _ form: StoredForm, _ object: MATObject
  ) throws(MATError) -> MATValue? {
    switch form {
    case .unset: return .numeric(MATNumericArray(size: [0, 0], real: .double([])))
    case .functionHandle(let parts):
      guard case .structure(let stored)? = parts.first else {
        return .functionHandle(MATFunctionHandle(text: nil))
      }
      return .functionHandle(
        MATFunctionHandle(
          stored: try nested { (reader) throws(MATError) in try reader.resolved(stored) },
          instance: StoredInstance(store: store, reference: .structure(stored))))
    case .reference(let system, _):
      return .opaque(
        className: object.className, size: object.size,
        reason: system == StoredObjects.ownSystem ? .noObjectData : .foreign(system: system))
    case .oldStyle, .instance, .enumeration: return nil
    }
  }

  private mutating func resolved(_ values: [MATValue]) throws(MATError) -> [MATValue] {
    var resolved: [MATValue] = []
    resolved.reserveCapacity(values.count)
    for value in values { resolved.append(try self.resolved(value)) }
    return resolved
  }

  private mutating func resolved(_ array: MATStructArray) throws(MATError) -> MATStructArray {
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    fields.reserveCapacity(array.fields.count)
    for (name, values) in array.fields { fields[name] = try resolved(values) }
    return MATStructArray(size: array.size, fields: fields)
  }
}

// Enumerations.
extension ObjectReader {
  /// The members of an enumeration: for each its name, and the value behind it where it has one.
  private mutating func enumeration(_ array: MATStructArray) throws(MATError) -> MATValue {
    guard let classNumber = array.words("ClassName")?.first,
      let className = store.className(Int(classNumber)),
      case .numeric(let indices)? = array.fields["ValueIndices"]?[0],
      case .uint32(let positions) = indices.real, let nameNumbers = array.words("ValueNames")
    else {
      throw ObjectStore.damage(expected: "the members of an enumeration", found: "something else")
    }
    try spend(
      ValueWeight(valueCount: positions.count.multipliedSaturating(by: 2), byteCount: 0))
    var values: [MATValue] = []
    if case .cell(let stored)? = array.fields["Values"]?[0] {
      values = try resolved(stored.elements)
    }
    let weights = values.map { ValueWeight($0) }
    var fields: OrderedDictionary<String, [MATValue]> = ["Name": []]
    if !values.isEmpty { fields["Value"] = [] }
    for position in positions.lazy.map(Int.init) {
      guard position < nameNumbers.count, values.isEmpty || position < values.count else {
        throw ObjectStore.damage(
          expected: "one of \(nameNumbers.count) members of an enumeration", found: "\(position)")
      }
      fields["Name"]?.append(try store.names.name(Int(nameNumbers[position])).matValue)
      guard !values.isEmpty else { continue }
      try spend(weights[position])
      fields["Value"]?.append(values[position])
    }
    return .object(
      MATObject(
        className: className, size: indices.size,
        properties: MATStructArray(size: indices.size, fields: fields)))
  }
}

extension MATStructArray {
  /// The words in a field of a scalar struct.
  fileprivate func words(_ field: String) -> [UInt32]? {
    guard case .numeric(let array)? = fields[field]?.first, case .uint32(let words) = array.real
    else { return nil }
    return words
  }
}
