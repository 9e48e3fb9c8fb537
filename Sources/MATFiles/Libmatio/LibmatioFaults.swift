import Matrices

/// Where libmatio 1.5 is known to be wrong, or to know nothing, so that the other reader counts alone.
///
/// | fault | what libmatio gives | file that shows it |
/// |---|---|---|
/// | ``objects`` | nothing of objects, strings, function handles and old-style objects | `testobject_7.4_GLNX86.mat` (SciPy) |
/// | ``names`` | no name, or none of the values, where a name is stored as UTF-8 or dimensions as uint32 | `miuint32_for_miint32.mat`, `miutf8_array_name.mat` (SciPy) |
/// | ``leftOut`` | nothing where blanks were left out | `nasty_duplicate_fieldnames.mat` (SciPy) |
/// | ``text`` | bytes where text is in the encoding of a system, or bytes of UTF-8 are counted | `matfiles-v6-text-in-system-encoding.mat` |
/// | ``octave`` | another array where Octave miscounts text or stores a sparse logical as a full one | files of `save -v7` |
/// | ``emptySparse`` | no variable where a sparse matrix of version 4 has no entries | any of MatKit's own |
enum LibmatioFault: String, CaseIterable {
  case objects = "libmatio knows no objects and function handles"
  case names = "libmatio does not read names in UTF-8 and dimensions that are uint32"
  case leftOut = "libmatio does not read text that was left out"
  case text = "libmatio does not recode text"
  case octave = "libmatio takes arrays of Octave's for others"
  case emptySparse = "libmatio finds no empty sparse matrix in version 4"
  case version73 = "version 7.3 is read through HDF5"
  case large = "more than 64 MiB"
  /// A limit of the process leaves no room for the copy that libmatio would read, where both are asked for if that
  /// is cheap.
  case noRoom = "there was no room for libmatio's copy of it"
}

extension LibmatioFault {
  /// The fault that explains why libmatio reads an element of version 5 otherwise; nil where none does.
  static func explaining(
    _ bytes: [UInt8], isBigEndian: Bool, _ encoding: MATTextEncoding
  ) -> LibmatioFault? {
    var reader = ByteReader(bytes, isBigEndian: isBigEndian)
    return try? search(&reader, at: 0, end: bytes.count, encoding, depth: 0)
  }

  /// Whether anything in a value is an object, a string or a function handle.
  static func holdsObjects(_ value: MATValue) -> Bool {
    switch value {
    case .string, .functionHandle, .object, .opaque: true
    case .cell(let array): array.elements.contains(where: holdsObjects)
    case .structure(let array):
      array.fields.values.contains { $0.contains(where: holdsObjects) }
    case .numeric, .logical, .char, .sparse: false
    }
  }

  /// Goes through the tags of an array and all in it.
  private static func search(
    _ reader: inout ByteReader, at start: Int, end: Int, _ encoding: MATTextEncoding, depth: Int
  ) throws(MATError) -> LibmatioFault? {
    let whole = try reader.tag(at: start, end: end)
    guard whole.type == .matrix, !whole.data.isEmpty, depth < 512 else { return nil }
    let bound = whole.data.upperBound
    let flags = try reader.tag(at: whole.data.lowerBound, end: bound)
    let word = try reader.uint32(at: flags.data.lowerBound)
    let size = try reader.tag(at: flags.next, end: bound)
    let name = try reader.tag(at: size.next, end: bound)
    if size.type == .uint32 || name.type == .utf8 { return .names }
    var position = name.next
    switch V5ArrayClass(rawValue: UInt8(truncatingIfNeeded: word)) {
    case .char:
      guard position < bound else { return .leftOut }
      let data = try reader.tag(at: position, end: bound)
      if data.data.isEmpty { return .leftOut }
      switch data.type {
      case .utf16: return nil
      case .utf8: return try reader.bytes(data.data).contains { $0 >= 0x80 } ? .text : nil
      case .utf32: return .text
      default: return encoding == .utf16 ? nil : .text
      }
    case .uint8 where word & 0x200 != 0: return .octave
    case .cell:
      while bound - position >= 8 {
        if let fault = try search(&reader, at: position, end: bound, encoding, depth: depth + 1) {
          return fault
        }
        position = try reader.tag(at: position, end: bound).next
      }
    case .structure:
      position = try reader.tag(at: position, end: bound).next
      let names = try reader.tag(at: position, end: bound)
      if names.type == .utf8 { return .names }
      position = names.next
      while bound - position >= 8 {
        if let fault = try search(&reader, at: position, end: bound, encoding, depth: depth + 1) {
          return fault
        }
        position = try reader.tag(at: position, end: bound).next
      }
    default: break
    }
    return nil
  }
}
