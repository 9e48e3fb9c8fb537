import Foundation
import Testing

@testable import NetworkFiles
@testable import NetworkPictures

@Suite("Functions for MATLAB and Octave") struct OctaveScriptsTests {
  @Test("they use nothing that MATLAB lacks")
  func syntax() {
    for (name, text) in OctaveScripts.files {
      // Quoted texts and comments can hold anything.
      let code = text.split(separator: "\n").map {
        $0.replacing(/'(?:[^'\n]|'')*'/, with: "''").replacing(/%.*/, with: "")
      }.joined(separator: "\n")
      for (only, pattern) in Self.octaveOnly {
        #expect(!code.contains(pattern), "\(name) has Octave's \(only)")
      }
      #expect(text.utf8.allSatisfy { $0 < 128 }, "\(name) is ASCII")
      #expect(
        !text.contains("@" + "PALETTE") && !text.contains("@BANDS") && !text.contains("@TINTS")
          && !text.contains("@VIRIDIS"))
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 || $0.contains("] / 255") })
    }
  }

  nonisolated(unsafe) private static let octaveOnly: [(String, Regex<Substring>)] = [
    ("comments", /#/), ("not", /!/), ("double quotes", /"/), ("increments", /\+=|-=|\+\+|\*=/),
    ("long ends", /\bend(?:if|for|while|function|switch)\b|end_try/), ("printf", /\bprintf\b/),
    ("unwind_protect", /\bunwind_protect\b/), ("columns", /\b(?:columns|rows)\s*\(/),
    ("isargout", /\bisargout\b/), ("powers", /\*\*/),
  ]

  @Test("they are written beside a file, and say the name of what they define")
  func written() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let written = try OctaveScripts.write(beside: folder.appending(path: "any.mat").path)
    #expect(written.map { URL(filePath: $0).lastPathComponent } == ["lab_plot.m", "lab_predict.m"])
    for path in written {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      #expect(
        text.split(separator: "\n").first?.contains(" \(name)(") == true
          || text.hasPrefix("function \(name)("))
      #expect(text.hasSuffix("end\n"))
    }
  }
}
