import ExchangeFormats
import Foundation
import MATFiles
import Matrices
import Testing

@Suite("matkit convert to and from other formats") struct ConvertExchangeTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let table = try MATTable([
      "name": MATStringArray(size: [2, 1], elements: ["a", nil]), "x": Matrix(column: [1.5, -2]),
    ])
    try MATFile.write(
      ["T": table.matValue, "X": Matrix(rows: [[1.0, 2], [3, 4]]).matValue],
      to: scratch.path("in.mat"))
    try MATFile.write(
      ["X": [1.0, 2], "s": "text"], to: scratch.path("plain.mat"), version: .v73)
  }

  private func convert(
    _ arguments: String..., location: SourceLocation = #_sourceLocation
  ) throws {
    let run = try Tool.run(["convert"] + arguments, in: scratch.folder)
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)", sourceLocation: location)
  }

  private func expectSame(_ first: String, _ second: String) throws {
    let run = try Tool.run("diff", first, second, in: scratch.folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  @Test("NumPy's archives and JSON lead back to the same file")
  func backAndForth() throws {
    try convert("plain.mat", "a.npz", "--deflate", "6")
    try convert("a.npz", "a.mat", "--version", "v7.3")
    try expectSame("plain.mat", "a.mat")
    try convert("in.mat", "a.json")
    let json = try Tool.run("json", "in.mat", in: scratch.folder)
    #expect(try String(contentsOf: scratch.file("a.json"), encoding: .utf8) == json.output)
    try convert("a.json", "b.mat")
    try expectSame("in.mat", "b.mat")
    try convert("a.json", "c.json")
    #expect(
      try Data(contentsOf: scratch.file("c.json")) == Data(contentsOf: scratch.file("a.json")))
  }

  @Test("one variable, or a value in one, goes where there is room for no more")
  func single() throws {
    try convert("in.mat:T", "t.csv")
    #expect(
      try String(contentsOf: scratch.file("t.csv"), encoding: .utf8)
        == "name,x\na,1.5\n,-2\n")
    try convert("t.csv", "t.mat", "--rename", "t=T")
    try expectSame("t.mat", "t.mat")
    #expect(
      try MATFile(scratch.path("t.mat")).value("T") == MATFile(scratch.path("in.mat")).value("T"))
    try convert("in.mat:X(2,:)", "x.npy")
    try convert("x.npy", "x.mat")
    #expect(try MATFile(scratch.path("x.mat")).value("x") == [3.0, 4].matValue)
    try convert("in.mat:T.x", "x.mat")
    #expect(try MATFile(scratch.path("x.mat")).variables.map(\.name) == ["x"])
    try convert("t.csv:t.x", "x.csv")
    try convert("in.mat", "only.csv", "--only", "X")
    try convert("only.csv", "only.mat", "--as", "table", "--no-header")
    #expect(try MATFile(scratch.path("only.mat")).variables[0].className == "table")
  }

  @Test("what a format cannot hold is refused by its name, and nothing is written")
  func refuses() throws {
    let before = try scratch.contents
    for (arguments, status, said) in [
      (["in.mat", "a.npz"], 65, "variable 'T'"), (["in.mat", "a.npz"], 65, "--skip T"),
      (["in.mat", "a.csv"], 64, "name one: in.mat:T, in.mat:X"),
      (["plain.mat:s", "a.csv"], 65, "a table, or a real matrix"),
      (["none.npz", "a.mat"], 66, "none.npz"), (["in.mat:Y", "a.npy"], 64, "'Y'"),
      (["in.mat", "a.npz", "--version", "v6"], 64, "--version is for writing .mat"),
      (["in.mat", "a.json", "--deflate", "3"], 64, ".json is never compressed"),
      (["in.mat", "a.mat", "--as", "table"], 64, "reading .csv"),
      (["in.mat:X", "in.mat"], 64, "the same file"),
    ] as [([String], Int32, String)] {
      let run = try Tool.run(["convert"] + arguments, in: scratch.folder)
      #expect(run.status == status && run.errors.contains(said), "\(arguments): \(run.errors)")
    }
    #expect(try scratch.contents == before)
  }
}
