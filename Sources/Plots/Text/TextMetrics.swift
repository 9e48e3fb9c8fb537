/// How wide text is, in a font of size 1: what the layout needs to know of a font.
struct TextMetrics: Sendable {
  /// The width of a character that every character has, or nil where each has its own.
  private let fixedAdvance: Double?
  /// The height of capitals.
  let capHeight: Double
  /// The distance from one line to the next.
  let lineHeight: Double

  /// DejaVu Sans, the font of SVG, PNG and PDF.
  ///
  /// The widths come from a table, so that a layout depends on no installed font. Characters that
  /// the table lacks count as one em, which is wide: text in another font is seldom wider than
  /// planned.
  static let dejaVuSans = TextMetrics(fixedAdvance: nil, capHeight: 0.729, lineHeight: 1.25)

  /// A terminal, whose characters are half as wide as they are high.
  static let terminal = TextMetrics(fixedAdvance: 0.5, capHeight: 0.7, lineHeight: 1)

  private init(fixedAdvance: Double?, capHeight: Double, lineHeight: Double) {
    self.fixedAdvance = fixedAdvance
    self.capHeight = capHeight
    self.lineHeight = lineHeight
  }

  /// The width of a text in a font of the given size.
  func width(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1) } * size
  }

  /// The text, or as much of it as is no wider than `limit` with an ellipsis after it.
  func truncated(_ text: String, size: Double, to limit: Double) -> String {
    guard width(text, size: size) > limit else { return text }
    var room = limit - width("…", size: size)
    var kept = ""
    for character in text {
      room -= width(String(character), size: size)
      guard room >= 0 else { break }
      kept.append(character)
    }
    while kept.last == " " { kept.removeLast() }
    return kept + "…"
  }

  /// The text, or as much of its beginning and its end as is no wider than `limit` with an ellipsis
  /// between them: names that differ often differ at the end.
  func shortened(_ text: String, size: Double, to limit: Double) -> String {
    guard width(text, size: size) > limit else { return text }
    var room = limit - width("…", size: size)
    var (head, tail) = (text.startIndex, text.endIndex)
    var takesTail = false
    while head < tail {
      let next = takesTail ? text.index(before: tail) : head
      room -= width(String(text[next]), size: size)
      guard room >= 0 else { break }
      if takesTail { tail = next } else { head = text.index(after: head) }
      takesTail.toggle()
    }
    return text[..<head] + "…" + text[tail...]
  }

  /// The text in lines no wider than `limit`, broken at spaces, the last cut short where there
  /// would be more than `lineLimit`.
  func wrapped(_ text: String, size: Double, to limit: Double, lineLimit: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last {
        let longer = last + " " + word
        if lines.count >= lineLimit || width(longer, size: size) <= limit {
          lines[lines.count - 1] = longer
          continue
        }
      }
      lines.append(String(word))
    }
    return lines.map { truncated($0, size: size, to: limit) }
  }

  private func advance(_ character: Unicode.Scalar) -> Double {
    if isCombining(character) { return 0 }
    if let fixedAdvance { return isWide(character) ? 2 * fixedAdvance : fixedAdvance }
    for table in Self.tables where table.range.contains(character.value) {
      let advance = table.advances[Int(character.value - table.range.lowerBound)]
      return advance == 0xFFF ? 1 : Double(advance) / 2048
    }
    return 1
  }

  /// Marks that stand over or under the character before them, and joiners.
  private func isCombining(_ character: Unicode.Scalar) -> Bool {
    (0x300...0x36F).contains(character.value) || (0x200B...0x200F).contains(character.value)
      || (0xFE00...0xFE0F).contains(character.value)
  }

  /// The scripts and signs that terminals give two cells, by Unicode's East Asian Width.
  private func isWide(_ character: Unicode.Scalar) -> Bool {
    switch character.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  private static let tables: [(range: ClosedRange<UInt32>, advances: [UInt16])] =
    AdvanceTable.dejaVuSans.map { table in
      let nibbles = table.digits.utf8.map { $0 < 58 ? UInt16($0) - 48 : UInt16($0) - 87 }
      let advances = stride(from: 0, to: nibbles.count - 2, by: 3).map { start in
        nibbles[start] << 8 | nibbles[start + 1] << 4 | nibbles[start + 2]
      }
      return (table.first...table.last, advances)
    }
}
