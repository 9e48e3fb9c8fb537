import CHDF5
import Matrices

extension HDF5Elements {
  /// The elements as text, each as the bytes before its end.
  ///
  /// Read in the file's own type, because HDF5 refuses to convert between character sets; what varies in
  /// length is read from the file's heaps without HDF5.
  func strings(_ hdf5: borrowing HDF5) throws(MATError) -> [[UInt8]] {
    guard count > 0 else { return [] }
    switch datatype {
    case .text(let byteCount): return try fixedStrings(byteCount, hdf5)
    // A zero ends a text; MATLAB's sequences of characters have none.
    case .variableText:
      return try variableCharacters(hdf5).map { Array($0.prefix { $0 != 0 }) }
    case .characterSequence: return try variableCharacters(hdf5)
    default: throw MATError(.damaged, expected: "text", found: "data of another type")
    }
  }

  /// The elements as text in UTF-16: from UTF-8, of which ASCII is a part, else from Latin-1, which any
  /// bytes are.
  func texts(_ hdf5: borrowing HDF5) throws(MATError) -> [[UInt16]] {
    try strings(hdf5).map { bytes in
      if let text = String(validating: bytes, as: UTF8.self) { return Array(text.utf16) }
      return bytes.map(UInt16.init)
    }
  }

  /// Characters that are stored in another encoding than MATLAB's, for which only a row or a column has room:
  /// numbers of 32 bits are UTF-32, and bytes of Octave's rows are UTF-8. Nil where they are no such text.
  func recodedText(
    isOctave: Bool, _ hdf5: borrowing HDF5
  ) throws(MATError) -> NDArray<UInt16>? {
    guard size.count == 2, size[0] == 1 || size[1] == 1 else { return nil }
    let units: [UInt16]?
    switch datatype {
    case .integer(.uint32):
      units = V5Text.units(utf32: try array(of: UInt32.self, as: chdf5_uint32(), hdf5))
    case .integer(.int8) where isOctave && size[0] == 1,
      .integer(.uint8) where isOctave && size[0] == 1:
      // A signed byte keeps its bits where it is read as what it is.
      let type = datatype == .integer(.int8) ? chdf5_int8() : chdf5_uint8()
      units = V5Text.units(utf8: try array(of: UInt8.self, as: type, hdf5))
    default:
      return nil
    }
    guard let units else { return nil }
    return NDArray(size: size[0] == 1 ? [1, units.count] : [units.count, 1], elements: units)
  }

  private func fixedStrings(
    _ byteCount: Int, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [[UInt8]] {
    let (total, overflow) = count.multipliedReportingOverflow(by: byteCount)
    guard byteCount > 0, !overflow else { throw MATError(.damaged, found: "text of no length") }
    try check(textByteCount: total, hdf5)
    var bytes = [UInt8](repeating: 0, count: total)
    var failure: MATError?
    unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      do throws(MATError) {
        unsafe try read(into: start, as: fileType.id, hdf5)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    let isPaddedWithSpaces = H5Tget_strpad(fileType.id) == H5T_STR_SPACEPAD
    return (0..<count).map { index in
      let string = bytes[index * byteCount..<(index + 1) * byteCount].prefix { $0 != 0 }
      guard isPaddedWithSpaces else { return Array(string) }
      return Array(string.reversed().drop { $0 == 0x20 }.reversed())
    }
  }

  /// Throws where so many bytes cannot be in the file, before memory is set aside for them: deflate makes
  /// up to 1032 bytes of one (zlib's manual), and chunks that were never written take none.
  func check(textByteCount byteCount: Int, _ hdf5: borrowing HDF5) throws(MATError) {
    let file = try HDF5Handle(owning: H5Iget_file_id(id), "an object without a file", hdf5)
    let there = HDF5Overlay.overlay(of: file)?.count ?? 0
    let most =
      if case .inOnePiece = storage { there } else {
        max(DecodingBudget.freeBytes / 2, there.multipliedSaturating(by: 1032))
      }
    guard byteCount <= most else {
      throw MATError(
        .damaged, expected: "text in a file of \(there) bytes", found: "\(byteCount) bytes of it")
    }
  }
}
