import CMatio
import Foundation

/// Writes `.mat` files of what ``MATWriteRules`` have let pass: makes the file where nobody looks, and puts it under the
/// target's name whole.
///
/// v4 and v6 libmatio writes, large ones into the output itself, which has no name yet. It ignores errors
/// of the disk, so what it wrote is gone through afterwards, tag by tag. What it compresses can come out damaged: for
/// v7 it writes the same into a file in memory, and compressing is ours. v7.3 HDF5 makes
/// through a driver of ours, because it cannot close a file that the disk has no room for, and then ends the
/// process. The same
/// variables give the same bytes again: the file says who wrote it and not when.
enum MATFileWriter {
  /// From how many bytes on libmatio writes into the output itself, which saves a copy. Less goes through
  /// memory, because libmatio goes back and forth for each variable, and a disk minds: 20,000 variables of
  /// 3×3 took 2.9 s on a disk and 0.8 s in memory. A device or a pipe could not go back at all.
  private static let directSize = 1 << 23
  /// How many variables libmatio gets at a time: it compares the name of each with all before it, which
  /// for 20,000 took 0.6 s.
  private static let batchCount = 256

  static func write(
    _ variables: [MATVariable], to path: String, version: MATVersion, layout: MATArrayLayout
  ) throws(MATError) {
    do throws(MATError) {
      // Begun before the work: an unwritable folder is found at once.
      let output = try AtomicFile(path: path)
      switch version {
      case .v4, .v6: try writeUncompressed(variables, to: output, version: version)
      case .v7: try writeCompressed(variables, layout, to: output)
      case .v73: try V73Writer.write(variables, layout, to: output)
      }
      try output.commit()
    } catch {
      throw error.with(file: path)
    }
  }

  private static func writeUncompressed(
    _ variables: [MATVariable], to output: borrowing AtomicFile, version: MATVersion
  ) throws(MATError) {
    let size = variables.reduce(0) { $0 + $1.value.encodedSize(named: $1.name) }
    guard size >= Self.directSize, variables.count <= Self.batchCount, let path = output.openingPath
    else {
      let header = version == .v4 ? [] : MATHeader.level5.bytes
      try output.write(header)
      return try withLibmatioImages(of: variables, version: version) { image throws(MATError) in
        try output.write(image.extracting(droppingFirst: header.count))
      }
    }
    try libmatioWrite(variables, to: path, version: version) { () throws(MATError) in
      try output.reserve(size)
    }
    try output.releaseReserve()
    if version == .v6 { try output.write(MATHeader.level5.bytes) }
  }

  private static func writeCompressed(
    _ variables: [MATVariable], _ layout: MATArrayLayout, to output: borrowing AtomicFile
  ) throws(MATError) {
    try output.write(MATHeader.level5.bytes)
    try withLibmatioImages(of: variables, version: .v6) { image throws(MATError) in
      try Level5Image.writeCompressed(image, level: layout.deflate, to: output)
    }
  }
}

// What libmatio writes, uncompressed.
extension MATFileWriter {
  static func libmatioImage(
    of variables: [MATVariable], version: MATVersion
  ) throws(MATError) -> AnonymousFile {
    let image = try AnonymousFile()
    try libmatioWrite(variables, to: image.path, version: version)
    return image
  }

  /// Lends `body` files in memory, one after another, that together hold the variables in their order:
  /// each has a header of its own, and is closed when its variables are many or large. No variables give
  /// one file too.
  private static func withLibmatioImages(
    of variables: [MATVariable], version: MATVersion,
    _ body: (RawSpan) throws(MATError) -> Void
  ) throws(MATError) {
    var rest = variables[...]
    repeat {
      var size = 0
      let batch = rest.prefix(batchCount).prefix { variable in
        defer { size += variable.value.encodedSize(named: variable.name) }
        return size < directSize
      }
      rest = rest.dropFirst(batch.count)
      try libmatioImage(of: Array(batch), version: version).withBytes(body)
    } while !rest.isEmpty
  }

  /// Writes to a file that this process can open at `path`, and checks what has come of it; `prepare` is
  /// called when libmatio has emptied the file.
  private static func libmatioWrite(
    _ variables: [MATVariable], to path: String, version: MATVersion,
    prepare: () throws(MATError) -> Void = {}
  ) throws(MATError) {
    try Matio.use(failure: .writeFailed) { matio throws(MATError) in
      let file = try MatioFile(
        creating: path, format: version.format, header: MATHeader.level5.text, matio)
      try prepare()
      for variable in variables {
        try write(variable, to: file, version: version, matio)
      }
      try file.close(matio)
    }
    try check(path, against: variables)
  }

  private static func write(
    _ variable: MATVariable, to file: borrowing MatioFile, version: MATVersion,
    _ matio: borrowing Matio
  ) throws(MATError) {
    let builder = MatioBuilder(version: version)
    try builder.withVariable(variable) { copy throws(MATError) in
      let code = unsafe Mat_VarWrite(file.handle, copy.pointer, MAT_COMPRESSION_NONE)
      guard code == 0, matio.complaint == nil else {
        throw MATError(
          .writeFailed, variable: variable.name,
          found: matio.complaint ?? "libmatio error \(code)")
      }
    }
  }
}

extension AnonymousFile {
  /// Lends `body` the bytes of the file.
  borrowing func withBytes(
    _ body: (RawSpan) throws(MATError) -> Void
  ) throws(MATError) {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size > 0 else {
      throw MATError(.writeFailed, found: size < 0 ? systemMessage() : "an empty file")
    }
    let address = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw MATError(errno == ENOMEM ? .outOfMemory : .writeFailed, found: systemMessage())
    }
    defer { unsafe _ = munmap(address, size) }
    try body(unsafe UnsafeRawBufferPointer(start: address, count: size).bytes)
  }
}
