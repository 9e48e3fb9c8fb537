extension CanonicalJSON {
  /// The variables of a file's canonical JSON, in their order.
  ///
  ///     let variables = try CanonicalJSON.variables(of: Array(text.utf8))
  ///     try MATFile.write(variables, to: "again.mat")
  ///
  /// A single value with a name, as ``text(of:name:isGlobal:)`` writes it, is a file of one
  /// variable. The format that the text names has no say. Objects become what they were: strings
  /// with missing ones, datetime, duration and categorical arrays, tables, maps, dictionaries and
  /// objects of any class with their properties, so that the same text comes of them again and
  /// files can be written of them. Not in the text, and so not in what is read, are the default
  /// values of a class, which handles are one object, the bits of a NaN, and how MATLAB stored a
  /// value.
  ///
  /// Keys may stand in any order, and keys that are not known are passed over. Throws `.damaged`,
  /// with the place in the bytes and the path in the value, where the text is no JSON or a value
  /// contradicts itself; `.outOfRange` where a number does not fit its class; `.limitExceeded`.
  /// Linear in the text, whatever the sizes that it claims.
  ///
  /// ```swift
  /// let text = #"{"name":"x","class":"double","size":[1,1],"data":[1.5]}"#
  /// let variables = try CanonicalJSON.variables(of: Array(text.utf8))
  /// assert(variables == [MATVariable(name: "x", value: 1.5.matValue)])
  /// ```
  public static func variables(
    of utf8: [UInt8], limits: MATLimits = .standard
  ) throws(MATError) -> [MATVariable] {
    let reader = try CanonicalJSONReader(utf8, limits)
    let root = try reader.object(at: reader.document.root)
    guard let list = root["variables"] else { return [try reader.variable(root)] }
    var variables: [MATVariable] = []
    try reader.forEach(in: list, "a list of variables") { position throws(MATError) in
      variables.append(try reader.variable(reader.object(at: position)))
    }
    return variables
  }

  /// The value of its canonical JSON, with or without a name; throws as ``variables(of:limits:)`` does.
  ///
  /// ```swift
  /// let value = try CanonicalJSON.value(of: #"{"class":"logical","size":[1,1],"data":[true]}"#)
  /// assert(value == true.matValue)
  /// ```
  public static func value(
    of text: String, limits: MATLimits = .standard
  ) throws(MATError) -> MATValue {
    let reader = try CanonicalJSONReader(Array(text.utf8), limits)
    return try reader.value(at: reader.document.root, depth: 0)
  }
}
