import SeededRandomness
import Testing

@Suite("Options that make no sense")
struct HostileOptionTests {
  static let options = [
    "--hidden", "--activation", "--output-activation", "--loss", "--huber-threshold", "--l2",
    "--l1",
    "--reduction", "--class-weights", "--method", "--init", "--seed", "--starts",
    "--max-iterations", "--tolerance", "--step-size", "--threads", "--batch-size", "--patience",
    "--limit", "--features", "--labels",
  ]
  static let values = [
    "", "-1", "0", "nan", "inf", "1e999", "-1e-999", "99999999999999999999", "9223372036854775807",
    "1,,2", ",", "10,0", "=", "a=b=c", "x.mat:", ":", "{", "\u{FEFF}", "\u{1F600}", "--", "@",
    "elements=1e400", "seconds=-0", "nesting=9T", String(repeating: "9,", count: 5000),
  ]

  /// Nothing is there to train on, so that what passes as an option ends at the absent file.
  @Test("are refused with the code of wrong usage, or are options", arguments: 0..<30)
  func refused(number: Int) throws {
    var random = SplitMix(state: UInt64(number))
    let words = [
      "train", "absent.mat", "-o", "never.mat",
      try #require(Self.options.randomElement(using: &random)),
      try #require(Self.values.randomElement(using: &random)),
    ]
    let scratch = try Scratch()
    let run = try Tool.run(words, in: scratch.folder)
    #expect([64, 65, 66].contains(run.status), "\(words): \(run.status) \(run.errors)")
    #expect(!run.errors.isEmpty && run.output.isEmpty, "\(words)")
    #expect(try scratch.contents.isEmpty, "\(words)")
  }

  @Test("the value of a mistyped option is not taken for samples without a word")
  func mistyped() throws {
    let run = try Tool.run(
      "train", "--features", "a.mat:X", "--labels", "a.mat:y", "--learning-rate", "0.1", "-o",
      "o.mat")
    #expect(run.status == 64)
    #expect(
      run.errors.contains("'--learning-rate'") && run.errors.contains("--step-size"),
      "\(run.errors)")
  }
}
