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

  @Test("a refused value is named in IN with its path and the option that leaves it out")
  func namesTheWayOut() throws {
    try MATFile.write(
      ["x": 1.0, "s": ["odd name": "é", "n": 1.0] as MATStructArray, "t": "é"],
      to: scratch.path("in.mat"))
    let run = try Tool.run("convert", "in.mat", "out.mat", "--version", "v4", in: scratch.folder)
    #expect(run.status == 65)
    #expect(run.errors.hasPrefix("matkit: in.mat: variable 's'"))
    #expect(run.errors.contains("choose another --version, or leave it out with --skip s\n"))
    let skipped = try Tool.run(
      "convert", "in.mat", "out.mat", "--version", "v4", "--skip", "s", "--skip", "t",
      in: scratch.folder)
    #expect(skipped.status == 0 && skipped.errors.isEmpty)
    #expect(try MATFile(scratch.path("out.mat")).variables.map(\.name) == ["x"])
  }

  @Test("convert leaves out and renames, variables and fields, as its sentences say")
  func excerpt() throws {
    try MATFile.write(
      ["x": 1.0, "s": ["my field": "f", "n": 1.0] as MATStructArray, "debug1": 1.0],
      to: scratch.path("in.mat"))
    let run = try Tool.run(
      "convert", "in.mat", "out.mat", "--skip", "debug*", "--skip", "s.n", "--rename", "x=y",
      "--rename", "s.(\"my field\")=my_field", "--version", "v7.3", in: scratch.folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let file = try MATFile(scratch.path("out.mat"))
    #expect(file.variables.map(\.name) == ["y", "s"])
    #expect(try file.value("s") == .structure(["my_field": "f"]))
    let shown = try Tool.run("show", "in.mat:s.(\"my field\")", in: scratch.folder)
    #expect(shown.status == 0 && shown.output == "s.(\"my field\") =\n\n'f'\n\n")
    let whole = try Tool.run("show", "in.mat:s", in: scratch.folder)
    #expect(whole.output.contains("  (\"my field\"): 'f'"))
    let misspelt = try Tool.run("show", "in.mat:s.my field", in: scratch.folder)
    #expect(misspelt.status == 64 && misspelt.errors.contains("s.(\"a b\")"))
    for arguments in [["--rename", "x"], ["--skip", "s.n(1)"], ["--only", "s.n"]] {
      let wrong = try Tool.run(["convert", "in.mat", "new.mat"] + arguments, in: scratch.folder)
      #expect(wrong.status == 64, "\(arguments): \(wrong.errors)")
    }
    // What the options name is not there, or cannot be: wrong usage, told with the names of the file.
    for (arguments, said) in [
      (["--skip", "z"], "'z': there is no such variable"),
      (["--rename", "x=1x"], "give another name to come"),
      (["--rename", "x=debug1"], "give another name to come"),
      (["--only", "x", "--skip", "x"], "leave no variable"),
    ] {
      let wrong = try Tool.run(["convert", "in.mat", "new.mat"] + arguments, in: scratch.folder)
      #expect(wrong.status == 64 && wrong.errors.contains(said), "\(arguments): \(wrong.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("new.mat")))
  }

  @Test("convert tells on standard error what other programs will not read")
  func notes() throws {
    try MATFile.write(["e": "\u{1F600}"], to: scratch.path("in.mat"), version: .v73)
    let run = try Tool.run("convert", "in.mat", "out.mat", in: scratch.folder)
    #expect(run.status == 0 && run.errors.hasPrefix("matkit: note: e: SciPy"))
  }

  @Test("a depth is written that --limit allows")
  func depth() throws {
    let value = (0..<300).reduce((1.0).matValue) { inner, _ in [inner].matValue }
    try MATFile.write(
      ["d": value], to: scratch.path("deep.mat"), limits: MATLimits(nesting: 1000))
    let refused = try Tool.run("convert", "deep.mat", "out.mat", in: scratch.folder)
    #expect(refused.status == 65 && refused.errors.contains("--limit nesting="))
    for version in ["v6", "v7.3"] {
      let run = try Tool.run(
        "convert", "deep.mat", "out.mat", "--limit", "nesting=1000", "--version", version,
        in: scratch.folder)
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test("- is no output: standard output has a name")
  func dash() throws {
    let before = try scratch.contents
    let run = try Tool.run("convert", "a.mat", "-", in: scratch.folder)
    #expect(run.status == 64 && run.errors.contains("/dev/stdout"), "\(run.errors)")
    #expect(try scratch.contents == before)
    let piped = try Tool.run("convert", "a.mat", "/dev/stdout", in: scratch.folder)
    #expect(piped.status == 0 && piped.output.hasPrefix("MATLAB 5.0 MAT-file"))
    let pipe = Process()
    pipe.executableURL = URL(filePath: "/bin/sh")
    pipe.arguments = [
      "-c", "'\(Tool.executable.path)' convert a.mat /dev/stdout | cat > piped.mat",
    ]
    pipe.currentDirectoryURL = scratch.folder
    try pipe.run()
    pipe.waitUntilExit()
    #expect(try Tool.run("diff", "a.mat", "piped.mat", in: scratch.folder).status == 0)
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
