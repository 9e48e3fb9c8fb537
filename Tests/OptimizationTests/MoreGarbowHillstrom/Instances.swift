import Foundation
import Testing

/// An instance of a test problem with its start, and what is known of it, from the shared reference file.
struct Instance: Decodable, Sendable, CustomTestStringConvertible {
  struct Minimum: Decodable, Sendable {
    /// What the paper prints.
    let paper: Double
    /// The best value known; none where no run is known to have ended there.
    let refined: Double?
  }

  let key: String
  let num: Int
  let n: Int
  let m: Int
  let x0: [Double]
  let f0: Double
  let g0inf: Double
  let g0: [Double]?
  let minima: [Minimum]

  var testDescription: String { key }

  /// The problem; the test fails where it is missing.
  var objective: MoreGarbowHillstrom? { MoreGarbowHillstrom(number: num, n: n, m: m) }

  /// Whether f is that of a minimum: to 1e-8 relative, or to 1e-12 where the minimum is zero, or lower
  /// than any known.
  func isMinimum(_ f: Double) -> Bool {
    minima.contains { minimum in
      guard let known = minimum.refined, abs(known) > 1e-12 else {
        return minimum.paper == 0 ? f <= 1e-12 : abs(f - minimum.paper) <= 1e-5 * minimum.paper
      }
      return abs(f - known) <= 1e-8 * known
    } || f < (minima.compactMap { $0.refined ?? $0.paper }.min() ?? -.infinity)
  }

  /// The 45 instances; none where the file is absent, as it is outside our own workplace.
  static let all: [Instance] = {
    struct File: Decodable { let problems: [Instance] }
    return (try? shared("mgh_reference.json", as: File.self).problems) ?? []
  }()

  /// Decodes a file of the reference folder beside the project's.
  static func shared<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value
  {
    let url = URL(filePath: #filePath).appending(path: "../../../../../shared/reference/\(name)")
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url.standardized))
  }
}
