import Matrices
import Testing

@testable import Plots

@Suite("Ready-made panels")
struct PanelTests {
  @Test("points of a class are drawn in its colour and marker")
  func classScatter() throws {
    let canvas = RecordingCanvas(Figure(Panel.classScatter(try SampleFigures.data())))
    let drawn = canvas.markers.filter { $0.points.count == 20 }
    #expect(drawn.map(\.style.marker) == [.circle, .triangle, .square])
    #expect(drawn.map(\.style.fill) == Array(Theme.light.palette[0..<3]))
    #expect(canvas.texts.map(\.string).contains("class 2"))
  }

  @Test("misclassified points are ringed, by the predictions given or else by the grid")
  func rings() throws {
    let axis = linspace(-2.0, 2.0, count: 41)
    let grid = try RectangularGrid(x: axis, y: axis)
    // Class 1 to the right of 0.
    let field = try ScalarField(
      grid, values: Matrix(rowCount: 41, columnCount: 41) { 0.5 + axis[$1] / 10 + 0 * Double($0) })
    let points: Matrix<Double> = [[-1, 0], [1, 0], [-0.5, 1], [0.7, 1], [9, 9]]
    let data = try LabeledPoints(points, labels: [0, 1, 1, 0, 0])
    let read = try Panel.decisionRegions(field, data: data)
    #expect(ringed(read) == [[-0.5, 1], [0.7, 1]])
    let given = try Panel.decisionRegions(field, data: data, predicted: [1, 1, 1, 0, 0])
    #expect(ringed(given) == [[-1, 0]])
    let none = try Panel.decisionRegions(field, data: data, predicted: [0, 1, 1, 0, 0])
    #expect(ringed(none) == [])
    let classes = Matrix(rowCount: 41, columnCount: 41) { _, column in axis[column] < 0 ? 0 : 1 }
    let regions = try Panel.classRegions(try ClassRegions(grid, classes: classes), data: data)
    #expect(ringed(regions) == [[-0.5, 1], [0.7, 1]])
  }

  private func ringed(_ panel: Panel) -> [[Double]] {
    panel.series.flatMap { series -> [[Double]] in
      guard case .scatter(let scatter) = series, scatter.marker == .ring else { return [] }
      return zip(scatter.x, scatter.y).map { [$0, $1] }
    }
  }

  @Test("the field between grid points is bilinear, on grids that run either way")
  func interpolation() throws {
    for (x, y) in [([0.0, 1, 3], [0.0, 2]), ([3, 1, 0], [2, 0])] {
      let field = try field(x: x, y: y) { 1 + 2 * $0 - $1 + 0.5 * $0 * $1 }
      for (px, py) in [(0.0, 0.0), (0.5, 1.0), (2.9, 1.7), (3, 2), (1, 0.3)] {
        let exact = 1 + 2 * px - py + 0.5 * px * py
        #expect(abs(try #require(field.interpolated(px, py)) - exact) < 1e-12)
      }
      #expect(field.interpolated(-0.1, 1) == nil && field.interpolated(1, 2.1) == nil)
      #expect(field.interpolated(.nan, 1) == nil)
    }
  }

  @Test("the one-half line runs between the classes, and shades meet the colours of both")
  func decisionRegions() throws {
    let canvas = RecordingCanvas(Figure(try Panel.decisionRegions(try SampleFigures.probability())))
    let bands = FilledContours(
      try SampleFigures.probability(), levels: (1...9).map { Double($0) / 10 }, limits: 0...1,
      map: .diverging(.palette(0), .palette(1))
    ).bands(
      ColorScale(
        limits: 0...1, colors: ColorMap.diverging(.palette(0), .palette(1)).colors(in: .light)))
    #expect(Set(bands.colors).count == 10)
    #expect(bands.colors.allSatisfy { color in canvas.fills.contains { $0.color == color } })
  }

  @Test("the cells of a confusion matrix hold its counts, actual downwards and predicted across")
  func confusionMatrix() throws {
    let canvas = RecordingCanvas(
      Figure(try Panel.confusionMatrix([[50, 2], [7, 41]], names: ["no", "yes"])))
    let place = { (text: String) in try #require(canvas.texts.first { $0.string == text }).position
    }
    #expect(try place("50").x < place("2").x && place("50").y == place("2").y)
    #expect(try place("50").y < place("7").y && place("50").x == place("7").x)
    #expect(try abs(place("2").x - place("41").x) < 1e-9)
    let no = canvas.texts.filter { $0.string == "no" }.map(\.position)
    #expect(try no.contains { abs($0.x - (try place("50").x)) < 1e-9 })
  }

  @Test(
    "cells and names have no logarithmic axis, and a grid has one where its coordinates are above 0"
  )
  func scales() throws {
    let positive = try RectangularGrid(x: [1, 2, 4], y: [0.5, 5, 50])
    let field = try ScalarField(positive, values: Matrix(repeating: 1, rowCount: 3, columnCount: 3))
    let below = try RectangularGrid(x: [0, 2, 4], y: [-1, 5, 50])
    let low = try ScalarField(below, values: Matrix(repeating: 1, rowCount: 3, columnCount: 3))
    let classes = try ClassRegions(
      below, classes: Matrix(repeating: 0, rowCount: 3, columnCount: 3))
    let drawn: [Series] = [
      .filledContours(FilledContours(low)), .contourLines(ContourLines(low)),
      .classRegions(classes),
      .heatMap(HeatMap([[1, 2], [3, 4]], x: 1...2, y: 1...2)),
    ]
    for (x, y) in [(Axis.Scale.logarithmic, .linear), (.linear, Axis.Scale.logarithmic)] {
      for series in drawn {
        let figure = Figure(Panel([series], x: Axis(scale: x), y: Axis(scale: y)))
        for render in [
          { _ = try figure.svg() }, { _ = try figure.png() }, { _ = try figure.pdf() },
        ]
          as [() throws -> Void] + [{ _ = try figure.terminalText() }]
        {
          let error = #expect(throws: PlotError.self) { try render() }
          #expect(error?.code == .outOfRange && error?.subject.contains("axis") == true)
        }
      }
      let named = Panel(
        [], x: Axis(scale: x, categories: ["a"]), y: Axis(scale: y, categories: ["b"]))
      #expect(throws: PlotError.self) { try Figure(named).svg() }
      _ = try Figure(
        Panel([.filledContours(FilledContours(field))], x: Axis(scale: x), y: Axis(scale: y))
      )
      .svg()
    }
  }

  @Test("points that a logarithmic axis has no place for are counted")
  func unplaced() throws {
    let scatter = Series.scatter(Scatter(x: [-1, 0, 1, 2, .nan], y: [1, 1, 0, 1, 1]))
    let counts: [(Axis.Scale, Axis.Scale, Int)] = [
      (.linear, .linear, 0), (.logarithmic, .linear, 2), (.linear, .logarithmic, 1),
      (.logarithmic, .logarithmic, 3),
    ]
    for (x, y, count) in counts {
      let panel = Panel([scatter], x: Axis(scale: x), y: Axis(scale: y))
      #expect(Figure([[panel, nil], [panel]]).unplacedPointCount == 2 * count)
    }
  }

  @Test("losses start at iteration 0 and those that are not positive break a logarithmic line")
  func lossHistory() throws {
    let panel = Panel.lossHistory([("run", [10, 1, 0, 0.1, 0.01])], scale: .logarithmic)
    guard case .line(let line) = panel.series[0] else {
      Issue.record("no line")
      return
    }
    #expect(line.x == [0, 1, 2, 3, 4])
    let canvas = RecordingCanvas(Figure(panel))
    let curves = canvas.strokes.filter { $0.stroke.width == line.width }.flatMap(\.lines)
    #expect(curves.map(\.points.count) == [2, 2])
  }

  @Test("several runs are told apart by their markers too")
  func severalRuns() throws {
    let panel = Panel.lossHistory((0..<5).map { ("run \($0)", [5.0 - Double($0), 1]) })
    let markers = panel.series.compactMap { series -> Marker? in
      if case .line(let line) = series { line.marker } else { nil }
    }
    #expect(Set(markers).count == 5)
  }

  @Test("a matrix is drawn with its first row at the top, counted from one")
  func matrix() throws {
    let canvas = RecordingCanvas(Figure(Panel.matrix([[0, 0], [1, 1]])))
    let colors = ColorMap.viridis.colors(in: .light)
    let first = try #require(canvas.fills.first { $0.color == colors[0] })
    let last = try #require(canvas.fills.first { $0.color == colors[255] })
    #expect(first.outlines[0].points[0].y < last.outlines[0].points[0].y)
    #expect(canvas.texts.contains { $0.string == "1" })
    #expect(!canvas.texts.contains { $0.string == "0" && $0.anchor != .start })
  }

  @Test("a large matrix is an image of means, missing numbers left out of them")
  func largeMatrix() throws {
    let matrix = Matrix(rowCount: 900, columnCount: 1000) { row, column in
      row == 0 && column == 0 ? Double.nan : Double(column)
    }
    let canvas = RecordingCanvas(Figure(Panel.matrix(matrix)))
    let image = try #require(canvas.images.first { $0.rect.width > 100 }).image
    #expect(image.width < 1000 && image.height < 900)
    #expect(image.pixels[0] >> 24 == 255)
    let means = matrix.blockMeans(rowLimit: 3, columnLimit: 10)
    #expect(means.size == [3, 10])
    #expect(means[1, 0] == 49.5 && means[2, 9] == 949.5)
    let expected = 49.5 * 30_000 / 29_999.0
    #expect(abs(means[0, 0] - expected) < 1e-9)
  }

  @Test("bars stand on their baseline")
  func bars() throws {
    let panel = Panel(
      [.bars(Bars(x: [0, 1], y: [2, -1], width: 1))], x: Axis(limits: -1...2),
      y: Axis(limits: -2...2))
    let canvas = RecordingCanvas(Figure(panel))
    let boxes = try #require(canvas.fills.first).outlines
    let plot = try #require(FigureLayout(Figure(panel), .page).panels.first).plot
    #expect(boxes.count == 2)
    #expect(abs(try #require(boxes[0].points.map(\.y).max()) - plot.center.y) < 1e-9)
    #expect(abs(try #require(boxes[1].points.map(\.y).min()) - plot.center.y) < 1e-9)
    #expect(abs(try #require(boxes[0].points.map(\.y).min()) - plot.y) < 1e-9)
  }

  @Test("a class's marker stands inside its region, as far from others as can be")
  func innermostPoints() throws {
    let axis = (0..<9).map(Double.init)
    let classes = Matrix(rowCount: 9, columnCount: 9) { row, column in
      (2...6).contains(row) && (2...6).contains(column) ? 1 : 0
    }
    let regions = try ClassRegions(RectangularGrid(x: axis, y: axis), classes: classes)
    let points = regions.innermostPoints
    #expect(points.map(\.index) == [0, 1])
    #expect(points[1].point == Point(x: 4, y: 4))
    let names = try ClassRegions(regions.grid, classes: classes, names: ["out", "in"])
    let canvas = RecordingCanvas(Figure(try Panel.classRegions(names)))
    #expect(canvas.markers.count { $0.style.size == 9 } == 2)
  }
}
