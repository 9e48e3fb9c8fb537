import Foundation

/// How the bytes of a file are taken where its format leaves that open, or its writer got it wrong.
///
///     let file = try MATFile("old.mat", decoding: MATDecoding(text: .gb18030))
///
/// The defaults take nothing on trust. They concern files of version 4 to 7: HDF5 verifies what v7.3 lets
/// it verify, and text in v7.3 is UTF-16.
public struct MATDecoding: Hashable, Sendable {
  /// The encoding of text that is stored as bare bytes, or as numbers of 16 bits that may hold bytes.
  public var text: MATTextEncoding
  /// Whether data are taken that are there and cannot be verified: a compressed variable without its
  /// checksum, with the checksum's bytes in reverse order or with more bytes behind it, and a file with
  /// bytes behind its last variable that are none.
  ///
  /// ``MATFile/unverified`` then tells what was taken so, for which each compressed variable is inflated
  /// once when the file is opened. Data that contradict their checksum are damaged all the same.
  public var acceptsUnverified: Bool

  /// By which readers whole variables are decoded; a part of one is always read by MatKit's own alone.
  public var reader: MATReaders

  /// The defaults but for what is given.
  public init(
    text: MATTextEncoding = .automatic, acceptsUnverified: Bool = false,
    reader: MATReaders = .swift
  ) {
    self.text = text
    self.acceptsUnverified = acceptsUnverified
    self.reader = reader
  }
}

extension MATDecoding {
  /// The defaults, with MatKit's own reader.
  public static let swift = MATDecoding()
  /// The defaults, with libmatio where it is not known to be wrong.
  public static let libmatio = MATDecoding(reader: .libmatio)
  /// The defaults, with both readers, which must agree.
  public static let both = MATDecoding(reader: .both)
}

extension MATDecoding {
  /// The environment variable that changes how a program reads that says nothing itself.
  package static let variable = "MATKIT_DECODING"

  /// The defaults, but for what the environment variable `MATKIT_DECODING` says: `unverified`,
  /// `text=gb18030`, `reader=both`, or several with commas between. Words of it that say none of these count for
  /// nothing. The tool sets it from `--unverified`, `--text-encoding` and `--reader` for itself and what it starts.
  public static var standard: MATDecoding {
    var decoding = MATDecoding()
    for word in ProcessInfo.processInfo.environment[variable]?.split(separator: ",") ?? [] {
      if word == "unverified" { decoding.acceptsUnverified = true }
      if word.hasPrefix("text="), let text = MATTextEncoding(rawValue: String(word.dropFirst(5))) {
        decoding.text = text
      }
    }
    if let reader = standardReader { decoding.reader = reader }
    return decoding
  }

  /// The ``standard``, with a reader of the caller's choice where the environment names none.
  public static func standard(unlessNamed reader: MATReaders) -> MATDecoding {
    var decoding = standard
    decoding.reader = standardReader ?? reader
    return decoding
  }

  /// The reader that the environment variable names; nil where it names none.
  package static var standardReader: MATReaders? {
    let words = ProcessInfo.processInfo.environment[variable]?.split(separator: ",") ?? []
    return words.reversed().lazy.filter { $0.hasPrefix("reader=") }
      .compactMap { MATReaders(rawValue: String($0.dropFirst(7))) }.first
  }

  /// What the environment variable says for this: of the reader, which a program may choose itself where none
  /// is named, only what is given here.
  package func environmentText(naming reader: MATReaders?) -> String {
    let words = [
      acceptsUnverified ? "unverified" : nil, reader.map { "reader=\($0.rawValue)" },
    ]
    return words.reduce("text=\(text.rawValue)") { text, word in
      word.map { "\(text),\($0)" } ?? text
    }
  }
}
