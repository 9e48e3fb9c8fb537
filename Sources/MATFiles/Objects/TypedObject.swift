import Matrices
import OrderedCollections

/// An object as it is stored: its properties in the order of its class, without those that equal the class's
/// default values; the counterpart of ``KnownClass``.
struct TypedObject {
  let className: String
  let properties: [(name: String, value: MATValue)]
  /// What the properties of the class are by default; nil where none are kept.
  let defaults: MATStructArray?
  /// Whether the class saves its objects by a method of its own, as one property `any`.
  let isSaved: Bool

  init(
    className: String, properties: [(String, MATValue)], defaults: MATStructArray?, isSaved: Bool
  ) {
    self.className = className
    self.properties = properties.filter { name, value in defaults?.scalar(name) != value }
    self.defaults = defaults
    self.isSaved = isSaved
  }

  /// An array of texts: one row of numbers.
  init(_ array: MATStringArray) {
    self.init(
      className: "string", properties: [("any", StringObject.words(of: array))], defaults: nil,
      isSaved: true)
  }

  /// An array of one of MATLAB's own classes, which is one object; nil where the class is none of them.
  ///
  /// Throws `cannotRepresent` where its properties are not those of the class.
  init?(known object: MATObject) throws(MATError) {
    if object.className == "function_handle_workspace", let any = object.properties?.scalar("any") {
      self.init(
        className: object.className, properties: [("any", any)], defaults: nil, isSaved: true)
      return
    }
    guard let defaults = Self.defaults[object.className] else { return nil }
    guard let properties = object.properties, properties.count == 1 else {
      throw Self.refusal(object, "its properties")
    }
    let isSaved = object.className == "timetable"
    let stored: [(String, MATValue)]
    switch object.className {
    case "datetime": stored = try Self.ordered(properties, ["data", "fmt", "tz"], object)
    case "duration": stored = try Self.ordered(properties, ["millis", "fmt"], object)
    case "calendarDuration": stored = try Self.ordered(properties, ["components", "fmt"], object)
    case "categorical":
      stored = try Self.ordered(
        properties, ["categoryNames", "codes", "isProtected", "isOrdinal"], object)
    case "containers.Map": stored = try Self.map(properties, object)
    case "table": stored = try StoredTable(object, properties).tableProperties()
    case "timetable": stored = try StoredTable(object, properties).timetableProperties()
    default: stored = properties.fields.map { ($0, $1[0]) }
    }
    self.init(
      className: object.className, properties: stored, defaults: defaults, isSaved: isSaved)
  }

  static func refusal(_ object: MATObject, _ expected: String) -> MATError {
    MATError(
      .cannotRepresent, expected: "a \(object.className) with \(expected)",
      found: MATValue.object(object).summary)
  }

  /// The properties of a class in its order; what an object has not is left out.
  private static func ordered(
    _ properties: MATStructArray, _ names: [String], _ object: MATObject
  ) throws(MATError) -> [(String, MATValue)] {
    guard let first = names.first, properties.fields[first] != nil,
      properties.fields.keys.allSatisfy(names.contains)
    else { throw refusal(object, "no properties but \(names.joined(separator: ", "))") }
    return names.compactMap { name in properties.scalar(name).map { (name, $0) } }
  }

  /// The struct in which a map has its keys and values.
  private static func map(
    _ properties: MATStructArray, _ object: MATObject
  ) throws(MATError) -> [(String, MATValue)] {
    let names = [
      ("keys", "keys"), ("values", "values"), ("uniformity", "UniformValues"),
      ("keyType", "KeyType"), ("valueType", "ValueType"),
    ]
    var fields: OrderedDictionary<String, MATValue> = [:]
    for (stored, name) in names {
      guard let value = properties.scalar(name) else { throw refusal(object, "a property \(name)") }
      fields[stored] = value
    }
    guard properties.fields.count == names.count, case .cell(let keys)? = fields["keys"],
      case .cell(let values)? = fields["values"], keys.count == values.count
    else { throw refusal(object, "as many values as keys and no other properties") }
    return [("serialization", .structure(MATStructArray(fields)))]
  }

  // What MATLAB R2023b keeps for each class; nil where it keeps nothing.
  private static let defaults: [String: MATStructArray?] = {
    let empty = MATValue.numeric(MATNumericArray(size: [0, 0], real: .double([])))
    let noText = MATValue.char(NDArray(size: [0, 0], elements: []))
    let noCells = MATValue.cell(NDArray(size: [0, 0], elements: []))
    let components: MATStructArray = ["months": empty, "days": empty, "millis": empty]
    return [
      "datetime": MATStructArray(["fmt": noText, "tz": noText]),
      "duration": MATStructArray(["millis": (0.0).matValue, "fmt": "hh:mm:ss".matValue]),
      "calendarDuration": MATStructArray([
        "components": .structure(components), "fmt": "ymdt".matValue,
      ]),
      "categorical": MATStructArray([
        "categoryNames": noCells,
        "codes": .numeric(MATNumericArray(size: [0, 0], real: .uint8([]))),
        "isProtected": false.matValue, "isOrdinal": false.matValue,
      ]),
      "table": MATStructArray(["data": .cell(NDArray(size: [1, 0], elements: []))]),
      "timetable": nil, "containers.Map": nil, "dictionary": nil,
    ]
  }()
}
