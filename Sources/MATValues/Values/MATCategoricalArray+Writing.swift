public import Matrices

extension MATCategoricalArray {
  /// An array of labels, nil where undefined; the categories are those that occur, in MATLAB's
  /// order: by their code units.
  ///
  /// Throws `.mismatch` where a label is empty or MATLAB's word for undefined.
  ///
  /// ```swift
  /// let kinds = try MATCategoricalArray(NDArray(size: [1, 3], elements: ["b", "a", "b"]))
  /// assert(kinds.categories == ["a", "b"] && kinds.codes.elements == [1, 0, 1])
  /// ```
  public init(_ labels: NDArray<String?>) throws(MATError) {
    let categories = Set(labels.elements.compactMap(\.self))
      .sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
    let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
    try self.init(categories: categories, codes: labels.map { $0.flatMap { places[$0] } })
  }
}

extension MATCategoricalArray: MATWritable {
  /// The object that MATLAB has for it, of class `categorical`.
  public var matValue: MATValue {
    let numbers = codes.elements.map { $0.map { $0 + 1 } ?? 0 }
    // The smallest type that has a number for each category and one for none.
    let stored: MATNumbers =
      switch categories.count {
      case ...Int(UInt8.max): .uint8(numbers.map { UInt8($0) })
      case ...Int(UInt16.max): .uint16(numbers.map { UInt16($0) })
      default: .uint32(numbers.map { UInt32($0) })
      }
    let names = NDArray(
      size: [categories.count, categories.isEmpty ? 0 : 1], elements: categories.map(\.matValue))
    return .object(
      MATObject(
        className: "categorical", size: codes.size,
        properties: [
          "categoryNames": MATValue.cell(names),
          "codes": MATNumericArray(size: codes.size, real: stored),
          "isProtected": isProtected, "isOrdinal": isOrdinal,
        ]))
  }
}

/// Members of an enumeration of MATLAB's.
///
///     let signals = MATEnumerationArray(className: "Signal", members: NDArray(size: [1, 2], elements: ["red", "green"]))
public struct MATEnumerationArray: Hashable, Sendable {
  /// The class, with its package: `traffic.Signal`.
  public let className: String
  /// The name of each element.
  public let members: NDArray<String>
  /// The class of MATLAB's own that the enumeration is derived from, as `uint32`; nil where there is none.
  public let base: String?

  /// Members by their names, in the given size.
  ///
  /// ```swift
  /// let signals = MATEnumerationArray(
  ///   className: "Signal", members: NDArray(size: [1, 2], elements: ["red", "green"]))
  /// assert(signals.matValue.className == "Signal")
  /// ```
  public init(className: String, members: NDArray<String>, base: String? = nil) {
    (self.className, self.members, self.base) = (className, members, base)
  }
}

extension MATEnumerationArray: MATWritable {
  /// The object that MATLAB has for it, of the class ``className``.
  public var matValue: MATValue {
    .object(
      MATObject(
        className: className, size: members.size,
        properties: MATStructArray(
          size: members.size, fields: ["Name": members.elements.map(\.matValue)]),
        stored: .enumeration(base: base)))
  }
}

extension MATStringArray: MATWritable {
  /// The array as a value of class `string`.
  public var matValue: MATValue { .string(self) }
}

extension MATObject: MATWritable {
  /// The object as a value.
  public var matValue: MATValue { .object(self) }
}

extension MATFunctionHandle: MATWritable {
  /// The handle as a value.
  public var matValue: MATValue { .functionHandle(self) }
}
