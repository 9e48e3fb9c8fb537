import Foundation
import MATFiles
import Matrices
import Testing

/// What is told rather than left out, and what an error leads to.
@Suite("What is told") struct ToldTests {
  private func folder() throws -> Scratch {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 24, columnCount: 3) { row, column in
      sin(0.7 * Double(row) + 1.9 * Double(column))
    }
    let y = Matrix(column: (0..<24).map { $0.isMultiple(of: 3) ? 1.0 : 0 })
    try MATFile.write(
      [
        "X": X, "y": y, "wide": X.transposed(),
        "T": Matrix<Double>(rowCount: 24, columnCount: 1) {
          row, _ in X[row, 0] * X[row, 1]
        },
        "hot": Matrix<Double>(rowCount: 3, columnCount: 24) { Double(($1 + $0) % 2) },
        "holes": [[1.0, 2], [.nan, 3], [4, .infinity], [5, 6]] as Matrix,
      ], to: scratch.path("d.mat"))
    return scratch
  }

  @Test("points that are NaN or infinite are counted")
  func holes() throws {
    let scratch = try folder()
    let run = try Tool.run("plot", "d.mat:holes", "-o", "o.svg", in: scratch.folder)
    #expect(run.status == 0)
    #expect(
      run.errors == "matkit: not drawn: 2 points with a coordinate that is NaN or infinite\n")
    let whole = try Tool.run("plot", "d.mat:T", "-o", "o.svg", in: scratch.folder)
    #expect(whole.status == 0 && whole.errors.isEmpty, "\(whole.errors)")
  }

  @Test(
    "ends of an axis that make none say why",
    arguments: [
      ("10,5", "--xlim is 10,5, the upper end first; give --xlim 5,10", Int32(64)),
      ("2,2", "--xlim is 2,2, two ends at one place", 64),
      ("1,1.0000000000001", "too near to each other", 65),
    ])
  func limits(ends: String, told: String, status: Int32) throws {
    let scratch = try folder()
    let run = try Tool.run(
      "plot", "d.mat:T", "--xlim", ends, "-o", "o.svg", in: scratch.folder)
    #expect(run.status == status && run.errors.contains(told), "\(run.errors)")
    #expect(try scratch.contents == ["d.mat"])
  }

  @Test("a negative λ is called one, however it is written")
  func negative() throws {
    let scratch = try folder()
    for (words, told) in [
      ("--l2=-1", "--l2 is -1; give 0 or a positive number"),
      ("--l1=-0.5", "--l1 is -0.5; give 0 or a positive number"),
      ("--folds 3 --try-l2=1,-2", "--try-l2 is -2; give 0 or a positive number"),
    ] {
      let run = try Tool.run(
        ["train", "--features", "d.mat:X", "--labels", "d.mat:y", "-o", "o.mat"]
          + words.split(separator: " ").map(String.init), in: scratch.folder)
      #expect(run.status == 64 && run.errors.contains(told), "\(run.errors)")
    }
  }

  @Test("a checkpoint under the name of a function for Octave is refused before any work")
  func clash() throws {
    let scratch = try folder()
    let run = try Tool.run(
      "train", "--features", "d.mat:X", "--labels", "d.mat:y", "--octave", "--checkpoint",
      "lab_plot.m", "-o", "o.mat", in: scratch.folder)
    #expect(
      run.status == 64 && run.errors.contains("--octave names the same file"), "\(run.errors)")
    #expect(try scratch.contents == ["d.mat"])
  }

  @Test("a checkpoint goes on under another name of its own")
  func linked() throws {
    let scratch = try folder()
    let base = [
      "train", "--features", "d.mat:X", "--labels", "d.mat:y", "--hidden", "3", "--no-timing",
    ]
    for (words, output) in [
      (["--max-iterations", "6"], "whole.mat"),
      (["--max-iterations", "3", "--checkpoint", "ck"], "part.mat"),
    ] {
      #expect(try Tool.run(base + words + ["-o", output], in: scratch.folder).status == 0)
    }
    try FileManager.default.createDirectory(
      at: scratch.file("dd"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("dd/ck"), withDestinationPath: "../ck")
    let run = try Tool.run(
      base + [
        "--max-iterations", "6", "--resume", "ck", "--checkpoint", "dd/ck", "-o", "again.mat",
      ],
      in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
    let nets = try ["whole.mat", "again.mat"].map { try MATFile(scratch.path($0)).value("net") }
    #expect(nets[0] == nets[1])
  }

  @Test("central differences are a second opinion where there may be two")
  func second() throws {
    let scratch = try folder()
    let base = ["gradcheck", "--features", "d.mat:X", "--labels", "d.mat:y", "--hidden", "3"]
    for (words, isAsked) in [
      ([], false), (["--activation", "tanh"], false), (["--activation", "relu"], true),
      (["--l1", "0.1"], true),
    ] as [([String], Bool)] {
      let run = try Tool.run(base + words, in: scratch.folder)
      #expect(run.status == 0 && run.output.contains("\nSecond ") == isAsked, "\(run.output)")
    }
  }

  @Test("samples, labels and targets that lie in columns are taken so, or have a way out")
  func columns() throws {
    let scratch = try folder()
    func train(_ words: String) throws -> Tool.Outcome {
      try Tool.run(
        ["train"] + words.split(separator: " ").map(String.init)
          + ["--max-iterations", "2", "--no-timing", "-o", "o.mat"],
        in: scratch.folder)
    }
    var networks: [MATValue] = []
    for words in [
      "--features d.mat:X --labels d.mat:y", "--features d.mat:wide --labels d.mat:y",
      "--features d.mat:wide' --labels d.mat:y",
      "--features d.mat:wide --labels d.mat:y --samples-in columns",
    ] {
      let run = try train(words)
      #expect(run.status == 0, "\(run.errors)")
      networks.append(try MATFile(scratch.path("o.mat")).value("net"))
    }
    #expect(Set(networks).count == 1)
    #expect(try train("--features d.mat:X --targets d.mat:hot").output.contains("3 targets each"))
    for (words, told) in [
      (
        "--features d.mat:wide --labels d.mat:y --samples-in rows",
        "there are 24 labels for 3 samples"
      ),
      (
        "--features d.mat:X --targets d.mat:wide --samples-in columns",
        "or with --samples-in columns a column a sample"
      ),
      ("--features d.mat:X --labels d.mat:wide", "a row a sample, are --targets"),
    ] {
      let run = try train(words)
      #expect(run.status == 65 && run.errors.contains(told), "\(run.errors)")
    }
  }

  @Test(
    "targets of any size end with no claim of a minimum that is none",
    arguments: [1e50, 1e100, 1e150])
  func large(scale: Double) throws {
    let scratch = try folder()
    let T: Matrix<Double> = try MATFile(scratch.path("d.mat"))["T"]
    try MATFile.write(["T": T.map { $0 * scale }], to: scratch.path("t.mat"))
    let run = try Tool.run(
      "train", "--features", "d.mat:X", "--targets", "t.mat", "--hidden", "3", "-o", "o.mat",
      in: scratch.folder)
    guard run.status == 0 else {
      #expect(run.status == 65 && run.errors.contains("divide"), "\(run.errors)")
      return
    }
    let file = try NetworkFileParts(scratch.path("o.mat"))
    let isSound = file.gradient < 1e-3 * scale
    #expect(!file.reason.contains("stationary") || isSound, "\(run.output)")
    #expect(isSound || run.output.contains("divide the targets"), "\(run.output)")
  }

  private struct NetworkFileParts {
    let reason: String
    let gradient: Double
    init(_ path: String) throws {
      let file = try MATFile(path)
      reason = try String(matValue: file.value(at: MATPath("training.reason")))
      gradient = try Double(matValue: file.value(at: MATPath("training.gradient_norm")))
    }
  }
}
