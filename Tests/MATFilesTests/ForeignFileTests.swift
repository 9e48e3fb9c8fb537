import Testing

@testable import MATFiles

@Suite("Files that are no .mat files")
struct ForeignFileTests {
  /// How each kind begins, and words that the sentence has: what it is, and the way out.
  static let kinds: [(beginning: [UInt8], words: [String])] = [
    (Array("# Created by Octave 7.3.0\n# name: x\n".utf8), ["Octave's text format", "save -v7"]),
    (Array("Octave-1-L".utf8) + [0, 1, 0, 0, 0, 120], ["Octave's binary format", "save -v7"]),
    (
      Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n".utf8),
      ["Git LFS", "git lfs pull"]
    ),
    (Array("\n<!DOCTYPE html>\n<html>".utf8), ["web page", "download the file itself"]),
    (Array("<html><head>".utf8), ["web page"]),
    ([0xEF, 0xBB, 0xBF] + Array("<!doctype HTML>".utf8), ["web page"]),
    ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], ["gzip", "gunzip", "-zip"]),
    ([0x50, 0x4B, 3, 4, 20, 0], ["zip archive", "unpack"]),
    ([0x93] + Array("NUMPY".utf8) + [1, 0], ["NumPy", "matkit convert name.npy name.mat"]),
    (
      [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 22) + [5, 0, 0, 0] + Array("x.npy".utf8),
      ["NumPy", "matkit convert name.npz name.mat"]
    ),
    (Array(#"{"format": "v7", "#.utf8), ["JSON", "matkit convert name.json name.mat"]),
    (Array("[\n  [1, 2],".utf8), ["JSON"]),
    (Array("[a] = f(x), and so on\n".utf8), ["a text file"]),
    ([0, 5, 0x16, 7, 0, 2, 0, 0], ["AppleDouble", "without ._"]),
    (Array("%PDF-1.7".utf8), ["PDF"]),
    (Array(repeating: 0, count: 600), ["zeros", "fetch it again"]),
    (Array("Dear all,\nthe data are\nelsewhere\n".utf8), ["a text file", "save -v7"]),
    (Array("x,y\n1,2\n".utf8), ["a table of text", "matkit convert name.csv name.mat"]),
    ([1, 2, 3, 0xFF, 0xFE], ["bytes of another kind"]),
  ]

  @Test("are named, with what makes a .mat file of them", arguments: 0..<kinds.count)
  func named(index: Int) throws {
    let kind = Self.kinds[index]
    let content =
      kind.beginning + Array(repeating: UInt8(0x20), count: index == Self.kinds.count - 2 ? 0 : 600)
    let error = #expect(throws: MATError.self) { try MATFile(content) }
    #expect(error?.code == .notAMATFile)
    for word in kind.words {
      #expect(error?.description.contains(word) == true, "\(error as Any)")
    }
  }

  @Test("an error a thousand levels deep names the place without every step")
  func deepPath() {
    var error = MATError(.damaged, file: "x.mat", variable: "c")
    for _ in 0..<1000 { error = error.inside("{1}") }
    #expect(error.path?.count == 3000)
    #expect(error.description.utf8.count < 400)
    #expect(error.description.contains("'c{1}{1}"))
  }
}
