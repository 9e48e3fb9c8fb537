import Foundation
import Matrices

/// The encoding of text in files that do not say it: version 4, and what MATLAB's `save -v6` writes.
///
/// Those hold a number for each character: the bytes of the encoding that the system had which wrote the
/// file, one a number, or two where a character has two, the first in the upper half. Where numbers are
/// UTF-16, as in all newer files, nothing needs to be said.
public enum MATTextEncoding: String, CaseIterable, Sendable {
  /// UTF-16, but for what MATLAB on Linux and macOS saved with `-v6`, where characters of two bytes in
  /// UTF-8 stand as those: numbers beyond 255 that all are such pairs of bytes are taken for that.
  case automatic
  /// Numbers are UTF-16 code units, always; below 256 that is Latin-1.
  case utf16 = "utf-16"
  case utf8 = "utf-8"
  case latin1 = "iso-8859-1"
  case latin2 = "iso-8859-2"
  /// Central Europe.
  case windows1250 = "windows-1250"
  /// Cyrillic.
  case windows1251 = "windows-1251"
  /// Western Europe.
  case windows1252 = "windows-1252"
  /// Greek.
  case windows1253 = "windows-1253"
  /// Turkish.
  case windows1254 = "windows-1254"
  /// Simplified Chinese, with GBK and GB 2312, of which it is an extension.
  case gb18030
  /// Traditional Chinese.
  case big5
  case shiftJIS = "shift-jis"
  case eucKR = "euc-kr"

  /// The encoding as Foundation has it; nil where numbers are no bytes of one.
  private var encoding: String.Encoding? {
    switch self {
    case .automatic, .utf16: nil
    case .utf8: .utf8
    case .latin1: .isoLatin1
    case .latin2: .isoLatin2
    case .windows1250: .windowsCP1250
    case .windows1251: .windowsCP1251
    case .windows1252: .windowsCP1252
    case .windows1253: .windowsCP1253
    case .windows1254: .windowsCP1254
    case .shiftJIS: .shiftJIS
    // Foundation has no names for these: the numbers of Core Foundation, behind its mark.
    case .gb18030: String.Encoding(rawValue: 0x8000_0632)
    case .big5: String.Encoding(rawValue: 0x8000_0A03)
    case .eucKR: String.Encoding(rawValue: 0x8000_0940)
    }
  }

  /// Whether text has to be looked at as a whole: its numbers may be no characters.
  var mayRecode: Bool { self != .utf16 }

  /// Whether text of version 4 is anything but a character a number, which its writers leave open: only
  /// where a user says so.
  var recodesVersion4: Bool { self != .utf16 && self != .automatic }

  /// The text that stored numbers are, each row by itself, rows that come out shorter than others filled up
  /// with blanks; nil where they are no text in the encoding.
  ///
  /// Numbers keep their place where each is a character, whatever its bytes; a row of fewer characters than
  /// bytes gets the size of its text.
  func text(_ numbers: [UInt16], size: [Int]) -> NDArray<UInt16>? {
    let unchanged = NDArray(size: size, elements: numbers)
    if self == .automatic {
      return Self.isPairsOfUTF8(numbers) ? Self.utf8.text(numbers, size: size) : unchanged
    }
    guard let encoding, !numbers.allSatisfy({ $0 < 0x80 }) else { return unchanged }
    let (rowCount, columnCount) = (size[0], numbers.count / max(size[0], 1))
    var rows: [[UInt16]] = []
    for row in 0..<rowCount {
      let bytes = (0..<columnCount).flatMap { numbers[row + $0 * rowCount].encodedBytes }
      guard let text = String(bytes: bytes, encoding: encoding) else { return nil }
      rows.append(Array(text.utf16))
    }
    let length = rows.map(\.count).max() ?? 0
    // Pages have no room for rows of another length.
    guard length == columnCount || size.count == 2 else { return nil }
    let units = (0..<length).flatMap { column in
      rows.map { column < $0.count ? $0[column] : 0x20 }
    }
    return NDArray(size: length == columnCount ? size : [rowCount, length], elements: units)
  }

  /// Whether numbers beyond ASCII are there, and each is the two bytes of a character in UTF-8.
  private static func isPairsOfUTF8(_ numbers: [UInt16]) -> Bool {
    var isFound = false
    for number in numbers where number >= 0x80 {
      guard (0xC2...0xDF).contains(number >> 8), number & 0xC0 == 0x80 else { return false }
      isFound = true
    }
    return isFound
  }
}

extension UInt16 {
  /// The one or two bytes of a character that the number is in an encoding of bytes.
  fileprivate var encodedBytes: [UInt8] {
    self < 0x100
      ? [UInt8(truncatingIfNeeded: self)]
      : [UInt8(truncatingIfNeeded: self >> 8), UInt8(truncatingIfNeeded: self)]
  }
}
