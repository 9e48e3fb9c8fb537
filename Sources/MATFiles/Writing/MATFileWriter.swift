import CMatio
import Foundation

/// Writes `.mat` files: checks every variable, lets libmatio write them to a file in memory, and puts
/// the result under the target's name whole.
///
/// libmatio ignores errors of the disk, and what it compresses can come out damaged. So it writes
/// uncompressed and where nothing can fail but memory; compressing, and every write to the disk, is ours.
/// The same variables give the same bytes again: the file's header says who wrote it and not when.
enum MATFileWriter {
  static func write(
    _ variables: [MATVariable], to path: String, version: MATVersion
  ) throws(MATError) {
    do throws(MATError) {
      try MATWriteRules.check(variables, for: version)
      // Begun before the work: an unwritable folder is found at once.
      let output = try AtomicFile(path: path)
      let image = try image(of: variables, version: version)
      try image.withBytes { bytes throws(MATError) in
        try write(bytes, version: version, to: output)
      }
      try output.commit()
    } catch {
      throw error.with(file: path)
    }
  }

  /// The file as libmatio writes it, uncompressed.
  private static func image(
    of variables: [MATVariable], version: MATVersion
  ) throws(MATError) -> AnonymousFile {
    let image = try AnonymousFile()
    try Matio.use(failure: .writeFailed) { matio throws(MATError) in
      let file = try MatioFile(
        creating: image.path, format: version.format, header: header, matio)
      for variable in variables {
        try write(variable, to: file, matio)
      }
      try file.close(matio)
    }
    return image
  }

  private static func write(
    _ variable: MATVariable, to file: borrowing MatioFile, _ matio: borrowing Matio
  ) throws(MATError) {
    let copy = try MatioVariable.make(
      variable.value, name: variable.name, isGlobal: variable.isGlobal)
    let code = unsafe Mat_VarWrite(file.handle, copy.pointer, MAT_COMPRESSION_NONE)
    guard code == 0, matio.complaint == nil else {
      throw MATError(
        .writeFailed, variable: variable.name, found: matio.complaint ?? "libmatio error \(code)")
    }
  }

  /// What the text at the head of a file says, which must begin so for MATLAB to know its own.
  private static let header = "MATLAB 5.0 MAT-file, written by MatKit"

  private static func write(
    _ image: RawSpan, version: MATVersion, to output: borrowing AtomicFile
  ) throws(MATError) {
    switch version {
    case .v4: try output.write(image)
    case .v6, .v73: try Level5Image.write(image, header: header, to: output)
    case .v7: try Level5Image.writeCompressed(image, header: header, to: output)
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
