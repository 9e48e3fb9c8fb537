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
///
/// ```swift
/// let value = MATValue.numeric(MATNumericArray(NDArray(Matrix(rows: [[1.0, 2], [3, 4]]))))
/// let matrix = try Matrix<Int>(matValue: value)
/// assert(matrix == [[1, 2], [3, 4]])
/// assert((try? Matrix<Int>(matValue: 0.5.matValue)) == nil)
/// ```
public protocol MATReadable {
  /// Throws `.mismatch` where the value is of another kind or shape, `.outOfRange` where a number has no
  /// equal in this type (0.5 as an integer, 2⁵³ + 1 as a `Double`, 0.1 as a `Float`).
  init(matValue: MATValue) throws(MATError)
}

/// A Swift value that can be an element of an array read from a `.mat` file.
///
/// ```swift
/// let value = [1.0, 2].matValue
/// assert(try! Int8.matElements(of: value).elements == [1, 2])
/// ```
public protocol MATReadableElement: MATReadable {
  /// The elements of a value, in its size.
  static func matElements(of value: MATValue) throws(MATError) -> NDArray<Self>
}

extension MATReadableElement {
  /// The one element of a value; throws `.mismatch` where it has another number of them.
  public init(matValue: MATValue) throws(MATError) {
    guard matValue.count == 1 else {
      throw MATError(.mismatch, expected: "one element", found: matValue.summary)
    }
    self = try Self.matElements(of: matValue).elements[0]
  }
}

extension NDArray: MATReadable where Element: MATReadableElement {
  /// The elements of a value of any number of dimensions, in its size.
  ///
  /// ```swift
  /// let array = try NDArray<Double>(matValue: [1, 2].matValue)
  /// assert(array.size == [1, 2] && array.elements == [1, 2])
  /// ```
  public init(matValue: MATValue) throws(MATError) {
    self = try Element.matElements(of: matValue)
  }
}

extension Matrix: MATReadable where Element: MATReadableElement {
  /// The elements of a value of two dimensions; throws `.mismatch` where it has more.
  ///
  /// ```swift
  /// let matrix = try Matrix<Double>(matValue: Matrix(rows: [[1, 2], [3, 4]]).matValue)
  /// assert(matrix[1, 0] == 3)
  /// ```
  public init(matValue: MATValue) throws(MATError) {
    guard matValue.size.count == 2,
      let matrix = Matrix(try Element.matElements(of: matValue))
    else { throw MATError(.mismatch, expected: "two dimensions", found: matValue.summary) }
    self = matrix
  }
}

extension Array: MATReadable where Element: MATReadableElement {
  /// The elements of a row or a column; throws `.mismatch` where the value is neither.
  ///
  /// ```swift
  /// let numbers = try [Int](matValue: Matrix(column: [1.0, 2, 3]).matValue)
  /// assert(numbers == [1, 2, 3])
  /// ```
  public init(matValue: MATValue) throws(MATError) {
    let array = try Element.matElements(of: matValue)
    guard array.isEmpty || array.size.filter({ $0 != 1 }).count <= 1 else {
      throw MATError(.mismatch, expected: "a row or a column", found: matValue.summary)
    }
    self = array.elements
  }
}

extension MATValue: MATReadableElement {
  /// The value itself.
  public init(matValue: MATValue) {
    self = matValue
  }

  /// The values of a cell array; throws `.mismatch` for any other value.
  ///
  /// ```swift
  /// let cells = try MATValue.matElements(of: ["a", "b"].matValue)
  /// assert(cells.count == 2)
  /// ```
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<MATValue> {
    guard case .cell(let cells) = value else {
      throw MATError(.mismatch, expected: "a cell array", found: value.summary)
    }
    return cells
  }
}
