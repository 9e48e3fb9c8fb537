import CHDF5
import Matrices

extension HDF5Elements {
  /// The elements as text, each as the bytes before its end.
  ///
  /// Read in the file's own type, because HDF5 refuses to convert between character sets and cuts a
  /// sequence of characters that it takes for text.
  func strings(_ hdf5: borrowing HDF5) throws(MATError) -> [[UInt8]] {
    guard count > 0 else { return [] }
    switch datatype {
    case .text(let byteCount): return try fixedStrings(byteCount, hdf5)
    case .variableText: return try variableStrings(hdf5)
    case .characterSequence: return try characterSequences(hdf5)
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

  private func variableStrings(_ hdf5: borrowing HDF5) throws(MATError) -> [[UInt8]] {
    var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    return unsafe try reclaiming(&pointers, hdf5) { pointer in
      guard let pointer = unsafe pointer else { return [] }
      return unsafe String(cString: pointer).utf8.map { $0 }
    }
  }

  private func characterSequences(_ hdf5: borrowing HDF5) throws(MATError) -> [[UInt8]] {
    var sequences = unsafe [hvl_t](repeating: hvl_t(len: 0, p: nil), count: count)
    return unsafe try reclaiming(&sequences, hdf5) { sequence in
      unsafe Array(
        UnsafeRawBufferPointer(start: sequence.p, count: sequence.p == nil ? 0 : sequence.len))
    }
  }

  /// Reads elements that hold memory of HDF5's, copies each, and gives the memory back.
  private func reclaiming<Element>(
    _ elements: inout [Element], _ hdf5: borrowing HDF5, copy: (Element) -> [UInt8]
  ) throws(MATError) -> [[UInt8]] {
    let space = try HDF5Handle(owning: openSpace(), "no size", hdf5)
    var failure: MATError?
    let strings: [[UInt8]] = unsafe elements.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return [] }
      do throws(MATError) {
        unsafe try read(into: UnsafeMutableRawPointer(start), as: fileType.id, hdf5)
      } catch {
        failure = error
        return []
      }
      // What cannot be given back is lost memory, not lost data.
      defer { _ = unsafe H5Dvlen_reclaim(fileType.id, space.id, CHDF5_DEFAULT, start) }
      return unsafe buffer.map(copy)
    }
    if let failure { throw failure }
    return strings
  }

  private func openSpace() -> hid_t {
    switch source {
    case .dataset(let id): H5Dget_space(id)
    case .attribute(let id): H5Aget_space(id)
    }
  }
}
