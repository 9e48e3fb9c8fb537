/// Why a checkpoint cannot be read, written or resumed from.
public struct CheckpointError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of trouble.
  public struct Code: Sendable, Hashable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The bytes are not those of a checkpoint, or not as they were written.
    public static let damaged = Code("damaged")
    /// The bytes are those of a checkpoint of a later version.
    public static let tooNew = Code("tooNew")
    /// The checkpoint belongs to another method, precision or number of variables.
    public static let doesNotFit = Code("doesNotFit")
    /// The file cannot be read.
    public static let notReadable = Code("notReadable")
    /// The file cannot be written.
    public static let notWritable = Code("notWritable")
    /// A part of the method's state cannot be encoded.
    public static let notEncodable = Code("notEncodable")
  }

  /// What kind of trouble it is.
  public let code: Code
  /// The file, where it was one.
  public let file: String?
  /// What was found, and what was wanted.
  public let detail: String

  init(_ code: Code, file: String? = nil, _ detail: String) {
    self.code = code
    self.file = file
    self.detail = detail
  }

  public var description: String { (file.map { "\($0): " } ?? "") + detail }
}
