public import ComplexModule
public import Matrices
public import OrderedCollections
import RealModule

/// A Swift value that a `.mat` file can hold, and what it becomes there.
///
/// | Swift | MATLAB |
/// |---|---|
/// | `Double`, `Float`, `Int8` … `UInt64` | a 1×1 array of the class of that name; `Int` is int64, `UInt` uint64 |
/// | `Complex` | a 1×1 complex double or single |
/// | `Bool` | a 1×1 logical |
/// | `String` | a 1×n char array of its UTF-16 code units; the empty string is 0×0, as MATLAB's `''` |
/// | `[T]` | a row, 1×n; of strings, values and matrices a cell array |
/// | `Matrix<T>`, `NDArray<T>` | an array of that size; of strings, values and matrices a cell array |
/// | a dictionary with `String` keys | a scalar struct; fields of a `Dictionary` in the order of their names |
///
/// ```swift
/// assert(0.5.matValue.className == "double")
/// assert("text".matValue.size == [1, 4])
/// assert([1, 2, 3].matValue.className == "int64")
/// assert(["W": [1.0, 2]].matValue.className == "struct")
/// ```
public protocol MATWritable {
  /// The value as a file holds it.
  var matValue: MATValue { get }
}

/// A Swift value that can be an element of an array in a `.mat` file.
///
/// ```swift
/// let value = Bool.matArray(size: [2, 1], elements: [true, false])
/// assert(value.className == "logical" && value.size == [2, 1])
/// ```
public protocol MATWritableElement: MATWritable {
  /// The array of the given size and column-major elements.
  static func matArray(size: [Int], elements: [Self]) -> MATValue
}

extension MATWritableElement {
  /// A 1×1 array of the one element.
  public var matValue: MATValue { Self.matArray(size: [1, 1], elements: [self]) }
}

extension MATValue: MATWritableElement {
  /// The value itself.
  public var matValue: MATValue { self }

  /// A cell array of the values.
  public static func matArray(size: [Int], elements: [MATValue]) -> MATValue {
    .cell(NDArray(size: size, elements: elements))
  }
}

extension String: MATWritableElement {
  /// A row of char, 1×n for the n UTF-16 code units of the text; 0×0 where it is empty.
  ///
  /// ```swift
  /// assert("é".matValue.size == [1, 1] && "".matValue.size == [0, 0])
  /// ```
  public var matValue: MATValue {
    let units = Array(utf16)
    return .char(NDArray(size: units.isEmpty ? [0, 0] : [1, units.count], elements: units))
  }

  /// A cell array of rows of char.
  public static func matArray(size: [Int], elements: [String]) -> MATValue {
    MATValue.matArray(size: size, elements: elements.map(\.matValue))
  }
}

extension Bool: MATWritableElement {
  /// A logical array.
  public static func matArray(size: [Int], elements: [Bool]) -> MATValue {
    .logical(NDArray(size: size, elements: elements))
  }
}

extension Complex: MATWritable where RealType: MATRealNumber {}

extension Complex: MATWritableElement where RealType: MATRealNumber {
  /// A complex array of doubles or singles.
  public static func matArray(size: [Int], elements: [Complex]) -> MATValue {
    // Not `real` and `imaginary`, which are NaN where either part is infinite or NaN.
    .numeric(
      MATNumericArray(
        size: size, real: RealType.matNumbers(elements.map(\.rawStorage.x)),
        imaginary: RealType.matNumbers(elements.map(\.rawStorage.y))))
  }
}

extension Array: MATWritable where Element: MATWritableElement {
  /// A row, 1×n; of strings and values a cell array. O(n).
  public var matValue: MATValue { Element.matArray(size: [1, count], elements: self) }
}

extension Matrix: MATWritable where Element: MATWritableElement {
  /// An array of the matrix's size, its elements in the same order. O(m·n).
  ///
  /// ```swift
  /// let value = Matrix(rows: [[1.0, 2], [3, 4]]).matValue
  /// assert(value.className == "double" && value.size == [2, 2])
  /// ```
  public var matValue: MATValue { Element.matArray(size: size, elements: elements) }
}

extension Matrix: MATWritableElement where Element: MATWritableElement {
  /// A cell array of the matrices.
  public static func matArray(size: [Int], elements: [Matrix]) -> MATValue {
    MATValue.matArray(size: size, elements: elements.map(\.matValue))
  }
}

extension NDArray: MATWritable where Element: MATWritableElement {
  /// An array of the same size, its elements in the same order. O(n).
  public var matValue: MATValue { Element.matArray(size: size, elements: elements) }
}

extension NDArray: MATWritableElement where Element: MATWritableElement {
  /// A cell array of the arrays.
  public static func matArray(size: [Int], elements: [NDArray]) -> MATValue {
    MATValue.matArray(size: size, elements: elements.map(\.matValue))
  }
}

extension MATNumericArray: MATWritable {
  /// The array as a value.
  public var matValue: MATValue { .numeric(self) }
}

extension MATStructArray: MATWritable {
  /// The struct array as a value.
  public var matValue: MATValue { .structure(self) }
}

extension MATStructArray: ExpressibleByDictionaryLiteral {
  /// A scalar struct written out: `["name": "grid", "step": 0.01]`.
  ///
  /// Traps where a field comes twice.
  ///
  /// ```swift
  /// let grid: MATStructArray = ["name": "grid", "step": 0.01]
  /// assert(Array(grid.fields.keys) == ["name", "step"])
  /// ```
  public init(dictionaryLiteral fields: (String, any MATWritable)...) {
    self.init(
      OrderedDictionary(uniqueKeysWithValues: fields.map { ($0.0, $0.1.matValue) }))
  }
}

extension OrderedDictionary: MATWritable where Key == String, Value: MATWritable {
  /// A scalar struct, its fields in the dictionary's order.
  public var matValue: MATValue { .structure(MATStructArray(mapValues(\.matValue))) }
}

extension Dictionary: MATWritable where Key == String, Value: MATWritable {
  /// A scalar struct, its fields in the order of their names.
  ///
  /// ```swift
  /// let value = ["b": 1.0, "a": 2.0].matValue
  /// guard case .structure(let fields) = value else { return }
  /// assert(Array(fields.fields.keys) == ["a", "b"])
  /// ```
  public var matValue: MATValue {
    let fields = sorted { $0.key < $1.key }.map { ($0.key, $0.value.matValue) }
    return .structure(MATStructArray(OrderedDictionary(uniqueKeysWithValues: fields)))
  }
}
