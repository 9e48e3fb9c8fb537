/// The version of the `.mat` format to write, named as MATLAB's `save` names it.
///
/// ``MATFormat`` is what a file is found to be.
public enum MATVersion: String, CaseIterable, Sendable {
  /// Level 4: matrices of doubles, text and sparse matrices, two dimensions, nothing nested.
  case v4
  /// Level 5 without compression, what `save -v6` writes.
  case v6
  /// Level 5 with each variable compressed by zlib, what `save` writes by default.
  case v7
  /// HDF5 with MATLAB's conventions: no limit of 2³¹ bytes a variable.
  case v73 = "v7.3"

  /// The format that a file of this version has.
  public var format: MATFormat {
    switch self {
    case .v4: .v4
    case .v6: .v5
    case .v7: .v7
    case .v73: .v73
    }
  }
}
