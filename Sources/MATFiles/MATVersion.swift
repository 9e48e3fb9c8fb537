/// A version of the `.mat` format, named as MATLAB's `save` names it.
public enum MATVersion: String, CaseIterable, Sendable {
  /// Level 4: matrices of doubles, text and sparse matrices, two dimensions, nothing nested.
  case v4
  /// Level 5 without compression, what `save -v6` writes.
  case v6
  /// Level 5 with each variable compressed by zlib, what `save` writes by default.
  case v7
  /// HDF5 with MATLAB's conventions: no limit of 2³¹ bytes a variable.
  case v73 = "v7.3"

  /// The name that canonical JSON gives the format: `4`, `5` (v6 is a level 5 file that compresses
  /// nothing), `7` or `7.3`.
  public var formatName: String {
    switch self {
    case .v4: "4"
    case .v6: "5"
    case .v7: "7"
    case .v73: "7.3"
    }
  }
}
