/// Writes `.mat` files of what ``MATWriteRules`` have let pass: makes the file where nobody looks, and puts it under the
/// target's name whole.
///
/// v4, v6 and v7 are MatKit's own, and v7.3 HDF5 makes, through a driver of ours, because it cannot close a file
/// that the disk has no room for, and then ends the process. The same variables give the same bytes again: the
/// file says who wrote it and not when.
enum MATFileWriter {
  static func write(
    _ variables: [MATVariable], to path: String, version: MATVersion, layout: MATArrayLayout
  ) throws(MATError) {
    do throws(MATError) {
      // Begun before the work: an unwritable folder is found at once.
      let output = try AtomicFile(path: path)
      switch version {
      case .v4, .v6: try writeUncompressed(variables, to: output, version: version)
      case .v7:
        try output.write(MATHeader.level5.bytes)
        try writeCompressed(variables, level: layout.deflate, to: output)
      case .v73: try V73Writer.write(variables, layout, to: output)
      }
      try output.commit()
    } catch {
      throw error.with(file: path)
    }
  }

  /// How many bytes are written at a time, at least: 20,000 small variables are not as many calls.
  private static let batchSize = 1 << 20

  /// From how many bytes on room on the disk is taken before the work.
  private static let leastReserve = 1 << 23

  private static func writeUncompressed(
    _ variables: [MATVariable], to output: borrowing AtomicFile, version: MATVersion
  ) throws(MATError) {
    let size = variables.reduce(MATHeader.size) {
      $0.addingSaturating($1.value.encodedSize(named: $1.name))
    }
    if size >= leastReserve, size < .max { try output.reserve(size) }
    if version == .v4 {
      try write(variables, to: output, V4Encoder())
    } else {
      try output.write(MATHeader.level5.bytes)
      try write(variables, to: output, V5Encoder())
    }
    if size >= leastReserve { try output.releaseReserve() }
  }

  private static func write(
    _ variables: [MATVariable], to output: borrowing AtomicFile, _ encoder: some ElementEncoder
  ) throws(MATError) {
    var encoder = encoder
    for variable in variables {
      do throws(MATError) {
        try encoder.append(variable)
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
      guard encoder.image.count >= batchSize else { continue }
      try output.write(encoder.image)
      encoder.removeAll()
    }
    try output.write(encoder.image)
  }

  private static func writeCompressed(
    _ variables: [MATVariable], level: Int, to output: borrowing AtomicFile
  ) throws(MATError) {
    var encoder = V5Encoder()
    let compressor = try V5Compressor(level: level)
    var batch: [UInt8] = []
    for variable in variables {
      do throws(MATError) {
        try encoder.append(variable)
        batch += try compressor.element(of: encoder.image)
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
      encoder.removeAll()
      guard batch.count >= batchSize else { continue }
      try output.write(batch)
      batch.removeAll(keepingCapacity: true)
    }
    try output.write(batch)
  }
}

/// Makes the elements of a file of variables, one after the other.
protocol ElementEncoder {
  /// What was made.
  var image: V5Image { get }

  /// Appends the element of a variable.
  mutating func append(_ variable: MATVariable) throws(MATError)

  /// Forgets what was appended.
  mutating func removeAll()
}

extension V4Encoder: ElementEncoder {}
extension V5Encoder: ElementEncoder {}

extension AtomicFile {
  /// Appends the bytes of elements.
  borrowing func write(_ image: V5Image) throws(MATError) {
    try image.withStretches { stretch throws(MATError) in try write(stretch) }
  }
}
