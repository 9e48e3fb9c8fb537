import ArgumentParser
import Foundation
import MATFiles

/// How a command reads `.mat` files.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let decoding a variable take more, or less: decodedBytes=64G.",
      discussion: """
        The limits are decodedBytes, expansion (decoded bytes for each byte of the file), nesting, \
        elements and seconds; K, M, G and T stand for 1024 and its powers. May be repeated.
        """, valueName: "NAME=NUMBER"))
  var limit: [Limit] = []

  /// Makes the limits the standard of this process and those that it starts: a command's files are read
  /// in many places.
  func validate() throws {
    guard !limit.isEmpty else { return }
    let inherited = ProcessInfo.processInfo.environment[MATLimits.variable].map { [$0] } ?? []
    setenv(MATLimits.variable, (inherited + limit.map(\.text)).joined(separator: ","), 1)
  }

  /// Opens a file under the limits.
  func open(
    _ path: String, damage: MATDamagePolicy = .refuse, only names: [String]? = nil
  ) throws(MATError) -> MATFile {
    try MATFile(path, damage: damage, only: names)
  }
}

/// A limit by its name: `decodedBytes=64G`.
struct Limit: ExpressibleByArgument, Sendable {
  let text: String

  init?(argument: String) {
    var limits = MATLimits()
    guard limits.set(argument) else { return nil }
    text = argument
  }
}
