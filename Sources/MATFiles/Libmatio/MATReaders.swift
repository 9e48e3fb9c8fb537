/// By which of two readers that share no code the values of a file of version 4 to 7 are decoded.
///
/// Both see only what was checked before: the tags, sizes and checksums of a variable. MatKit's own is the faster.
/// The other is libmatio, which is wrong in places that are known (``MATReading/onlySwift(because:)``); there MatKit's
/// own counts alone. Files of version 7.3 are read through HDF5 and not by libmatio, which leaves variables out
/// of them.
public enum MATReaders: String, CaseIterable, Sendable {
  /// MatKit's own.
  case swift
  /// libmatio, but where it is known to be wrong.
  case libmatio
  /// Both: where they differ, that is an error which names the place.
  case both
  /// Both for variables of up to 64 MiB, MatKit's own for larger ones.
  case bothIfSmall = "both-if-small"

  /// The largest variable, decoded, that ``bothIfSmall`` has read by both.
  static let largestSmall = 64 << 20
}

/// Who has read a variable.
public enum MATReading: Hashable, Sendable {
  /// MatKit's own reader and libmatio, and they agree.
  case both
  /// MatKit's own reader, and why not libmatio.
  case onlySwift(because: String)
}

extension MATReading: CustomStringConvertible {
  /// Who it was, in words: `swift and libmatio`, `swift (version 7.3 is read through HDF5)`.
  public var description: String {
    switch self {
    case .both: "swift and libmatio"
    case .onlySwift(let reason): "swift (\(reason))"
    }
  }
}
