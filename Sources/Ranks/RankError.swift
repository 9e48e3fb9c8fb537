/// What went wrong between ranks, told in one sentence.
public struct RankError: Error, Hashable, Sendable {
  /// The kind of failure; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// No MPI library could be opened, or one lacks a function.
    public static let noLibrary = Code(rawValue: "noLibrary")
    /// The launcher started another number of processes than the library knows of: it is another MPI's launcher.
    public static let wrongLauncher = Code(rawValue: "wrongLauncher")
    /// A function of MPI's failed.
    public static let callFailed = Code(rawValue: "callFailed")
    /// A rank ended, or said something else than was due.
    public static let outOfStep = Code(rawValue: "outOfStep")
  }

  /// The kind of failure.
  public var code: Code
  /// What was found, and what was expected.
  public var problem: String
  /// What to do about it.
  public var advice: String?

  public init(_ code: Code, _ problem: String, advice: String? = nil) {
    self.code = code
    self.problem = problem
    self.advice = advice
  }
}

extension RankError: CustomStringConvertible {
  /// The sentence shown to a user: problem, advice.
  public var description: String { problem + (advice.map { "; \($0)" } ?? "") }
}
