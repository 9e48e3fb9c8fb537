extension Figure {
  /// The figure as an SVG file, in UTF-8.
  ///
  /// Text is text, and shapes stay shapes: densities and large heat maps alone are images, which
  /// are embedded. The file needs no other, and has no date and no random id in it.
  ///
  /// - Parameter idPrefix: what the ids in the file start with, for pages that hold several
  ///   figures; only ASCII letters, digits and hyphens are kept.
  /// - Throws: `.invalidSize` where the figure has no area, a side over 30,000 pixels or over 100
  ///   million in all, `.outOfRange` where a logarithmic axis counts cells or has a grid that
  ///   reaches to 0 or below.
  ///
  /// ```swift
  /// let figure = Figure(Panel([.line(Line(x: [0, 1], y: [0, 1]))]))
  /// assert(try! figure.svg() == figure.svg())
  /// ```
  public func svg(idPrefix: String = "") throws(PlotError) -> [UInt8] {
    try check(scale: 1)
    var canvas = SVGCanvas(
      width: width, height: height, background: theme.background, title: description,
      idPrefix: idPrefix)
    FigurePainter(self, .page).draw(on: &canvas)
    return try canvas.finish()
  }

  /// The figure as a PNG file.
  ///
  /// - Parameter scale: how many pixels of the image there are to one of the figure.
  /// - Throws: `.invalidSize` where the image has no area, a side over 30,000 pixels or over 100
  ///   million in all, `.outOfRange` as ``svg(idPrefix:)``.
  ///
  /// ```swift
  /// let figure = Figure(Panel([.line(Line(x: [0, 1], y: [0, 1]))]))
  /// assert(try! figure.png(scale: 1).starts(with: [0x89, 0x50, 0x4e, 0x47]))
  /// ```
  public func png(scale: Double = 2) throws(PlotError) -> [UInt8] {
    try check(scale: scale)
    let (pixelWidth, pixelHeight) = (
      max(Int((width * scale).rounded()), 1), max(Int((height * scale).rounded()), 1)
    )
    var canvas = CairoCanvas(
      CairoSurface(width: pixelWidth, height: pixelHeight, isOpaque: true),
      scale: (Double(pixelWidth) / width, Double(pixelHeight) / height), keepsShapes: false)
    canvas.fill(Rect(x: 0, y: 0, width: width, height: height), theme.background)
    FigurePainter(self, .page).draw(on: &canvas)
    return try canvas.finish().png()
  }

  /// The figure as a PDF file of one page, with its font embedded and text that can be found and
  /// copied. The file's date is fixed.
  ///
  /// - Throws: `.invalidSize` where the figure has no area, a side over 30,000 pixels or over 100
  ///   million in all, `.outOfRange` where a logarithmic axis counts cells or has a grid that
  ///   reaches to 0 or below.
  ///
  /// ```swift
  /// let figure = Figure(Panel([.line(Line(x: [0, 1], y: [0, 1]))]))
  /// assert(try! figure.pdf().starts(with: Array("%PDF".utf8)))
  /// ```
  public func pdf() throws(PlotError) -> [UInt8] {
    try check(scale: 1)
    let points = 0.75
    var canvas = CairoCanvas(
      CairoSurface(pdfWidth: width * points, height: height * points, title: description.printable),
      scale: (points, points), keepsShapes: true)
    canvas.fill(Rect(x: 0, y: 0, width: width, height: height), theme.background)
    FigurePainter(self, .page).draw(on: &canvas)
    return try canvas.finish().finishPDF()
  }

  /// Throws where the figure can't be drawn at its size, or on its axes.
  func check(scale: Double) throws(PlotError) {
    let sides = [width * scale, height * scale]
    guard scale > 0, sides.allSatisfy({ $0 > 0 && $0 <= 30_000 }), sides[0] * sides[1] <= 1e8 else {
      throw PlotError(
        .invalidSize, "canvas",
        expected: "sides above 0 and up to 30000 pixels, 100 million pixels in all",
        found: "\(sides[0])×\(sides[1])")
    }
    try checkScales()
  }
}

extension Figure {
  /// The figure as lines of text for a terminal: Unicode blocks in colour, with a line break after
  /// each row. The figure's own size plays no part.
  ///
  /// Names are cleared of control characters, so that none of them reaches the terminal.
  ///
  /// - Parameters:
  ///   - columns: how many characters wide.
  ///   - rows: how many lines high.
  ///   - colors: what the terminal can show; `TerminalColors(environment:)` tells it.
  /// - Throws: `.invalidSize` where either is not from 1 to 1000, `.outOfRange` as
  ///   ``svg(idPrefix:)``.
  ///
  /// ```swift
  /// let figure = Figure(Panel([.line(Line(x: [0, 1], y: [0, 1]))]))
  /// let text = try figure.terminalText(columns: 60, rows: 15, colors: .none)
  /// assert(text.split(separator: "\n").count <= 15)
  /// ```
  public func terminalText(
    columns: Int = 80, rows: Int = 24, colors: TerminalColors = .trueColor
  ) throws(PlotError) -> String {
    guard (1...1000).contains(columns), (1...1000).contains(rows) else {
      throw PlotError(
        .invalidSize, "terminal", expected: "1 to 1000 columns and rows",
        found: "\(columns)×\(rows)")
    }
    try checkScales()
    var figure = self
    figure.width = Double(columns) * TerminalCanvas.cellWidth
    figure.height = Double(rows) * TerminalCanvas.cellHeight
    var canvas = TerminalCanvas(columns: columns, rows: rows, background: theme.background)
    FigurePainter(figure, .terminal).draw(on: &canvas)
    return try canvas.finish(colors, paper: theme.background)
  }
}
