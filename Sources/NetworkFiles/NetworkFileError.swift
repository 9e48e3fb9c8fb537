import MATFiles

/// What is wrong with training data, settings or a network's file, told in one sentence.
///
/// Failures of the `.mat` file itself are a `MATError`; this is for data that was read well and does not
/// fit the job.
public struct NetworkFileError: Error, Hashable, Sendable {
  /// The kind of failure; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// A DATA argument is not `file.mat[:variable][=label]`.
    public static let invalidArgument = Code(rawValue: "invalidArgument")
    /// The file has no numeric variable.
    public static let noNumericVariable = Code(rawValue: "noNumericVariable")
    /// The file has several numeric variables, and none was named.
    public static let severalNumericVariables = Code(rawValue: "severalNumericVariables")
    /// The points differ in their number of columns from the others, or from the network's inputs.
    public static let columnsDiffer = Code(rawValue: "columnsDiffer")
    /// There are no points, or no columns.
    public static let empty = Code(rawValue: "empty")
    /// A value is NaN or infinite.
    public static let notFinite = Code(rawValue: "notFinite")
    /// All points carry one label.
    public static let oneClass = Code(rawValue: "oneClass")
    /// The labels do not fit the points.
    public static let labelsDoNotFit = Code(rawValue: "labelsDoNotFit")
    /// The file's `net` is not a network that MatKit can use.
    public static let notANetwork = Code(rawValue: "notANetwork")
    /// The network is too large for the method.
    public static let tooLarge = Code(rawValue: "tooLarge")
    /// A file cannot be made or put in its place.
    public static let cannotWrite = Code(rawValue: "cannotWrite")
    /// Settings that do not fit together, or not the data.
    public static let settingsDoNotFit = Code(rawValue: "settingsDoNotFit")
    /// The file has no checkpoint of MatKit's, or one of another training.
    public static let notACheckpoint = Code(rawValue: "notACheckpoint")
    /// A grid cannot be laid over the data as asked.
    public static let noGrid = Code(rawValue: "noGrid")
    /// The file was written without the samples.
    public static let noSamples = Code(rawValue: "noSamples")
    /// Values cannot be drawn as asked.
    public static let noPicture = Code(rawValue: "noPicture")
  }

  /// The kind of failure.
  public var code: Code
  /// Where: the file and variable, as the user named them; nil where it concerns all of the data.
  public var place: String?
  /// What was found there, and what was expected.
  public var problem: String
  /// What to do about it.
  public var advice: String?

  public init(_ code: Code, at place: String? = nil, _ problem: String, advice: String? = nil) {
    self.code = code
    self.place = place
    self.problem = problem
    self.advice = advice
  }
}

extension NetworkFileError: CustomStringConvertible {
  /// The sentence shown to a user: place, problem, advice. One line, whatever the names in it: a control
  /// character is shown as its picture (␛).
  public var description: String {
    ((place.map { "\($0): " } ?? "") + problem + (advice.map { "; \($0)" } ?? "")).printable
  }
}
