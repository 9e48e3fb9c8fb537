import Foundation
import MATFiles
import Testing

/// What is sound of a file is shown, whatever else is wrong with it.
@Suite("Damaged files on the command line")
struct DamagedFileTests {
  /// A file of a, b and c whose b is damaged, or with bytes behind it.
  private func file(
    _ scratch: Scratch, isTail: Bool, _ version: MATVersion = .v7
  ) throws -> String {
    let path = scratch.path("x.mat")
    try MATFile.write(["a": [1.0, 2], "b": [3.0, 4], "c": "text"], to: path, version: version)
    var bytes = try Data(contentsOf: URL(filePath: path))
    if isTail {
      bytes += Array(repeating: 0, count: 8)
    } else {
      let range = try #require(try MATFile(path).variable(named: "b")?.byteRange)
      bytes[range.upperBound - 1] ^= 0xFF
    }
    try bytes.write(to: URL(filePath: path))
    return path
  }

  private func names(_ json: String) throws -> [String] {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let variables = try #require(object["variables"] as? [[String: Any]])
    return variables.compactMap { $0["name"] as? String }
  }

  @Test("json prints the variables that are sound as whole JSON, and the code is 65")
  func json() throws {
    let scratch = try Scratch()
    for isTail in [false, true] {
      let run = try Tool.run("json", file(scratch, isTail: isTail))
      #expect(run.status == 65)
      #expect(try names(run.output) == (isTail ? ["a", "b", "c"] : ["a", "c"]))
      #expect(
        run.errors.contains(
          isTail ? "1 stretch of bytes not read" : "1 of 3 variables not shown"), "\(run.errors)")
    }
  }

  @Test("whos, show and a path show what is sound in front of bytes that are none")
  func tail() throws {
    let scratch = try Scratch()
    for version in [MATVersion.v4, .v6, .v7] {
      let path = try file(scratch, isTail: true, version)
      for (command, target, shown) in [
        ("whos", path, "1x2"), ("show", path, "text"), ("show", path + ":b(2)", "4"),
        ("json", path + ":c", "text"),
      ] {
        let run = try Tool.run(command, target)
        #expect(run.status == 65 && run.output.contains(shown), "\(command) \(target)")
        #expect(run.errors.contains("--unverified"), "\(run.errors)")
        let accepted = try Tool.run(command, "--unverified", target)
        #expect(accepted.status == 0 && accepted.output == run.output)
        #expect(accepted.errors.contains("unverified"), "\(accepted.errors)")
      }
    }
  }

  @Test("a path into a variable that is lost says why, and one beside it is shown")
  func lost() throws {
    let scratch = try Scratch()
    let path = try file(scratch, isTail: false, .v7)
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes += [0]
    try bytes.write(to: URL(filePath: path))
    let lost = try Tool.run("show", path + ":b")
    #expect(lost.status == 65 && lost.output.isEmpty && lost.errors.contains("variable 'b'"))
    #expect(!lost.errors.contains("there is no such variable"))
    #expect(try Tool.run("show", path + ":a").output.contains("[1 2]"))
  }

  @Test("a variable that cannot be verified is marked wherever it is shown")
  func unverified() throws {
    let scratch = try Scratch()
    let path = scratch.path("x.mat")
    try MATFile.write(["a": [1.0, 2]], to: path, version: .v7)
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    bytes.replaceSubrange((bytes.count - 4)..., with: bytes.suffix(4).reversed())
    try Data(bytes).write(to: URL(filePath: path))
    let refused = try Tool.run("show", path)
    #expect(refused.status == 65 && refused.errors.contains("--unverified"), "\(refused.errors)")
    let whos = try Tool.run("whos", "--unverified", path)
    #expect(whos.status == 0 && whos.output.contains("unverified"), "\(whos.output)")
    let show = try Tool.run("show", "--unverified", path)
    #expect(show.status == 0 && show.output.contains("[1 2]"))
    #expect(show.errors.contains("variable 'a'") && show.errors.contains("unverified"))
    let check = try Tool.run("check", "--unverified", path)
    #expect(check.status == 0 && check.output.contains("1 unverified"), "\(check.output)")
    let converted = scratch.path("y.mat")
    #expect(try Tool.run("convert", "--unverified", path, converted).status == 0)
    #expect(try Tool.run("check", converted).status == 0)
  }

  @Test("the encoding of text is an option of every command that reads")
  func textEncoding() throws {
    let scratch = try Scratch()
    let path = scratch.path("x.mat")
    // A version 4 file: 你 in GBK, a byte a number.
    let words: [Int32] = [1, 1, 2, 0, 2]
    var bytes = words.withUnsafeBytes { Array($0) } + [0x74, 0]
    for byte in [0xC4, 0xE3] { bytes += withUnsafeBytes(of: Double(byte)) { Array($0) } }
    try Data(bytes).write(to: URL(filePath: path))
    #expect(try Tool.run("show", path).output.contains("Äã"))
    #expect(try Tool.run("show", "--text-encoding", "gb18030", path).output.contains("你"))
    let wrong = try Tool.run("show", "--text-encoding", "klingon", path)
    #expect(wrong.status == 64)
  }

  @Test("v7.3 variables that cannot be read are told from those of no size")
  func unreadable() throws {
    let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "MATFilesTests/Resources/v73")
    let run = try Tool.run("whos", samples.appending(path: "links.mat").path(percentEncoded: false))
    #expect(run.status == 65, "\(run.output)\(run.errors)")
    #expect(run.output.contains("unknown    not read here") && !run.output.contains("0x0"))
    #expect(run.errors.contains("variable 'soft'") && run.errors.contains("not shown"))
  }

  @Test("the hashes of sound variables are listed beside a damaged one, which is named")
  func hashes() throws {
    let scratch = try Scratch()
    let run = try Tool.run("whos", "--hash", file(scratch, isTail: false))
    #expect(run.status == 65 && run.errors.contains("variable 'b'"), "\(run.errors)")
    #expect(run.output.contains("Hash of the file: -"))
    let hash = try #require(try MATFile(scratch.path("x.mat")).variable(named: "c"))
    let text = try "\(MATFile(scratch.path("x.mat")).semanticHash(of: hash))"
    #expect(run.output.contains(text), "\(run.output)")
  }

  @Test("check tells bytes of no variable from variables that are lost")
  func surplus() throws {
    let scratch = try Scratch()
    let run = try Tool.run("check", file(scratch, isTail: true))
    #expect(run.status == 65, "\(run.output)")
    #expect(
      run.output.contains("3 variables sound, 0 lost, 8 bytes of no variable"), "\(run.output)")
  }

  @Test("a sound file without variables is salvaged as one")
  func empty() throws {
    let scratch = try Scratch()
    let (path, saved) = (scratch.path("empty.mat"), scratch.path("saved.mat"))
    for version in [MATVersion.v6, .v7, .v73] {
      try MATFile.write([MATVariable](), to: path, version: version)
      let run = try Tool.run("check", "--salvage", saved, path)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(try MATFile(saved).variables.isEmpty)
    }
  }

  /// The system limits the addresses of a process, in KiB.
  @Test("a variable for which there is no memory is an error, and no crash")
  func memory() throws {
    let scratch = try Scratch()
    let path = scratch.path("large.mat")
    try MATFile.write([MATVariable(name: "x", value: 1.0.matValue)], to: path, version: .v6)
    // The same with 400 MB of numbers that are all zero: a file with a hole.
    let count = 50_000_000
    var head = Array(try Data(contentsOf: URL(filePath: path)))
    let put = { (number: Int, place: Int) in
      for index in 0..<4 { head[place + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    }
    let start = head.count - 16
    put(head.count - 136 - 8 + 8 * count, 132)
    put(count, start - 12)
    put(8 * count, start + 4)
    try Data(head.dropLast(8)).write(to: URL(filePath: path))
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(
      atOffset: UInt64(head.count - 8 + 8 * count))
    #expect(try MATFile(path).variables.first?.count == count)
    let limit = "ulimit -v 500000; "
    for arguments in [
      ["show", path], ["json", path], ["check", path], ["convert", path, scratch.path("out.mat")],
    ] {
      let run = try Tool.run(arguments, shellPrefix: limit)
      #expect([65, 74].contains(run.status), "\(arguments): \(run.status) \(run.errors)")
      #expect(run.errors.contains("not enough memory"), "\(run.errors)")
      #expect(!run.errors.contains("disk"), "\(run.errors)")
    }
  }
}

extension MATFile.Variable {
  fileprivate var count: Int { size.reduce(1, *) }
}
