public import Matrices

/// An array of MATLAB's class `categorical`: each element one of some categories, or undefined.
///
///     let kinds = try MATCategoricalArray(matValue: file.value("kinds"))
///     for label in kinds.labels.elements { print(label ?? "<undefined>") }
public struct MATCategoricalArray: Hashable, Sendable {
  /// The names of the categories, in MATLAB's order.
  public let categories: [String]
  /// For each element the index of its category, from zero; nil where it is undefined.
  public let codes: NDArray<Int?>
  /// Whether the order of the categories means something.
  public let isOrdinal: Bool
  /// Whether MATLAB refuses to add categories by assignment, as for all ordinal ones.
  public let isProtected: Bool

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
