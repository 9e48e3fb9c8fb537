/// Makes MATLAB values of any `Encodable` Swift value.
///
///     struct Week6: Codable {
///       var points: Matrix<Double>
///       var names: [String]
///       var step: Double?
///     }
///     let value = try MATEncoder().encode(week6)        // a scalar struct with three fields
///     try MATFile.encode(week6, to: "week6.mat")        // a file with three variables
///
/// | Swift | MATLAB |
/// |---|---|
/// | a struct, a class, a dictionary with `String` keys | a scalar struct; of a dictionary, the fields in the order of their names |
/// | numbers, `Bool`, `String`, `Complex`, `Matrix`, `NDArray`, arrays of these | what ``MATWritable`` makes of them: `Int` is int64, strings in an array are cells |
/// | `[[T]]` of numbers, `Bool` or `Complex` | a matrix, an inner array a row; a cell array of rows where they differ in length |
/// | an array of structs | a struct array; a field that some lack is `[]` in those |
/// | any other array | a row of numbers or truth values where all elements are such of one class, else a cell array |
/// | an enum with raw values | the raw value |
/// | an enum with associated values | a scalar struct with one field, named for the case, holding a struct of the values; without labels they are `x_0`, `x_1`, … |
/// | nil | `[]`, a 0×0 double, or no field at all: ``absence`` |
/// | `Date` | a double, the seconds since 1970: `datetime(t, 'ConvertFrom', 'posixtime')`; or a `datetime`: ``dates`` |
/// | `Data` | a row of uint8 |
/// | `URL` | its text |
///
/// MATLAB's own classes are made where they are asked for: a `table` of an array of structs
/// (``records``), a `datetime` of a `Date` (``dates``), `string` of text (``texts``), a
/// `containers.Map` or a `dictionary` of a dictionary (``dictionaries``). ``modern`` asks for all.
/// They are objects, which v6, v7 and v7.3 hold and Octave does not read.
///
/// No number changes on the way. ``MATDecoder`` makes the Swift value of it again.
///
/// ```swift
/// struct Grid: Encodable {
///   var step = 0.01
///   var names = ["x", "y"]
/// }
/// let value = try MATEncoder().encode(Grid())
/// assert(try! value.value(at: MATPath("grid.names{2}")) == "y".matValue)
/// ```
public struct MATEncoder: Sendable {
  /// How one-dimensional arrays lie.
  ///
  /// ```swift
  /// let value = try MATEncoder(orientation: .column).encode(["x": [1.0, 2]])
  /// assert(try! value.value(at: MATPath("s.x")).size == [2, 1])
  /// ```
  public enum Orientation: Sendable {
    /// 1×n, as MATLAB's own vectors do.
    case row
    /// n×1.
    case column
  }

  /// How a property that is nil is written.
  ///
  /// ```swift
  /// let step: [String: Double?] = ["step": nil]
  /// assert(try! MATEncoder(absence: .empty).encode(step).value(at: MATPath("s.step")).size == [0, 0])
  /// ```
  public enum Absence: Sendable {
    /// The field is there and holds `[]`, so that MATLAB code can ask `isempty(s.step)`.
    case empty
    /// There is no field. Among the elements of a struct array, which all have the same fields, it is `[]`
    /// all the same where another element has one.
    case omitted
  }

  /// How an array of structs is written.
  public enum Records: Sendable {
    /// A struct array.
    case structArray
    /// A table, a row each: a field is a column, NaN, `<missing>` or `NaT` where it is nil. An array without
    /// elements, which tells no columns, stays an empty cell array.
    case table
  }

  /// How a `Date` is written.
  public enum Dates: Sendable {
    /// The seconds since 1970.
    case seconds
    /// A `datetime` in UTC, to the last bit; of an array of them one array, `NaT` where one is nil.
    case datetime
  }

  /// How text is written.
  public enum Texts: Sendable {
    /// A row of char, and of an array a cell array of those.
    case char
    /// A `string`, and of an array a string array, `<missing>` where one is nil.
    case string
  }

  /// How a dictionary with `String` keys is written.
  public enum Dictionaries: Sendable {
    /// A scalar struct, whose fields the keys have to be able to name.
    case structure
    /// A `containers.Map`, whose keys may be any text.
    case map
    /// A `dictionary` (R2022b and later) of strings to values of one class, or to cells.
    case dictionary
  }

  /// How an array of structs is written.
  public var records = Records.structArray
  /// How a `Date` is written.
  public var dates = Dates.seconds
  /// How text is written.
  public var texts = Texts.char
  /// How a dictionary is written.
  public var dictionaries = Dictionaries.structure

  /// Tables, datetimes, strings and dictionaries, as MATLAB code of today has them.
  ///
  /// ```swift
  /// let value = try MATEncoder.modern.encode(["name": "Ada"])
  /// assert(value.className == "dictionary")
  /// ```
  public static let modern: MATEncoder = {
    var encoder = MATEncoder()
    (encoder.records, encoder.dates) = (.table, .datetime)
    (encoder.texts, encoder.dictionaries) = (.string, .dictionary)
    return encoder
  }()

  /// How one-dimensional arrays lie: rows unless said otherwise. The inner arrays of `[[T]]` stay rows.
  public var orientation: Orientation
  /// How a property that is nil is written.
  public var absence: Absence
  /// Values that the encoded types can ask for.
  public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

  /// An encoder that makes rows or columns, and empty fields or none, as said.
  public init(orientation: Orientation = .row, absence: Absence = .empty) {
    self.orientation = orientation
    self.absence = absence
  }

  /// The MATLAB value of a Swift value.
  ///
  /// Throws ``MATError`` of code `cannotRepresent`, with the path, for a key that is no name of a field in
  /// MATLAB (letters, digits and _, a letter first, at most 63) and for a type that encodes nothing.
  /// What a type's own `encode(to:)` throws comes through as it is, but for `EncodingError`, which
  /// becomes a ``MATError``.
  ///
  /// ```swift
  /// let value = try MATEncoder().encode(["x": 1.5])
  /// assert(value == ["x": 1.5].matValue)
  /// ```
  public func encode(_ value: some Encodable) throws -> MATValue {
    do {
      let node = EncodingNode()
      try ValueEncoder(node: node, codingPath: [], options: self).write(value)
      return try node.value(options: self, path: [])
    } catch EncodingError.invalidValue(let value, let context) {
      throw MATError(
        .cannotRepresent, path: context.codingPath.matlabPath,
        expected: context.debugDescription, found: "\(value)")
    }
  }
}
