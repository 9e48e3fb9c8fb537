/// The reason why a picture could not be made: a code to act on, and what was wanted and found, to
/// tell a person.
///
/// Values that merely cannot be shown (NaN, infinity, an empty series) are no error: they are left
/// out. An error is data whose shapes do not fit together and a canvas that cannot exist.
///
/// ```swift
/// do {
///   _ = try RectangularGrid(x: [], y: [1])
/// } catch {
///   assert(error.code == .invalidGrid)
/// }
/// ```
public struct PlotError: Error, Sendable, Hashable {
  /// The kind of failure; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The name of the kind, as `mismatch`.
    public let rawValue: String

    /// A kind of that name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The canvas has no area, or more than can be drawn.
    public static let invalidSize = Code(rawValue: "invalidSize")
    /// Arrays or matrices that belong together have sizes that don't.
    public static let mismatch = Code(rawValue: "mismatch")
    /// A grid's coordinates are not those of a rectangular grid, or do not increase or decrease.
    public static let invalidGrid = Code(rawValue: "invalidGrid")
    /// A value lies where it has no meaning, such as a negative count.
    public static let outOfRange = Code(rawValue: "outOfRange")
    /// Cairo failed, as it does where memory runs out.
    public static let renderingFailed = Code(rawValue: "renderingFailed")
  }

  /// The kind of failure.
  public var code: Code
  /// The thing that did not fit: `points`, `xx`, `canvas`.
  public var subject: String
  /// The expected value.
  public var expected: String?
  /// The value that was found.
  public var found: String?

  /// An error of a kind, with what was expected and found.
  public init(_ code: Code, _ subject: String, expected: String? = nil, found: String? = nil) {
    self.code = code
    self.subject = subject
    self.expected = expected
    self.found = found
  }
}

extension PlotError: CustomStringConvertible {
  /// One sentence: what cannot be drawn, what was wanted and what was found.
  public var description: String {
    var sentence = "\(subject): \(summary)"
    if let expected { sentence += "; expected \(expected)" }
    if let found { sentence += expected == nil ? "; found \(found)" : ", found \(found)" }
    return sentence
  }

  private var summary: String {
    switch code {
    case .invalidSize: "a picture cannot have this size"
    case .mismatch: "the sizes do not fit together"
    case .invalidGrid: "not a rectangular grid"
    case .outOfRange: "a value has no meaning here"
    case .renderingFailed: "the picture could not be drawn"
    default: code.rawValue
    }
  }
}
