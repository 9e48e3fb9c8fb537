import Foundation

/// One row of the table: medians of ours and of a peer.
struct ComparisonResult: Encodable {
  let name: String
  /// The peer, with its version.
  let peer: String
  /// Seconds an operation.
  let ours: Double
  let theirs: Double
  let unit = "s"
  /// Theirs over ours.
  let ratio: Double
  let wanted: Double

  init(name: String, peer: String, ours: Double, theirs: Double, wanted: Double) {
    self.name = name
    self.peer = peer
    self.ours = ours
    self.theirs = theirs
    self.ratio = theirs / ours
    self.wanted = wanted
  }

  static let heading = [
    "benchmark".padded(to: 28), "ours".padded(to: -11), "theirs".padded(to: -11),
    "ratio".padded(to: -8), "wanted".padded(to: -8), "   peer",
  ].joined()

  /// The row as it is printed; `<` marks a ratio below the one that is wanted.
  var row: String {
    [
      name.padded(to: 28), time(ours).padded(to: -11), time(theirs).padded(to: -11),
      String(format: "%.1f", ratio).padded(to: -8), String(format: "%g", wanted).padded(to: -8),
      ratio < wanted ? " < " : "   ", peer,
    ].joined()
  }

  static func json(_ results: [ComparisonResult]) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(results)
  }

  private func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-3: String(format: "%.2f µs", seconds * 1e6)
    case ..<1: String(format: "%.2f ms", seconds * 1e3)
    default: String(format: "%.2f s", seconds)
    }
  }
}

extension String {
  /// Filled with spaces to |width| characters: on the right, or on the left for a negative width.
  fileprivate func padded(to width: Int) -> String {
    let spaces = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? spaces + self : self + spaces
  }
}
