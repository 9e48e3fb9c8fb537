internal import CCairo

/// The C library that draws for Plots.
package enum PlotsLibraries {
  /// Its version by its name, such as 1.16.0 for libcairo.
  package static var versions: [String: String] {
    unsafe ["libcairo": String(cString: cairo_version_string())]
  }
}
