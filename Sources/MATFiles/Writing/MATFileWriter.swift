import CMatio
import Foundation

/// Writes `.mat` files: checks every variable, makes the file in memory, and puts it under the target's
/// name whole.
///
/// In memory, because libmatio ignores errors of the disk, and HDF5 cannot close a file that the disk has
/// no room for and then ends the process. v4, v6 and v7 are made by libmatio, uncompressed, because what
/// it compresses can come out damaged; compressing, and every write to the disk, is ours. v7.3 is made by
/// HDF5 itself. The same variables give the same bytes again: the file says who wrote it and not when.
enum MATFileWriter {
  static func write(
    _ variables: [MATVariable], to path: String, version: MATVersion
  ) throws(MATError) {
    do throws(MATError) {
      try MATWriteRules.check(variables, for: version)
      // Begun before the work: an unwritable folder is found at once.
      let output = try AtomicFile(path: path)
      switch version {
      case .v4, .v6, .v7:
        let image = try libmatioImage(of: variables, version: version)
        try image.withBytes { image throws(MATError) in
          try write(image, version: version, to: output)
        }
      case .v73:
        try V73Writer.withImage(of: variables) { image throws(MATError) in
          try write(image, version: version, to: output)
        }
      }
      try output.commit()
    } catch {
      throw error.with(file: path)
    }
  }

  private static func write(
    _ image: RawSpan, version: MATVersion, to output: borrowing AtomicFile
  ) throws(MATError) {
    switch version {
    case .v4: try output.write(image)
    case .v6: try Level5Image.write(image, to: output)
    case .v7: try Level5Image.writeCompressed(image, to: output)
    case .v73:
      let header = MATHeader.version73.bytes
      let rest = Array(repeating: UInt8(0), count: V73Writer.userBlockSize - header.count)
      try output.write(header + rest)
      try output.write(image.extracting(droppingFirst: V73Writer.userBlockSize))
    }
  }

  /// The file as libmatio writes it, uncompressed.
  private static func libmatioImage(
    of variables: [MATVariable], version: MATVersion
  ) throws(MATError) -> AnonymousFile {
    let image = try AnonymousFile()
    try Matio.use(failure: .writeFailed) { matio throws(MATError) in
      let file = try MatioFile(
        creating: image.path, format: version.format, header: MATHeader.level5.text, matio)
      for variable in variables {
        try write(variable, to: file, version: version, matio)
      }
      try file.close(matio)
    }
    try check(image, against: variables)
    return image
  }

  private static func write(
    _ variable: MATVariable, to file: borrowing MatioFile, version: MATVersion,
    _ matio: borrowing Matio
  ) throws(MATError) {
    let copy = try MatioBuilder(version: version).make(variable)
    let code = unsafe Mat_VarWrite(file.handle, copy.pointer, MAT_COMPRESSION_NONE)
    guard code == 0, matio.complaint == nil else {
      throw MATError(
        .writeFailed, variable: variable.name, found: matio.complaint ?? "libmatio error \(code)")
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
      throw MATError(.writeFailed, found: systemMessage())
    }
    defer { unsafe _ = munmap(address, size) }
    try body(unsafe UnsafeRawBufferPointer(start: address, count: size).bytes)
  }
}
