extension MATFileWriter {
  /// Goes through the tags of what libmatio has written, because it says nothing where it could not write:
  /// the disk can be full, memory short, and a limit on the size of files holds for both.
  ///
  /// Every variable must be there under its name with its class and size, and its bytes be as many as its
  /// tags say, down to the last: what was not written is missing at the end, since each write goes on
  /// where the one before it stopped. O(values), no number is read.
  static func check(_ path: String, against variables: [MATVariable]) throws(MATError) {
    do throws(MATError) {
      let file = try MATFile(path)
      guard file.variables.count == variables.count else {
        throw MATError(
          .damaged, expected: "\(variables.count) variables", found: "\(file.variables.count)")
      }
      for (found, wanted) in zip(file.variables, variables) {
        guard found.name == wanted.name, found.className == wanted.value.className,
          found.size == wanted.value.size
        else { throw MATError(.damaged, variable: wanted.name, found: "another value") }
        guard file.format != .v4, let range = found.byteRange else { continue }
        var reader = ByteReader(file.bytes)
        reader.isBigEndian = ByteReader.isHostBigEndian
        let limits = MATLimits(
          decodedBytes: .max, expansion: .max, nesting: .max, elements: .max)
        var walker = V5Walker(
          reader: reader, budget: DecodingBudget(limits, fileByteCount: file.bytes.count))
        _ = try walker.array(at: range.lowerBound, end: range.upperBound)
      }
    } catch {
      throw MATError(
        .writeFailed, variable: error.variable, expected: "room for the whole file",
        found: "room for a part")
    }
  }
}
