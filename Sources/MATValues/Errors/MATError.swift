/// A failure to read, write or convert a file: a code to act on, and the file, variable, path,
/// place, what was wanted and what was found, to tell a person.
///
/// `description` is the one sentence shown to a user. Equality and switching go by ``code``.
///
/// ```swift
/// do {
///   _ = try Int(matValue: 0.5.matValue)
/// } catch {
///   assert(error.code == .outOfRange)
/// }
/// ```
public struct MATError: Error, Sendable, Hashable {
  /// The kind of failure; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The name of the kind, as `notFound`.
    public let rawValue: String

    /// A kind of that name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// There is no such file, or it can't be opened for reading.
    public static let cannotOpen = Code(rawValue: "cannotOpen")
    /// A read from an open file failed.
    public static let readFailed = Code(rawValue: "readFailed")
    /// The file is not a `.mat` file of any version.
    public static let notAMATFile = Code(rawValue: "notAMATFile")
    /// The file's bytes contradict themselves or end too soon.
    public static let damaged = Code(rawValue: "damaged")
    /// The two readers of a variable do not agree: `expected` is what MatKit's own has, `found`
    /// what libmatio has.
    public static let readersDiffer = Code(rawValue: "readersDiffer")
    /// There is no variable, field or element of that name or index.
    public static let notFound = Code(rawValue: "notFound")
    /// The value's class or size is not what was asked for.
    public static let mismatch = Code(rawValue: "mismatch")
    /// A number does not fit the type asked for.
    public static let outOfRange = Code(rawValue: "outOfRange")
    /// Decoding would take more than a limit allows; `expected` names it.
    public static let limitExceeded = Code(rawValue: "limitExceeded")
    /// The system does not give the memory that it takes.
    public static let outOfMemory = Code(rawValue: "outOfMemory")
    /// The value is present and MatKit cannot decode it.
    public static let unsupported = Code(rawValue: "unsupported")
    /// The target format cannot hold the value, or the name.
    public static let cannotRepresent = Code(rawValue: "cannotRepresent")
    /// A path (`net.W{2}`) is not written as MATLAB writes it.
    public static let invalidPath = Code(rawValue: "invalidPath")
    /// The output can't be created.
    public static let cannotCreate = Code(rawValue: "cannotCreate")
    /// Writing the output failed after it was begun; what was under its name, or nothing, is there still.
    public static let writeFailed = Code(rawValue: "writeFailed")
    /// A change in place was broken off by an error of the disk after it was decided; who opens the file next
    /// completes it.
    public static let changeUnfinished = Code(rawValue: "changeUnfinished")
  }

  /// The kind of failure.
  public var code: Code
  /// The file, as the caller named it.
  public var file: String?
  /// The variable.
  public var variable: String?
  /// The place inside the variable, as MATLAB writes it: `.W{2}`.
  public var path: String?
  /// The byte offset in the file.
  public var offset: Int?
  /// The expected thing, in words.
  public var expected: String?
  /// The thing found instead, or the system's message.
  public var found: String?
  /// Which limit was exceeded, where the code is `.limitExceeded`.
  public var limit: MATLimits.Name?
  /// True if the system is at fault, and not the file.
  package var isOfSystem: Bool { code == .readFailed || code == .outOfMemory }
  /// True if the file is at fault: not where MatKit cannot read what is there, or may not.
  package var isDamage: Bool { ![.unsupported, .limitExceeded, .outOfMemory].contains(code) }
  /// True if nothing is wrong but that data cannot be verified: they are there, and
  /// `MATDecoding.acceptsUnverified` takes them.
  public var isUnverifiable = false
  /// The way out, where that is more than the kind of failure tells.
  public var remedy: String?

  /// An error of a kind, with as much of its place and cause as is known.
  ///
  /// ```swift
  /// let error = MATError(.notFound, variable: "net", path: ".W", found: "V")
  /// assert(error.description.contains("net.W"))
  /// ```
  public init(
    _ code: Code, file: String? = nil, variable: String? = nil, path: String? = nil,
    offset: Int? = nil, expected: String? = nil, found: String? = nil,
    limit: MATLimits.Name? = nil
  ) {
    self.code = code
    self.file = file
    self.variable = variable
    self.path = path
    self.offset = offset
    self.expected = expected
    self.found = found
    self.limit = limit
  }
}

extension MATError {
  /// The error seen from one level further out: `component` (`.W`, `{2}`, `(3)`) goes before its path.
  package func inside(_ component: String) -> MATError {
    var error = self
    error.path = component + (path ?? "")
    return error
  }

  /// The error with the file and variable it happened in, where it does not name them itself.
  package func with(file: String?, variable: String? = nil) -> MATError {
    var error = self
    error.file = self.file ?? file
    error.variable = self.variable ?? variable
    return error
  }
}
