import MATFiles

/// An error of a lab, its lock or its files, or the end of a run, told in one sentence.
///
/// Failures of a `.mat` file itself are a `MATError`.
public struct LabError: Error, Hashable, Sendable {
  /// The kind of failure; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The name of the kind, as `notALab`.
    public let rawValue: String

    /// A kind of that name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// An option of a stage, or a name, cannot be what it is.
    public static let invalidArgument = Code(rawValue: "invalidArgument")
    /// The file has no numeric variable.
    public static let noNumericVariable = Code(rawValue: "noNumericVariable")
    /// A lab, a lock or a file that a stage needs cannot be read, or is not there.
    public static let cannotRead = Code(rawValue: "cannotRead")
    /// A file is no lab file.
    public static let notALab = Code(rawValue: "notALab")
    /// A lock is damaged, or was written by a newer MatKit.
    public static let invalidLock = Code(rawValue: "invalidLock")
    /// A file cannot be made or put in its place.
    public static let cannotWrite = Code(rawValue: "cannotWrite")
    /// A file that was begun cannot be written to its end.
    public static let writeFailed = Code(rawValue: "writeFailed")
    /// An archive is damaged, or none that MatKit wrote.
    public static let notAnArchive = Code(rawValue: "notAnArchive")
    /// Another run of the lab is going on.
    public static let beingRun = Code(rawValue: "beingRun")
    /// A stage failed, or did not write what it should.
    public static let stageFailed = Code(rawValue: "stageFailed")
    /// A run was stopped by a signal.
    public static let interrupted = Code(rawValue: "interrupted")
  }

  /// The kind of failure.
  public var code: Code
  /// Where: the file and variable, as the user named them; nil where it concerns all of the data.
  public var place: String?
  /// The value that was found, and the one that was expected.
  public var problem: String
  /// The way out.
  public var advice: String?
  /// The end of what a program that failed had printed. It stands last in the sentence, so that whatever it
  /// says, nothing of it can be taken for MatKit's own words.
  public var printed: String?

  /// An error of a kind, with its place, the problem and the way out in words.
  ///
  /// ```swift
  /// let error = LabError(.notALab, at: "lab.yaml", "holds no stages")
  /// assert(error.code == .notALab && error.description.contains("holds no stages"))
  /// ```
  public init(_ code: Code, at place: String? = nil, _ problem: String, advice: String? = nil) {
    self.code = code
    self.place = place
    self.problem = problem
    self.advice = advice
  }
}

extension LabError: CustomStringConvertible {
  /// The sentence shown to a user: place, problem, advice. One line, whatever the names in it: a control
  /// character is shown as its picture (␛).
  public var description: String {
    let said = (place.map { "\($0): " } ?? "") + problem + (advice.map { "; \($0)" } ?? "")
    return (said + (printed.map { "; it ended saying: \($0)" } ?? "")).printable
  }
}

extension LabError {
  /// The error with paths named otherwise, in all of its texts: each beginning replaced by another.
  func replacing(_ beginnings: [(String, String)]) -> LabError {
    func renamed(_ text: String) -> String {
      beginnings.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
    var error = self
    error.place = place.map(renamed)
    error.problem = renamed(problem)
    error.advice = advice.map(renamed)
    error.printed = printed.map(renamed)
    return error
  }
}
