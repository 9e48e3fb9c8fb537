extension MATFile {
  /// Writes all variables to a file of another version, in their order, those that are global as such.
  ///
  /// `path` may be the file itself: it is read before, and replaced whole. `layout` says how the arrays of a
  /// v7.3 file are compressed and whether they can grow, and how hard v7 compresses.
  ///
  /// Throws as reading a variable does, and as `write` does: `cannotRepresent`, naming the
  /// variable and the place inside it, where `version` cannot hold a value. No file is left then, and one
  /// that was there is left as it was.
  public func convert(
    to path: String, version: MATVersion = .v7, layout: MATArrayLayout = .contiguous
  ) throws(MATError) {
    try MATFile.write(try contents(), to: path, version: version, layout: layout)
  }
}
