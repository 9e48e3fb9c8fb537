extension MATFile {
  /// Writes the variables to a file of another version, in their order, those that are global as such, and
  /// tells what other programs will not read as it is.
  ///
  /// `path` may be the file itself: it is read before, and replaced whole. `excerpt` leaves variables and
  /// fields out or gives them other names; what is left out is not read. `layout` says how the arrays of a
  /// v7.3 file are compressed and whether they can grow, and how hard v7 compresses.
  ///
  /// The sentences returned name a place each: text beyond U+FFFF, which SciPy does not load from v6 and v7;
  /// complex 64-bit integers, which Octave does not; fields with names that are too long for MATLAB.
  ///
  /// Objects, function handles with what they captured, and values of classes that MatKit does not know are
  /// written as they are stored: no number that one part of the file refers to another by is changed, and the data
  /// of objects come along whole. Only v4 holds none of them.
  ///
  /// Throws as reading a variable does; `cannotRepresent`, naming this file, the variable and the place inside
  /// it, where `version` cannot hold a value; `notFound` where the excerpt names what there is not; and as
  /// `write` does for `path`. No file is left then, and one that was there is left as it was.
  @discardableResult
  public func convert(
    to path: String, version: MATVersion = .v7, layout: MATArrayLayout = .contiguous,
    excerpt: MATExcerpt = MATExcerpt()
  ) throws(MATError) -> [String] {
    let variables: [MATVariable]
    var objects: StoredObjects?
    do throws(MATError) {
      variables = try excerpt.variables(of: self)
      try MATWriteRules.check(variables, for: version, limits: limits)
      if variables.contains(where: \.value.refersToObjects) { objects = try storedObjects() }
      if version == .v73, objects?.isBigEndian ?? false {
        throw MATError(
          .cannotRepresent,
          expected:
            "the data of objects with the lowest byte first, as v7.3 has them; v7 keeps these",
          found: "the other order")
      }
    } catch {
      throw error.with(file: self.path)
    }
    try MATFileWriter.write(
      variables, objects: objects, to: path, version: version, layout: layout)
    return ForeignReaders(version: version).notes(on: variables)
  }
}
