import CMatio
import Foundation

/// Writes `.mat` files: checks every variable, lets libmatio write them where nobody looks, and puts the
/// result under the target's name whole.
///
/// libmatio ignores errors of the disk, and what it compresses can come out damaged. So v4, v6 and v7 it
/// writes uncompressed to a file in memory, where nothing can fail but memory; compressing, and every
/// write to the disk, is ours. The same variables give the same bytes again: the file's header says who
/// wrote it and not when.
///
/// v7.3 cannot go that way, because HDF5 refuses a file without a name. It is written to a hidden file
/// beside the target: HDF5's errors reach libmatio's log, which is watched.
enum MATFileWriter {
  static func write(
    _ variables: [MATVariable], to path: String, version: MATVersion
  ) throws(MATError) {
    do throws(MATError) {
      try MATWriteRules.check(variables, for: version)
      if version == .v73 {
        try writeNamed(variables, to: path)
      } else {
        try writeInMemory(variables, to: path, version: version)
      }
    } catch {
      throw error.with(file: path)
    }
  }

  private static func writeInMemory(
    _ variables: [MATVariable], to path: String, version: MATVersion
  ) throws(MATError) {
    // Begun before the work: an unwritable folder is found at once.
    let output = try AtomicFile(path: path)
    let image = try AnonymousFile()
    try libmatioWrite(variables, to: image.path, version: version)
    try check(image, holds: variables)
    try image.withBytes { image throws(MATError) in
      switch version {
      case .v4: try output.write(image)
      case .v6: try Level5Image.write(image, header: header, to: output)
      case .v7, .v73: try Level5Image.writeCompressed(image, header: header, to: output)
      }
    }
    try output.commit()
  }

  /// Reads back what libmatio wrote, for it says nothing of a write that failed: the process's limit on
  /// the size of files holds in memory too, and what lies beyond it is lost without a word.
  private static func check(
    _ image: borrowing AnonymousFile, holds variables: [MATVariable]
  ) throws(MATError) {
    var name: String?
    do throws(MATError) {
      let file = try MATFile(image.path)
      guard file.variables.map(\.name) == variables.map(\.name) else {
        throw MATError(.damaged)
      }
      for (written, variable) in zip(file.variables, variables) {
        name = variable.name
        guard try file.value(of: written) == variable.value else {
          throw MATError(.damaged)
        }
      }
    } catch {
      throw MATError(
        .writeFailed, variable: name, expected: "room for the whole file", found: "room for a part")
    }
  }

  private static func writeNamed(
    _ variables: [MATVariable], to path: String
  ) throws(MATError) {
    let output = try AtomicFile(path: path, named: true)
    guard let temporaryPath = output.temporaryPath else {
      throw MATError(
        .cannotCreate, expected: "a regular file for v7.3", found: "a device or a pipe")
    }
    try libmatioWrite(variables, to: temporaryPath, version: .v73)
    // The header is of the same length in every version, and stands before HDF5's own part of the file.
    try output.write(Level5Image.paddedText(header))
    try output.commit()
  }

  /// Lets libmatio write the file, uncompressed.
  private static func libmatioWrite(
    _ variables: [MATVariable], to path: String, version: MATVersion
  ) throws(MATError) {
    try Matio.use(failure: .writeFailed) { matio throws(MATError) in
      let file = try MatioFile(creating: path, format: version.format, header: header, matio)
      for variable in variables {
        try write(variable, to: file, version: version, matio)
      }
      try file.close(matio)
    }
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

  /// What the text at the head of a file says, which must begin so for MATLAB to know its own.
  private static let header = "MATLAB 5.0 MAT-file, written by MatKit"
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
