import Foundation
import MATFiles
import Matrices
import Optimization
import SeededRandomness
import Testing

@testable import NetworkFiles

@Suite("matkit fit") struct FitCommandTests {
  /// 30 measurements of 5·exp(−0.7·t) + 1 under several names.
  private func folder() throws -> Scratch {
    let scratch = try Scratch()
    var random = SplitMix(state: 1)
    let t = (0..<30).map { Double($0) / 3 }
    let v = t.map { 5 * exp(-0.7 * $0) + 1 + Double.random(in: -0.15...0.15, using: &random) }
    let plane = Matrix(rowCount: 30, columnCount: 2) { $1 == 0 ? t[$0] : sin(3 * t[$0]) }
    let lab: MATStructArray = ["time": Matrix(row: t), "rate": Matrix(row: v)]
    try MATFile.write(
      [
        "x": Matrix(column: t).matValue, "y": Matrix(column: v).matValue,
        "w": Matrix(column: t.map { 1 + $0 }).matValue,
        "dy": Matrix(column: t.map { _ in 0.09 }).matValue,
        "plane": plane.matValue, "lab": lab.matValue,
      ], to: scratch.path("decay.mat"))
    return scratch
  }

  private func fit(_ words: [String], in scratch: Scratch) throws -> Tool.Outcome {
    try Tool.run(["fit"] + words, in: scratch.folder)
  }

  private func numbers(_ name: String, of file: String = "fit.mat", in scratch: Scratch) throws
    -> [Double]
  {
    try Matrix<Double>(matValue: MATFile(scratch.path(file)).value(at: MATPath(name))).elements
  }

  @Test("a formula alone is fitted, from starts that a search finds")
  func plain() throws {
    let scratch = try folder()
    let run = try fit(["decay.mat", "--model", "a*exp(-b*x)+c", "-o", "fit.mat"], in: scratch)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines[0] == "parameter  estimate  standard error  95 % interval")
    #expect(lines.last == "Written to fit.mat.")
    #expect(run.output.contains("ended: "))
    let parameters = try numbers("fit.parameters", in: scratch)
    for (ours, true_) in zip(parameters, [5, 0.7, 1]) { #expect(abs(ours - true_) < 0.2) }
    let (errors, intervals) = (
      try numbers("fit.standard_errors", in: scratch), try numbers("fit.intervals", in: scratch)
    )
    let (lower, upper) = (intervals[..<3], intervals[3...])
    for j in 0..<3 {
      #expect(lower[j] < parameters[j] && parameters[j] < upper[j + 3] && errors[j] > 0)
    }
    #expect(try numbers("fit.covariance", in: scratch).count == 9)
    #expect(try numbers("fit.residuals", in: scratch).count == 30)
    let (low, high) = (
      try numbers("fit.grid.lower", in: scratch),
      try numbers("fit.grid.observation_lower", in: scratch)
    )
    #expect(low.count == 200 && zip(low, high).allSatisfy { $0 > $1 })
    let handle = try String(
      matValue: MATFile(scratch.path("fit.mat")).value(at: MATPath("fit.handle")))
    #expect(handle == "@(p,x) p(1).*exp(-p(2).*x(:,1))+p(3)")
  }

  @Test("data are named in the file, in another, and inside structs, under the formula's own names")
  func names() throws {
    let scratch = try folder()
    let first = try fit(["decay.mat", "--model", "a*exp(-b*x)+c"], in: scratch)
    for words in [
      ["--x", "decay.mat:x", "--y", "decay.mat:y"],
      ["decay.mat", "--x", "lab.time", "--y", "lab.rate"],
      ["decay.mat", "--x", "plane(:,1)"],
      ["decay.mat", "--x", "plane"],
    ] {
      let x = words.contains("plane") ? "x1" : "x"
      let run = try fit(["--model", "a*exp(-b*\(x))+c"] + words, in: scratch)
      #expect(run.status == 0 && run.output == first.output, "\(words): \(run.output)\(run.errors)")
    }
    let named = try fit(
      ["decay.mat", "--x", "lab.time", "--y", "lab.rate", "--model", "a*exp(-b*time)+c"],
      in: scratch)
    #expect(named.output == first.output, "\(named.output)\(named.errors)")
  }

  @Test("starts, fixed parameters, bounds, weights and losses have their effect")
  func options() throws {
    let scratch = try folder()
    let base = ["decay.mat", "--model", "a*exp(-b*x)+c", "-o", "fit.mat"]
    func parameters(_ words: [String]) throws -> [Double] {
      let run = try fit(base + words, in: scratch)
      #expect(run.status == 0, "\(words): \(run.errors)")
      return try numbers("fit.parameters", in: scratch)
    }
    let plain = try parameters([])
    let started = try parameters(["--start", "a=4,b=1", "--start", "c=0"])
    for (a, b) in zip(plain, started) { #expect(abs(a - b) < 1e-6 * abs(a)) }
    #expect(try parameters(["--fix", "c=1.25"])[2] == 1.25)
    #expect(try parameters(["--bound", "b>=0,0<=c<=0.8"])[2] == 0.8)
    #expect(try parameters(["--weights", "w"]) != plain)
    let sigma = try parameters(["--sigma", "dy"])
    for (a, b) in zip(plain, sigma) { #expect(abs(a - b) < 1e-6 * abs(a)) }
    #expect(try numbers("fit.sigma", in: scratch).count == 30)
    for loss in ["soft-l1", "huber", "cauchy", "arctan"] {
      #expect(try parameters(["--robust", loss, "--robust-scale", "0.1"]) != plain, "\(loss)")
    }
    let profile = try fit(base + ["--profile", "--confidence", "0.9"], in: scratch)
    #expect(profile.output.contains("90 % interval") && profile.output.contains("profile of b: 0."))
    #expect(try numbers("fit.profile_intervals", in: scratch).count == 6)
  }

  @Test("what the data do not determine, and what is at a bound, is said")
  func standings() throws {
    let scratch = try folder()
    let product = try fit(["decay.mat", "--model", "a*b*exp(-k*x)+c"], in: scratch)
    #expect(product.status == 0)
    #expect(product.output.contains("not determined by the data: a, b"), "\(product.output)")
    let bound = try fit(
      ["decay.mat", "--model", "a*exp(-b*x)+c", "--bound", "c<=0.5"], in: scratch)
    #expect(bound.output.contains("at a bound"), "\(bound.output)")
  }

  @Test("predict gives the curve with its bands, and plot draws it")
  func uses() throws {
    let scratch = try folder()
    _ = try fit(
      ["decay.mat", "--model", "a*exp(-b*x)+c", "--bound", "b>=0", "-o", "fit.mat"], in: scratch)
    let run = try Tool.run(
      "predict", "fit.mat", "decay.mat:x", "-o", "p.mat", in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
    let (P, fitted) = (
      try numbers("P", of: "p.mat", in: scratch), try numbers("fit.fitted", in: scratch)
    )
    #expect(P == fitted)
    let lower = try numbers("lower", of: "p.mat", in: scratch)
    #expect(zip(lower, P).allSatisfy { $0 < $1 })
    let wrong = try Tool.run(
      "predict", "fit.mat", "decay.mat:plane", "-o", "q.mat", in: scratch.folder)
    #expect(wrong.status == 65 && wrong.errors.contains("2 columns"), "\(wrong.errors)")
    for path in ["fit.mat", "fit.mat:fit"] {
      let drawn = try Tool.run("plot", path, "-o", "p.svg", in: scratch.folder)
      #expect(drawn.status == 0, "\(drawn.errors)")
      let svg = try String(contentsOf: scratch.file("p.svg"), encoding: .utf8)
      #expect(svg.contains("confidence band") && svg.contains("Residuals"))
    }
    _ = try fit(
      ["decay.mat", "--x", "plane", "--model", "a*exp(-b*x1)+c*x2", "-o", "fit.mat"], in: scratch)
    let plane = try Tool.run("plot", "fit.mat", "-o", "p.svg", in: scratch.folder)
    #expect(plane.status == 0, "\(plane.errors)")
  }

  @Test("the command that the file names makes the same file again")
  func recorded() throws {
    let scratch = try folder()
    let words: [[String]] = [
      [], ["--start", "a=4,b=1,c=0"], ["--starts", "3", "--seed", "7", "--profile"],
      ["--fix", "c=1", "--bound", "b>=0", "--weights", "w", "--confidence", "0.9"],
      ["--robust", "huber", "--robust-scale", "0.2", "--sigma", "dy"],
      ["--x", "lab.time", "--y", "decay.mat:lab.rate", "--limit", "elements=1M", "--unverified"],
    ]
    for words in words {
      let run = try fit(
        ["decay.mat", "--model=-a*-exp(-b*x)+c", "-o", "fit.mat"] + words, in: scratch)
      #expect(run.status == 0, "\(words): \(run.errors)")
      let file = try MATFile(scratch.path("fit.mat"))
      let command = try String(matValue: file.value(at: MATPath("fit.command")))
      let script =
        "matkit() { \"$tool\" \"$@\"; }\n" + command.replacing(" -o OUT", with: " -o again.mat")
      let again = try Tool.run(
        [], in: scratch.folder, shellPrefix: "tool=\"$0\"\n\(script)\nexit $?\n")
      #expect(again.status == 0, "\(command): \(again.errors)")
      let second = try MATFile(scratch.path("again.mat"))
      #expect(
        try file.value("fit").semanticHash() == second.value("fit").semanticHash(), "\(command)")
    }
  }

  private static let mistakes: [([String], Int32, String)] = [
    (["--model", "a*ln(x)"], 64, "write log"),
    (["--model", ""], 64, "there is no formula"),
    (["--model", "2*x"], 65, "no parameter"),
    (["--model", "a*x+b*x2"], 65, "x2"),
    (["--model", "a*x", "--start", "q=1"], 64, "it has a"),
    (["--model", "a*x", "--start", "a"], 64, "name=number"),
    (["--model", "a*x", "--start", "a=1,a=2"], 64, "twice"),
    (["--model", "a*x+b", "--start", "a=1", "--fix", "a=2"], 64, "is fixed as well"),
    (["--model", "a*x", "--fix", "a=1"], 65, "nothing is left"),
    (["--model", "a*x", "--bound", "a"], 64, "is no bound"),
    (["--model", "a*x", "--bound", "1<a>2"], 64, "is no bound"),
    (["--model", "a*x", "--bound", "a>=2,a<=1"], 64, "leave it no value"),
    (["--model", "a*x", "--bound", "a>=2", "--start", "a=1"], 65, "beyond its bound"),
    (["--model", "a*x", "--y", "none"], 65, "none"),
    (["--model", "a*x", "--x", "nan"], 65, "NaN"),
    (["--model", "a*x", "--x", "short"], 65, "measurements"),
    (["--model", "a*x", "--weights", "bad"], 65, "weight"),
    (["--model", "a*x", "--weights", "w", "--sigma", "w"], 64, "give one"),
    (["--model", "a*x", "--robust", "no"], 64, "huber"),
    (["--model", "a*x", "--robust-scale", "2"], 64, "--robust"),
    (["--model", "a*x", "--confidence", "1"], 64, "between 0 and 1"),
    (["--model", "a*x", "--starts", "0"], 64, "--starts"),
    (["--model", "a*x", "--profile", "--robust", "huber"], 64, "--profile"),
    (["--model", "a*x", "--modle", "b"], 64, "--model"),
  ]

  @Test("mistakes are told in a sentence, with the code of their kind", arguments: mistakes)
  func told(words: [String], status: Int32, text: String) throws {
    let scratch = try Scratch()
    try MATFile.write(
      [
        "x": Matrix(column: [1.0, 2, 3]), "y": Matrix(column: [1.0, 2, 4]),
        "w": Matrix(column: [1.0, 1, 1]),
        "nan": Matrix(column: [1.0, .nan, 3]), "short": Matrix(column: [1.0, 2]),
        "bad": Matrix(column: [1.0, -1, 1]),
      ], to: scratch.path("data.mat"))
    let run = try fit(["data.mat"] + words + ["-o", "fit.mat"], in: scratch)
    #expect(run.status == status, "\(words): \(run.errors)")
    #expect(run.errors.contains(text), "\(words): \(run.errors)")
    #expect(try scratch.contents == ["data.mat"] && run.output.isEmpty)
  }

  @Test("a mistake in the formula is pointed at")
  func caret() throws {
    let run = try Tool.run("fit", "none.mat", "--model", "a*exp(b*x")
    #expect(
      run.errors == """
        matkit: column 6 of the formula: this '(' is never closed
        matkit: a*exp(b*x
        matkit:      ^

        """)
  }

  @Test("a file that is none of a fit's is told where a fit is wanted, and a damaged one too")
  func damaged() throws {
    let scratch = try folder()
    _ = try fit(["decay.mat", "--model", "a*exp(-b*x)+c", "-o", "fit.mat"], in: scratch)
    guard case .structure(let whole) = try MATFile(scratch.path("fit.mat")).value("fit") else {
      Issue.record("fit is no struct")
      return
    }
    for (name, value) in [
      ("model", "a*exp(".matValue), ("parameters", Matrix(column: [1.0]).matValue),
      ("y", Matrix(column: [1.0]).matValue), ("x", "text".matValue), ("standing", 3.0.matValue),
    ] {
      var fields = whole.fields
      fields[name] = [value]
      try MATFile.write(
        ["fit": MATStructArray(size: [1, 1], fields: fields).matValue], to: scratch.path("bad.mat"))
      let run = try Tool.run(
        "predict", "bad.mat", "decay.mat:x", "-o", "p.mat", in: scratch.folder)
      #expect(run.status == 65 && run.errors.contains("bad.mat"), "\(name): \(run.errors)")
    }
  }

  @Test(
    "the text of a function for MATLAB has its operators and indices",
    arguments: [
      ("a*x^b", "@(p,x) p(1).*x(:,1).^p(2)"), ("2.*a./x+1.5e-3", "@(p,x) 2.*p(1)./x(:,1)+1.5e-3"),
      ("a**2*e", "@(p,x) p(1).^2.*p(2)"),
      (".5*exp(x1)*a - x2", "@(p,x) .5.*exp(x(:,1)).*p(1) - x(:,2)"),
      ("2.^a*pi", "@(p,x) 2.^p(1).*pi"),
    ])
  func handles(text: String, expected: String) throws {
    #expect(try Formula(text).matlabFunction == expected)
  }
}
