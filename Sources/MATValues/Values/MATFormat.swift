/// A version of the `.mat` format, as found in a file.
///
/// The raw value is the name that canonical JSON uses: `4`, `5`, `7`, `7.3`.
public enum MATFormat: String, CaseIterable, Sendable {
  /// MATLAB 4: numeric matrices, text and sparse matrices only (`save -v4`).
  case v4 = "4"
  /// MATLAB 5 and 6: every class, nothing compressed (`save -v6`).
  case v5 = "5"
  /// MATLAB 7: the same with at least one compressed variable (`save -v7`).
  case v7 = "7"
  /// MATLAB 7.3: an HDF5 file (`save -v7.3`).
  case v73 = "7.3"
}

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
