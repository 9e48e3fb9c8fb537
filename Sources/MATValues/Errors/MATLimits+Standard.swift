import Foundation

extension MATLimits {
  /// The environment variable that changes the limits of a program that says none itself.
  package static let variable = "MATKIT_LIMITS"

  /// The defaults, but for what the environment variable `MATKIT_LIMITS` says: `decodedBytes=64G,seconds=5`,
  /// K, M, G and T being 1024 and its powers. Words of it that are no limits count for nothing. The tool
  /// sets it from `--limit` for itself and what it starts.
  public static var standard: MATLimits {
    var limits = MATLimits()
    let words = ProcessInfo.processInfo.environment[variable]?.split(separator: ",") ?? []
    for word in words { _ = limits.set(String(word)) }
    return limits
  }

  /// Sets the limit that a text like `decodedBytes=64G` names; false where it names none.
  package mutating func set(_ text: String) -> Bool {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let name = Name(rawValue: String(parts[0])),
      let value = Self.number(parts[1])
    else { return false }
    let count = Int(exactly: value.rounded(.down)) ?? .max
    switch name {
    case .decodedBytes: decodedBytes = count
    case .expansion: expansion = count
    case .nesting: nesting = count
    case .elements: elements = count
    case .seconds: seconds = value
    }
    return true
  }

  private static func number(_ text: Substring) -> Double? {
    let power = ["K", "M", "G", "T"].firstIndex(of: text.suffix(1).uppercased())
    let digits = power == nil ? text : text.dropLast()
    guard var number = Double(digits), number >= 0 else { return nil }
    for _ in 0..<(power.map { $0 + 1 } ?? 0) { number *= 1024 }
    return number
  }
}
