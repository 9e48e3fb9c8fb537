import Foundation
import MATFiles
import Matrices
import Testing

/// Networks that are, and are not, at a minimum of their loss.
@Suite("matkit examine") struct ExamineCommandTests {
  private static let samples = ["--features", "data.mat:X", "--labels", "data.mat:y"]

  private func folder() throws -> Scratch {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 50, columnCount: 2) { row, column in
      sin(0.9 * Double(row) + 2.1 * Double(column)) + (row.isMultiple(of: 2) ? 0.6 : 0)
    }
    let y = Matrix(column: (0..<50).map { $0.isMultiple(of: 2) ? 1.0 : 0 })
    try MATFile.write(["X": X, "y": y], to: scratch.path("data.mat"))
    return scratch
  }

  private func train(_ options: [String], in scratch: Scratch) throws {
    let run = try Tool.run(
      ["train"] + Self.samples + options + ["-o", "net.mat"], in: scratch.folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  private func examine(in scratch: Scratch) throws -> Tool.Outcome {
    try Tool.run(["examine", "net.mat"] + Self.samples, in: scratch.folder)
  }

  @Test(
    "a training that came to a minimum is one, of the loss that the file records",
    arguments: [
      ["--l2", "0.01"], ["--reduction", "sum", "--l2", "0.05"], ["--loss", "squared-error"],
      ["--class-weights", "1,3"], ["--method", "lbfgs", "--standardize"],
    ])
  func minimum(options: [String]) throws {
    let scratch = try folder()
    try train(["--hidden", "3", "--activation", "tanh"] + options, in: scratch)
    let run = try examine(in: scratch)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("Verdict   a minimum, as far as can be told"))
  }

  @Test("one that was ended early is none, and a file that is not there is told")
  func noMinimum() throws {
    let scratch = try folder()
    try train(["--hidden", "3", "--activation", "tanh", "--max-iterations", "3"], in: scratch)
    let early = try examine(in: scratch)
    #expect(early.status == 1 && early.output.contains("not stationary"), "\(early.output)")
    let missing = try Tool.run(["examine", "none.mat"] + Self.samples, in: scratch.folder)
    #expect(missing.status == 66)
  }
}
