public import Matrices

/// A Swift value that can be made from a MATLAB value, exactly or not at all.
///
/// | Swift | from |
/// |---|---|
/// | `Double`, `Float`, `Int8` … `UInt64`, `Int`, `UInt` | one number of any class that equals it, or a logical (0, 1) |
/// | `Bool` | one logical, or one number that is 0 or 1 |
/// | `Complex` | one number, real or complex |
/// | `String` | one row of text, or one `string` that is not missing |
/// | `Matrix<T>`, `NDArray<T>` | an array of such elements; a sparse one is filled out |
/// | `[T]` | the same with at most one dimension that is not 1 |
/// | `MATValue` | anything |
///
/// Elements of `String` come from a `string` array, a cell array of rows of text, or the rows of a char
/// array; those of `MATValue` from a cell array. ``MATStringArray`` tells texts that are missing.
public protocol MATReadable {
  /// Throws `.mismatch` where the value is of another kind or shape, `.outOfRange` where a number has no
  /// equal in this type (0.5 as an integer, 2⁵³ + 1 as a `Double`, 0.1 as a `Float`).
  init(matValue: MATValue) throws(MATError)
}

/// A Swift value that can be an element of an array read from a `.mat` file.
public protocol MATReadableElement: MATReadable {
  /// The elements of a value, in its size.
  static func matElements(of value: MATValue) throws(MATError) -> NDArray<Self>
}

extension MATReadableElement {
  public init(matValue: MATValue) throws(MATError) {
    guard matValue.count == 1 else {
      throw MATError(.mismatch, expected: "one element", found: matValue.summary)
    }
    self = try Self.matElements(of: matValue).elements[0]
  }
}

extension NDArray: MATReadable where Element: MATReadableElement {
  public init(matValue: MATValue) throws(MATError) {
    self = try Element.matElements(of: matValue)
  }
}

extension Matrix: MATReadable where Element: MATReadableElement {
  public init(matValue: MATValue) throws(MATError) {
    guard matValue.size.count == 2,
      let matrix = Matrix(try Element.matElements(of: matValue))
    else { throw MATError(.mismatch, expected: "two dimensions", found: matValue.summary) }
    self = matrix
  }
}

extension Array: MATReadable where Element: MATReadableElement {
  public init(matValue: MATValue) throws(MATError) {
    let array = try Element.matElements(of: matValue)
    guard array.isEmpty || array.size.filter({ $0 != 1 }).count <= 1 else {
      throw MATError(.mismatch, expected: "a row or a column", found: matValue.summary)
    }
    self = array.elements
  }
}

extension MATValue: MATReadableElement {
  public init(matValue: MATValue) {
    self = matValue
  }

  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<MATValue> {
    guard case .cell(let cells) = value else {
      throw MATError(.mismatch, expected: "a cell array", found: value.summary)
    }
    return cells
  }
}
