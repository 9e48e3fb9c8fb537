extension MATError {
  /// The same error seen from one level further out: `component` (`.W`, `{2}`, `(3)`) goes before its path.
  package func inside(_ component: String) -> MATError {
    var error = self
    error.path = component + (path ?? "")
    return error
  }

  /// The same error with the file and variable it happened in, where it does not name them itself.
  package func with(file: String?, variable: String? = nil) -> MATError {
    var error = self
    error.file = self.file ?? file
    error.variable = self.variable ?? variable
    return error
  }
}
