public import Matrices

/// An array of MATLAB's class `categorical`: each element one of some categories, or undefined.
///
///     let kinds = try MATCategoricalArray(matValue: file.value("kinds"))
///     for label in kinds.labels.elements { print(label ?? "<undefined>") }
///
/// ```swift
/// let sizes = try MATCategoricalArray(
///   categories: ["small", "large"], codes: NDArray(size: [1, 3], elements: [1, nil, 0]))
/// assert(sizes.labels.elements == ["large", nil, "small"])
/// ```
public struct MATCategoricalArray: Hashable, Sendable {
  /// The names of the categories, in MATLAB's order.
  public let categories: [String]
  /// For each element the index of its category, from zero; nil where it is undefined.
  public let codes: NDArray<Int?>
  /// True if the order of the categories means something.
  public let isOrdinal: Bool
  /// True if MATLAB refuses to add categories by assignment, as for all ordinal ones.
  public let isProtected: Bool

  /// An array of categories, each element the index of one from zero, or nil where it is undefined.
  ///
  /// An ordinal array is protected too. Throws `.mismatch` where a category comes twice, is empty
  /// or MATLAB's word for undefined, or an index is of none.
  public init(
    categories: [String], codes: NDArray<Int?>, isOrdinal: Bool = false, isProtected: Bool = false
  ) throws(MATError) {
    guard Set(categories).count == categories.count, !categories.contains(""),
      !categories.contains("<undefined>")
    else {
      throw MATError(
        .mismatch, expected: "different names of categories, none of them empty or <undefined>",
        found: categories.joined(separator: ", "))
    }
    if let bad = codes.elements.firstIndex(where: {
      $0.map { !categories.indices.contains($0) } ?? false
    }) {
      throw MATError(
        .mismatch, path: "(\(bad + 1))", expected: "a category from 0 to \(categories.count - 1)",
        found: "\(codes.elements[bad] ?? 0)")
    }
    self.categories = categories
    self.codes = codes
    self.isOrdinal = isOrdinal
    self.isProtected = isProtected || isOrdinal
  }

  /// The size along each dimension, two or more.
  public var size: [Int] { codes.size }

  /// The name of each element's category; nil where it is undefined.
  public var labels: NDArray<String?> {
    codes.map { code in code.map { categories[$0] } }
  }
}

extension MATCategoricalArray: MATReadable {
  /// From a `categorical` array.
  ///
  /// Throws `.mismatch` where the value is none, `.damaged` where an element is of no category.
  public init(matValue: MATValue) throws(MATError) {
    guard case .object(let object) = matValue, object.className == "categorical",
      let properties = object.properties, case .numeric(let codes)? = properties.scalar("codes"),
      case .cell(let names)? = properties.scalar("categoryNames")
    else {
      throw MATError(.mismatch, expected: "a categorical array", found: matValue.summary)
    }
    categories = try [String](matValue: .cell(names.reshaped(to: [1, names.count])))
    let count = categories.count
    let numbers = try NDArray<Int>(matValue: .numeric(codes))
    guard let bad = numbers.elements.first(where: { !(0...count).contains($0) }) else {
      self.codes = numbers.map { $0 == 0 ? nil : $0 - 1 }
      let ordinal = properties.scalar("isOrdinal") ?? .logical(NDArray(false))
      isOrdinal = try Bool(matValue: ordinal)
      let protected = properties.scalar("isProtected") ?? .logical(NDArray(false))
      isProtected = try Bool(matValue: protected)
      return
    }
    throw MATError(.damaged, expected: "a category from 1 to \(count)", found: "\(bad)")
  }
}
