extension String {
  /// The text on one line: breaks and tabs as spaces, other control characters as U+FFFD, so that a
  /// name from a file can neither end a line nor steer a terminal.
  var printable: String {
    var result = ""
    for character in unicodeScalars {
      switch character.value {
      case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: result.append(" ")
      case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
        result.append("\u{FFFD}")
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
