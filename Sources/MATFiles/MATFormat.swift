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
