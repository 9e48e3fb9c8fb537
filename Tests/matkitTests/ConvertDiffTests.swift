import Foundation
import MATFiles
import Matrices
import Testing

@Suite("matkit convert and matkit diff") struct ConvertDiffTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let W: Matrix = [[1.0, 2], [3, 4], [5, 6]]
    var moved = W
    moved[2, 0] += 1e-9
    for (name, W) in [("a.mat", W), ("b.mat", moved)] {
      try MATFile.write(
        ["y": 1.0, "net": ["W": ["in".matValue, W.matValue]] as MATStructArray],
        to: scratch.path(name))
    }
  }

  @Test("convert writes every version, v7 where none is named")
  func converts() throws {
    for (version, format) in [("v6", "5"), ("v7", "7"), ("v7.3", "7.3")] {
      let run = try Tool.run(
        "convert", "a.mat", "out.mat", "--version", version, in: scratch.folder)
      #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
      #expect(try MATFile(scratch.path("out.mat")).format.rawValue == format)
      #expect(try Tool.run("diff", "a.mat", "out.mat", in: scratch.folder).status == 0)
    }
    #expect(try Tool.run("convert", "out.mat", "seven.mat", in: scratch.folder).status == 0)
    #expect(try MATFile(scratch.path("seven.mat")).format == .v7)
  }

  @Test("convert to v4 refuses a struct by its name, and leaves nothing")
  func refuses() throws {
    let before = try scratch.contents
    let run = try Tool.run("convert", "a.mat", "out.mat", "--version", "v4", in: scratch.folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("variable 'net'") && run.errors.contains("v7 holds the rest"))
    #expect(try scratch.contents == before)
    #expect(try Tool.run("convert", "a.mat", "b.mat", "--version", "v5").status == 64)
    #expect(try Tool.run("convert", "none.mat", "b.mat", in: scratch.folder).status == 66)
  }

  @Test(
    "convert compresses as hard as it is told, where the version is compressed",
    arguments: ["v7", "v7.3"])
  func compresses(version: String) throws {
    let waves = (0..<20_000).map { (sin(Double($0) / 100) * 1000).rounded() }
    try MATFile.write(["x": waves], to: scratch.path("waves.mat"))
    var sizes: [Int] = []
    for level in ["1", "9"] {
      let run = try Tool.run(
        "convert", "waves.mat", "out.mat", "--version", version, "--deflate", level,
        in: scratch.folder)
      #expect(run.status == 0 && run.errors.isEmpty)
      #expect(try Tool.run("diff", "waves.mat", "out.mat", in: scratch.folder).status == 0)
      sizes.append(try Data(contentsOf: URL(filePath: scratch.path("out.mat"))).count)
    }
    #expect(sizes[0] > sizes[1] && sizes[0] < 8 * waves.count / 2)
  }

  @Test(
    "convert refuses a compression that a version does not have",
    arguments: [("v4", "3"), ("v6", "0"), ("v7", "0"), ("v7.3", "10"), ("v7.3", "-1")])
  func refusesCompression(version: String, level: String) throws {
    let before = try scratch.contents
    let run = try Tool.run(
      "convert", "a.mat", "out.mat", "--version", version, "--deflate=\(level)", in: scratch.folder)
    #expect(run.status == 64 && run.errors.contains("--deflate"))
    #expect(try scratch.contents == before)
  }

  @Test("diff of equal files says nothing")
  func equal() throws {
    let run = try Tool.run("diff", "a.mat", "a.mat", in: scratch.folder)
    #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
  }

  @Test("diff says by how much numbers differ and where, and exits with 1")
  func numbers() throws {
    let run = try Tool.run("diff", "a.mat", "b.mat", in: scratch.folder)
    #expect(run.status == 1 && run.errors.isEmpty)
    #expect(
      run.output == """
        net: 1 of 6 numbers differ: by at most 1e-09 at net.W{2}(3,1), \
        relatively 2e-10 at net.W{2}(3,1), 1125900 ULP at net.W{2}(3,1)

        """)
  }

  @Test("a tolerance lets numbers differ; what differs within it is told")
  func tolerance() throws {
    for option in [["--relative", "1e-9"], ["--ulps", "2000000"]] {
      let run = try Tool.run(["diff", "a.mat", "b.mat"] + option, in: scratch.folder)
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("net: 1 of 6 numbers differ, within the tolerance: "))
    }
    let narrow = try Tool.run("diff", "a.mat", "b.mat", "--relative", "1e-10", in: scratch.folder)
    #expect(narrow.status == 1)
    #expect(try Tool.run("diff", "a.mat", "b.mat", "--relative=-1").status == 64)
  }

  @Test("diff names what only one file has, classes and sizes")
  func structure() throws {
    try MATFile.write(
      ["y": Float(1), "net": [1.0, 2], "z": "new"], to: scratch.path("c.mat"), version: .v73)
    let run = try Tool.run("diff", "a.mat", "c.mat", in: scratch.folder)
    #expect(run.status == 1)
    #expect(
      run.output == """
        y: double in a.mat, single in c.mat
        net: struct in a.mat, double in c.mat
        z: only in c.mat

        """)
  }

  @Test("diff compares values at paths")
  func paths() throws {
    let same = try Tool.run("diff", "a.mat:net.W{1}", "b.mat:net.W{1}", in: scratch.folder)
    #expect(same.status == 0 && same.output.isEmpty)
    let other = try Tool.run("diff", "a.mat:net.W{2}", "a.mat:net.W{1}", in: scratch.folder)
    #expect(other.status == 1)
    #expect(other.output == "net.W{2}: double in a.mat:net.W{2}, char in a.mat:net.W{1}\n")
    #expect(try Tool.run("diff", "a.mat", "b.mat:y", in: scratch.folder).status == 64)
    #expect(try Tool.run("diff", "a.mat:q", "b.mat:y", in: scratch.folder).status == 65)
    #expect(try Tool.run("diff", "a.mat", "none.mat", in: scratch.folder).status == 66)
  }
}
