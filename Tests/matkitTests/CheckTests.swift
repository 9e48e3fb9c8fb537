import Foundation
import MATFiles
import Testing

@Suite("matkit check")
struct CheckTests {
  @Test("sound files of every version are sound, and the code is 0")
  func sound() throws {
    let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "MATFilesTests/Resources").path(percentEncoded: false)
    let run = try Tool.run(
      "check", Fixture.class1, "\(samples)/sample_v6.mat", "\(samples)/sample_v7.mat",
      "\(samples)/v73/plain.mat")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let files = run.output.split(separator: "\n").filter { !$0.hasPrefix("  ") }
    #expect(files.count == 4 && files.allSatisfy { $0.contains(" sound, 0 lost") })
    // What HDF5 has and MATLAB has not is sound and counted apart.
    #expect(files.last?.hasSuffix(" sound, 0 lost, 3 not decoded") == true, "\(run.output)")
  }

  @Test("damage is named with its place, the code is 65, and the rest is saved")
  func damaged() throws {
    let scratch = try Scratch()
    let (path, output) = (scratch.path("damaged.mat"), scratch.path("saved.mat"))
    try MATFile.write(["a": [1.0, 2], "b": [3.0, 4], "c": "text"], to: path, version: .v7)
    var bytes = try Data(contentsOf: URL(filePath: path))
    let range = try #require(try MATFile(path).variable(named: "b")?.byteRange)
    bytes[range.upperBound - 1] ^= 0xFF
    try bytes.write(to: URL(filePath: path))
    let run = try Tool.run("check", "--salvage", output, path)
    #expect(run.status == 65)
    #expect(run.output.contains("2 variables sound, 1 lost"), "\(run.output)")
    #expect(
      run.output.contains("lost b, bytes \(range.lowerBound) to \(range.upperBound - 1): the data"))
    #expect(run.errors.contains("what is left is in \(output)"))
    let saved = try MATFile(output)
    #expect(saved.variables.map(\.name) == ["a", "c"])
    #expect(try saved.contents() == MATFile(path, damage: .skip).contents())
    #expect(try Tool.run("check", output).status == 0)
  }

  @Test("a sound v7.3 file with objects is sound, and its copy is the file")
  func objects() throws {
    let scratch = try Scratch()
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "MATFilesTests/Resources/objects/labels_v73.mat").path(percentEncoded: false)
    let output = scratch.path("saved.mat")
    let run = try Tool.run("check", "--salvage", output, path)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: output)) == Data(contentsOf: URL(filePath: path)))
  }

  @Test(
    "what a limit keeps from being read is not called lost, and where nothing is left none is made")
  func notRead() throws {
    let scratch = try Scratch()
    let (path, output) = (scratch.path("x.mat"), scratch.path("saved.mat"))
    try MATFile.write(
      ["x": Array(repeating: 1.0, count: 5000), "y": 1.0], to: path, version: .v73)
    let run = try Tool.run("check", "--salvage", output, path, "--limit", "elements=100")
    #expect(run.status == 65)
    #expect(run.output.contains("1 variable sound, 0 lost, "), "\(run.output)")
    #expect(run.output.contains("not read here x: this would take more than is allowed"))
    #expect(run.errors.contains("\(output) is a copy of all of it"), "\(run.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: output)) == Data(contentsOf: URL(filePath: path)))
    try MATFile.write(["x": [1.0, 2]], to: path, version: .v7)
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count - 1] ^= 0xFF
    try bytes.write(to: URL(filePath: path))
    try FileManager.default.removeItem(atPath: output)
    let none = try Tool.run("check", "--salvage", output, path)
    #expect(none.status == 65 && none.errors.contains("no file was made"), "\(none.errors)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test("what cannot be checked has its own codes")
  func refused() throws {
    let scratch = try Scratch()
    #expect(try Tool.run("check", scratch.path("absent.mat")).status == 66)
    #expect(try Tool.run("check", "--salvage", "x.mat", "a.mat", "b.mat").status == 64)
    let text = scratch.path("text.mat")
    try "not a .mat file".write(toFile: text, atomically: true, encoding: .utf8)
    let output = scratch.path("saved.mat")
    #expect(try Tool.run("check", "--salvage", output, text).status == 65)
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
