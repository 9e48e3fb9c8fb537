import Foundation
import MATFiles
import Matrices
import Testing

/// Training on samples that memory has no room for, each time in a process of its own.
@Suite("Training within a limit of memory") struct MemoryOptionTests {
  /// A file with X, N×3, y of three classes, b of two, T, N×2, and weights w; and the transposes Xt and yt.
  private func folder(_ version: MATVersion, count: Int = 700) throws -> Scratch {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: count, columnCount: 3) { row, column in
      (Double(row + 1) * [0.37, 1.1, 0.73][column]).remainder(dividingBy: 3) * [1, 40, 0.1][column]
    }
    func column(_ value: (Int) -> Double) -> Matrix<Double> {
      Matrix(column: (0..<count).map(value))
    }
    let y = column { X[$0, 0] > 0.5 ? 2 : X[$0, 1] > 0 ? 1 : 0 }
    let T = Matrix<Double>(rowCount: count, columnCount: 2) { row, k in
      k == 0 ? X[row, 0] * X[row, 2] : X[row, 1] / 10
    }
    try MATFile.write(
      [
        "X": X, "y": y, "b": column { X[$0, 0] > X[$0, 1] / 40 ? 1 : 0 }, "T": T,
        "w": column { 1 + Double($0 % 3) }, "Xt": X.transposed(), "yt": y.transposed(),
      ], to: scratch.path("data.mat"), version: version)
    return scratch
  }

  /// Trains twice, in memory and from a scratch file, and returns the bytes of both results.
  private func results(
    _ options: [String], in scratch: Scratch, memory: String = "4K"
  ) throws -> [Data] {
    try [[], ["--memory", memory]].enumerated().map { number, more in
      let output = "out\(number).mat"
      let run = try Tool.run(
        ["train"] + options + ["--reader", "swift", "--hidden", "4", "--max-iterations", "6"]
          + more + ["--no-timing", "-o", output], in: scratch.folder)
      #expect(run.status == 0, "\(run.errors)")
      return try Data(contentsOf: scratch.file(output))
    }
  }

  @Test("gives the same bytes as in memory, from every version", arguments: MATVersion.allCases)
  func versions(version: MATVersion) throws {
    let scratch = try folder(version)
    for data in [["X", "y"], ["Xt", "yt"]] {
      let found = try results(
        ["--features", "data.mat:\(data[0])", "--labels", "data.mat:\(data[1])"], in: scratch)
      #expect(found[0] == found[1])
    }
  }

  @Test(
    "gives the same bytes as in memory in every kind of training",
    arguments: [
      ["--labels", "data.mat:y", "--no-standardize", "--threads", "3"],
      ["--labels", "data.mat:b", "--sample-weights", "data.mat:w"],
      ["--labels", "data.mat:b", "--hold-out", "0.25", "--patience", "3"],
      ["--targets", "data.mat:T", "--hold-out", "0.3"],
      ["--labels", "data.mat:y", "--precision", "single"],
      ["--labels", "data.mat:y", "--method", "adam", "--batch-size", "64"],
      ["--labels", "data.mat:b", "--method", "adam", "--batch-size", "64", "--data", "sample"],
      ["--targets", "data.mat:T", "--method", "lm"],
    ])
  func kinds(options: [String]) throws {
    let scratch = try folder(.v73)
    let found = try results(["--features", "data.mat:X"] + options, in: scratch)
    #expect(found[0] == found[1])
  }

  @Test("names the sample that is not finite by its row in the file") func notFinite() throws {
    let scratch = try Scratch()
    var X = Matrix<Double>(repeating: 1, rowCount: 900, columnCount: 2)
    X[800, 1] = .infinity
    try MATFile.write(
      ["X": X, "y": Matrix(column: (0..<900).map { Double($0 % 2) })],
      to: scratch.path("data.mat"), version: .v6)
    let run = try Tool.run(
      "train", "--features", "data.mat:X", "--labels", "data.mat:y", "--memory", "4K", "-o",
      "o.mat",
      in: scratch.folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("row 801, column 2 is infinite"), "\(run.errors)")
  }

  @Test("refuses samples of a file a class, which are not read in parts") func severalFiles() throws
  {
    let scratch = try folder(.v6)
    let run = try Tool.run(
      "train", "data.mat:X=0", "data.mat:X=1", "--memory", "4K", "-o", "o.mat", in: scratch.folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("put all samples into one variable"), "\(run.errors)")
    #expect(
      try Tool.run(
        "train", "data.mat:X=0", "data.mat:X=1", "--memory", "none", "-o", "o.mat",
        in: scratch.folder
      ).status == 64)
  }
}
