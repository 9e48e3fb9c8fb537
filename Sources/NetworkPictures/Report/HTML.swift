import NetworkFiles

/// HTML that is put together from parts: text is escaped as it enters.
struct HTML: ExpressibleByStringInterpolation {
  /// The markup.
  private(set) var text: String

  /// Markup as it stands; never text from outside.
  init(markup: String) { text = markup }

  init(stringLiteral markup: String) { text = markup }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// A part of an interpolation: text is escaped, markup is not.
  struct Interpolation: StringInterpolationProtocol {
    var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ text: String) { self.text += HTML.escape(text) }

    mutating func appendInterpolation(_ number: Int) { text += String(number) }

    mutating func appendInterpolation(_ markup: HTML) { text += markup.text }

    mutating func appendInterpolation(_ parts: [HTML]) { text += parts.map(\.text).joined() }
  }

  /// Text with `&`, `<`, `>` and both quotation marks written as entities. Characters that HTML does not
  /// allow, the controls but for tabs and line breaks, become U+FFFD.
  static func escape(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n": escaped.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
