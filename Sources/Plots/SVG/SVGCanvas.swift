/// A canvas that writes SVG.
///
/// Text is `<text>`; paths run in steps from point to point, in hundredths of a pixel, rounded so
/// that steps don't add up errors.
struct SVGCanvas: Canvas {
  let metrics = TextMetrics.dejaVuSans
  let isCoarse = false
  let keepsShapes = true
  private var writer = ByteWriter()
  /// The prefix of the ids in the file.
  private let idPrefix: String
  private var clipCount = 0
  private var failure: PlotError?

  /// Starts a picture of a size in pixels.
  ///
  /// - Parameters:
  ///   - title: what the picture shows, for those who can't see it.
  ///   - idPrefix: what the ids in the file start with, for pages that hold several pictures; only
  ///     ASCII letters, digits and hyphens are kept.
  init(width: Double, height: Double, background: Color, title: String, idPrefix: String) {
    self.idPrefix = idPrefix.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    writer.write("<svg xmlns=\"http://www.w3.org/2000/svg\"")
    write("width", width)
    write("height", height)
    writer.write(" viewBox=\"0 0 ")
    writer.write(width)
    writer.writeNext(ByteWriter.hundredths(height))
    writer.write("\" role=\"img\" aria-label=\"")
    writer.writeEscaped(title)
    writer.write(
      "\" font-family=\"'DejaVu Sans', Verdana, 'Bitstream Vera Sans', sans-serif\">\n<title>")
    writer.writeEscaped(title)
    writer.write("</title>\n<rect")
    write("width", width)
    write("height", height)
    write("fill", background)
    writer.write("/>\n")
  }

  /// The picture's bytes. Throws where an image in it could not be encoded.
  consuming func finish() throws(PlotError) -> [UInt8] {
    if let failure { throw failure }
    writer.write("</svg>\n")
    return writer.bytes
  }

  mutating func fill(_ outlines: [Polyline], _ color: Color) {
    guard outlines.contains(where: { $0.points.count > 2 }) else { return }
    writer.write("<path")
    write("fill", color)
    writePath(outlines)
    writer.write("/>\n")
  }

  mutating func stroke(_ lines: [Polyline], _ stroke: Stroke) {
    guard !lines.isEmpty else { return }
    writer.write("<path fill=\"none\"")
    write("stroke", stroke.color)
    write("stroke-width", stroke.width)
    writer.write(" stroke-linejoin=\"round\"")
    if !stroke.pattern.isEmpty {
      writer.write(" stroke-dasharray=\"")
      for length in stroke.pattern {
        writer.writeNext(ByteWriter.hundredths(length * max(stroke.width, 1)))
      }
      writer.write("\"")
    }
    writePath(lines)
    writer.write("/>\n")
  }

  mutating func draw(_ marker: MarkerStyle, at points: [Point]) {
    guard !points.isEmpty else { return }
    writer.write("<path")
    if marker.marker == .ring { writer.write(" fill=\"none\"") } else { write("fill", marker.fill) }
    if marker.outlineWidth > 0 {
      write("stroke", marker.outline)
      write("stroke-width", marker.outlineWidth)
    }
    writer.write(" d=\"")
    let (first, shape) = Self.steps(marker)
    for point in points {
      writer.write("M")
      writer.writeHundredths(ByteWriter.hundredths(point.x + first.x))
      writer.writeNext(ByteWriter.hundredths(point.y + first.y))
      writer.write(shape)
    }
    writer.write("\"/>\n")
  }

  mutating func draw(_ image: PixelImage, in rect: Rect) {
    writer.write("<image")
    write("x", rect.x)
    write("y", rect.y)
    write("width", rect.width)
    write("height", rect.height)
    writer.write(" preserveAspectRatio=\"none\" image-rendering=\"pixelated\"")
    writer.write(" href=\"data:image/png;base64,")
    do throws(PlotError) {
      writer.writeBase64(try CairoSurface(image).png())
    } catch {
      failure = error
    }
    writer.write("\"/>\n")
  }

  mutating func draw(_ text: TextRun) {
    guard !text.string.isEmpty else { return }
    writer.write("<text")
    write("x", text.position.x)
    write("y", text.position.y)
    write("font-size", text.size)
    write("fill", text.color)
    switch text.anchor {
    case .start: break
    case .middle: writer.write(" text-anchor=\"middle\"")
    case .end: writer.write(" text-anchor=\"end\"")
    }
    if text.isVertical {
      writer.write(" transform=\"rotate(-90")
      writer.writeNext(ByteWriter.hundredths(text.position.x))
      writer.writeNext(ByteWriter.hundredths(text.position.y))
      writer.write(")\"")
    }
    writer.write(">")
    writer.writeEscaped(text.string)
    writer.write("</text>\n")
  }

  mutating func beginClip(_ rect: Rect) {
    clipCount += 1
    writer.write("<clipPath id=\"")
    writer.write("\(idPrefix)clip\(clipCount)\"><rect")
    write("x", rect.x)
    write("y", rect.y)
    write("width", rect.width)
    write("height", rect.height)
    writer.write("/></clipPath>\n<g clip-path=\"url(#")
    writer.write("\(idPrefix)clip\(clipCount))\">\n")
  }

  mutating func endClip() {
    writer.write("</g>\n")
  }
}

extension SVGCanvas {
  private mutating func write(_ attribute: String, _ number: Double) {
    writer.write(" \(attribute)=\"")
    writer.write(number)
    writer.write("\"")
  }

  private mutating func write(_ attribute: String, _ color: Color) {
    writer.write(" \(attribute)=\"\(color.hexadecimal)\"")
    if color.alpha < 255 { write("\(attribute)-opacity", Double(color.alpha) / 255) }
  }

  private mutating func writePath(_ lines: [Polyline]) {
    writer.write(" d=\"")
    for line in lines {
      guard let first = line.points.first else { continue }
      var (x, y) = (ByteWriter.hundredths(first.x), ByteWriter.hundredths(first.y))
      writer.write("M")
      writer.writeHundredths(x)
      writer.writeNext(y)
      let rest = line.isClosed ? line.points.dropFirst().dropLast() : line.points.dropFirst()
      var isFirst = true
      for point in rest {
        let (nextX, nextY) = (ByteWriter.hundredths(point.x), ByteWriter.hundredths(point.y))
        guard (nextX, nextY) != (x, y) else { continue }
        if isFirst {
          writer.write("l")
          writer.writeHundredths(nextX - x)
        } else {
          writer.writeNext(nextX - x)
        }
        writer.writeNext(nextY - y)
        (x, y, isFirst) = (nextX, nextY, false)
      }
      if line.isClosed { writer.write("z") }
    }
    writer.write("\"")
  }

  /// Where a marker's outline starts, from its middle, and the path from there.
  private static func steps(_ style: MarkerStyle) -> (first: Point, path: String) {
    var path = ByteWriter()
    let corners = style.marker.corners.map {
      Point(x: $0.x * style.size, y: $0.y * style.size)
    }
    guard let first = corners.first else {
      let radius = ByteWriter.hundredths(style.size / 2)
      for direction in [2, -2] {
        path.write("a")
        path.writeHundredths(radius)
        path.writeNext(radius)
        path.write(" 0 1 1")
        path.writeNext(direction * radius)
        path.write(" 0")
      }
      path.write("z")
      return (Point(x: -style.size / 2, y: 0), String(decoding: path.bytes, as: UTF8.self))
    }
    path.write("l")
    for (index, (a, b)) in zip(corners, corners.dropFirst()).enumerated() {
      let dx = ByteWriter.hundredths(b.x) - ByteWriter.hundredths(a.x)
      if index == 0 { path.writeHundredths(dx) } else { path.writeNext(dx) }
      path.writeNext(ByteWriter.hundredths(b.y) - ByteWriter.hundredths(a.y))
    }
    path.write("z")
    return (first, String(decoding: path.bytes, as: UTF8.self))
  }
}
