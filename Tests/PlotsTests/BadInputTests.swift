import Matrices
import SeededRandomness
import Testing

@testable import Plots

@Suite("Bad input")
struct BadInputTests {
  private static let most = Double.greatestFiniteMagnitude

  /// Columns of numbers that no picture can show, or that are hard to.
  static let columns: [[Double]] = [
    [], [0], [.nan], [.nan, .nan], [.infinity, -.infinity], [1, 1, 1], [0, .nan, 1, .infinity, 2],
    [-most, most], [.leastNonzeroMagnitude, 0], [1e300, 1e-300, -1e300], [1, 1 + .ulpOfOne],
  ]

  @Test("no column of numbers stops a scatter, a line or bars, on either scale", arguments: columns)
  func numbers(column: [Double]) throws {
    for scale in [Axis.Scale.linear, .logarithmic] {
      let axis = Axis("label", scale: scale)
      let shifted = Array(column.dropFirst() + column.prefix(1))
      let panel = Panel(
        [
          .scatter(Scatter(x: column, y: shifted, label: "points")),
          .line(Line(x: column, y: shifted, label: "line", dash: .dotted, marker: .star)),
          .bars(Bars(x: column, y: shifted, label: "bars")),
          .labels(Labels(x: column, y: shifted, texts: column.map { "\($0)" })),
        ], x: axis, y: axis)
      try check(Figure(panel))
      try check(Figure([[panel, Panel.vector(column, scale: scale)]]))
    }
    try check(Figure(try Panel.pairs(x: column, y: column)))
    try check(Figure(Panel.lossHistory([("a", column), ("b", [])], scale: .logarithmic)))
  }

  @Test("no matrix stops a heat map or its contours")
  func matrices() throws {
    let most = Self.most
    let matrices: [Matrix<Double>] = [
      Matrix(rows: []), Matrix(repeating: 0, rowCount: 0, columnCount: 3),
      Matrix(repeating: 0, rowCount: 3, columnCount: 0), [[1]], [[.nan]], [[1, 2]], [[1], [2]],
      Matrix(repeating: .nan, rowCount: 4, columnCount: 4),
      Matrix(repeating: 7, rowCount: 4, columnCount: 5),
      [[.infinity, -.infinity], [0, .nan]], [[most, -most], [-most, most]],
      Matrix(rowCount: 1, columnCount: 3000) { Double($1) },
      Matrix(rowCount: 3000, columnCount: 1) { row, _ in Double(row) },
    ]
    for matrix in matrices {
      try check(Figure(Panel.matrix(matrix)))
      try check(Figure(Panel.columns(matrix)))
      let grid = try RectangularGrid(
        x: (0..<matrix.columnCount).map(Double.init), y: (0..<matrix.rowCount).map(Double.init))
      let field = try ScalarField(grid, values: matrix)
      let panel = Panel([
        .filledContours(FilledContours(field, colorBar: "z")), .contourLines(ContourLines(field)),
        .filledContours(FilledContours(field, levels: [.nan, .infinity, 0, 0], limits: 0...0)),
      ])
      try check(Figure(panel))
      var logarithmic = panel
      (logarithmic.x.scale, logarithmic.y.scale) = (.logarithmic, .logarithmic)
      if matrix.rowCount == 0, matrix.columnCount == 0 {
        try check(Figure(logarithmic))
      } else {
        // The grid begins at 0.
        #expect(throws: PlotError.self) { try Figure(logarithmic).svg() }
      }
      try check(Figure(try Panel.decisionRegions(field, data: try SampleFigures.twoClasses())))
      let classes = matrix.map { $0.isFinite && abs($0) < 10 ? Int($0) : -1 }
      try check(Figure(try Panel.classRegions(try ClassRegions(grid, classes: classes))))
    }
  }

  @Test("ten thousand classes are drawn, as points, regions and confusion matrix")
  func tenThousandClasses() throws {
    let names = (0..<10_000).map { "class \($0)" }
    let points = Matrix(
      rowCount: 10_000, columnCount: 2, elements: (0..<20_000).map { Double($0 * 7 % 991) })
    let data = try LabeledPoints(points, labels: Array(0..<10_000), names: names)
    let scatter = try Figure(Panel.classScatter(data)).svg()
    #expect(scatter.count < 3_000_000)
    let axis = (0..<100).map(Double.init)
    let grid = try RectangularGrid(x: axis, y: axis)
    let classes = Matrix(rowCount: 100, columnCount: 100, elements: Array(0..<10_000))
    let regions = try ClassRegions(grid, classes: classes, names: names)
    let picture = try Figure(Panel.classRegions(regions, data: data)).svg()
    #expect(picture.count < 8_000_000)
    let counts = Matrix(rowCount: 300, columnCount: 300) { $0 == $1 ? 5 : 0 }
    #expect(try Figure(Panel.confusionMatrix(counts, names: names)).svg().count < 500_000)
  }

  @Test("a million points are a density in a small file")
  func millionPoints() throws {
    var random = SplitMix(state: 9)
    let numbers = (0..<1_000_000).map { _ in Double(random.next() >> 40) }
    let y = Array(numbers.reversed())
    let scatter = Panel([.scatter(Scatter(x: numbers, y: y, label: "points"))])
    #expect(try Figure(scatter).svg().count < 500_000)
    let canvas = RecordingCanvas(Figure(Panel.vector(numbers)))
    #expect(canvas.images.isEmpty && canvas.points.count < 10_000)
  }

  @Test("a line that is everywhere at once is a density in a small file")
  func tangledLine() throws {
    var random = SplitMix(state: 10)
    let numbers = (0..<110_000).map { _ in Double(random.next() >> 40) }
    let line = Line(x: numbers, y: Array(numbers.reversed()))
    #expect(try Figure(Panel([.line(line)]), width: 200, height: 150).svg().count < 100_000)
  }

  @Test("a field of noise is drawn in a bounded file")
  func noise() throws {
    var random = SplitMix(state: 12)
    let axis = (0..<200).map(Double.init)
    let values = Matrix(rowCount: 200, columnCount: 200) { _, _ in
      Double.random(in: 0...1, using: &random)
    }
    let field = try ScalarField(RectangularGrid(x: axis, y: axis), values: values)
    #expect(try Figure(Panel.decisionRegions(field)).svg().count < 4_000_000)
  }

  @Test("a figure without panels, with empty ones or with very many is drawn")
  func panels() throws {
    let empty = Panel()
    let figures = [
      Figure([]), Figure([[]]), Figure([[nil]]), Figure([[empty, nil], [], [empty]]), Figure(empty),
      Figure(
        Array(repeating: Array(repeating: empty, count: 30), count: 30), width: 640, height: 480),
      Figure(empty, width: 1, height: 1), Figure(empty, width: 0.01, height: 0.01),
      Figure(Panel.vector([1, 2], title: "t"), title: "t", width: 3, height: 2000),
    ]
    for figure in figures { try check(figure) }
    for (columns, rows) in [(1, 1), (2, 1), (1, 30), (300, 2)] {
      _ = try Figure(Panel.vector([1, 2])).terminalText(columns: columns, rows: rows)
    }
  }

  @Test("limits that turn everything away leave an empty plot")
  func farLimits() throws {
    let most = Self.most
    for limits in [1e9...2e9, -most...(-1e300), 0...(.leastNonzeroMagnitude), 0.5...0.5] {
      var panel = try Panel.decisionRegions(
        try SampleFigures.probability(), data: try SampleFigures.twoClasses())
      (panel.x.limits, panel.y.limits) = (limits, limits)
      panel.series.append(.line(Line(x: [-most, most, 0, 1], y: [0, 1, most, -most])))
      panel.series.append(.heatMap(HeatMap([[1, 2], [3, 4]])))
      try check(Figure(panel))
    }
  }

  @Test("data whose sizes don't fit is refused with an error that names them")
  func mismatches() throws {
    let grid = try RectangularGrid(x: [0, 1, 2], y: [0, 1])
    let calls: [(String, () throws -> Void)] = [
      (
        "points: the sizes do not fit together; expected N×2, one point a row, found 2×3",
        { _ = try LabeledPoints([[1, 2, 3], [4, 5, 6]], labels: [0, 1]) }
      ),
      (
        "labels: the sizes do not fit together; expected 2, one a point, found 1",
        { _ = try LabeledPoints([[1, 2], [4, 5]], labels: [0]) }
      ),
      (
        "xx and yy: the sizes do not fit together; expected equal sizes, found 1×2 and 1×1",
        { _ = try RectangularGrid(xx: [[1, 2]], yy: [[1]]) }
      ),
      (
        "xx and yy: not a rectangular grid; expected matrices as meshgrid makes them,"
          + " found (1.0, 0.0) in row 2, column 1",
        { _ = try RectangularGrid(xx: [[0, 1], [1, 1]], yy: [[0, 0], [0, 1]]) }
      ),
      (
        "x: not a rectangular grid; expected finite numbers that increase or decrease strictly,"
          + " found 1.0 before 1.0",
        { _ = try RectangularGrid(x: [0, 1, 1], y: []) }
      ),
      (
        "y: not a rectangular grid; expected finite numbers that increase or decrease strictly,"
          + " found nan",
        { _ = try RectangularGrid(x: [0, 1, 2], y: [.nan]) }
      ),
      (
        "the values of a grid: the sizes do not fit together; expected 2×3, found 3×2",
        { _ = try ScalarField(grid, values: [[1, 2], [3, 4], [5, 6]]) }
      ),
      (
        "the probabilities of a grid: the sizes do not fit together; expected 2×3×K, found 3×2×4",
        { _ = try ClassRegions(grid, probabilities: NDArray(repeating: 0, size: [3, 2, 4])) }
      ),
      (
        "the classes of a grid: the sizes do not fit together; expected 2×3, found 1×1",
        { _ = try ClassRegions(grid, classes: [[1]]) }
      ),
      (
        "predictions: the sizes do not fit together; expected 60, one a point, found 1",
        {
          _ = try Panel.decisionRegions(
            try SampleFigures.probability(), data: try SampleFigures.twoClasses(), predicted: [1])
        }
      ),
      (
        "confusion matrix: the sizes do not fit together; expected as many columns as rows,"
          + " found 1×2", { _ = try Panel.confusionMatrix([[1, 2]]) }
      ),
      (
        "confusion matrix: a value has no meaning here; expected counts of 0 or more, found -1",
        { _ = try Panel.confusionMatrix([[1, 2], [-1, 0]]) }
      ),
      (
        "x and y: the sizes do not fit together; expected as many numbers, found 1 and 0",
        { _ = try Panel.pairs(x: [1], y: []) }
      ),
    ]
    for (sentence, call) in calls {
      let error = #expect(throws: PlotError.self) { try call() }
      #expect(error.map { "\($0)" } == sentence)
    }
  }

  @Test("coordinates of unequal number trap, and say so")
  func traps() async {
    await #expect(processExitsWith: .failure) { _ = Scatter(x: [1], y: []) }
    await #expect(processExitsWith: .failure) { _ = Line(x: [1], y: []) }
    await #expect(processExitsWith: .failure) { _ = Bars(x: [], y: [1]) }
    await #expect(processExitsWith: .failure) { _ = Labels(x: [1], y: [1], texts: []) }
    await #expect(processExitsWith: .failure) {
      _ = Theme(
        background: Color(0), foreground: Color(0), muted: Color(0), frame: Color(0),
        grid: Color(0), missing: Color(0), palette: [])
    }
  }

  /// Renders a figure in every format, and expects all that is drawn at places that can be.
  private func check(_ figure: Figure) throws {
    var figure = figure
    // Small, to be quick; but not so small that the axes go.
    (figure.width, figure.height) = (min(figure.width, 240), min(figure.height, 180))
    try figure.renderAll()
    let canvas = RecordingCanvas(figure)
    #expect(canvas.points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    #expect(canvas.points.allSatisfy { abs($0.x) < 1e5 && abs($0.y) < 1e5 })
    #expect(canvas.texts.allSatisfy { $0.position.x.isFinite && $0.position.y.isFinite })
    #expect(
      canvas.images.allSatisfy {
        $0.rect.width.isFinite && $0.rect.height.isFinite && $0.image.pixels.count < 2_000_000
      })
  }
}
