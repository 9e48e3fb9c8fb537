import SeededRandomness
import Testing

@testable import Plots

@Suite("Drawing")
struct DrawingTests {
  private let square = Rect(x: 0, y: 0, width: 10, height: 10)

  @Test("lines are cut where they leave a rectangle")
  func clippedLines() {
    let line = Polyline(
      points: [Point(x: -5, y: 5), Point(x: 15, y: 5), Point(x: 15, y: 8), Point(x: 5, y: 8)],
      isClosed: false)
    #expect(
      line.clipped(to: square).map(\.points) == [
        [Point(x: 0, y: 5), Point(x: 10, y: 5)], [Point(x: 10, y: 8), Point(x: 5, y: 8)],
      ])
    let inside = Polyline(Point(x: 1, y: 1), Point(x: 2, y: 9))
    #expect(inside.clipped(to: square) == [inside])
    #expect(Polyline(Point(x: -1, y: -1), Point(x: -2, y: 20)).clipped(to: square).isEmpty)
    #expect(Polyline(Point(x: -10, y: 8), Point(x: 8, y: 28)).clipped(to: square).isEmpty)
  }

  @Test("the area of a cut outline is the area inside, whatever the outline")
  func clippedAreas() {
    var random = SplitMix(state: 4)
    for _ in 0..<200 {
      // A rectangle, so that what is inside is known.
      let x = [0, 1].map { _ in Double.random(in: -15...25, using: &random) }.sorted()
      let y = [0, 1].map { _ in Double.random(in: -15...25, using: &random) }.sorted()
      let outline = Polyline(
        outlineOf: Rect(x: x[0], y: y[0], width: x[1] - x[0], height: y[1] - y[0]))
      let inside =
        max(min(x[1], 10) - max(x[0], 0), 0) * max(min(y[1], 10) - max(y[0], 0), 0)
      let cut = outline.areaClipped(to: square)
      #expect(abs(abs(cut.signedArea) - inside) < 1e-9)
      #expect(cut.points.allSatisfy(square.expanded(by: 1e-9).contains))
    }
  }

  @Test("a line thinned to its columns keeps its first, last, lowest and highest points there")
  func thinning() {
    let points = (0..<100_000).map { index in
      Point(x: Double(index) / 1000, y: Double((index * 7919) % 1000))
    }
    let thinned = PanelPainter.thinned(points)
    #expect(
      thinned.count <= 4 * 201 && thinned.first == points.first && thinned.last == points.last)
    for column in 0..<200 {
      let range = Double(column) / 2..<Double(column + 1) / 2
      let all = points.filter { range.contains($0.x) }.map(\.y)
      let kept = thinned.filter { range.contains($0.x) }.map(\.y)
      #expect(all.min() == kept.min() && all.max() == kept.max())
    }
  }

  @Test("numbers are written short, with two decimals at most")
  func numbers() {
    let written = { (number: Double) in
      var writer = ByteWriter()
      writer.write(number)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    #expect(
      [0, 1, -1, 0.5, -0.25, 12.305, 100.1, 99.999, -0.001, 1e12, .nan].map(written) == [
        "0", "1", "-1", ".5", "-.25", "12.31", "100.1", "100", "0", "1000000000", "0",
      ])
  }

  @Test("base 64 is RFC 4648's")
  func base64() {
    let encoded = { (text: String) in
      var writer = ByteWriter()
      writer.writeBase64(Array(text.utf8))
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    #expect(
      ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(encoded) == [
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy",
      ])
  }

  @Test("what Cairo draws is where the pixels say, and comes back from its image")
  func cairoPixels() throws {
    var canvas = CairoCanvas(
      CairoSurface(width: 8, height: 4, isOpaque: false), scale: (1, 1), keepsShapes: false)
    canvas.fill(Rect(x: 2, y: 1, width: 3, height: 2), Color(0xFF8000))
    let image = try canvas.finish().pixels()
    for row in 0..<4 {
      for column in 0..<8 {
        let isInside = (2..<5).contains(column) && (1..<3).contains(row)
        #expect(image.pixels[row * 8 + column] == (isInside ? 0xFFFF_8000 : 0))
      }
    }
    #expect(CairoSurface(image).pixels() == image)
  }

  @Test("a cell of a terminal takes the block and the two colours nearest to its quarters")
  func quarterBlocks() {
    let (a, b): (UInt32, UInt32) = (0xFF_0000, 0x00_00FF)
    let cases: [([UInt32], Character, UInt32?, UInt32)] = [
      ([a, a, a, a], " ", nil, a), ([a, b, b, b], "▘", a, b), ([a, a, b, b], "▀", a, b),
      ([a, b, a, b], "▌", a, b), ([b, a, a, b], "▞", a, b), ([a, a, a, b], "▛", a, b),
      ([b, b, a, b], "▖", a, b), ([b, a, b, b], "▝", a, b),
    ]
    for (quarters, character, foreground, background) in cases {
      let block = QuarterBlock(quarters)
      #expect(block.character == character)
      #expect(foreground == nil || block.foreground == foreground)
      #expect(block.background == background)
    }
    #expect(QuarterBlock.mean([0x10_2030, 0x20_4060]) == 0x18_3048)
  }

  @Test("a terminal's lines all have the columns asked for, and end with the colours reset")
  func terminalLines() throws {
    for (name, figure) in try SampleFigures.all() {
      let lines = try figure.terminalText(columns: 90, rows: 28).split(separator: "\n")
      #expect(lines.count == 28, "\(name)")
      for line in lines {
        #expect(line.hasSuffix("\u{1B}[0m"))
        let plain = line.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain.count == 90, "\(name)")
      }
    }
  }

  @Test("a terminal shows titles, names and tick labels as characters")
  func terminalText() throws {
    let figure = Figure(
      Panel.classScatter(try SampleFigures.data(["setosa", "b", "c"]), title: "漢字 title"))
    let plain = try figure.terminalText(columns: 80, rows: 24)
      .replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(plain.contains("漢字 title") && plain.contains("setosa") && plain.contains("x₁"))
  }

  @Test("densities count each point once, in the mean of its colours")
  func densities() {
    var density = DensityImage(of: square, squareSize: 1)
    density.setColor(Color(0xFF0000))
    density.add(Point(x: 0.5, y: 0.5))
    for _ in 0..<9 { density.add(Point(x: 9.5, y: 9.5)) }
    density.setColor(Color(0x00FF00))
    density.add(Polyline(Point(x: -5, y: 5.5), Point(x: 15, y: 5.5)))
    let image = density.image
    #expect(image.pixels[99] == 0xFFFF_0000)
    #expect(image.pixels[0] >> 24 > 51 && image.pixels[0] >> 24 < 255)
    #expect(
      (50..<60).allSatisfy { image.pixels[$0] >> 24 > 0 && image.pixels[$0] & 0xFF_00FF == 0 })
    #expect(image.pixels.count { $0 != 0 } == 12)
  }

  @Test("markers are about as large as their circle, and all are closed shapes around the middle")
  func markers() {
    for marker in Marker.allCases {
      let corners = marker.corners
      guard !corners.isEmpty else { continue }
      let area = abs(Polyline(points: corners + [corners[0]], isClosed: true).signedArea)
      #expect(area > 0.4 && area < 1.2, "\(marker)")
      let (x, y) = (corners.reduce(0) { $0 + $1.x }, corners.reduce(0) { $0 + $1.y })
      #expect(abs(x) < 1e-9 && abs(y) < 1e-9, "\(marker)")
    }
  }
}
