/// Writes `.mat` files of what ``MATWriteRules`` have let pass: writes an unnamed temporary file and renames it
/// into place atomically.
///
/// v4, v6 and v7 are MatKit's own, and v7.3 HDF5 makes, through a driver of ours, because it cannot close a file
/// that the disk has no room for, and then ends the process. The same variables give the same bytes again: the
/// file says who wrote it and not when.
enum MATFileWriter {
  /// Writes variables that ``MATWriteRules`` have let pass, and the data of objects that they refer to.
  static func write(
    _ variables: [MATVariable], objects: StoredObjects? = nil, to path: String,
    version: MATVersion, layout: MATArrayLayout
  ) throws(MATError) {
    do throws(MATError) {
      // Begun before the work: an unwritable folder is found at once.
      let output = try AtomicFile(path: path)
      switch version {
      case .v4: try writeUncompressed(variables, to: output, V4Encoder())
      case .v6, .v7:
        let level = version == .v7 ? layout.deflate : nil
        try writeLevel5(variables, objects, compression: level, to: output)
      case .v73: try V73Writer.write(variables, objects, layout, to: output)
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

  private static func writeLevel5(
    _ variables: [MATVariable], _ objects: StoredObjects?, compression level: Int?,
    to output: borrowing AtomicFile
  ) throws(MATError) {
    var header = MATHeader.level5.bytes
    guard let objects else {
      try output.write(header)
      try writeElements(variables, compression: level, to: output)
      return
    }
    // Where they come to lie is known only when the variables are written, and stands before those.
    func setPlace(_ count: Int) {
      unsafe withUnsafeBytes(of: UInt64(header.count + count)) {
        unsafe header.replaceSubrange(MATHeader.subsystemField, with: $0)
      }
    }
    let place: Int
    if output.seekableDescriptor == nil {
      place = try count(ofElements: variables, compression: level)
      setPlace(place)
      try output.write(header)
      try writeElements(variables, compression: level, to: output)
    } else {
      try output.write(header)
      place = try writeElements(variables, compression: level, to: output)
      setPlace(place)
      try output.overwrite(header, at: 0)
    }
    try write(objects, behind: header.count + place, compression: level, to: output)
  }

  /// Writes the element of the data of objects.
  private static func write(
    _ objects: StoredObjects, behind count: Int, compression level: Int?,
    to output: borrowing AtomicFile
  ) throws(MATError) {
    var encoder = V5Encoder()
    try encoder.append(objects)
    if let level { return try output.write(V5Compressor(level: level).element(of: encoder.image)) }
    let isReserved = encoder.image.count >= leastReserve && output.seekableDescriptor != nil
    if isReserved { try output.reserve(count + encoder.image.count) }
    try output.write(encoder.image)
  }

  /// Writes elements, compressed where there is a level, and returns how many bytes they are.
  @discardableResult
  private static func writeElements(
    _ variables: [MATVariable], compression level: Int?, to output: borrowing AtomicFile
  ) throws(MATError) -> Int {
    guard let level else { return try writeUncompressed(variables, to: output, V5Encoder()) }
    var (batch, count): ([UInt8], Int) = ([], 0)
    try compress(variables, level: level) { element throws(MATError) in
      batch += element
      count += element.count
      guard batch.count >= batchSize else { return }
      try output.write(batch)
      batch.removeAll(keepingCapacity: true)
    }
    try output.write(batch)
    return count
  }

  /// How many bytes elements are, for an output that cannot be gone back in.
  private static func count(
    ofElements variables: [MATVariable], compression level: Int?
  ) throws(MATError) -> Int {
    var count = 0
    guard let level else {
      var encoder = V5Encoder()
      for variable in variables {
        try encoder.append(variable)
        count += encoder.image.count
        encoder.removeAll()
      }
      return count
    }
    try compress(variables, level: level) { count += $0.count }
    return count
  }

  private static func compress(
    _ variables: [MATVariable], level: Int, _ use: ([UInt8]) throws(MATError) -> Void
  ) throws(MATError) {
    var encoder = V5Encoder()
    let compressor = try V5Compressor(level: level)
    for variable in variables {
      do throws(MATError) {
        try encoder.append(variable)
        try use(compressor.element(of: encoder.image))
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
      encoder.removeAll()
    }
  }

  @discardableResult
  private static func writeUncompressed(
    _ variables: [MATVariable], to output: borrowing AtomicFile, _ encoder: some ElementEncoder
  ) throws(MATError) -> Int {
    let size = variables.reduce(MATHeader.size) {
      $0.addingSaturating($1.value.encodedSize(named: $1.name))
    }
    let isReserved = size >= leastReserve && size < .max && output.seekableDescriptor != nil
    if isReserved { try output.reserve(size) }
    var encoder = encoder
    var count = 0
    for variable in variables {
      do throws(MATError) {
        try encoder.append(variable)
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
      guard encoder.image.count >= batchSize else { continue }
      try output.write(encoder.image)
      count += encoder.image.count
      encoder.removeAll()
    }
    try output.write(encoder.image)
    if isReserved { try output.releaseReserve() }
    return count + encoder.image.count
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
