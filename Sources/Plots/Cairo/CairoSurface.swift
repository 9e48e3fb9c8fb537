import CCairo

/// The owner of a Cairo surface, an image or a PDF file; it destroys the surface.
@safe struct CairoSurface: ~Copyable {
  /// The handle, lent: it dies with this value.
  let handle: OpaquePointer
  /// Where a PDF's bytes go as Cairo writes them.
  private let sink: ByteSink?

  /// An image of a size in pixels, black and clear.
  ///
  /// A surface that Cairo could not make is one in a state of failure; `checkStatus()` tells.
  init(width: Int, height: Int, isOpaque: Bool) {
    unsafe handle = cairo_image_surface_create(
      isOpaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, Int32(clamping: width),
      Int32(clamping: height))
    sink = nil
  }

  /// A PDF file of one page of a size in points, with a title.
  init(pdfWidth width: Double, height: Double, title: String) {
    let sink = ByteSink()
    self.sink = sink
    unsafe handle = cairo_pdf_surface_create_for_stream(
      ByteSink.write, Unmanaged.passUnretained(sink).toOpaque(), width, height)
    unsafe cairo_pdf_surface_set_metadata(handle, CAIRO_PDF_METADATA_TITLE, title)
    // Cairo writes the time of day unless it is given a date. A fixed one keeps the bytes the same.
    unsafe cairo_pdf_surface_set_metadata(
      handle, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
  }

  deinit { unsafe cairo_surface_destroy(handle) }

  /// Throws what Cairo says of a surface on which something failed.
  func checkStatus() throws(PlotError) {
    try checkCairo(unsafe cairo_surface_status(handle))
  }

  /// Completes a PDF file and gives its bytes.
  consuming func finishPDF() throws(PlotError) -> [UInt8] {
    unsafe cairo_surface_finish(handle)
    try checkStatus()
    return sink?.bytes ?? []
  }

  /// An image's bytes as a PNG file.
  func png() throws(PlotError) -> [UInt8] {
    let sink = ByteSink()
    try checkCairo(
      unsafe cairo_surface_write_to_png_stream(
        handle, ByteSink.write, Unmanaged.passUnretained(sink).toOpaque()))
    return sink.bytes
  }

  /// A copy of an image's pixels; empty where Cairo could not make the image.
  func pixels() -> PixelImage {
    unsafe cairo_surface_flush(handle)
    guard let data = unsafe cairo_image_surface_get_data(handle) else {
      return PixelImage(width: 0, height: 0, pixels: [])
    }
    let (width, height) = unsafe (
      Int(cairo_image_surface_get_width(handle)), Int(cairo_image_surface_get_height(handle))
    )
    let stride = unsafe Int(cairo_image_surface_get_stride(handle))
    var pixels: [UInt32] = []
    pixels.reserveCapacity(width * height)
    for row in 0..<height {
      for column in 0..<width {
        unsafe pixels.append(
          UnsafeRawPointer(data).load(fromByteOffset: row * stride + column * 4, as: UInt32.self))
      }
    }
    return PixelImage(width: width, height: height, pixels: pixels)
  }

  /// An image surface with the given pixels; one without alpha where all are opaque.
  init(_ image: PixelImage) {
    self.init(width: image.width, height: image.height, isOpaque: image.isOpaque)
    guard let data = unsafe cairo_image_surface_get_data(handle) else { return }
    let stride = unsafe Int(cairo_image_surface_get_stride(handle))
    unsafe image.pixels.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      for row in 0..<image.height {
        unsafe UnsafeMutableRawPointer(data + row * stride).copyMemory(
          from: start + row * image.width * 4, byteCount: image.width * 4)
      }
    }
    unsafe cairo_surface_mark_dirty(handle)
  }
}

/// Throws what Cairo says of a status that is not success.
func checkCairo(_ status: cairo_status_t) throws(PlotError) {
  guard status != CAIRO_STATUS_SUCCESS else { return }
  throw PlotError(
    .renderingFailed, "Cairo", found: unsafe String(cString: cairo_status_to_string(status)))
}

/// Collects the bytes that Cairo writes.
private final class ByteSink {
  var bytes: [UInt8] = []

  /// The callback that Cairo writes to, with the sink as its closure.
  static let write: cairo_write_func_t = { closure, data, count in
    guard let closure = unsafe closure, let data = unsafe data else {
      return CAIRO_STATUS_WRITE_ERROR
    }
    let sink = unsafe Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    unsafe sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }
}
