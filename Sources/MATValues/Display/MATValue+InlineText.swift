import Matrices

// The texts that fit one line.
extension MATValue {
  /// The value in one line, where it is short: a number, a short row, a line of text, nothing.
  package func inlineText(characters: Int, digits: Int? = nil) -> String? {
    if count == 0 { return emptyText }
    switch self {
    case .numeric(let array): return array.inlineText(digits: digits)
    case .logical(let array):
      return array.size.rowOrScalar.map { inRow(array.elements.map { "\($0)" }, $0) } ?? nil
    case .char(let array) where array.size.count == 2 && array.size[0] == 1:
      return array.elements.quotedText(characters: characters)
    case .string(let array) where array.count == 1:
      return array.elements[0].quotedText(characters: characters)
    case .functionHandle(let handle):
      return handle.workspace == nil ? handle.heading : nil
    case .object(let object) where !object.isDecoded: return summary + " (not decoded)"
    case .opaque: return summaryWithReason
    case .char, .string, .cell, .structure, .sparse, .object: return nil
    }
  }

  /// The size and class that stand over the content.
  var heading: String {
    switch self {
    case .sparse(let matrix):
      summary + (matrix.entryCount == 1 ? ", 1 entry" : ", \(matrix.entryCount) entries")
    case .functionHandle(let handle): handle.heading
    case .object(let object): summary + object.notes
    default: summary
    }
  }

  private var emptyText: String {
    switch self {
    case .numeric(let array)
    where array.size == [0, 0] && !array.isComplex && array.numericClass == .double:
      "[]"
    case .char(let array) where array.size == [0, 0]: "''"
    case .cell(let array) where array.size == [0, 0]: "{}"
    case .object(let object) where !object.isDecoded: summary + " (not decoded)"
    case .opaque: summaryWithReason
    default: "empty " + heading
    }
  }
}

extension MATFunctionHandle {
  /// The function, and where it captured variables that they follow.
  fileprivate var heading: String {
    let text = text.map(\.printable) ?? "function handle (its text is not known)"
    return workspace == nil ? text : text + ", with captured variables:"
  }
}

extension MATNumericArray {
  /// A scalar or a short row as MATLAB writes it: `3`, `[1 2]`, `int8(5)`, `single([0.5 1])`.
  ///
  /// The numbers have all their digits where that is short enough, else five; or as many as asked for.
  fileprivate func inlineText(digits: Int?) -> String? {
    guard let isScalar = size.rowOrScalar else { return nil }
    let positions = Array(0..<count)
    let text =
      digits != nil
      ? inRow(texts(at: positions, digits: digits), isScalar)
      : inRow(positions.map(fullText), isScalar) ?? inRow(texts(at: positions), isScalar)
    guard let text else { return nil }
    return numericClass == .double ? text : "\(numericClass.rawValue)(\(text))"
  }
}

/// Texts in the brackets of a row; nil where that is too long to read.
private func inRow(_ texts: [String], _ isScalar: Bool) -> String? {
  if isScalar { return texts[0] }
  // MATLAB would read "1 - 2i" in brackets as two numbers.
  let row = "[" + texts.map { $0.replacing(" ", with: "") }.joined(separator: " ") + "]"
  return row.count <= 60 ? row : nil
}

extension [Int] {
  /// For a size: true for a scalar, false for a row of a few elements, nil for anything else.
  fileprivate var rowOrScalar: Bool? {
    guard count == 2, self[0] == 1, self[1] <= 20 else { return nil }
    return self[1] == 1
  }
}

extension String {
  /// The text with each control character as its picture (`␛`, `␊`), so that it can neither command a
  /// terminal nor end a line; those that turn the direction of writing round are U+FFFD, and so are those
  /// that nobody sees, by which two names could look like one. Joiners and selectors of variants stay
  /// behind letters and signs that they belong to: those beyond ASCII.
  ///
  /// What the tool prints passes here, an error's sentence too. O(length).
  package var printable: String {
    // Nearly all names and lines are plain, and a table has a hundred thousand of them.
    if isPlain { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let isJoined = scalar.joins && result.last.map { scalar.belongs(behind: $0) } == true
      result.append(isJoined ? scalar : scalar.picture)
    }
    return String(result)
  }
}

extension String {
  /// True if the text is printable ASCII alone.
  var isPlain: Bool { utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
}

extension [UInt16] {
  /// The units as text in quotes, cut after so many characters.
  func quotedText(characters: Int) -> String {
    // A character can have any number of units; those of a cut text are bounded all the same.
    let units = prefix(characters.addingReportingOverflow(1).overflow ? .max : 4 * characters)
    let text = String(decoding: units, as: UTF16.self).printable
    guard units.count < count || text.count > characters else { return "'\(text)'" }
    return "'\(text.prefix(characters))…' (\(count) characters)"
  }
}

extension String? {
  /// The text as MATLAB writes a string, in double quotes and cut after so many characters.
  func quotedText(characters: Int) -> String {
    guard let self else { return "<missing>" }
    let text = self.prefix(characters).description.printable
    guard text.utf8.count < self.printable.utf8.count else { return "\"\(text)\"" }
    return "\"\(text)…\" (\(self.count) characters)"
  }
}

extension Unicode.Scalar {
  fileprivate var picture: Unicode.Scalar {
    switch value {
    case 0..<0x20: Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    // The second set of control characters, those that turn the direction of writing round, and
    // Unicode's own line ends.
    case 0x80..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
      0xFFF9...0xFFFB:
      "\u{FFFD}"
    default: properties.isDefaultIgnorableCodePoint ? "\u{FFFD}" : self
    }
  }

  /// True if it has a meaning there: one joiner or selector behind a sign, or a joiner behind its selector.
  fileprivate func belongs(behind other: Unicode.Scalar) -> Bool {
    other.value > 0x7F && (!other.joins || value == 0x200D && other.value == 0xFE0F)
  }

  /// True if it changes how the one before it, or its neighbours together, are written: Persian words, many
  /// scripts of India and pictures of people are written with such.
  fileprivate var joins: Bool {
    switch value {
    case 0x200C...0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
    default: false
    }
  }
}
