/// Along which dimension of an array its samples lie. The raw value is the name on the command line.
public enum SampleOrder: String, CaseIterable, Codable, Sendable {
  /// A sample a row; of more than two dimensions the first counts samples, N×H×W.
  case rows
  /// A sample a column, as MATLAB's neural networks have them; of more dimensions the last counts samples, H×W×N.
  case columns
}

/// Where samples and what is to be answered for them can lie.
struct SampleLayout: Hashable {
  let features: SampleOrder
  let answers: SampleOrder

  /// The layouts in which arrays of these sizes have as many samples as answers, the likeliest first.
  ///
  /// Rows before columns, a vector of answers either way, and last of all features and answers that lie
  /// differently.
  static func fitting(features: [Int], answers: [Int]) -> [SampleLayout] {
    guard let first = features.first, let last = features.last, let p = answers.first,
      let q = answers.last, answers.count == 2
    else { return [] }
    let (isRow, isColumn) = (p == 1, q == 1)
    let all: [(SampleLayout, Bool)] = [
      (SampleLayout(features: .rows, answers: .rows), first == p),
      (SampleLayout(features: .rows, answers: .columns), first == q && isRow),
      (SampleLayout(features: .columns, answers: .columns), last == q),
      (SampleLayout(features: .columns, answers: .rows), last == p && isColumn),
      (SampleLayout(features: .rows, answers: .columns), first == q && !isRow),
      (SampleLayout(features: .columns, answers: .rows), last == p && !isColumn),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// The layout to take of arrays of these sizes; nil where none fits.
  ///
  /// - Parameters:
  ///   - order: What the user said; both then lie so, but for answers that are a vector.
  ///   - prefersLonger: Whether nobody has named the arrays: of rows and columns that both fit the longer side is then
  ///     taken for the samples, and columns also where there are fewer than rows.
  static func chosen(
    features: [Int], answers: [Int], order: SampleOrder?, prefersLonger: Bool = false
  ) -> SampleLayout? {
    let fitting = fitting(features: features, answers: answers)
    if let order {
      let isVector = answers.contains(1)
      return fitting.first { $0.features == order && (isVector || $0.answers == order) }
    }
    if !prefersLonger, features.count == 2, features[1] <= features[0] {
      // As many labels as features is a slip as often as samples in columns, of which there would be few.
      return fitting.first { $0.features == .rows }
    }
    guard prefersLonger, let first = features.first, let last = features.last, last > first,
      fitting.contains(SampleLayout(features: .columns, answers: .columns))
    else { return fitting.first }
    return SampleLayout(features: .columns, answers: .columns)
  }
}
