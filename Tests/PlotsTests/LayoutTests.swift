import Matrices
import Testing

@testable import Plots

@Suite("Layout")
struct LayoutTests {
  @Test("no text leaves the picture or touches another, in any figure at any size")
  func textHasRoom() throws {
    let sizes = [
      (640.0, 480.0), (320, 240), (480, 900), (1400, 400), (200, 150), (90, 70), (24, 30),
    ]
    for (name, figure) in try SampleFigures.all() {
      for (width, height) in sizes {
        var figure = figure
        (figure.width, figure.height) = (width, height)
        check(RecordingCanvas(figure), figure, "\(name) at \(width)×\(height)")
      }
    }
  }

  private func check(_ canvas: RecordingCanvas, _ figure: Figure, _ name: String) {
    let page = Rect(x: 0, y: 0, width: figure.width, height: figure.height).expanded(by: 0.5)
    let bounds = canvas.texts.map(\.bounds)
    for (index, box) in bounds.enumerated() {
      let text = canvas.texts[index].string
      #expect(
        page.contains(Point(x: box.x, y: box.y)) && page.contains(Point(x: box.maxX, y: box.maxY)),
        "\(text) leaves the picture: \(name)")
      for other in index + 1..<bounds.count where box.intersects(bounds[other]) {
        Issue.record("\(text) touches \(canvas.texts[other].string): \(name)")
      }
    }
  }

  @Test("a title and names too long for the picture are cut")
  func longNames() throws {
    let long = String(repeating: "a very long name ", count: 40)
    let figures = [
      Figure(
        Panel.classScatter(
          try SampleFigures.data([long, long + "two", long + "three"]), title: long, x: Axis(long),
          y: Axis(long)), title: long),
      Figure(
        try Panel.confusionMatrix(
          [[1, 2, 3], [4, 5, 6], [7, 8, 9]], names: [long, long + "two", long + "three"])),
    ]
    for figure in figures {
      let canvas = RecordingCanvas(figure)
      check(canvas, figure, "long names")
      #expect(canvas.texts.contains { $0.string.contains("…") })
    }
  }

  @Test("a legend of ten thousand classes says how many it leaves out")
  func longLegend() throws {
    let points = Matrix(rowCount: 10_000, columnCount: 2) { Double($0 % 100 * ($1 + 1)) }
    let figure = Figure(
      Panel.classScatter(try LabeledPoints(points, labels: Array(0..<10_000))))
    let canvas = RecordingCanvas(figure)
    check(canvas, figure, "ten thousand classes")
    let named = canvas.texts.count { $0.string.hasPrefix("class ") }
    #expect(canvas.texts.contains { $0.string == "… and \(10_000 - named) more" })
  }

  @Test("a point stands above its tick")
  func pointsAtTicks() throws {
    let panel = Panel(
      [.scatter(Scatter(x: [1, 2, 3], y: [10, 20, 30]))], x: Axis(limits: 0...4),
      y: Axis(limits: 0...40))
    let canvas = RecordingCanvas(Figure(panel))
    let points = try #require(canvas.markers.first).points
    for (index, label) in ["1", "2", "3"].enumerated() {
      let tick = try #require(
        canvas.texts.first { $0.string.hasPrefix(label) && $0.anchor == .middle })
      #expect(abs(tick.position.x - points[index].x) < 1e-9)
    }
    for (index, label) in ["10", "20", "30"].enumerated() {
      let tick = try #require(canvas.texts.first { $0.string == label && $0.anchor == .end })
      let middle = tick.position.y - tick.size * canvas.metrics.capHeight / 2
      #expect(abs(middle - points[index].y) < 1e-9)
    }
  }

  @Test("axes of a row line up, and those of a column")
  func alignment() throws {
    let wide = Panel.vector([1e-3, 2e-3], label: "a label", title: "Title")
    let narrow = Panel.vector([1, 2])
    let layout = FigureLayout(Figure([[wide, narrow], [narrow, narrow]]), .page)
    let plots = layout.panels.map(\.plot)
    #expect(plots[0].y == plots[1].y && plots[0].maxY == plots[1].maxY)
    #expect(plots[0].x == plots[2].x && plots[0].maxX == plots[2].maxX)
    #expect(Set(plots.map { ($0.width * 1e6).rounded() }).count == 1)
  }

  @Test("equal units are equally long")
  func equalUnits() throws {
    let panel = Panel(
      [.line(Line(x: [0, 4], y: [0, 1]))], x: Axis(limits: 0...4), y: Axis(limits: 0...1),
      aspect: .equal)
    let plot = try #require(FigureLayout(Figure(panel), .page).panels.first).plot
    #expect(abs(plot.width / plot.height - 4) < 1e-9)
  }

  @Test("a reversed axis puts small numbers at its far end")
  func reversedAxes() throws {
    let series = [Series.scatter(Scatter(x: [0, 1], y: [0, 1]))]
    let plain = RecordingCanvas(Figure(Panel(series))).markers[0].points
    let reversed = RecordingCanvas(
      Figure(Panel(series, x: Axis(isReversed: true), y: Axis(isReversed: true)))
    ).markers[0].points
    #expect(plain[0].x < plain[1].x && plain[0].y > plain[1].y)
    #expect(reversed[0].x > reversed[1].x && reversed[0].y < reversed[1].y)
  }

  @Test("every class has a colour and a marker of its own up to the sixty-fourth")
  func classStyles() {
    for theme in [Theme.light, .dark] {
      let styles = (0..<64).map { SeriesStyle(color: theme[.palette($0)], marker: .forClass($0)) }
      #expect(Set(styles).count == 64)
      #expect(theme.palette.count == 8)
    }
    #expect(Theme.light[.palette(-1)] == Theme.light.palette[7])
    #expect(Marker.forClass(-1) == Marker.forClass(7) || Marker.allCases.contains(.forClass(-1)))
  }
}
