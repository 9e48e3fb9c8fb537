// What MATLAB's own classes become, so that `data` has what a reader of JSON expects of the class: the times
// of a datetime, the labels of a categorical array. Other objects are written as structs are.
extension CanonicalJSONStream {
  mutating func writeContent(of object: MATObject) throws(Failure) {
    if let alias = object.alias { write("alias", alias) }
    let value = MATValue.object(object)
    switch object.className {
    case "datetime":
      if let times = try? MATDatetimeArray(matValue: value) {
        try write(times)
        return try writeRest(of: object, without: ["data", "tz", "fmt"])
      }
    case "duration":
      if let lengths = try? MATDurationArray(matValue: value) {
        try write(lengths)
        return try writeRest(of: object, without: ["millis", "fmt"])
      }
    case "categorical":
      if let labels = try? MATCategoricalArray(matValue: value) {
        try write(labels)
        return try writeRest(
          of: object, without: ["codes", "categoryNames", "isOrdinal", "isProtected"])
      }
    default: break
    }
    if case .enumeration(let base)? = object.stored {
      text.append(",\"enumeration\":true")
      if let base { write("base", base) }
    }
    if let properties = object.properties {
      try writeFields(of: properties)
    } else if let elements = object.elements {
      text.append(",\"elements\":")
      try writeList(of: elements)
    } else {
      text.append(",\"opaque\":true")
    }
  }

  private mutating func write(_ times: MATDatetimeArray) throws(Failure) {
    try write("data", .double(times.milliseconds.elements))
    if let corrections = times.corrections { try write("imag", .double(corrections.elements)) }
    write("timeZone", times.timeZone)
    write("format", times.format)
  }

  private mutating func write(_ lengths: MATDurationArray) throws(Failure) {
    try write("data", .double(lengths.milliseconds.elements))
    write("format", lengths.format)
  }

  private mutating func write(_ labels: MATCategoricalArray) throws(Failure) {
    try write("data", labels.labels.elements) { $0.append(textOrNull: $1) }
    try write("categories", labels.categories) { $0.append(string: $1) }
    text.append(",\"ordinal\":")
    text.append(labels.isOrdinal)
    text.append(",\"protected\":")
    text.append(labels.isProtected)
  }

  /// Properties that other versions of a class have, under `"further"`; nothing where there are
  /// none.
  private mutating func writeRest(
    of object: MATObject, without known: Set<String>
  ) throws(Failure) {
    guard let properties = object.properties else { return }
    let rest = properties.fields.filter { !known.contains($0.key) }
    guard !rest.isEmpty else { return }
    text.append(",\"further\":")
    try write(.structure(MATStructArray(size: properties.size, fields: rest)))
  }

  private mutating func write(_ key: StaticString, _ value: String?) {
    text.append(",\"")
    text.append(key)
    text.append("\":")
    text.append(textOrNull: value)
  }
}
