import Foundation
import Testing

@testable import Labs

@Suite("Archives") struct TarFileTests {
  @Test("archives hold what was put in, the same bytes again, and a cut is damage")
  func roundTrip() throws {
    let folder = try LabFolder("x", files: ["a.txt": "hello", "empty": ""])
    let long = String(repeating: "folder/", count: 30) + "name.txt"
    let files = [("a.txt", "a.txt"), ("sub/empty", "empty"), (long, "a.txt")].map {
      (name: $0.0, source: TarFile.Source.file("\(folder.path)/\($0.1)"))
    }
    try TarFile.write(files + [("told", .bytes([1, 2]))], to: "\(folder.path)/one.tar")
    try TarFile.write(files + [("told", .bytes([1, 2]))], to: "\(folder.path)/two.tar")
    let bytes = try #require(try readBytes("\(folder.path)/one.tar"))
    #expect(bytes == (try readBytes("\(folder.path)/two.tar")))
    #expect(try TarFile.unpack("\(folder.path)/one.tar", into: "\(folder.path)/out").isEmpty)
    #expect(try folder.read("out/a.txt") == "hello")
    #expect(try folder.read("out/sub/empty") == "")
    #expect(try folder.read("out/\(long)") == "hello")
    #expect(try readBytes("\(folder.path)/out/told") == [1, 2])
    for count in [0, 100, 511, 512, 700, 1024] {
      try writeFile(Array(bytes.prefix(count)), to: "\(folder.path)/cut.tar")
      #expect(throws: LabError.self) {
        try TarFile.unpack("\(folder.path)/cut.tar", into: "\(folder.path)/cut")
      }
    }
  }

  /// An entry of an archive, as any program may write it.
  struct Entry: Sendable {
    var name: String
    var kind = "0"
    var text = ""
    var link = ""
    /// The size in the header, where it is another one than that of the text.
    var size: [UInt8]?

    var bytes: [UInt8] {
      var block = [UInt8](repeating: 0, count: 512)
      func put(_ bytes: some Sequence<UInt8>, at place: Int) {
        for (offset, byte) in bytes.enumerated() { block[place + offset] = byte }
      }
      put(name.utf8.prefix(100), at: 0)
      put("0000644".utf8, at: 100)
      put(size ?? Array(String(text.utf8.count, radix: 8).utf8), at: 124)
      put(kind.utf8, at: 156)
      put(link.utf8.prefix(100), at: 157)
      put("ustar\0".utf8, at: 257)
      put("        ".utf8, at: 148)
      put(String(block.reduce(0) { $0 + Int($1) }, radix: 8).utf8 + [0], at: 148)
      let padding = [UInt8](repeating: 0, count: (512 - text.utf8.count % 512) % 512)
      return block + Array(text.utf8) + padding
    }

    /// A record of POSIX's extended headers.
    static func path(_ path: String) -> Entry {
      let rest = " path=\(path)\n"
      var count = rest.utf8.count + 1
      while "\(count)".utf8.count + rest.utf8.count != count { count += 1 }
      return Entry(name: "pax", kind: "x", text: "\(count)\(rest)")
    }
  }

  static func archive(_ entries: [Entry]) -> [UInt8] {
    entries.flatMap(\.bytes) + [UInt8](repeating: 0, count: 1024)
  }

  @Test(
    "a hostile archive is refused, and nothing is written outside",
    arguments: [
      ([Entry(name: "../evil", text: "x")], "leads out of it"),
      ([Entry(name: "a/../../evil", text: "x")], "leads out of it"),
      ([Entry(name: "/evil", text: "x")], "leads out of it"),
      ([Entry(name: "L", kind: "L", text: "../evil\0"), Entry(name: "a", text: "x")], "leads out"),
      ([.path("../evil"), Entry(name: "a", text: "x")], "leads out of it"),
      ([Entry(name: "..", kind: "5")], "leads out of it"),
      ([Entry(name: "a", text: "1"), Entry(name: "a", text: "2")], "holds 'a' twice"),
      ([Entry(name: "a", text: "1"), Entry(name: "./A", text: "2")], "holds 'A' twice"),
      (
        [Entry(name: "a", text: "1"), Entry(name: "a/b", text: "2")],
        "has no place: the folder cannot be made: File exists"
      ),
      ([Entry(name: ".", text: "1")], "has no name"),
      ([Entry(name: "a", size: Array("777777777777".utf8))], "an entry at byte 0"),
      ([Entry(name: "a", size: Array("-0000000001".utf8))], "an entry at byte 0"),
      ([Entry(name: "a", size: [0x80] + Array(repeating: 0xFF, count: 11))], "an entry at byte 0"),
      (
        [Entry(name: "a", size: [0x80, 0, 0, 0, 0x7F] + Array(repeating: 0xFF, count: 7))], "byte 0"
      ),
      ([Entry(name: "L", kind: "L", text: String(repeating: "n", count: 70_000))], "a name in it"),
      ([Entry](), "it holds nothing"),
    ])
  func hostile(entries: [Entry], problem: String) throws {
    let folder = try LabFolder("x", files: [:])
    try writeFile(Self.archive(entries), to: "\(folder.path)/x.tar")
    let error = #expect(throws: LabError.self) {
      try TarFile.unpack("\(folder.path)/x.tar", into: "\(folder.path)/in/out")
    }
    #expect(error?.code == .notAnArchive)
    #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
    let there = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(there.allSatisfy { ["lab.yaml", "x.tar"].contains($0) || $0.hasPrefix("in") })
    #expect(!there.contains { $0.hasSuffix("evil") })
  }

  @Test("links, devices and a working folder are left out by name; what follows them is not")
  func leftOut() throws {
    let folder = try LabFolder("x", files: ["victim": "mine"])
    let entries = [
      Entry(name: "d", kind: "2", link: folder.path),
      Entry(name: "hard", kind: "1", link: "victim"), Entry(name: "tty", kind: "3"),
      Entry(name: "pipe", kind: "6"), Entry(name: "odd", kind: "Z"),
      Entry(name: ".matkit/hashes", text: "x"), Entry(name: "d", kind: "5"),
      Entry(name: "d/victim", text: "theirs"), Entry(name: "g", kind: "g", text: "7 a=b\n"),
      .path("späť/" + String(repeating: "n", count: 150)), Entry(name: "cut", text: "long"),
    ]
    try writeFile(Self.archive(entries), to: "\(folder.path)/x.tar")
    let leftOut = try TarFile.unpack("\(folder.path)/x.tar", into: "\(folder.path)/out")
    #expect(
      leftOut == [
        "'d', a symbolic link", "'hard', a link to a file", "'tty', a device", "'pipe', a pipe",
        "'odd', of a kind that is not known", "'.matkit/hashes', of a working folder",
      ])
    #expect(try folder.read("victim") == "mine")
    #expect(try folder.read("out/d/victim") == "theirs")
    #expect(try folder.read("out/späť/" + String(repeating: "n", count: 150)) == "long")
  }

  @Test("an archive whose lab reads files outside of it, or that has no lab, is refused")
  func outside() throws {
    for (file, inside) in [
      ("sub/lab.yaml", "../in.txt"), ("lab.yaml", "in.txt"), ("sub/lab.yaml", "../../in.txt"),
      ("lab.yaml", "../in.txt"), ("lab.yaml", "/etc/hostname"), ("../lab.yaml", "in.txt"),
      ("/lab.yaml", "in.txt"), ("", "in.txt"),
    ] {
      let folder = try LabFolder("x", files: [:])
      let yaml = "stages: {s: {cmd: x, deps: [\(inside)], outs: [o]}}"
      let name = file.hasPrefix(".") || file.hasPrefix("/") || file.isEmpty ? "lab.yaml" : file
      try writeFile(
        Self.archive([
          Entry(name: "matkit-pack", text: "\(file)\n"), Entry(name: name, text: yaml),
          Entry(name: "in.txt", text: "1"),
        ]), to: "\(folder.path)/x.tar")
      let isInside =
        file == name
        && ["sub/lab.yaml ../in.txt", "lab.yaml in.txt"]
          .contains("\(file) \(inside)")
      if isInside {
        #expect(try UnpackedLab("\(folder.path)/x.tar").read().stages.count == 1)
      } else {
        #expect(throws: (any Error).self, "\(file) \(inside)") {
          try UnpackedLab("\(folder.path)/x.tar").read()
        }
      }
    }
  }
}
