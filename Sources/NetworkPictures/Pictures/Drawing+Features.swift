import MATFiles
import Matrices
import NetworkFiles
import Networks
import Plots

// The pictures of what features have to do with answers: importance, partial dependence, and features in pairs.

extension Drawing {
  /// How many features a picture shows, each in a panel of its own.
  private static let (mostCurves, mostPairs) = (12, 6)

  /// The importance of each item that `evaluate --importance -o` wrote.
  func importancePanels() throws -> [Panel] {
    try subjects.map { subject in
      switch subject.content {
      case .importance(let drawn): return drawn.panel(title: title(of: subject))
      case .evaluation(let drawn):
        guard let importance = drawn.importance else {
          throw NetworkFileError(
            .noPicture, at: subject.place, "it does not say what features are worth",
            advice: "write it with matkit evaluate --importance -o")
        }
        return importance.panel(title: title(of: subject))
      default: throw cannot(subject, be: .importance)
      }
    }
  }

  /// The average answer of a network along each feature: of many those that its answers differ most along.
  func dependencePanels() throws -> [Panel] {
    let network = try network(.dependence)
    guard let data = network.data else {
      throw NetworkFileError(
        .noPicture, at: subjects[0].place, "it has no points X",
        advice: "name a file with X and y after it")
    }
    let curves = try (0..<data.points.columnCount).map { feature in
      try PartialDependence(of: data.points, feature: feature) { points in
        try network.network.outputs(for: points, from: data.source)
      }
    }
    let spans = curves.map { curve in
      (0..<curve.answers.columnCount).map { column in
        let answers = curve.answers.column(column)
        return (answers.max() ?? 0) - (answers.min() ?? 0)
      }.max() ?? 0
    }
    let shown = spans.indices.sorted { (-spans[$0], $0) < (-spans[$1], $1) }
      .prefix(Self.mostCurves).sorted()
    let all = shown.flatMap { curves[$0].answers.elements }.filter(\.isFinite)
    let limits = Self.limits(all)
    return shown.map { feature in
      Self.panel(curves[feature], of: feature, network, limits: limits)
    }
  }

  /// One axis for all panels, so that what matters more looks so.
  private static func limits(_ answers: [Double]) -> ClosedRange<Double>? {
    guard let low = answers.min(), let high = answers.max(), low < high else { return nil }
    let room = 0.05 * (high - low)
    return low - room...high + room
  }

  private static func panel(
    _ curve: PartialDependence, of feature: Int, _ network: DrawnNetwork,
    limits: ClosedRange<Double>?
  ) -> Panel {
    let count = curve.answers.columnCount
    let names = network.classNames
    let lines = (0..<count).map { column in
      let label =
        count == 1
        ? nil : network.network.isRegression ? "answer \(column + 1)" : names[column]
      return Series.line(
        Line(
          x: curve.values, y: curve.answers.column(column), label: label, paint: .palette(column),
          marker: count == 1 ? nil : .forClass(column)))
    }
    let answer =
      network.network.isRegression
      ? "mean answer" : count == 1 ? "mean p(\(names[1]))" : "mean p"
    return Panel(
      lines, x: Axis(featureName(feature)), y: Axis(answer, limits: limits))
  }

  /// Each feature against each other, in the colours of the classes, and on the diagonal how often its values are.
  func pairsFigure() throws -> Figure {
    let data = try labeledPoints(subjects, as: .pairs)
    let count = min(data.points.columnCount, Self.mostPairs)
    guard count > 1 else {
      throw NetworkFileError(
        .noPicture, at: subjects[0].place, "there is one feature, and a pair is of two",
        advice: "use --as line")
    }
    let classes = try data.classIndices(in: data.classes)
    let names = pairNames(data)
    let ends = (0..<count).map { Self.limits(data.points.column($0).filter(\.isFinite)) }
    let rows = try (0..<count).map { row in
      try (0..<count).map { column -> Panel? in
        var panel =
          row == column
          ? Self.histogram(data.points.column(row), classes, names)
          : Panel.classScatter(
            try LabeledPoints(
              Matrix(
                rowCount: data.points.rowCount, columnCount: 2,
                elements: data.points.column(column) + data.points.column(row)),
              labels: classes, names: names))
        panel.x = Axis(row == count - 1 ? featureName(column) : nil, limits: ends[column])
        panel.y = Axis(
          column == 0 ? featureName(row) : nil, limits: row == column ? nil : ends[row])
        panel.showsLegend = row == 0 && names.count > 1
        panel.nameOnly(column < count - 1 ? column...column : column...max(column, names.count))
        return panel
      }
    }
    return try look.figure(rows: rows, size: (220 * Double(count) + 60, 190 * Double(count) + 60))
  }

  private func pairNames(_ data: TrainingData) -> [String] {
    if subjects.count == 1, case .labeledPoints(let own) = subjects[0].content,
      let names = own.classNames
    {
      return names
    }
    return classTitles(data.classes)
  }

  /// How many values lie in each of twenty equal steps, a line a class.
  private static func histogram(_ values: [Double], _ classes: [Int], _ names: [String]) -> Panel {
    let finite = values.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    let binCount = 20
    let width = high > low ? (high - low) / Double(binCount) : 1
    var counts = Array(
      repeating: Array(repeating: 0.0, count: binCount), count: max(names.count, 1))
    for (value, label) in zip(values, classes) where value.isFinite {
      counts[label][min(binCount - 1, Int((value - low) / width))] += 1
    }
    let middles = (0..<binCount).map { low + (Double($0) + 0.5) * width }
    return Panel(
      counts.enumerated().map { index, heights in
        .line(
          Line(
            x: middles, y: heights, label: names.indices.contains(index) ? names[index] : nil,
            paint: .palette(index)))
      })
  }

  /// A feature's name in pictures: x₁, x₂, ….
  static func featureName(_ index: Int) -> String {
    let digits = "₀₁₂₃₄₅₆₇₈₉".map(\.self)
    return "x" + String(String(index + 1).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }

  private func featureName(_ index: Int) -> String { Self.featureName(index) }
}

extension Panel {
  /// Leaves the names of some of the series alone: narrow panels side by side have room for a name each.
  fileprivate mutating func nameOnly(_ places: ClosedRange<Int>) {
    series = series.enumerated().map { place, series in
      guard !places.contains(place) else { return series }
      switch series {
      case .scatter(var scatter):
        scatter.label = nil
        return .scatter(scatter)
      case .line(var line):
        line.label = nil
        return .line(line)
      default: return series
      }
    }
  }
}

/// The importance of features, as `evaluate --importance` wrote it.
struct DrawnImportance {
  /// How far the score falls without each feature, and the spread of that.
  let means: [Double]
  let deviations: [Double]

  /// Reads the struct; nil where its fields are not those of importance.
  init?(_ structure: MATStructArray) throws {
    guard structure.count == 1, structure["drops"] != nil, let means = structure["mean"]?.first,
      let deviations = structure["std"]?.first
    else { return nil }
    self.means = try Matrix<Double>(matValue: means).elements
    self.deviations = try Matrix<Double>(matValue: deviations).elements
    guard self.means.count == self.deviations.count, !self.means.isEmpty else { return nil }
  }

  init(_ importance: PermutationImportance) {
    (means, deviations) = (importance.means, importance.deviations)
  }

  /// A bar a feature, the most important first, at most thirty, with a line of a deviation to each side.
  func panel(title: String? = nil) -> Panel {
    let order = means.indices.sorted { (-means[$0], $0) < (-means[$1], $1) }.prefix(30)
    let places = order.indices.map(Double.init)
    let bars = Series.bars(
      Bars(x: places, y: order.map { means[$0] }, paint: .palette(0)))
    let spreads = zip(places, order).map { place, feature in
      Series.line(
        Line(
          x: [place, place],
          y: [means[feature] - deviations[feature], means[feature] + deviations[feature]],
          paint: .foreground))
    }
    return Panel(
      [bars] + spreads, title: title,
      x: Axis("feature", categories: order.map(Drawing.featureName)),
      y: Axis("fall of the score"), showsLegend: false)
  }
}
