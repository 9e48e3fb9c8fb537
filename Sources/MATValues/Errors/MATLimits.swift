import Foundation

/// How much a file may make its reader do: what decoding any one variable may take.
///
///     let file = try MATFile("huge.mat", limits: MATLimits(decodedBytes: 64 << 30))
///
/// A size in a file is a claim. Before memory is set aside the claim is compared with the bytes that are
/// there, and then with these limits; where it exceeds one, the error has the code `.limitExceeded`, says
/// which in ``MATError/limit``, and nothing was set aside. The defaults let everything pass that a program
/// writes in earnest.
///
/// ```swift
/// let limits = MATLimits(decodedBytes: 1 << 20, seconds: 10)
/// assert(limits.nesting == 200)
/// ```
public struct MATLimits: Hashable, Sendable {
  /// The bytes that a decoded variable may take, with 256 for each cell and field value: by default as
  /// many as the machine has memory.
  public var decodedBytes: Int
  /// How many times the size of its file a decoded variable may be. The default, 8256, is the most that
  /// can come of a stored byte: deflate makes up to 1032 of it (zlib's manual), and MATLAB stores a double
  /// without a fraction in one byte. Up to 256 MiB are allowed whatever the size of the file.
  ///
  /// In v7.3 it bounds the number of values too, because one stored value can be referred to any number
  /// of times: a value for each 64 bytes of the file at the default, and 16,384 in any case.
  public var expansion: Int
  /// How deep cells and structs may nest; more than 1000 counts as 1000, because each level takes stack.
  public var nesting: Int
  /// How many elements all arrays of a variable may have together.
  public var elements: Int
  /// How many seconds decoding a variable may take. It is looked at from value to value: a single array
  /// is decoded to its end, which the other limits bound.
  ///
  /// In v7.3 HDF5 itself can run for ever over a damaged file: only a process of its own can be stopped
  /// in time, see `MATIsolation` of MATFiles.
  public var seconds: Double

  /// One of the limits.
  public enum Name: String, CaseIterable, Sendable {
    /// The limit that the property of that name sets.
    case decodedBytes, expansion, nesting, elements, seconds
  }

  /// Limits that are the defaults but for those given.
  public init(
    decodedBytes: Int? = nil, expansion: Int = 8256, nesting: Int = 200,
    elements: Int = 1 << 34, seconds: Double = .infinity
  ) {
    self.decodedBytes = decodedBytes ?? Self.memory
    self.expansion = expansion
    self.nesting = nesting
    self.elements = elements
    self.seconds = seconds
  }

  /// The memory of this machine.
  private static let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)

  /// The depth that holds: what walks a value later must have stack for it too.
  package var depth: Int { min(nesting, 1000) }
}
