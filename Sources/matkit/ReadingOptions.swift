import ArgumentParser
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

  /// The limits that the options say, and the defaults for the rest.
  var limits: MATLimits {
    var limits = MATLimits()
    for limit in limit { limit.apply(to: &limits) }
    return limits
  }

  /// Opens a file under the limits.
  func open(
    _ path: String, damage: MATDamagePolicy = .refuse
  ) throws(MATError) -> MATFile {
    try MATFile(path, limits: limits, damage: damage)
  }
}

/// A limit by its name.
struct Limit: ExpressibleByArgument, Sendable {
  let name: MATLimits.Name
  let value: Double

  /// Reads `decodedBytes=64G`.
  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let name = MATLimits.Name(rawValue: String(parts[0])) else {
      return nil
    }
    let power = ["K", "M", "G", "T"].firstIndex(of: parts[1].suffix(1).uppercased())
    let digits = power == nil ? parts[1] : parts[1].dropLast()
    guard let number = Double(digits), number >= 0 else { return nil }
    var value = number
    for _ in 0..<(power.map { $0 + 1 } ?? 0) { value *= 1024 }
    self.name = name
    self.value = value
  }

  fileprivate func apply(to limits: inout MATLimits) {
    let count = Int(exactly: value.rounded(.down)) ?? .max
    switch name {
    case .decodedBytes: limits.decodedBytes = count
    case .expansion: limits.expansion = count
    case .nesting: limits.nesting = count
    case .elements: limits.elements = count
    case .seconds: limits.seconds = value
    }
  }
}
