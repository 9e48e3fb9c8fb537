import Foundation
import Matrices
import Testing

@testable import Plots

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Parses a file as XML and notes its elements and text.
private final class SVGReader: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String] = []
  private(set) var title = ""
  private var text = ""
  private(set) var isWellFormed = false

  init(_ bytes: [UInt8]) {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
    text = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "text" { texts.append(text) }
    if name == "title" { title = text }
  }
}

@Suite("Rendering")
struct RenderingTests {
  @Test("every figure is well-formed SVG with its words as text, in both themes")
  func svgIsWellFormed() throws {
    for (name, figure) in try SampleFigures.all() {
      for theme in [Theme.light, .dark] {
        var figure = figure
        figure.theme = theme
        let reader = SVGReader(try figure.svg())
        #expect(reader.isWellFormed, "\(name)")
        #expect(reader.elements.first?.name == "svg")
        #expect(reader.elements.first?.attributes["role"] == "img")
        #expect(reader.title == reader.elements.first?.attributes["aria-label"])
        #expect(reader.texts == RecordingCanvas(figure).texts.map(\.string).filter { !$0.isEmpty })
        let ids = reader.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
      }
    }
  }

  @Test("the same figure gives the same bytes again")
  func sameBytes() throws {
    for (name, figure) in try SampleFigures.all() {
      #expect(try figure.svg() == figure.svg(), "\(name)")
      #expect(try figure.png(scale: 1) == figure.png(scale: 1), "\(name)")
      #expect(try figure.terminalText() == figure.terminalText(), "\(name)")
      let pdf = try figure.pdf()
      // A second later, for a date of today would differ by then.
      if name == "panels" { Thread.sleep(forTimeInterval: 1.1) }
      #expect(try pdf == figure.pdf(), "\(name)")
    }
  }

  @Test("names with markup in them are escaped, and control characters go")
  func escaping() throws {
    let evil = "<script>&\"'</text>\u{0}\u{1B}[31m\u{FFFE}\n]]>λ²"
    let shown = "<script>&\"'</text>\u{FFFD}\u{FFFD}[31m\u{FFFD} ]]>λ²"
    var panel = Panel.classScatter(
      try SampleFigures.data([evil, evil, evil]), title: evil, x: Axis(evil), y: Axis(evil))
    panel.series.append(.labels(Labels(x: [0], y: [0], texts: [evil])))
    let figure = Figure(panel, title: evil, width: 1400, height: 900)
    let reader = SVGReader(try figure.svg(idPrefix: evil))
    #expect(reader.isWellFormed)
    #expect(reader.texts.count { $0 == shown } == 8)
    #expect(!reader.elements.contains { $0.name == "script" })
    #expect(try figure.pdf().count > 1000)
    #expect(try figure.png().count > 1000)
    let terminal = try figure.terminalText(columns: 200, rows: 50)
    #expect(!terminal.contains("\u{1B}[31m") && !terminal.contains("\u{0}"))
  }

  @Test("ids start with the prefix asked for, cleared of all but letters, digits and hyphens")
  func idPrefix() throws {
    let svg = try Figure(Panel.vector([1, 2])).svg(idPrefix: "loss-1 \"<")
    let ids = SVGReader(svg).elements.compactMap { $0.attributes["id"] }
    #expect(ids == ["loss-1clip1"])
    #expect(String(decoding: svg, as: UTF8.self).contains("url(#loss-1clip1)"))
  }

  @Test("a PNG file has its signature and the size in pixels")
  func png() throws {
    let png = try Figure(Panel.vector([1, 2]), width: 320, height: 201).png(scale: 1.5)
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    #expect(Array(png[16..<24]) == [0, 0, 480 >> 8, 480 & 255, 0, 0, 302 >> 8, 302 & 255])
  }

  @Test("a PDF file has one page of the size in points, its font within it and a fixed date")
  func pdf() throws {
    let figure = Figure(Panel.vector([1, 2], title: "Seen"), width: 400, height: 300)
    let text = String(decoding: try figure.pdf(), as: Unicode.ASCII.self)
    #expect(text.hasPrefix("%PDF-1."))
    #expect(text.contains("/MediaBox [ 0 0 300 225 ]"))
    #expect(text.contains("/FontFile2") && text.contains("/ToUnicode"))
    #expect(text.contains("DejaVuSans"))
    // Cairo before 1.17.4 leaves the prefix D: out.
    #expect(text.contains(#//CreationDate \((D:)?20000101000000/#))
    #expect(text.components(separatedBy: "Date").count == 2)
  }

  @Test("the table of widths is the font's own")
  func widths() {
    let canvas = CairoCanvas(
      CairoSurface(width: 8, height: 8, isOpaque: true), scale: (1, 1), keepsShapes: false)
    for text in [
      "Hello, world", "−0.123456789", "×10⁻⁵ … λ Σ W² ∂E/∂θ", "Grüße, Привет, Ελλάδα",
      "x₁ x₂ → ≤ ½",
      "{}[]|~`^_@#$%&*", "ÀÉÎõüýþÿŁőŸž",
    ] {
      // Cairo rounds advances to 1/64 of a pixel.
      let width = canvas.width(of: text, size: 100)
      let expected = TextMetrics.dejaVuSans.width(text, size: 100)
      #expect(abs(width - expected) <= Double(text.unicodeScalars.count) / 64, "\(text)")
    }
  }

  @Test(
    "a canvas without area or beyond all bounds is refused",
    arguments: [
      (0.0, 480.0), (640, 0), (-1, 480), (.nan, 480), (.infinity, 480), (640, 1e9),
      (29_000, 29_000),
    ])
  func sizes(width: Double, height: Double) throws {
    let figure = Figure(Panel.vector([1, 2]), width: width, height: height)
    for render in [{ try figure.svg() }, { try figure.png() }, { try figure.pdf() }] {
      let error = #expect(throws: PlotError.self) { try render() }
      #expect(error?.code == .invalidSize)
    }
    let usual = Figure(Panel.vector([1, 2]))
    for scale in [0, -1, Double.nan, .infinity, 1e6] {
      #expect(throws: PlotError.self) { try usual.png(scale: scale) }
    }
    for (columns, rows) in [(0, 10), (10, 0), (-5, 5), (10_000, 10)] {
      #expect(throws: PlotError.self) { try usual.terminalText(columns: columns, rows: rows) }
    }
  }

  @Test("the alternative text says what there is, or what it was given")
  func alternativeText() throws {
    var figure = Figure(
      Panel.classScatter(try SampleFigures.data(["a", "b", "c"]), title: "Points"))
    #expect(figure.description == "Points: x₂ against x₁: a, b, c")
    figure.alternativeText = "Three clouds"
    #expect(SVGReader(try figure.svg()).title == "Three clouds")
    #expect(Figure([]).description == "Plot")
  }
}

extension Figure {
  /// Renders into every format, small, and throws where one fails.
  func renderAll() throws {
    _ = try svg()
    _ = try png(scale: 0.5)
    _ = try pdf()
    _ = try terminalText(columns: 60, rows: 20)
  }
}
