public import Matrices

/// An array of MATLAB's class `string`: each element a text of any length, or missing.
///
///     let names: [String] = try file["names"]            // no element may be missing
///     guard case .string(let array) = try file.value("names") else { return }
///     for name in array.elements { print(name ?? "<missing>") }
///
/// Two arrays are equal where their sizes and the code units of their texts are: an é of one code unit and
/// an é of two are not, though Swift's `String` calls them equal.
///
/// ```swift
/// let names = MATStringArray(size: [1, 2], elements: ["Ada", nil])
/// assert(names.count == 2 && names.matValue.className == "string")
/// ```
public struct MATStringArray: Sendable {
  /// The size along each dimension, two or more.
  public let size: [Int]
  /// The texts in column-major order; nil where MATLAB has `<missing>`.
  public let elements: [String?]

  /// An array of the given size; traps where the count of `elements` is not its product.
  public init(size: [Int], elements: [String?]) {
    self.init(NDArray(size: size, elements: elements))
  }

  /// The texts without their sizes.
  public init(_ array: NDArray<String?>) {
    size = array.size
    elements = array.elements
  }

  /// The number of elements.
  public var count: Int { elements.count }

  /// The texts as an array.
  public var array: NDArray<String?> { NDArray(size: size, elements: elements) }

  /// The bytes that the texts take in MATLAB, two a UTF-16 code unit, without MATLAB's own headers.
  package var byteCount: Int { elements.reduce(0) { $0 + 2 * ($1?.utf16.count ?? 0) } }
}

extension MATStringArray: Hashable {
  /// True if sizes and texts are equal, code unit by code unit.
  public static func == (a: MATStringArray, b: MATStringArray) -> Bool {
    a.size == b.size && zip(a.elements, b.elements).allSatisfy(areIdentical)
  }

  /// True if two elements are the same, code unit by code unit.
  static func areIdentical(_ first: String?, _ second: String?) -> Bool {
    switch (first, second) {
    case (let first?, let second?): first.utf8.elementsEqual(second.utf8)
    case (nil, nil): true
    default: false
    }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(size)
    for text in elements {
      hasher.combine(text == nil)
      for unit in (text ?? "").utf8 { hasher.combine(unit) }
    }
  }
}

extension MATStringArray: MATReadable {
  /// From a `string` array.
  ///
  /// Throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    guard case .string(let array) = matValue else {
      throw MATError(.mismatch, expected: "a string array", found: matValue.summary)
    }
    self = array
  }
}
