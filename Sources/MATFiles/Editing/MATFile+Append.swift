extension MATFile {
  /// Appends rows to a matrix in a v7.3 file, without rewriting the file:
  /// `try MATFile.append(rows: [[1, 2, 3]], to: "log", in: "log.mat")`.
  ///
  /// Otherwise as ``append(_:to:along:in:)``.
  public static func append(
    rows: some MATWritable, to name: String, in path: String
  ) throws(MATError) {
    try append(rows, to: name, along: 0, in: path)
  }

  /// Appends columns to a matrix in a v7.3 file, without rewriting the file.
  public static func append(
    columns: some MATWritable, to name: String, in path: String
  ) throws(MATError) {
    try append(columns, to: name, along: 1, in: path)
  }

  /// Appends an array to an array in a v7.3 file along a dimension, counted from zero, without rewriting the
  /// file.
  ///
  /// The array in the file must have been written to grow: in chunks, and without a limit along that
  /// dimension (``MATArrayLayout/isExtendible``; MATLAB's `matfile` writes such arrays too). Both are of the
  /// same class, both real or both complex, and of the same size along all other dimensions.
  ///
  /// What is appended goes behind the end of the file and is on the disk before anything that refers to it
  /// changes. Then the few pages that say where things are change in place, a journal beside the file
  /// (`.matkit-….journal`) having them first. Where the process is killed or the machine stops in between, the
  /// next program that opens the file with MatKit completes the change; until then another program may find
  /// the file damaged. Nothing is ever lost. Other writers that use MatKit wait; a program that has the file
  /// open meanwhile may see some of the change.
  ///
  /// Throws `notFound` where there is no such variable, `mismatch` where the arrays do not fit together,
  /// `cannotRepresent` where the one in the file cannot grow, `writeFailed` where the disk is full or fails:
  /// the file is then what it was. O(elements appended + pages changed).
  public static func append(
    _ part: some MATWritable, to name: String, along dimension: Int, in path: String
  ) throws(MATError) {
    do throws(MATError) {
      try append(part.matValue, to: name, along: dimension, path: path)
    } catch {
      throw error.with(file: path, variable: name)
    }
  }

  private static func append(
    _ part: MATValue, to name: String, along dimension: Int, path: String
  ) throws(MATError) {
    let growing = try GrowingFile.open(path)
    let file = try MATFile(path, decoding: MATDecoding())
    try file.content.append(part, to: file.find(name), along: dimension, growing)
  }
}
