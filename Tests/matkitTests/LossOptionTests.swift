import Foundation
import MATFiles
import Matrices
import Testing

/// The loss that was asked for is the one that is minimised, or is refused; and it is said which it
/// was.
@Suite("The loss") struct LossOptionTests {
  /// data.mat: X, 30×2, y of 0 and 1, y3 of three classes, T, 30×2 targets, counts, and three labels of which
  /// a sample has any number.
  private func folder() throws -> Scratch {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 30, columnCount: 2) { row, column in
      column == 0 ? sin(0.9 * Double(row)) : cos(1.3 * Double(row))
    }
    try MATFile.write(
      [
        "X": X, "y": Matrix(column: (0..<30).map { Double($0 % 2) }),
        "y3": Matrix(column: (0..<30).map { Double($0 % 3) }),
        "T": Matrix(rowCount: 30, columnCount: 2) { row, column in X[row, 0] * X[row, column] },
        "counts": Matrix(column: (0..<30).map { Double($0 % 5) }),
        "sets": Matrix(rowCount: 30, columnCount: 3) { ($0 + $1) % 3 == 0 || $1 == 1 },
      ], to: scratch.path("data.mat"))
    return scratch
  }

  private func train(_ scratch: Scratch, _ words: String) throws -> Tool.Outcome {
    try Tool.run(
      ["train", "--features", "data.mat:X"] + words.split(separator: " ").map(String.init)
        + ["--max-iterations", "5", "--no-timing", "-o", "out.mat"], in: scratch.folder)
  }

  @Test(
    "what fits is minimised and named in print, in the file and in its command",
    arguments: [
      ("--labels data.mat:y", "binary-cross-entropy", "cross-entropy"),
      ("--labels data.mat:y --loss cross-entropy", "binary-cross-entropy", "cross-entropy"),
      (
        "--labels data.mat:y --output-activation softmax --loss cross-entropy", "cross-entropy",
        "cross-entropy"
      ),
      ("--labels data.mat:y3", "cross-entropy", "cross-entropy"),
      ("--labels data.mat:y3 --loss cross-entropy", "cross-entropy", "cross-entropy"),
      ("--labels data.mat:y3 --loss squared-error", "squared-error", "squared-error"),
      (
        "--labels data.mat:y3 --output-activation sigmoid", "sigmoid-cross-entropy",
        "binary-cross-entropy"
      ),
      (
        "--labels data.mat:y3 --output-activation sigmoid --loss cross-entropy",
        "sigmoid-cross-entropy", "binary-cross-entropy"
      ),
      (
        "--labels data.mat:y3 --loss binary-cross-entropy", "sigmoid-cross-entropy",
        "binary-cross-entropy"
      ),
      ("--labels data.mat:y --loss binary-cross-entropy", "binary-cross-entropy", "cross-entropy"),
      ("--labels data.mat:y --loss hinge", "hinge", "hinge"),
      ("--labels data.mat:y3 --loss hinge", "hinge", "hinge"),
      ("--labels data.mat:y --loss focal", "sigmoid-focal", "focal"),
      ("--labels data.mat:y3 --loss focal --focal-exponent 1.5", "focal", "focal"),
      ("--labels data.mat:sets", "sigmoid-cross-entropy", "binary-cross-entropy"),
      ("--labels data.mat:sets --loss hinge", "hinge", "hinge"),
      ("--targets data.mat:T --loss quantile --quantile-level 0.9", "quantile", "quantile"),
      ("--targets data.mat:counts --loss poisson", "poisson", "poisson"),
      ("--targets data.mat:T", "squared-error", "squared-error"),
      ("--targets data.mat:T --loss huber --huber-threshold 0.5", "huber", "huber"),
    ])
  func named(words: String, loss: String, option: String) throws {
    let scratch = try folder()
    let run = try train(scratch, words)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(", \(loss) with λ"), "\(run.output)")
    let file = try MATFile(scratch.path("out.mat"))
    let kept = try String(matValue: file.value(at: MATPath("training.loss_function")))
    #expect(kept == loss)
    let command = try String(matValue: file.value(at: MATPath("training.command")))
    #expect(command.contains("--loss \(option) "), "\(command)")
    let report = try Tool.run("report", "out.mat", "-o", "out.html", in: scratch.folder)
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOf: scratch.file("out.html"), encoding: .utf8)
    #expect(page.contains(">Minimised</th><td>\(loss)</td>"))
    // The command makes the same network again.
    let again =
      command.split(separator: " ").dropFirst(2).map(String.init)
      .map { $0.replacing("FILE", with: "out.mat").replacing("OUT", with: "again.mat") }
    let second = try Tool.run(["train"] + again, in: scratch.folder)
    #expect(second.status == 0, "\(again) \(second.errors)")
    let weights = try ["out.mat", "again.mat"].map {
      try MATFile(scratch.path($0)).value(at: MATPath("net.W"))
    }
    #expect(weights[0] == weights[1])
  }

  @Test(
    "what does not fit is refused, with what to use",
    arguments: [
      (
        "--labels data.mat:y3 --output-activation softmax --loss binary-cross-entropy",
        ["binary-cross-entropy", "3 softmax outputs", "--loss cross-entropy"]
      ),
      (
        "--labels data.mat:y --loss quantile",
        ["quantile compares with numbers", "have classes", "--targets"]
      ),
      (
        "--labels data.mat:sets --loss poisson",
        ["poisson compares with numbers", "have labels", "--targets"]
      ),
      ("--targets data.mat:T --loss poisson", ["sample 3, target 2", "zero or more", "--loss"]),
      ("--targets data.mat:T --loss hinge", ["hinge compares", "the targets are numbers"]),
      (
        "--targets data.mat:counts --loss poisson --output-activation identity",
        ["exponential and softplus", "1 identity output"]
      ),
      (
        "--labels data.mat:y --output-activation tanh --loss cross-entropy",
        ["1 tanh output", "one sigmoid output"]
      ),
      (
        "--targets data.mat:T --loss cross-entropy",
        ["the targets are numbers", "--loss squared-error or huber", "--labels"]
      ),
      (
        "--targets data.mat:T --output-activation sigmoid --loss cross-entropy",
        ["the targets are numbers", "--loss squared-error or huber"]
      ),
      (
        "--targets data.mat:T --output-activation softmax",
        ["softmax outputs are the probabilities of classes", "leave --output-activation away"]
      ),
      (
        "--targets data.mat:T --output-activation softmax --loss cross-entropy",
        ["cross-entropy compares", "the targets are numbers"]
      ),
      (
        "--labels data.mat:y3 --output-activation softmax --loss squared-error",
        ["squared-error", "softmax", "--loss cross-entropy"]
      ),
      ("--targets data.mat:T --class-weights 1,2", ["no classes to weigh", "--class-weights"]),
    ])
  func refused(words: String, parts: [String]) throws {
    let scratch = try folder()
    let run = try train(scratch, words)
    #expect(run.status == 65 && run.output.isEmpty)
    for part in parts { #expect(run.errors.contains(part), "\(run.errors)") }
    // Nobody is told of a loss that was not asked for.
    let asked = words.contains("squared-error") || run.errors.contains("use --loss squared-error")
    #expect(asked || !run.errors.contains("squared-error"), "\(run.errors)")
    #expect(try scratch.contents == ["data.mat"])
  }
}
