import CCairo

/// A canvas that draws on a Cairo surface: an image or a PDF file.
struct CairoCanvas: ~Copyable, Canvas {
  let metrics: TextMetrics
  let isCoarse: Bool
  let keepsShapes: Bool
  private let surface: CairoSurface
  private let owner: CairoContext

  /// The least width of a line on coarse pixels.
  private static let coarseWidth = 5.0
  /// The least size of a marker on coarse pixels.
  private static let coarseMarker = 9.0

  /// Draws on a surface that has `scale` of its units to the pixel, and at its corner `origin`.
  init(
    _ surface: consuming CairoSurface, scale: (x: Double, y: Double),
    origin: Point = Point(x: 0, y: 0), keepsShapes: Bool, isCoarse: Bool = false
  ) {
    owner = CairoContext(surface)
    self.surface = surface
    self.keepsShapes = keepsShapes
    self.isCoarse = isCoarse
    metrics = .dejaVuSans
    let context = unsafe owner.handle
    unsafe cairo_scale(context, scale.x, scale.y)
    unsafe cairo_translate(context, -origin.x, -origin.y)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    unsafe cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
    // Set, so that the machine's own settings change nothing.
    let options = unsafe cairo_font_options_create()
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
  }

  /// Gives the surface back, with everything drawn.
  consuming func finish() throws(PlotError) -> CairoSurface {
    try checkCairo(unsafe cairo_status(owner.handle))
    return surface
  }

  /// A copy of the pixels of an image drawn on.
  func pixels() -> PixelImage { surface.pixels() }

  mutating func fill(_ outlines: [Polyline], _ color: Color) {
    setSource(color)
    addPath(outlines)
    unsafe cairo_fill(context)
  }

  mutating func stroke(_ lines: [Polyline], _ stroke: Stroke) {
    setSource(stroke.color)
    let width = isCoarse ? max(stroke.width, Self.coarseWidth) : stroke.width
    unsafe cairo_set_line_width(context, width)
    let pattern = stroke.pattern.map { $0 * max(width, 1) }
    unsafe cairo_set_dash(context, pattern, Int32(pattern.count), 0)
    addPath(lines)
    unsafe cairo_stroke(context)
  }

  mutating func draw(_ marker: MarkerStyle, at points: [Point]) {
    let size = isCoarse ? max(marker.size, Self.coarseMarker) : marker.size
    let corners = marker.marker.corners.map { Point(x: $0.x * size, y: $0.y * size) }
    // Coarse pixels have room for the marker alone.
    let outlineWidth = isCoarse && marker.marker != .ring ? 0 : marker.outlineWidth
    unsafe cairo_set_line_width(context, outlineWidth)
    unsafe cairo_set_dash(context, nil, 0, 0)
    // One path for all, as in SVG: first the insides, then the outlines.
    for point in points { addMarker(corners, size / 2, point) }
    if marker.marker != .ring {
      setSource(marker.fill)
      unsafe cairo_fill_preserve(context)
    }
    if outlineWidth > 0 {
      setSource(marker.outline)
      unsafe cairo_stroke_preserve(context)
    }
    unsafe cairo_new_path(context)
  }

  mutating func draw(_ image: PixelImage, in rect: Rect) {
    guard image.width > 0, image.height > 0 else { return }
    let source = CairoSurface(image)
    unsafe cairo_save(context)
    unsafe cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    unsafe cairo_clip(context)
    unsafe cairo_translate(context, rect.x, rect.y)
    unsafe cairo_scale(
      context, rect.width / Double(image.width), rect.height / Double(image.height))
    unsafe cairo_set_source_surface(context, source.handle, 0, 0)
    let pattern = unsafe cairo_get_source(context)
    unsafe cairo_pattern_set_filter(
      pattern, isEnlarged(image) ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
    unsafe cairo_paint(context)
    unsafe cairo_restore(context)
  }

  mutating func draw(_ text: TextRun) {
    let string = text.string.printable
    setSource(text.color)
    let width = width(of: string, size: text.size)
    let start: Double =
      switch text.anchor {
      case .start: 0
      case .middle: -width / 2
      case .end: -width
      }
    unsafe cairo_save(context)
    unsafe cairo_translate(context, text.position.x, text.position.y)
    if text.isVertical { unsafe cairo_rotate(context, -.pi / 2) }
    unsafe cairo_move_to(context, start, 0)
    unsafe cairo_show_text(context, string)
    unsafe cairo_restore(context)
    unsafe cairo_new_path(context)
  }

  /// The width of a text in the font that Cairo has, which may not be the one the layout was made
  /// for; sets the font's size.
  func width(of text: String, size: Double) -> Double {
    var extents = cairo_text_extents_t()
    unsafe cairo_set_font_size(context, size)
    unsafe cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  mutating func beginClip(_ rect: Rect) {
    unsafe cairo_save(context)
    unsafe cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    unsafe cairo_clip(context)
  }

  mutating func endClip() {
    unsafe cairo_restore(context)
  }
}

extension CairoCanvas {
  private var context: OpaquePointer { unsafe owner.handle }

  private func setSource(_ color: Color) {
    unsafe cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255,
      Double(color.alpha) / 255)
  }

  private func addPath(_ lines: [Polyline]) {
    unsafe cairo_new_path(context)
    for line in lines {
      guard let first = line.points.first else { continue }
      unsafe cairo_move_to(context, first.x, first.y)
      for point in line.points.dropFirst() { unsafe cairo_line_to(context, point.x, point.y) }
      if line.isClosed { unsafe cairo_close_path(context) }
    }
  }

  private func addMarker(_ corners: [Point], _ radius: Double, _ point: Point) {
    unsafe cairo_new_sub_path(context)
    if corners.isEmpty {
      unsafe cairo_arc(context, point.x, point.y, radius, 0, 2 * .pi)
    }
    for corner in corners {
      unsafe cairo_line_to(context, point.x + corner.x, point.y + corner.y)
    }
    unsafe cairo_close_path(context)
  }

  /// True if an image drawn in the context's present units has pixels larger than the surface's.
  private func isEnlarged(_ image: PixelImage) -> Bool {
    var (x, y) = (1.0, 1.0)
    unsafe cairo_user_to_device_distance(context, &x, &y)
    return keepsShapes || (abs(x) >= 1 && abs(y) >= 1)
  }
}

/// The owner of a Cairo context, which draws on a surface; it destroys the context.
@safe private struct CairoContext: ~Copyable {
  /// The handle, lent: it dies with this value. It keeps the surface alive.
  let handle: OpaquePointer

  init(_ surface: borrowing CairoSurface) {
    unsafe handle = cairo_create(surface.handle)
  }

  deinit { unsafe cairo_destroy(handle) }
}
