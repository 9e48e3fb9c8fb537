/// Files that are none of ours, by the bytes they begin with: what each is, and what makes a .mat file of it.
///
/// A data file that a server, a version control or an archive has put something else in the place of is the
/// most frequent reason why a .mat file cannot be read.
enum ForeignFile {
  /// What a kind of file is called, and what to do about it.
  private struct Kind {
    let name: String
    let remedy: String
    let beginnings: [[UInt8]]
    /// Whether it is what begins with these bytes, where that takes more than to compare them.
    var matches: @Sendable ([UInt8]) -> Bool = { _ in false }

    init(_ name: String, _ remedy: String, _ beginnings: [UInt8]...) {
      (self.name, self.remedy, self.beginnings) = (name, remedy, beginnings)
    }

    /// A kind that is told by more than its first bytes.
    init(_ name: String, _ remedy: String, _ matches: @escaping @Sendable ([UInt8]) -> Bool) {
      (self.name, self.remedy, beginnings, self.matches) = (name, remedy, [], matches)
    }

    /// A kind of text, with what it begins with in small letters.
    init(_ name: String, _ remedy: String, texts: String...) {
      (self.name, self.remedy) = (name, remedy)
      beginnings = texts.map { Array($0.utf8) }
    }
  }

  private static let octave = "load it in Octave and save it with: save -v7 name.mat"
  private static let unpack = "unpack it, and read the .mat file in it"

  private static let kinds: [Kind] = [
    Kind("a file in Octave's text format", octave, texts: "# created by octave"),
    Kind("a file in Octave's binary format", octave, texts: "octave-1-l", "octave-1-b"),
    Kind(
      "a pointer of Git LFS to a file that was not fetched", "fetch it with: git lfs pull",
      texts: "version https://git-lfs.github.com/"),
    Kind(
      "a web page", "download the file itself: a link can lead to a page about it",
      texts: "<!doctype", "<html", "<?xml"),
    Kind(
      "a gzip file",
      "unpack it with gunzip; what is inside of Octave's save -zip is its text format",
      [0x1F, 0x8B]),
    Kind("several arrays of NumPy's", convert("npz"), isNPZ),
    Kind("a zip archive", unpack, [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]),
    Kind("a bzip2 file", unpack, Array("BZh".utf8)),
    Kind("an xz file", unpack, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
    Kind("a 7z archive", unpack, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    Kind("a zstd file", unpack, [0x28, 0xB5, 0x2F, 0xFD]),
    Kind(
      "an array of NumPy's", convert("npy"), [0x93] + Array("NUMPY".utf8)),
    Kind(
      "the AppleDouble file with which macOS keeps a file's attributes",
      "read the file of the same name without ._", [0, 5, 0x16, 7]),
    Kind("a PDF file", "look for the data beside it", Array("%PDF-".utf8)),
    Kind("JSON", "where it is MatKit's canonical JSON, \(convert("json"))") { isJSON($0) },
    Kind("a table of text", convert("csv")) { isTable($0) },
  ]

  private static func convert(_ ending: String) -> String {
    "convert it with: matkit convert name.\(ending) name.mat"
  }

  /// Whether a zip archive begins with a file of NumPy's: the name stands behind 30 bytes ("APPNOTE.TXT", 4.3.7).
  private static func isNPZ(_ head: [UInt8]) -> Bool {
    guard head.starts(with: [0x50, 0x4B, 3, 4]), head.count > 30 else { return false }
    let count = Int(head[26]) | Int(head[27]) << 8
    return head.dropFirst(30).prefix(count).suffix(4).elementsEqual(".npy".utf8)
  }

  private static func isText(_ head: [UInt8]) -> Bool {
    head.allSatisfy { $0 >= 0x20 || (0x09...0x0D).contains($0) }
  }

  /// Whether a text begins as an object or an array of JSON does.
  private static func isJSON(_ head: [UInt8]) -> Bool {
    let signs = head.filter { $0 > 0x20 }.prefix(2)
    guard isText(head), let first = signs.first, let second = signs.last else { return false }
    return first == UInt8(ascii: "{")
      && (second == UInt8(ascii: "\"") || second == UInt8(ascii: "}"))
      || first == UInt8(ascii: "[") && "[{\"-0123456789]tfn".utf8.contains(second)
  }

  /// Whether a text has two whole lines at least, each with as many commas as the first, and that one at least.
  private static func isTable(_ head: [UInt8]) -> Bool {
    let lines = head.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
    // The last may go on behind what is at hand.
    let whole = head.last.map { $0 == 0x0A || $0 == 0x0D } ?? false ? lines : lines.dropLast()
    let counts = Set(whole.map { line in line.count { $0 == UInt8(ascii: ",") } })
    return isText(head) && whole.count > 1 && counts.count == 1 && counts.first ?? 0 > 0
  }

  /// The error for a file that begins so, of which up to 520 bytes are given.
  static func refusal(of head: [UInt8]) -> MATError {
    // Byte order marks and blank lines come before what a text is.
    let text = head.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let lowercase = text.prefix(64).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let kind = kinds.first { kind in
      kind.matches(head)
        || kind.beginnings.contains { head.starts(with: $0) || lowercase.starts(with: $0) }
    }
    var error = MATError(.notAMATFile, expected: "a .mat file")
    if let kind {
      (error.found, error.remedy) = (kind.name, kind.remedy)
    } else if head.allSatisfy({ $0 == 0 }) {
      error.found = "nothing but zeros at its beginning"
      error.remedy = "fetch it again: a transfer that broke off can leave a file so"
    } else {
      error.found = isText(head) ? "a text file" : "bytes of another kind"
    }
    return error
  }
}
