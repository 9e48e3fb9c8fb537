import Foundation
import MATFiles
import Matrices
import Testing

/// What a network knows and does not: wrong samples, importance, temperature, and whether more samples would help.
@Suite("Understanding a network by the tool") struct UnderstandingCommandTests {
  /// Samples of four features, of which the first tells the classes and the last is the same for all, with a label
  /// that is wrong, and a network trained on them.
  private static let made = Result {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 40, columnCount: 4) { row, column in
      column == 3 ? 5 : sin(Double(row * (column + 2)) * 1.7 + Double(column))
    }
    var labels = (0..<40).map { X[$0, 0] > 0 ? 2.0 : 1 }
    labels[7] = 3 - labels[7]
    try MATFile.write(
      ["X": X, "y": Matrix(column: labels), "T": Matrix(column: X.column(1))],
      to: scratch.path("d.mat"))
    for words in [
      ["--labels", "d.mat:y", "-o", "net.mat"], ["--targets", "d.mat:T", "-o", "fit.mat"],
    ] {
      let run = try Tool.run(
        ["train", "--features", "d.mat:X", "--hidden", "3", "--l2", "0.003", "--hold-out", "0"]
          + words, in: scratch.folder)
      try #require(run.status == 0, "\(run.errors)")
    }
    return scratch
  }

  private static let samples = ["--features", "d.mat:X", "--labels", "d.mat:y"]

  @Test("evaluate names the wrong sample, what features are worth, and the temperature")
  func evaluate() throws {
    let scratch = try Self.made.get()
    let words = ["evaluate", "net.mat"] + Self.samples + ["--importance", "-o", "scores.mat"]
    let run = try Tool.run(words, in: scratch.folder)
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Wrong          1 sample\n"))
    #expect(run.output.contains("Temperature    "))
    let file = try MATFile(scratch.path("scores.mat"))
    func numbers(_ path: String) throws -> [Double] {
      try Matrix<Double>(matValue: file.value(at: MATPath(path))).elements
    }
    #expect(try numbers("evaluation.wrong.sample") == [8])
    #expect(try numbers("evaluation.wrong.P").count == 2)
    let worth = try numbers("evaluation.importance.mean")
    #expect(worth.count == 4 && worth[0] > 0.2 && worth[3] == 0)
    #expect(try numbers("evaluation.importance.drops").count == 20)
    #expect(
      try numbers("evaluation.temperature_cross_entropy")[0]
        <= numbers("evaluation.cross_entropy")[0])
    let again = try Tool.run(words, in: scratch.folder)
    #expect(again.output == run.output)
    let other = try Tool.run(words + ["--seed", "4", "--wrong", "0"], in: scratch.folder)
    #expect(other.output != run.output && !other.output.contains("Wrong"))
    let json = try Tool.run(
      ["evaluate", "fit.mat", "--features", "d.mat:X", "--targets", "d.mat:T", "--importance"]
        + ["--repeats", "2", "-o", "fit.json"], in: scratch.folder)
    #expect(json.status == 0 && json.output.contains("how far the R²"), "\(json.errors)")
    #expect(
      try String(contentsOf: scratch.file("fit.json"), encoding: .utf8).contains("\"drops\": [["))
  }

  @Test(
    "a calibrated network has the temperature 1, the same predictions, and goes wherever it is exported"
  )
  func calibrated() throws {
    let scratch = try Self.made.get()
    let run = try Tool.run(
      ["evaluate", "net.mat"] + Self.samples + ["--calibrated", "cool.mat"], in: scratch.folder)
    try #require(run.status == 0, "\(run.errors)")
    let second = try Tool.run(["evaluate", "cool.mat"] + Self.samples, in: scratch.folder)
    #expect(second.output.contains("Temperature    1, at"))
    #expect(second.output.prefix { $0 != "\n" } == run.output.prefix { $0 != "\n" })
    let export = try Tool.run(
      ["export", "cool.mat", "--precision", "double", "-o", "cool.onnx"], in: scratch.folder)
    let back = try Tool.run(["import", "cool.onnx", "-o", "back.mat"], in: scratch.folder)
    #expect(export.status == 0 && back.status == 0, "\(export.errors)\(back.errors)")
    let (cool, imported) = (
      try MATFile(scratch.path("cool.mat")), try MATFile(scratch.path("back.mat"))
    )
    #expect(try cool.value("Theta2") == imported.value("Theta2"))
    let regression = try Tool.run(
      [
        "evaluate", "fit.mat", "--features", "d.mat:X", "--targets", "d.mat:T", "--calibrated",
        "no.mat",
      ], in: scratch.folder)
    #expect(regression.status == 65 && regression.errors.contains("--calibrated"))
    #expect(try !scratch.contents.contains("no.mat"))
  }

  @Test("learning-curve trains on growing shares, the same for the same seed, and is drawn")
  func learningCurve() throws {
    let scratch = try Self.made.get()
    let words =
      ["learning-curve"] + Self.samples
      + ["--hidden", "2", "--folds", "3", "--shares", "0.3,1", "--max-iterations", "20"]
    for name in ["one.mat", "two.mat"] {
      let run = try Tool.run(words + ["-o", name], in: scratch.folder)
      try #require(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("Score     accuracy, the mean of 3 folds"))
    }
    let value = try MATFile(scratch.path("one.mat")).value("learning_curve")
    #expect(try value == MATFile(scratch.path("two.mat")).value("learning_curve"))
    let scores = try Matrix<Double>(
      matValue: value.value(at: MATPath("learning_curve.test_scores")))
    #expect(scores.rowCount == 2 && scores.columnCount == 3)
    let plot = try Tool.run("plot", "one.mat", "-o", "curve.svg", in: scratch.folder)
    #expect(plot.status == 0, "\(plot.errors)")
  }

  @Test("plot takes features and labels, and draws pairs, dependence and importance")
  func plots() throws {
    let scratch = try Self.made.get()
    let scores = try Tool.run(
      ["evaluate", "net.mat"] + Self.samples + ["--importance", "--repeats", "1", "-o", "i.mat"],
      in: scratch.folder)
    try #require(scores.status == 0, "\(scores.errors)")
    for (number, words) in [
      Self.samples, ["d.mat", "--as", "pairs"], ["net.mat"] + Self.samples,
      ["net.mat"] + Self.samples + ["--as", "roc"], ["net.mat", "--as", "dependence"],
      ["fit.mat", "--features", "d.mat:X", "--targets", "d.mat:T", "--as", "dependence"],
      ["i.mat", "--as", "importance"], ["i.mat:evaluation.importance"],
    ].enumerated() {
      let run = try Tool.run(["plot"] + words + ["-o", "p\(number).svg"], in: scratch.folder)
      #expect(run.status == 0, "\(words): \(run.errors)")
    }
  }

  @Test(
    "wrong options are wrong usage, and what cannot be drawn is wrong data",
    arguments: [
      (["evaluate", "net.mat"] + samples + ["--repeats", "3"], "--importance", Int32(64)),
      (["evaluate", "net.mat"] + samples + ["--seed", "3"], "--importance", 64),
      (["evaluate", "net.mat"] + samples + ["--importance", "--repeats", "0"], "--repeats", 64),
      (["evaluate", "net.mat"] + samples + ["--wrong", "-1"], "--wrong", 64),
      (["plot", "--features", "d.mat:X", "-o", "a.svg"], "--labels", 64),
      (["plot", "net.mat", "--one-hot", "-o", "a.svg"], "--features", 64),
      (["plot", "-o", "a.svg"], "name what to draw", 64),
      (["plot", "net.mat", "--as", "importance", "-o", "a.svg"], "importance", 65),
      (["plot", "d.mat", "--as", "learning-curve", "-o", "a.svg"], "learning-curve", 65),
      (["plot", "d.mat", "--as", "pairs", "--log", "x", "-o", "a.svg"], "--log", 65),
      (["learning-curve"] + samples + ["--shares", "1,0.5", "-o", "c.mat"], "--shares", 64),
      (["learning-curve"] + samples + ["--folds", "1", "-o", "c.mat"], "--folds", 64),
      (["learning-curve"] + samples + ["--folds", "99", "-o", "c.mat"], "folds", 65),
      (["learning-curve"] + samples + ["--hold-out", "0.2", "-o", "c.mat"], "--hold-out", 64),
    ])
  func refused(words: [String], named: String, status: Int32) throws {
    let run = try Tool.run(words, in: try Self.made.get().folder)
    #expect(run.status == status, "\(words): \(run.output)\(run.errors)")
    #expect(run.errors.contains(named), "\(words): \(run.errors)")
  }
}
