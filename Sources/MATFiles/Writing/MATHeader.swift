/// The 128 bytes at the head of a level 5 or v7.3 file: a text, where the data of MATLAB's own objects
/// begin, the version, and two characters by which a reader knows the byte order.
///
/// The text must begin as it does for MATLAB to know its own. It names no time, so that the same variables
/// give the same bytes. ("MAT-File Format", The MathWorks, section 1.)
struct MATHeader {
  static let size = 128
  private static let textSize = 116

  static let level5 = MATHeader(text: "MATLAB 5.0 MAT-file, written by MatKit", version: 0x0100)
  static let version73 = MATHeader(text: "MATLAB 7.3 MAT-file, written by MatKit", version: 0x0200)

  let text: String
  let version: UInt16

  /// Where in the header the place of the data of MATLAB's own objects stands.
  static let subsystemField = 116..<124

  /// The header of a file without data of MATLAB's own objects, in this machine's byte order.
  var bytes: [UInt8] {
    var bytes = Array(text.utf8.prefix(Self.textSize))
    bytes += Array(repeating: UInt8(ascii: " "), count: Self.textSize - bytes.count)
    // Where there are no such data, eight zeros.
    bytes += Array(repeating: 0, count: 8)
    for number in [version, 0x4D49] {
      unsafe withUnsafeBytes(of: number) { unsafe bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
