import Matrices

@testable import Plots

/// Figures of every kind for the tests that all must pass.
enum SampleFigures {
  static let points = Matrix(rowCount: 60, columnCount: 2) { row, column in
    let angle = Double(row) * 0.7
    return column == 0
      ? Elementary.cosine(angle) * (1 + Double(row % 3))
      : Elementary.sine(angle) * Double(row % 3 + 1)
  }
  static let labels = (0..<60).map { $0 % 3 }

  static func data(_ names: [String] = []) throws -> LabeledPoints {
    try LabeledPoints(points, labels: labels, names: names)
  }

  static func twoClasses(_ names: [String] = []) throws -> LabeledPoints {
    try LabeledPoints(points, labels: labels.map { min($0, 1) }, names: names)
  }

  /// A probability that falls from the middle outwards.
  static func probability(_ n: Int = 25) throws -> ScalarField {
    let axis = linspace(-3.0, 3.0, count: n)
    return try ScalarField(
      RectangularGrid(x: axis, y: axis),
      values: Matrix(rowCount: n, columnCount: n) { row, column in
        let square = axis[row] * axis[row] + axis[column] * axis[column]
        return 1 / (1 + Elementary.power(2.718281828, 2 * (square - 3)))
      })
  }

  /// The regions of three classes around three middles.
  static func regions(_ names: [String] = []) throws -> ClassRegions {
    let axis = linspace(-3.0, 3.0, count: 20)
    let middles = [(1.0, 0.0), (-1.0, 1.0), (-0.5, -1.5)]
    let scores = middles.flatMap { middle in
      axis.flatMap { x in
        axis.map { y in
          -(x - middle.0) * (x - middle.0) - (y - middle.1) * (y - middle.1)
        }
      }
    }
    return try ClassRegions(
      RectangularGrid(x: axis, y: axis),
      probabilities: NDArray(size: [20, 20, 3], elements: scores), names: names)
  }

  static let losses = (0..<300).map { 100 * Elementary.power(0.97, Double($0)) + 0.001 }

  /// One figure of each kind, with its name.
  static func all() throws -> [(name: String, figure: Figure)] {
    let curve = try ROCCurve(
      falsePositiveRates: [0, 0, 0.5, 0.5, 1], truePositiveRates: [0, 0.5, 0.5, 1, 1],
      label: "ours")
    let calibration = try CalibrationCurve(
      meanPredictions: [0.1, 0.375, 0.8], positiveShares: [0, 0.5, 1], counts: [1, 2, 1])
    let counts: Matrix<Int> = [[50, 2, 0], [3, 44, 3], [0, 6, 44]]
    let wave = Matrix(rowCount: 40, columnCount: 5) {
      Elementary.sine(Double($0) / 6 + Double($1)) * 1e-6
    }
    let panels: [(String, Panel)] = [
      ("scatter", Panel.classScatter(try data(["one", "two", "three"]), title: "Points")),
      (
        "decision regions",
        try Panel.decisionRegions(try probability(), data: try twoClasses(), title: "Decision")
      ),
      ("class regions", try Panel.classRegions(try regions(), data: try data(), title: "Regions")),
      ("regions alone", try Panel.classRegions(try regions(["a", "b", "c"]))),
      ("loss", Panel.lossHistory([("gd", losses)], title: "Loss")),
      (
        "losses",
        Panel.lossHistory([("gd", losses), ("bfgs", losses.map { $0 / 3 })], scale: .logarithmic)
      ),
      (
        "confusion",
        try Panel.confusionMatrix(counts, names: ["setosa", "versicolor", "virginica"])
      ),
      ("roc", Panel.roc([curve, curve], title: "ROC")),
      ("calibration", Panel.calibration([calibration], title: "Calibration")),
      ("vector", Panel.vector(wave.column(0), label: "current in A")),
      ("columns", Panel.columns(wave, labels: ["first"], title: "Columns")),
      ("matrix", Panel.matrix(wave, title: "Matrix")),
      ("pairs", try Panel.pairs(x: wave.column(0), y: wave.column(1), xLabel: "a", yLabel: "b")),
      (
        "bars",
        Panel(
          [.bars(Bars(x: [0, 1, 2], y: [3, -1, 2], label: "counts"))],
          x: Axis(categories: ["bfgs", "lbfgs", "gradient descent"]), y: Axis("seconds"))
      ),
      (
        "contours",
        Panel([
          .filledContours(FilledContours(try probability(), colorBar: "height")),
          .contourLines(ContourLines(try probability(), label: "levels", dash: .dashed)),
        ])
      ),
    ]
    let single = panels.map { (name: $0.0, figure: Figure($0.1)) }
    let several = Figure(
      [[panels[0].1, panels[1].1], [panels[5].1, panels[6].1], [nil, panels[2].1]],
      title: "Six of them")
    return single + [(name: "panels", figure: several)]
  }
}
