/// A value in a lab file: of a variable, a parameter or an option.
///
/// ```swift
/// let value = LabValue.map([.init(key: "l2", value: .number(0.5))])
/// assert(value.json == #"{"l2": 0.5}"#)
/// ```
public indirect enum LabValue: Hashable, Sendable {
  /// Nothing: `null` or `~`.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number with a fraction or an exponent.
  case number(Double)
  /// A text.
  case text(String)
  /// A list.
  case list([LabValue])
  /// A map, its entries in the order of the file.
  case map([Entry])

  /// A key with its value, in the order of the file.
  public struct Entry: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value under it.
    public var value: LabValue

    /// An entry of a map.
    public init(key: String, value: LabValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value as `${…}` puts it into a text, the same however a number was written: 1e-4 and
  /// 0.0001 are both `0.0001`. Lists join their elements with commas; nil for a map, which has no
  /// such form.
  public var text: String? {
    switch self {
    case .null: return ""
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value): return "\(value)"
    case .text(let value): return value
    case .list(let values):
      let texts = values.compactMap(\.text)
      return texts.count == values.count ? texts.joined(separator: ",") : nil
    case .map: return nil
    }
  }

  /// The value as JSON, keys in their order: how it stands in a lock.
  public var json: String {
    switch self {
    case .null: "null"
    case .number(let value) where !value.isFinite: quotedJSON("\(value)")
    case .bool, .integer, .number: text ?? "null"
    case .text(let value): quotedJSON(value)
    case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { "\(quotedJSON($0.key)): \($0.value.json)" }.joined(separator: ", ") + "}"
    }
  }
}

/// A text between quotation marks, as JSON and YAML both read it.
func quotedJSON(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    default: append(scalar, to: &quoted)
    }
  }
  return quoted + "\""
}

/// A text with `\n`, `\u001b` and the like for what shows as nothing or as something else.
func shown(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars { append(scalar, to: &shown) }
  return shown
}

/// Adds a letter as it is, or as JSON escapes it: what YAML does not take, what it takes for the
/// end of a line, and what turns the direction of writing, so that a reader sees another text than
/// there is.
private func append(_ scalar: Unicode.Scalar, to text: inout String) {
  switch scalar {
  case "\n": text += "\\n"
  case "\t": text += "\\t"
  case "\r": text += "\\r"
  case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}"..."\u{200F}",
    "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{FEFF}", "\u{FFFE}"..."\u{FFFF}":
    let hexadecimal = String(scalar.value, radix: 16)
    text += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
  default: text.unicodeScalars.append(scalar)
  }
}
