import Foundation
import MATFiles
import Matrices
import Testing

@Suite("Pictures and reports by the tool") struct PlotTests {
  /// A small network's file, trained once.
  private static let trained = Result {
    let scratch = try Scratch()
    let run = try Tool.run(
      "train", Fixture.class1, Fixture.class2, "--hidden", "3", "--activation", "tanh", "--l2",
      "1e-4", "--starts", "2", "--max-iterations", "30", "--seed", "5", "-o",
      scratch.path("it's.mat"), "--octave")
    try #require(run.status == 0, "\(run.errors)")
    return scratch
  }

  @Test(
    "a network is drawn as what is asked for",
    arguments: [
      "network", "regions", "loss", "confusion", "roc", "calibration", "contour", "points",
    ])
  func kinds(kind: String) throws {
    let scratch = try Self.trained.get()
    let picture = scratch.path("\(kind).svg")
    let network = scratch.path("it's.mat")
    let file = kind == "contour" ? network + ":grid" : network
    let run = try Tool.run("plot", file, "--as", kind, "-o", picture)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try String(contentsOfFile: picture, encoding: .utf8).hasSuffix("</svg>\n"))
  }

  @Test("a network is drawn over other points, and several networks' losses in one figure")
  func several() throws {
    let scratch = try Self.trained.get()
    let file = scratch.path("it's.mat")
    for files in [[file, Fixture.class2, Fixture.class1], [file, file]] {
      let run = try Tool.run(["plot"] + files + ["-o", scratch.path("several.svg"), "--log", "y"])
      #expect(run.status == 0, "\(run.errors)")
    }
    let text = try String(contentsOfFile: scratch.path("several.svg"), encoding: .utf8)
    #expect(text.contains("it&#39;s (1)") || text.contains("it's (1)"), "the runs have names")
  }

  @Test("the terminal's size and colours are the environment's, and nothing else is written")
  func terminal() throws {
    let scratch = try Self.trained.get()
    let file = scratch.path("it's.mat")
    for (variables, escape) in [
      ("NO_COLOR=1 TERM=xterm", ""), ("NO_COLOR= TERM=xterm COLORTERM=", "48;5;"),
      ("NO_COLOR= TERM=xterm COLORTERM=truecolor", "48;2;"),
    ] {
      let run = try Tool.run(
        ["plot", file, "--as", "regions", "--terminal"],
        shellPrefix: "export \(variables) COLUMNS=61 LINES=18; ")
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        run.output.contains("\u{1B}[") == !escape.isEmpty
          && (escape.isEmpty || run.output.contains(escape)))
      let lines = run.output.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(separator: "\n")
      #expect(lines.count == 17 && lines.allSatisfy { $0.count == 61 })
    }
  }

  @Test("the ends of an axis may be negative")
  func negativeEnds() throws {
    let scratch = try Self.trained.get()
    let out = scratch.path("ends.svg")
    let run = try Tool.run(
      "plot", Fixture.class1, "--xlim", "-3,2", "--ylim", "-2,-1", "-o", out)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("wrong options are wrong usage, and values that cannot be drawn so are wrong data")
  func wrong() throws {
    let scratch = try Self.trained.get()
    let (file, out) = (scratch.path("it's.mat"), scratch.path("never.svg"))
    for options in [
      [], ["-o", out, "--size", "0x3"], ["-o", out, "--xlim", "2,1"],
      ["-o", out, "--colors", "red"],
      ["-o", out, "--as", "pie"], ["-o", out, "--theme", "blue"], ["-o", out, "--log", "z"],
    ] {
      #expect(try Tool.run(["plot", file] + options).status == 64, "\(options)")
    }
    for (value, sentence) in [
      (":net.W", "expected real numbers"), (":net.W{1}", nil), (":training", "no column"),
      (":nothing", "nothing"), (":net.W{9}", nil),
    ] as [(String, String?)] {
      let run = try Tool.run("plot", file + value, "-o", out)
      guard let sentence else { continue }
      #expect(run.status == 65 && run.errors.contains(sentence), "\(run.errors)")
    }
    #expect(try Tool.run("plot", file, "-o", scratch.path("no/such/a.svg")).status == 73)
    #expect(try Tool.run("report", Fixture.class1, "-o", scratch.path("r.html")).status == 65)
    #expect(try Tool.run("report", file, "-o", scratch.path("no/such/r.html")).status == 73)
  }

  @Test("the command in a report trains the same weights again, bit for bit")
  func again() throws {
    let scratch = try Self.trained.get()
    let report = scratch.path("report.html")
    let made = try Tool.run("report", scratch.path("it's.mat"), "-o", report)
    #expect(made.status == 0, "\(made.errors)")
    let page = try String(contentsOfFile: report, encoding: .utf8)
    let code = try #require(page.firstMatch(of: /<pre><code>matkit ([^<]*)<\/code>/)?.1)
    let command = String(code).replacing("&#39;", with: "'").replacing("&lt;", with: "<")
      .replacing("&amp;", with: "&")
    // The shell takes the words apart as a user's would.
    let run = try Tool.run(
      [], in: scratch.folder, shellPrefix: "set -- \(command); ")
    #expect(run.status == 0, "\(command): \(run.errors)")
    let (first, second) = (
      try MATFile(scratch.path("it's.mat")), try MATFile(scratch.path("again.mat"))
    )
    #expect(try first.value("net") == second.value("net"))
  }

  @Test("--octave leaves the two functions, and grid the network with them")
  func octave() throws {
    let scratch = try Self.trained.get()
    #expect(
      try scratch.contents.contains("lab_plot.m") && scratch.contents.contains("lab_predict.m"))
    let grid = try Scratch()
    let run = try Tool.run(
      "grid", scratch.path("it's.mat"), Fixture.class1, Fixture.class2, "--step", "0.2", "--octave",
      "-o", grid.path("grid.mat"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try grid.contents == ["grid.mat", "lab_plot.m", "lab_predict.m"])
    #expect(try MATFile(grid.path("grid.mat")).variable(named: "net") != nil)
  }
}
