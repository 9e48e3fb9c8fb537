/// A problem with data or weights from outside: a code to act on, and the place, what was wanted and
/// what was found, to tell a person.
///
/// `description` is one sentence. Equality compares all of it.
///
/// ```swift
/// do {
///   _ = try Dataset(inputs: [[1.0, .nan]], labels: [0])
/// } catch {
///   assert(error.code == .notFinite && error.sample == 0 && error.feature == 1)
/// }
/// ```
public struct NetworkError: Error, Hashable, Sendable {
  /// The kind of failure; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The name of the kind, as `notFinite`.
    public let rawValue: String

    /// A kind of that name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// There is no sample, or no feature.
    public static let empty = Code(rawValue: "empty")
    /// A feature of a sample is NaN or infinite.
    public static let notFinite = Code(rawValue: "notFinite")
    /// A label is not one of the classes.
    public static let labelOutOfRange = Code(rawValue: "labelOutOfRange")
    /// A target is none that the loss is defined for.
    public static let targetOutOfRange = Code(rawValue: "targetOutOfRange")
    /// The weight of a sample or a class is negative or not finite, or all are zero.
    public static let invalidWeight = Code(rawValue: "invalidWeight")
    /// All samples belong to one class, so that there is nothing to learn.
    public static let oneClass = Code(rawValue: "oneClass")
    /// A checkpoint that does not belong to the training, or cannot be made.
    public static let checkpointMismatch = Code(rawValue: "checkpointMismatch")
    /// A network that cannot be carried into another program's format.
    public static let notExportable = Code(rawValue: "notExportable")
    /// Numbers of samples, features, classes, layers or weights that do not fit together.
    public static let sizeMismatch = Code(rawValue: "sizeMismatch")
    /// A signal ended the work before there was anything to tell.
    public static let stopped = Code(rawValue: "stopped")
  }

  /// The kind of failure.
  public var code: Code
  /// The subject: `sample 3`, `the weights of layer 2`.
  public var subject: String
  /// The expected thing, in words.
  public var expected: String?
  /// The thing found instead, in words.
  public var found: String?
  /// The sample, from zero.
  public var sample: Int?
  /// The feature, from zero.
  public var feature: Int?

  /// An error of a kind, with as much of its place and cause as is known.
  public init(
    _ code: Code, _ subject: String, expected: String? = nil, found: String? = nil,
    sample: Int? = nil, feature: Int? = nil
  ) {
    self.code = code
    self.subject = subject
    self.expected = expected
    self.found = found
    self.sample = sample
    self.feature = feature
  }
}

extension NetworkError: CustomStringConvertible {
  /// One sentence: `sample 3, feature 2 must be finite, not nan`, samples and features counted from 1 as
  /// MATLAB's rows and columns are.
  public var description: String {
    switch (expected, found) {
    case (let expected?, let found?): "\(subject) must be \(expected), not \(found)"
    case (let expected?, nil): "\(subject) must be \(expected)"
    case (nil, let found?): "\(subject): \(found)"
    case (nil, nil): subject
    }
  }
}
