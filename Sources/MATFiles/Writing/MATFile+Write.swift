public import OrderedCollections

extension MATFile {
  /// Writes variables to a new file at `path`, or in place of the file that is there.
  ///
  ///     try MATFile.write(["net": weights, "step": 0.01], to: "week6.mat")
  ///
  /// The variables are written in the order given; MATLAB lists those of a v7.3 file by name all the same.
  /// The file appears under its name whole or not at all, its permissions stay what they were, and
  /// symbolic links are followed. The same variables give the same bytes again.
  ///
  /// `layout` says how the arrays of a v7.3 file are compressed and whether they can grow, and how hard v7
  /// compresses. Of the `limits` one counts: cells and structs may nest as deep as they may be read.
  ///
  /// Variables have identifiers of MATLAB's as names. Fields may have others, as other programs give them
  /// (`my field`, `_x`): MATLAB loads those, and reads them as `s.("my field")`. An empty complex array is
  /// marked in v7.3 so that MatKit reads it as it was; to MATLAB it is a real one.
  ///
  /// Throws `cannotRepresent` where `version` cannot hold a value or a name, and `limitExceeded` where one nests
  /// too deep, naming the variable and the place inside it, before anything is written; `cannotCreate` where no file can be made there;
  /// `writeFailed` where the disk is full or fails.
  public static func write(
    _ variables: KeyValuePairs<String, any MATWritable>, to path: String,
    version: MATVersion = .v7, layout: MATArrayLayout = .contiguous, limits: MATLimits = .standard
  ) throws(MATError) {
    try write(
      variables.map { MATVariable(name: $0.key, value: $0.value.matValue) }, to: path,
      version: version, layout: layout, limits: limits)
  }

  /// Writes the dictionary's variables in its order, otherwise as with a literal.
  public static func write(
    _ variables: OrderedDictionary<String, some MATWritable>, to path: String,
    version: MATVersion = .v7, layout: MATArrayLayout = .contiguous, limits: MATLimits = .standard
  ) throws(MATError) {
    try write(
      variables.map { MATVariable(name: $0.key, value: $0.value.matValue) }, to: path,
      version: version, layout: layout, limits: limits)
  }

  /// Writes variables, those marked global as such, otherwise as with a literal.
  public static func write(
    _ variables: [MATVariable], to path: String, version: MATVersion = .v7,
    layout: MATArrayLayout = .contiguous, limits: MATLimits = .standard
  ) throws(MATError) {
    let stored: [MATVariable]
    let objects: StoredObjects?
    do throws(MATError) {
      try MATWriteRules.check(variables, for: version, limits: limits)
      (stored, objects) = try ObjectEncoder.encode(variables)
    } catch {
      throw error.with(file: path)
    }
    try MATFileWriter.write(
      stored, objects: objects, to: path, version: version, layout: layout)
  }
}
