/// How the numbers of one axis become pixels.
struct AxisMapping: Sendable {
  /// The numbers at the two ends, as the axis shows them.
  let limits: ClosedRange<Double>
  let scale: Axis.Scale
  /// The pixel of the lower limit, and of the upper.
  let start: Double
  let end: Double
  private let origin: Double
  private let factor: Double

  /// A mapping of finite limits that differ, positive ones on a logarithmic axis.
  init(_ limits: ClosedRange<Double>, _ scale: Axis.Scale, start: Double, end: Double) {
    self.limits = limits
    self.scale = scale
    self.start = start
    self.end = end
    origin = Self.transformed(limits.lowerBound, scale)
    factor = (end - start) / (Self.transformed(limits.upperBound, scale) - origin)
  }

  /// The pixel of a number; not a number where the axis has no place for it.
  func position(_ value: Double) -> Double {
    let pixel = start + (Self.transformed(value, scale) - origin) * factor
    // Far enough outside to be clipped, near enough to compute with.
    return pixel.isNaN ? pixel : min(max(pixel, -1e7), 1e7)
  }

  func contains(_ value: Double) -> Bool { limits.contains(value) }

  // Halves, so that limits as far apart as doubles go don't overflow.
  private static func transformed(_ value: Double, _ scale: Axis.Scale) -> Double {
    switch scale {
    case .linear: value.isFinite ? value / 2 : .nan
    case .logarithmic: value > 0 && value.isFinite ? Elementary.logarithm10(value) : .nan
    }
  }
}

/// The least and the greatest number that something shows along an axis.
struct Extent: Hashable, Sendable {
  private(set) var range: ClosedRange<Double>?

  /// Takes in a number, if it is finite and, on a logarithmic axis, positive.
  mutating func include(_ value: Double, _ scale: Axis.Scale) {
    guard value.isFinite, scale == .linear || value > 0 else { return }
    guard let known = range else {
      range = value...value
      return
    }
    if value < known.lowerBound { range = value...known.upperBound }
    if value > known.upperBound { range = known.lowerBound...value }
  }

  mutating func include(_ values: [Double], _ scale: Axis.Scale) {
    for value in values { include(value, scale) }
  }
}

extension Axis {
  /// The limits to draw: the ones asked for where they can be had, else the data's with a margin on
  /// either side as a fraction of their span; always finite and apart.
  func resolvedLimits(_ extent: Extent, margins: (lower: Double, upper: Double)) -> ClosedRange<
    Double
  > {
    let asked = (usable(limits?.lowerBound), usable(limits?.upperBound))
    if let categories, extent.range == nil, !categories.isEmpty {
      return -0.5...(Double(categories.count) - 0.5)
    }
    let data = extent.range ?? (scale == .linear ? 0...1 : 1...10)
    let padded = Self.widened(data, scale, margins)
    let lower = asked.0 ?? padded.lowerBound
    let upper = asked.1 ?? padded.upperBound
    guard lower < upper else {
      return Self.widened(Swift.min(lower, upper)...Swift.max(lower, upper), scale, (0, 0))
    }
    return Self.apart(lower...upper, scale)
  }

  private func usable(_ bound: Double?) -> Double? {
    guard let bound, bound.isFinite, scale == .linear || bound > 0 else { return nil }
    return bound
  }

  private static func widened(
    _ range: ClosedRange<Double>, _ scale: Scale, _ margins: (lower: Double, upper: Double)
  ) -> ClosedRange<Double> {
    let apart = apart(range, scale)
    let (a, b) = (apart.lowerBound, apart.upperBound)
    switch scale {
    case .linear:
      let span = b / 2 - a / 2
      let most = Double.greatestFiniteMagnitude
      return Swift.max(
        a - span * 2 * margins.lower, -most)...Swift.min(
          b + span * 2 * margins.upper, most)
    case .logarithmic:
      let decades = Elementary.logarithm10(b) - Elementary.logarithm10(a)
      return Swift.max(
        Elementary.power(10, Elementary.logarithm10(a) - decades * margins.lower),
        .leastNormalMagnitude)...Swift.min(
          Elementary.power(10, Elementary.logarithm10(b) + decades * margins.upper),
          .greatestFiniteMagnitude)
    }
  }

  /// The range itself, or one around its middle where its ends are too close for numbers between them
  /// to be told apart.
  private static func apart(_ range: ClosedRange<Double>, _ scale: Scale) -> ClosedRange<Double> {
    let (a, b) = (range.lowerBound, range.upperBound)
    let size = Swift.max(abs(a), abs(b))
    switch scale {
    case .linear:
      guard b / 2 - a / 2 <= size * 1e-12 || b - a < 1e-300 else { return range }
      let reach = size < 1e-290 ? 1 : size * 0.1
      let most = Double.greatestFiniteMagnitude
      return Swift.max(a - reach, -most)...Swift.min(b + reach, most)
    case .logarithmic:
      let least = Swift.max(a, 1e-307)
      guard Elementary.logarithm10(b) - Elementary.logarithm10(least) <= 1e-9 else {
        return least...b
      }
      return Swift.max(
        least / 10.0.squareRoot(), 1e-307)...Swift.min(
          Swift.max(b, 1e-307) * 10.0.squareRoot(), .greatestFiniteMagnitude)
    }
  }
}
