import Foundation
import MATFiles
import Matrices
import Testing

/// `--bound` and `--fix` of `train`.
@Suite("Bounds on weights by the tool") struct BoundOptionTests {
  private static let words =
    OptionPairTests.base + ["--hidden", "3", "--max-iterations", "30", "--no-timing"]

  private func numbers(_ path: String, _ file: MATFile) throws -> [Double] {
    try Matrix<Double>(matValue: file.value(at: MATPath(path))).elements
  }

  @Test(
    "weights stay within bounds and biases where they are held, and the recorded command does it again"
  )
  func kept() throws {
    let scratch = try OptionPairTests.makeFolder()
    let run = try Tool.run(
      Self.words + ["--bound", "W1>=0", "--bound", "W<=0.75", "--fix", "b2=0.5", "-o", "o.mat"],
      in: scratch.folder)
    try #require(run.status == 0, "\(run.errors)")
    let file = try MATFile(scratch.path("o.mat"))
    #expect(try numbers("net.W{1}", file).allSatisfy { $0 >= 0 && $0 <= 0.75 })
    #expect(try numbers("net.W{2}", file).allSatisfy { $0 <= 0.75 })
    #expect(try numbers("net.b{2}", file) == [0.5])
    try RecordedCommandTests.check("o.mat", in: scratch)
    // What goes on from it holds its first layer where it is.
    let second = try Tool.run(
      OptionPairTests.base + ["--from", "o.mat", "--fix", "W1", "-o", "p.mat"],
      in: scratch.folder)
    try #require(second.status == 0, "\(second.errors)")
    let after = try MATFile(scratch.path("p.mat"))
    #expect(try numbers("net.W{1}", after) == numbers("net.W{1}", file))
    #expect(try numbers("net.W{2}", after) != numbers("net.W{2}", file))
  }

  @Test(
    "what makes no sense is refused with the option's name",
    arguments: [
      (["--bound", "W1=0"], "--fix", Int32(64)), (["--fix", "W1>=0"], "--bound", 64),
      (["--bound", "X>=0"], "--bound", 64), (["--fix", ""], "--fix", 64),
      (["--bound", "W3>=0"], "--bound W3", 65),
      (["--bound", "W1>=1", "--fix", "W1=0"], "--bound", 65),
      (["--bound", "W1>=0", "--method", "adam", "--batch-size", "5"], "--batch-size", 65),
      (["--fix", "b1=0", "--method", "adam", "--batch-size", "5"], "--fix", 65),
    ])
  func refused(words: [String], named: String, status: Int32) throws {
    let scratch = try OptionPairTests.makeFolder()
    let run = try Tool.run(Self.words + words + ["-o", "o.mat"], in: scratch.folder)
    #expect(run.status == status, "\(words): \(run.errors)")
    #expect(run.errors.contains(named), "\(words): \(run.errors)")
    #expect(try !scratch.contents.contains("o.mat"))
  }
}
