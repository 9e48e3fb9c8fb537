import Foundation

/// The mean scores of each data set, ours beside the peer's.
struct QualityTable: CustomStringConvertible {
  private struct Row {
    let name: String
    let isClassification: Bool
    let theirs: [Double]
    let ours: [[Double]]
  }

  private let peer: String
  private let names: [String]
  private let rows: [Row]

  init(_ quality: QualitySets, _ settings: [Settings]) throws {
    peer = quality.peer
    names = settings.map(\.name)
    rows = try quality.sets.map { set in
      let ours = try settings.map { settings in
        let scores = try (0..<5).map { fold in
          let (training, held) = try set.parts(fold)
          return try settings.scores(training, held)
        }
        return Self.mean(scores)
      }
      let theirs = Self.mean(set.scores)
      FileHandle.standardError.write(Data("\(set.name) \(theirs) \(ours)\n".utf8))
      return Row(
        name: set.name, isClassification: set.isClassification, theirs: theirs, ours: ours)
    }
  }

  /// Whether the first settings' mean accuracy and R² are above the peer's and the mean log-loss below.
  var isAhead: Bool {
    let (theirs, ours) = (means { $0.theirs }, means { $0.ours.first ?? [] })
    return ours.accuracy > theirs.accuracy && ours.logLoss < theirs.logLoss && ours.r2 > theirs.r2
  }

  private func means(
    _ scores: (Row) -> [Double]
  ) -> (accuracy: Double, logLoss: Double, r2: Double) {
    let classes = rows.filter(\.isClassification).map(scores)
    let numbers = rows.filter { !$0.isClassification }.map(scores)
    let both = Self.mean(classes)
    return (both[0], both[1], Self.mean(numbers)[0])
  }

  private static func mean(_ scores: [[Double]]) -> [Double] {
    guard let first = scores.first else { return [.nan, .nan] }
    return first.indices.map { k in scores.reduce(0) { $0 + $1[k] } / Double(scores.count) }
  }

  var description: String {
    var lines = ["| accuracy, log-loss | \(peer) |" + names.map { " \($0) |" }.joined()]
    lines.append("|---|---|" + names.map { _ in "---|" }.joined())
    func text(_ scores: [Double]) -> String {
      scores.map { String(format: "%.3f", $0) }.joined(separator: ", ")
    }
    for row in rows where row.isClassification {
      lines.append(
        "| \(row.name) | \(text(row.theirs)) |" + row.ours.map { " \(text($0)) |" }.joined())
    }
    let ours = names.indices.map { k in means { $0.ours[k] } }
    let theirs = means { $0.theirs }
    lines.append(
      "| **mean** | \(text([theirs.accuracy, theirs.logLoss])) |"
        + ours.map { " \(text([$0.accuracy, $0.logLoss])) |" }.joined())
    lines += ["", "| R² | \(peer) |" + names.map { " \($0) |" }.joined()]
    lines.append("|---|---|" + names.map { _ in "---|" }.joined())
    for row in rows where !row.isClassification {
      lines.append(
        "| \(row.name) | \(text(row.theirs)) |" + row.ours.map { " \(text($0)) |" }.joined())
    }
    lines.append(
      "| **mean** | \(text([theirs.r2])) |" + ours.map { " \(text([$0.r2])) |" }.joined())
    return lines.joined(separator: "\n")
  }
}
