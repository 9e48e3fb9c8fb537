import Foundation
import MATFiles
import Matrices
import Testing

/// `cost`, `explain` and `export`: what exercise sheets ask of weights, and the way to other programs.
@Suite("Exercises by the tool") struct ExerciseCommandTests {
  /// w.mat, weights of the course's layout for four features and three classes; d.mat, X and y.
  private func folder() throws -> Scratch {
    let scratch = try Scratch()
    func theta(_ rows: Int, _ columns: Int) -> Matrix<Double> {
      Matrix(rowCount: rows, columnCount: columns) { sin(Double(1 + $0 + rows * $1)) }
    }
    try MATFile.write(["Theta1": theta(5, 5), "Theta2": theta(3, 6)], to: scratch.path("w.mat"))
    try MATFile.write(
      [
        "X": Matrix<Double>(rowCount: 12, columnCount: 4) { cos(Double(3 * $0 + $1)) },
        "y": Matrix(column: (0..<12).map { Double($0 % 3 + 1) }),
      ], to: scratch.path("d.mat"))
    return scratch
  }

  /// The number behind a word at a line's beginning.
  private func number(_ word: String, _ run: Tool.Outcome) throws -> Double {
    let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix(word) })
    let text = line.split(separator: " ")[1].split(separator: ",")[0]
    return try #require(Double(text))
  }

  @Test("cost tells the loss without and with the penalty of any weights")
  func cost() throws {
    let scratch = try folder()
    let plain = try Tool.run("cost", "w.mat", "d.mat", in: scratch.folder)
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(plain.output.contains("sigmoid-cross-entropy, the mean over 12 samples"))
    #expect(plain.output.hasPrefix("Taken     X (12×4) as features and y as labels"))
    let loss = try number("Loss", plain)
    #expect(try number("Cost", plain) == loss && number("Penalty", plain) == 0)
    let sheet = try Tool.run("cost", "w.mat", "d.mat", "--l2-over-2n", "1", in: scratch.folder)
    let ours = try Tool.run(
      "cost", "w.mat", "d.mat", "--l2", "\(1.0 / 24)", in: scratch.folder)
    #expect(sheet.output == ours.output)
    #expect(try abs(number("Cost", sheet) - loss - number("Penalty", sheet)) < 1e-9)
    let squares = try Tool.run(
      "cost", "w.mat", "--features", "d.mat:X", "--labels", "d.mat:y", "--loss", "squared-error",
      "--reduction", "sum", in: scratch.folder)
    #expect(squares.output.contains("squared-error, the sum over 12 samples"))
  }

  @Test("cost of what train wrote is the loss that it ended with")
  func trained() throws {
    let scratch = try folder()
    let run = try Tool.run(
      "train", "--features", "d.mat:X", "--labels", "d.mat:y", "--l2", "0.01", "--max-iterations",
      "5", "-o", "net.mat", in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
    let cost = try Tool.run("cost", "net.mat", "d.mat", in: scratch.folder)
    #expect(cost.status == 0, "\(cost.errors)")
    #expect(try abs(number("Cost", cost) - number("Loss", run)) < 1e-10)
  }

  @Test("explain prints a, z, δ and every ∂E/∂W, and writes them")
  func explain() throws {
    let scratch = try folder()
    let run = try Tool.run(
      "explain", "w.mat", "d.mat", "--sample", "3", "-o", "e.mat", in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
    for part in ["Sample    3 of 12, class 3", "Layer 1   5 sigmoid units", "∂E/∂W2    3×5", "δ"] {
      #expect(run.output.contains(part), "\(run.output)")
    }
    let file = try MATFile(scratch.path("e.mat"))
    let delta: Matrix<Double> = try Matrix(
      matValue: file.value(at: MATPath("explanation.delta{2}")))
    let z: Matrix<Double> = try Matrix(matValue: file.value(at: MATPath("explanation.z{2}")))
    #expect(delta.size == [3, 1] && abs(delta[2, 0] - (z[2, 0] - 1)) < 1e-14)
    for (words, told) in [("0", "give 1 or more"), ("13", "from 1 to 12")] {
      let refused = try Tool.run(
        "explain", "w.mat", "d.mat", "--sample", words, in: scratch.folder)
      #expect(refused.status == 64 && refused.errors.contains(told), "\(refused.errors)")
    }
  }

  @Test("export writes the format of the ending, and a C file that tests itself")
  func export() throws {
    let scratch = try folder()
    for (ending, magic) in [
      ("onnx", "\u{8}"), ("c", "/* 4-5-3"), ("m", "function Y = net(X)"), ("npz", "PK"),
    ] {
      let run = try Tool.run("export", "w.mat", "-o", "net.\(ending)", in: scratch.folder)
      #expect(run.status == 0 && run.output.contains("8 samples"), "\(run.errors)")
      let bytes = try Data(contentsOf: scratch.file("net.\(ending)"))
      #expect(bytes.starts(with: magic.utf8), "\(ending)")
    }
    let again = try Tool.run("export", "w.mat", "-o", "again.npz", in: scratch.folder)
    #expect(again.status == 0)
    #expect(
      try Data(contentsOf: scratch.file("again.npz")) == Data(contentsOf: scratch.file("net.npz")))
    for (name, told, status) in [
      ("net.txt", "does not end in .onnx, .c, .m or .npz", Int32(64)),
      ("1net.c", "is no name of a function", 64), ("w.mat.m", "is no name of a function", 64),
    ] {
      let run = try Tool.run("export", "w.mat", "-o", name, in: scratch.folder)
      #expect(run.status == status && run.errors.contains(told), "\(run.errors)")
    }
    let wrong = try Tool.run("export", "d.mat", "-o", "no.c", in: scratch.folder)
    #expect(wrong.status == 65 && !FileManager.default.fileExists(atPath: scratch.path("no.c")))
  }

  @Test("several labels a sample are trained, predicted and judged from one file")
  func labelSets() throws {
    let scratch = try folder()
    let X: Matrix<Double> = try MATFile(scratch.path("d.mat"))["X"]
    let sets = Matrix<Bool>(rowCount: 12, columnCount: 2) { X[$0, $1] > 0 }
    try MATFile.write(["X": X, "labels": sets], to: scratch.path("m.mat"))
    let run = try Tool.run(
      "train", "m.mat", "--activation", "tanh", "--l2", "1e-4", "--seed", "1", "-o", "net.mat",
      in: scratch.folder)
    #expect(run.status == 0 && run.output.contains("12 samples, 2 labels each"), "\(run.errors)")
    let judged = try Tool.run("evaluate", "net.mat", "m.mat", "-o", "s.json", in: scratch.folder)
    #expect(
      judged.output.contains("Subset accuracy 1") && judged.output.contains("Hamming loss    0"))
    let metrics = try String(contentsOf: scratch.file("s.json"), encoding: .utf8)
    #expect(metrics.contains("subset_accuracy") && metrics.contains("f1_macro"), "\(metrics)")
    let predicted = try Tool.run("predict", "net.mat", "m.mat", "-o", "p.mat", in: scratch.folder)
    #expect(predicted.status == 0, "\(predicted.errors)")
    let file = try MATFile(scratch.path("p.mat"))
    #expect(try file.value("label") == sets.matValue)
    for words in [["plot", "net.mat", "-o", "n.svg"], ["report", "net.mat", "-o", "n.html"]] {
      let drawn = try Tool.run(words, in: scratch.folder)
      #expect(drawn.status == 0, "\(words) \(drawn.errors)")
    }
  }
}
