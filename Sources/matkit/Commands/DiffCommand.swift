import ArgumentParser
import Foundation
import MATFiles

/// `matkit diff A B`
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two .mat files, or two values in them; exit 1 where they differ.",
    discussion: """
      Says by how much, variable by variable: what only one has, classes, sizes, text,
      and the largest absolute and relative difference of numbers and the most units
      in the last place, each with its place. NaN equals NaN, 0 equals -0; neither the
      order of variables or fields nor the version of the format counts. Numbers are
      equal where either tolerance allows; |a - b| <= T max(|a|, |b|) with --relative.
        matkit diff before.mat after.mat --relative 1e-12
        matkit diff a.mat:net.W{2} b.mat:net.W{2}
      """)

  @Argument(help: ArgumentHelp("The one file, or a value in it.", valueName: "A[:PATH]"))
  var first: String

  @Argument(help: ArgumentHelp("The other.", valueName: "B[:PATH]"))
  var second: String

  @Option(help: ArgumentHelp("The relative tolerance of numbers.", valueName: "T"))
  var relative = 0.0

  @Option(
    help: ArgumentHelp(
      "The tolerance of double and single in units in the last place.", valueName: "N"))
  var ulps: UInt64 = 0

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard relative >= 0 else {
      throw ValidationError("--relative is \(relative); give zero or a positive number.")
    }
  }

  func run() throws {
    let (a, b) = (try Target(first, reading), try Target(second, reading))
    let comparison = try compare(a, b)
    for difference in comparison.differences {
      for line in difference.lines(first: sideName(a, b), second: sideName(b, a)) {
        try StandardStream.output.print(line)
      }
    }
    // What is not understood is the same in two files of the same bytes.
    let areEqual =
      comparison.areEqual
      || comparison.differences.allSatisfy(\.mayBeEqual) && a.pathText == b.pathText
        && FileManager.default.contentsEqual(atPath: a.sound.file.path, andPath: b.sound.file.path)
    guard areEqual else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
  }

  private func compare(_ a: Target, _ b: Target) throws -> MATComparison {
    let tolerance = MATTolerance(relative: relative, ulps: ulps)
    switch (a.path, b.path) {
    case (nil, nil):
      return try MATComparison(of: a.wholeFile, and: b.wholeFile, tolerance: tolerance)
    case (let path?, let other?):
      return MATComparison(
        of: try a.sound.value(at: path), and: try b.sound.value(at: other), name: a.pathText,
        tolerance: tolerance)
    default:
      throw ValidationError("Name a path in both files, or in neither.")
    }
  }

  /// What a side is called: as the user wrote it, for two files of one name in different folders too.
  private func sideName(_ side: Target, _ other: Target) -> String {
    side.pathText == other.pathText
      ? side.sound.file.path : "\(side.sound.file.path):\(side.pathText)"
  }
}
