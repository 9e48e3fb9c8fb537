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
/// A type of one's own conforms by giving its value:
///
///     struct Sample: MATWritable {
///       let times: [Double]
///       let label: String
///
///       var matValue: MATValue {
///         let fields: MATStructArray = ["times": times, "label": label]
///         return fields.matValue
///       }
///     }
public protocol MATWritable {
  /// The value as a file holds it.
  var matValue: MATValue { get }
}

/// A Swift value that can be an element of an array in a `.mat` file.
public protocol MATWritableElement: MATWritable {
  /// The array of the given size and column-major elements.
  static func matArray(size: [Int], elements: [Self]) -> MATValue
}

extension MATWritableElement {
  /// The element alone, as an array of 1×1.
  public var matValue: MATValue { Self.matArray(size: [1, 1], elements: [self]) }
}

extension MATValue: MATWritableElement {
  /// The value itself.
  public var matValue: MATValue { self }

  /// A cell array of the values; traps where there are not as many as the size says.
  public static func matArray(size: [Int], elements: [MATValue]) -> MATValue {
    .cell(NDArray(size: size, elements: elements))
  }
}

extension String: MATWritableElement {
  /// A row of the text's UTF-16 code units; 0×0 where it is empty. O(n).
  public var matValue: MATValue {
    let units = Array(utf16)
    return .char(NDArray(size: units.isEmpty ? [0, 0] : [1, units.count], elements: units))
  }

  /// A cell array of the texts, a row of characters each.
  public static func matArray(size: [Int], elements: [String]) -> MATValue {
    MATValue.matArray(size: size, elements: elements.map(\.matValue))
  }
}

extension Bool: MATWritableElement {
  /// A logical array; traps where there are not as many elements as the size says.
  public static func matArray(size: [Int], elements: [Bool]) -> MATValue {
    .logical(NDArray(size: size, elements: elements))
  }
}

extension Complex: MATWritable where RealType: MATRealNumber {}

extension Complex: MATWritableElement where RealType: MATRealNumber {
  /// A complex array of doubles or singles, infinite and NaN parts as they are. O(n).
  public static func matArray(size: [Int], elements: [Complex]) -> MATValue {
    // Not `real` and `imaginary`, which are NaN where either part is infinite or NaN.
    .numeric(
      MATNumericArray(
        size: size, real: RealType.matNumbers(elements.map(\.rawStorage.x)),
        imaginary: RealType.matNumbers(elements.map(\.rawStorage.y))))
  }
}

extension Array: MATWritable where Element: MATWritableElement {
  /// A row, 1×n, which is 1×0 where there are no elements.
  public var matValue: MATValue { Element.matArray(size: [1, count], elements: self) }
}

extension Matrix: MATWritable where Element: MATWritableElement {
  /// An array of the matrix's rows and columns, without a copy of its numbers.
  public var matValue: MATValue { Element.matArray(size: size, elements: elements) }
}

extension Matrix: MATWritableElement where Element: MATWritableElement {
  /// A cell array of the matrices.
  public static func matArray(size: [Int], elements: [Matrix]) -> MATValue {
    MATValue.matArray(size: size, elements: elements.map(\.matValue))
  }
}

extension NDArray: MATWritable where Element: MATWritableElement {
  /// An array of the same size, without a copy of its numbers.
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
  public init(dictionaryLiteral fields: (String, any MATWritable)...) {
    self.init(
      OrderedDictionary(uniqueKeysWithValues: fields.map { ($0.0, $0.1.matValue) }))
  }
}

extension OrderedDictionary: MATWritable where Key == String, Value: MATWritable {
  /// A scalar struct with a field for each key, in the dictionary's order.
  public var matValue: MATValue { .structure(MATStructArray(mapValues(\.matValue))) }
}

extension Dictionary: MATWritable where Key == String, Value: MATWritable {
  /// A scalar struct with a field for each key, in the order of the keys, which a dictionary has not. O(n log n).
  public var matValue: MATValue {
    let fields = sorted { $0.key < $1.key }.map { ($0.key, $0.value.matValue) }
    return .structure(MATStructArray(OrderedDictionary(uniqueKeysWithValues: fields)))
  }
}
