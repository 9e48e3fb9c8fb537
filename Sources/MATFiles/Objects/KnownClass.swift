import Matrices
import OrderedCollections

/// What MatKit knows of the inside of MATLAB's own classes.
///
/// One object of theirs stands for a whole array, so its size is not that of the reference but of its data.
/// What does not look as expected, because another version of MATLAB wrote it, stays an object with its
/// properties as they are stored.
enum KnownClass {
  /// The value of one object; nil where the class is none of these, or its properties are not as expected.
  ///
  /// Throws `.damaged` where they contradict themselves.
  static func value(
    of className: String, _ properties: MATStructArray, isBigEndian: Bool
  ) throws(MATError) -> MATValue? {
    switch className {
    case "string":
      return try StringObject.array(properties, isBigEndian: isBigEndian).map(MATValue.string)
    case "datetime": return array(of: className, properties, sizedBy: "data")
    case "duration": return array(of: className, properties, sizedBy: "millis")
    case "categorical": return array(of: className, properties, sizedBy: "codes")
    case "calendarDuration": return calendarDuration(properties)
    case "containers.Map": return map(properties)
    case "table": return TableObject(table: properties)?.value
    case "timetable": return TableObject(timetable: properties)?.value
    case "function_handle_object": return functionHandle(properties)
    default: return nil
    }
  }

  /// An object whose properties are kept as they are stored, with the size of one of them.
  private static func array(
    of className: String, _ properties: MATStructArray, sizedBy name: String
  ) -> MATValue? {
    guard case .numeric(let array)? = properties.scalar(name) else { return nil }
    return .object(MATObject(className: className, size: array.size, properties: properties))
  }

  /// Months, days and milliseconds are one each where all elements have the same.
  private static func calendarDuration(_ properties: MATStructArray) -> MATValue? {
    guard case .structure(let components)? = properties.scalar("components"),
      components.count == 1
    else { return nil }
    let sizes = ["months", "days", "millis"].compactMap { components.scalar($0)?.size }
    let size = sizes.first { $0 != [1, 1] } ?? sizes.first
    return size.map {
      .object(MATObject(className: "calendarDuration", size: $0, properties: properties))
    }
  }

  /// A handle in the workspace of another function.
  private static func functionHandle(_ properties: MATStructArray) -> MATValue? {
    guard properties.fields.count == 1, case .structure(let stored)? = properties.scalar("any"),
      stored.count == 1, stored.fields["function_handle"] != nil
    else { return nil }
    return .functionHandle(MATFunctionHandle(stored: stored))
  }

  /// A map with its keys and values; MATLAB says that a map of n keys is n×1.
  private static func map(_ properties: MATStructArray) -> MATValue? {
    guard case .structure(let stored)? = properties.scalar("serialization"), stored.count == 1,
      case .cell(let keys)? = stored.scalar("keys"),
      case .cell(let values)? = stored.scalar("values"), keys.count == values.count,
      let keyType = stored.scalar("keyType"), let valueType = stored.scalar("valueType")
    else { return nil }
    var fields: OrderedDictionary<String, MATValue> = [
      "KeyType": keyType, "ValueType": valueType,
    ]
    fields["UniformValues"] = stored.scalar("uniformity")
    fields["keys"] = .cell(keys)
    fields["values"] = .cell(values)
    let known = ["keys", "values", "uniformity", "keyType", "valueType"]
    for name in stored.fields.keys where !known.contains(name) && fields[name] == nil {
      fields[name] = stored.scalar(name)
    }
    return .object(
      MATObject(
        className: "containers.Map", size: [keys.count, 1], properties: MATStructArray(fields)))
  }
}
