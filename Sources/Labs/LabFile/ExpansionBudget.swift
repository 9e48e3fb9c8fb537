/// The limit to which `${…}`, `foreach` and `matrix` may expand a lab file. Variables in variables
/// in variables … are a few lines that would fill any memory, and so is a sweep of long stages.
struct ExpansionBudget {
  /// The longest text that `${…}` may make, in bytes: a shell takes no command of more than 128
  /// KiB.
  static let textLimit = 1 << 20
  /// The limit for a whole lab, in bytes: twice what a sweep of 100,000 stages does.
  static let totalLimit = 256 << 20
  /// About what a value takes beside its text.
  static let nodeSize = 64

  private var size = 0

  /// True if the lab is too large already.
  private(set) var isExhausted = false

  /// Counts a value that is put in place of `${path}`. What is wrong with that; nil where nothing.
  ///
  /// - Parameters:
  ///   - length: How long the text is that it is put behind; nil where the value stands alone.
  ///   - depth: In how many lists and maps it stands.
  mutating func take(
    _ value: LabValue, as path: String, after length: Int?, depth: Int
  ) -> String? {
    let (weight, height) = value.extent
    if let length, length + weight > Self.textLimit {
      return "with '\(path)' in it the text would have more than \(Self.textLimit >> 20) MiB"
    }
    guard depth + height <= LabNode.depthLimit else {
      return "with '\(path)' in it, lists and maps are nested more than \(LabNode.depthLimit) deep"
    }
    return take(weight) ? nil : "with '\(path)' in it \(Self.tooLarge)"
  }

  /// Counts so many stages of so many values each; false where they are too many.
  mutating func takeStages(_ count: Int, of body: [(key: LabNode.Key, node: LabNode)]) -> Bool {
    let values = body.reduce(1) { $0 + 1 + $1.node.value.extent.weight / Self.nodeSize }
    let (weight, overflows) = (values * Self.nodeSize).multipliedReportingOverflow(by: count)
    return take(overflows ? .max : weight)
  }

  /// Counts so many bytes; false where they are too many.
  mutating func take(_ weight: Int) -> Bool {
    let (sum, overflows) = size.addingReportingOverflow(weight)
    guard !overflows, sum <= Self.totalLimit else {
      isExhausted = true
      return false
    }
    size = sum
    return true
  }

  static let tooLarge = "the lab would take more than \(totalLimit >> 20) MiB of memory"
}

extension LabValue {
  /// About how many bytes it takes, and how deep it is nested: 0 for what is no list or map.
  fileprivate var extent: (weight: Int, depth: Int) {
    switch self {
    case .null, .bool, .integer, .number: return (ExpansionBudget.nodeSize, 0)
    case .text(let text): return (ExpansionBudget.nodeSize + text.utf8.count, 0)
    case .list(let values):
      return values.reduce((ExpansionBudget.nodeSize, 1)) { sum, value in
        let (weight, depth) = value.extent
        return (sum.0 + weight, max(sum.1, depth + 1))
      }
    case .map(let entries):
      return entries.reduce((ExpansionBudget.nodeSize, 1)) { sum, entry in
        let (weight, depth) = entry.value.extent
        return (sum.0 + weight + entry.key.utf8.count, max(sum.1, depth + 1))
      }
    }
  }
}
