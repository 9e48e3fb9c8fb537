/// The differences between two variables, or two values: their structure, and by how much their numbers.
///
/// Paths are written as in MATLAB and begin with ``name``: `net.W{2}(3,1)`.
///
/// ```swift
/// let comparison = MATComparison(of: "a".matValue, and: 1.0.matValue, name: "x")
/// assert(comparison.differences[0].mismatchCount == 1)
/// ```
public struct MATDifference: Hashable, Sendable {
  /// The variable, or the path to the value that was compared.
  public let name: String
  /// The differences that are no numbers: classes, sizes, fields, text; the first ``mismatchLimit`` in order.
  public internal(set) var mismatches: [Mismatch] = []
  /// How many such differences there are in all.
  public internal(set) var mismatchCount = 0
  /// By how much numbers differ; nil where all of them are equal.
  public internal(set) var numbers: Numbers?

  /// How many mismatches of a variable are kept.
  public static let mismatchLimit = 20

  init(name: String) {
    self.name = name
  }

  /// True if nothing but numbers differs, and all of those by no more than the tolerance allows.
  public var isWithinTolerance: Bool {
    mismatchCount == 0 && (numbers?.countBeyondTolerance ?? 0) == 0
  }

  /// True if there is nothing else than numbers within the tolerance, and values whose content is not
  /// understood, of one class and size.
  public var mayBeEqual: Bool {
    mismatchCount == mismatches.count && mismatches.allSatisfy { $0.kind == .unknown }
      && (numbers?.countBeyondTolerance ?? 0) == 0
  }

  /// A difference that is not one of numbers.
  public struct Mismatch: Hashable, Sendable {
    /// The place.
    public let path: String
    /// The kind of difference.
    public let kind: Kind

    /// The kinds of differences besides numbers.
    public enum Kind: Hashable, Sendable {
      /// Only the first has something there: a variable or a field.
      case onlyInFirst
      /// Only the second has.
      case onlyInSecond
      /// The classes, with `sparse` and `complex`.
      case classes(String, String)
      /// The sizes, of equal classes.
      case sizes([Int], [Int])
      /// Rows of text, or the text of function handles; nil where it is not known.
      case texts(String?, String?)
      /// So many characters or truth values of an array of equal size, the first at the given path.
      case elements(count: Int, of: Int, first: String)
      /// Both have the same class and size, and their content is not understood.
      case unknown
    }
  }

  /// By how much numbers differ, over all arrays of the variable.
  ///
  /// The parts of complex numbers are compared each for itself. 0 equals −0, and NaN any NaN.
  ///
  /// ```swift
  /// let comparison = MATComparison(of: [1.0, 2].matValue, and: [1.0, 2.5].matValue)
  /// let numbers = comparison.differences[0].numbers
  /// assert(numbers?.differingCount == 1 && numbers?.absolute.value == 0.5)
  /// ```
  public struct Numbers: Hashable, Sendable {
    /// How many numbers were compared, a complex one counting twice; of a sparse matrix, its entries.
    public internal(set) var count: Int
    /// How many are not equal.
    public internal(set) var differingCount: Int
    /// How many differ by more than the tolerance.
    public internal(set) var countBeyondTolerance: Int
    /// The largest |a − b|; infinite where one is not finite.
    public internal(set) var absolute: Largest<Double>
    /// The largest |a − b| / max(|a|, |b|); infinite where one is not finite.
    public internal(set) var relative: Largest<Double>
    /// The most representable numbers that two of double or single are apart, `UInt64.max` where one is
    /// not finite; nil where only integers differ.
    public internal(set) var ulps: Largest<UInt64>?
  }

  /// A largest difference and the place where it was found first.
  public struct Largest<Magnitude: Hashable & Sendable>: Hashable, Sendable {
    /// The difference.
    public let value: Magnitude
    /// The place of it.
    public let path: String
  }
}
