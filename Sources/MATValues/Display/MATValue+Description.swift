/// How much of a value its text at the console shows.
///
/// ```swift
/// var limits = MATDisplayLimits()
/// limits.digits = 3
/// assert([0.123456, 2].matValue.text(limits: limits).contains("0.123"))
/// ```
public struct MATDisplayLimits: Hashable, Sendable {
  /// The rows of a matrix, and the entries of a sparse one; of more, the first and the last are shown.
  public var rows = 24
  /// The characters across; of more columns than fit, the first and the last are shown.
  public var width = 100
  /// The elements of a cell or struct array, the pages of an array, the fields of a struct.
  public var elements = 50
  /// The characters of a line of text.
  public var characters = 200
  /// The levels of cells and structs, one inside the other.
  public var depth = 16
  /// The significant digits of the numbers of an array that are not whole, 1 to 17, as MATLAB's `format long`
  /// shows more; nil for four decimals or five digits, as `format short` does.
  public var digits: Int?

  /// Limits that fit a terminal.
  public init() {}

  /// Everything, but for levels beyond the thousandth.
  public static let none: MATDisplayLimits = {
    var limits = MATDisplayLimits()
    limits.rows = .max
    limits.width = .max
    limits.elements = .max
    limits.characters = .max
    limits.depth = 1000
    return limits
  }()
}

extension MATValue: CustomStringConvertible {
  /// The value as ``text(name:limits:)`` shows it, without a name.
  public var description: String { text() }

  /// The value as at MATLAB's console, a line a row and a field, what lies inside indented:
  ///
  ///     net = 1×1 struct
  ///       format: 'matkit-network'
  ///       sizes: [2 10 1]
  ///       W: 1×2 cell
  ///         {1}: 10×2 double
  ///            0.2194  -1.0337
  ///
  /// A single number is shown with all its digits, an array with five. Classes other than double are
  /// named as MATLAB writes them: `int8(5)`, `true`. A control character is shown as its picture (␊), so
  /// that no file can command a terminal. What `limits` leaves out is marked by `…` or `⋮`.
  ///
  /// ```swift
  /// assert(0.1.matValue.text(name: "x") == "x = 0.1")
  /// ```
  public func text(name: String? = nil, limits: MATDisplayLimits = MATDisplayLimits()) -> String {
    var outline = MATOutline(limits: limits)
    outline.add(self, label: name.map { $0 + " =" })
    return outline.lines.joined(separator: "\n")
  }
}
