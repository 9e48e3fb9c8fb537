import Matrices
import NetworkFiles
import Networks
import Plots

// The pictures of networks that answer numbers.

extension DrawnNetwork {
  /// How many outputs are drawn: more lines are not told apart.
  private static let outputLimit = 8
  /// In how many places a curve over one feature is computed.
  private static let curvePointCount = 400

  /// How far a regression's answers are from the targets; nil without targets, and where there are classes.
  func regressionErrors() throws -> RegressionErrors? {
    guard network.isRegression, let data, data.targets != nil else { return nil }
    return try network.regressionErrors(on: data)
  }

  /// The answers of a regression: over one feature or two, else against the targets. Nil where
  /// there are no targets, and where there are classes.
  func fit(title: String? = nil) throws -> Panel? {
    try overFeatures(title: title) ?? againstTargets(title: title)
  }

  /// The answers of a regression: a curve over one feature, bands over two. Nil as ``fit(title:)``,
  /// and for more features, or more answers than one over two.
  func overFeatures(title: String? = nil) throws -> Panel? {
    guard network.isRegression, let data, let targets = data.targets else { return nil }
    if network.network.inputCount == 1 { return try curve(over: data, targets, title: title) }
    guard targets.columnCount == 1, let grid = try gridToDraw() else { return nil }
    return try .answers(grid, at: data, title: title)
  }

  /// The answers for the samples against their targets, over the diagonal where both are equal; nil as
  /// ``fit(title:)``.
  func againstTargets(title: String? = nil) throws -> Panel? {
    guard network.isRegression, let data, let targets = data.targets else { return nil }
    let answers = try network.outputs(for: data.points, from: data.source)
    let ends = (targets.elements + answers.elements).filter(\.isFinite)
    let range = [ends.min() ?? 0, ends.max() ?? 1]
    let diagonal = Line(
      x: range, y: range, label: "equal", paint: .muted, width: 1.25, dash: .dashed)
    let shown = 0..<min(targets.columnCount, answers.columnCount, Self.outputLimit)
    let scatters = shown.map { output in
      Series.scatter(
        Scatter(
          x: targets.column(output), y: answers.column(output),
          label: targets.columnCount > 1 ? "answer \(output + 1)" : "answer",
          paint: .palette(output), marker: .forClass(output), size: markerSize(data)))
    }
    return Panel([.line(diagonal)] + scatters, title: title, x: Axis("target"), y: Axis("answer"))
  }

  private func curve(
    over data: TrainingData, _ targets: Matrix<Double>, title: String?
  ) throws -> Panel {
    let x = data.points.column(0)
    let (least, most) = (x.min() ?? 0, x.max() ?? 1)
    let margin = (most - least) / 20
    let places = linspace(least - margin, most + margin, count: Self.curvePointCount)
    let answers = try network.outputs(for: Matrix(column: places))
    let shown = 0..<min(targets.columnCount, answers.columnCount, Self.outputLimit)
    let isSingle = targets.columnCount == 1
    let points = shown.map { output in
      Series.scatter(
        Scatter(
          x: x, y: targets.column(output), label: isSingle ? "target" : "target \(output + 1)",
          paint: .palette(output), marker: .forClass(output), size: markerSize(data)))
    }
    let lines = shown.map { output in
      Series.line(
        Line(
          x: places, y: answers.column(output), label: isSingle ? "network" : nil,
          paint: isSingle ? .foreground : .palette(output), width: 2.25))
    }
    return Panel(
      points + lines, title: title, x: Axis("x₁"), y: Axis(isSingle ? "target" : "targets"))
  }

  private func markerSize(_ data: TrainingData) -> Double { data.points.rowCount > 500 ? 5 : 7 }
}

extension Panel {
  /// The first answer of a regression over the plane in bands of colour, with the places of its samples.
  static func answers(
    _ grid: GridResult, at data: TrainingData?, title: String? = nil
  ) throws -> Panel {
    let field = try ScalarField(RectangularGrid(xx: grid.xx, yy: grid.yy), values: grid.Z)
    var series: [Series] = [
      .filledContours(FilledContours(field, colorBar: "answer")),
      .contourLines(ContourLines(field, width: 0.75)),
    ]
    if let points = data?.points, points.columnCount == 2 {
      series.append(
        .scatter(
          Scatter(
            x: points.column(0), y: points.column(1), label: "samples", paint: .foreground,
            size: points.rowCount > 500 ? 3 : 5)))
    }
    return Panel(series, title: title, x: Axis("x₁"), y: Axis("x₂"))
  }
}
