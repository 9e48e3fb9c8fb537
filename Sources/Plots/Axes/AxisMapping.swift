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
  /// either side as a fraction of their span; always finite and apart, and on a logarithmic axis
  /// from 10⁻³⁰⁰ to 10³⁰⁰.
  func resolvedLimits(
    _ extent: Extent, margins: (lower: Double, upper: Double)
  ) -> ClosedRange<Double> {
    if let categories, extent.range == nil, !categories.isEmpty {
      return -0.5...(Double(categories.count) - 0.5)
    }
    let asked = (lower: usable(limits?.lowerBound), upper: usable(limits?.upperBound))
    let data = extent.range ?? (scale == .linear ? 0...1 : 1...10)
    let padded = Interval(data, scale).apart.widened(margins).range
    let lower = asked.lower ?? padded.lowerBound
    let upper = asked.upper ?? padded.upperBound
    let chosen = Interval(min(lower, upper)...max(lower, upper), scale)
    // Through logarithms and back numbers may change in their last place; these stay as they are.
    return chosen.isApart && lower < upper ? lower...upper : chosen.apart.range
  }

  /// True if limits are far enough apart to be drawn; nearer ones are replaced.
  package func canShow(_ limits: ClosedRange<Double>) -> Bool { Interval(limits, scale).isApart }

  private func usable(_ bound: Double?) -> Double? {
    guard let bound, bound.isFinite else { return nil }
    return scale == .linear ? bound : bound > 0 ? bound.clamped(to: 1e-300...1e300) : nil
  }
}

/// The ends of an axis as it measures lengths: the numbers themselves, or their logarithms.
private struct Interval {
  private let scale: Axis.Scale
  private let lower: Double
  private let upper: Double

  init(_ range: ClosedRange<Double>, _ scale: Axis.Scale) {
    let transform = { (bound: Double) in
      scale == .linear ? bound : Elementary.logarithm10(max(bound, .leastNormalMagnitude))
    }
    self.init(transform(range.lowerBound), transform(range.upperBound), scale)
  }

  private init(_ lower: Double, _ upper: Double, _ scale: Axis.Scale) {
    let most = scale == .linear ? Double.greatestFiniteMagnitude : 300
    self.scale = scale
    self.lower = lower.clamped(to: -most...most)
    self.upper = upper.clamped(to: -most...most)
  }

  /// The numbers at the ends.
  var range: ClosedRange<Double> {
    scale == .linear
      ? lower...upper : Elementary.power(10, lower)...Elementary.power(10, upper)
  }

  /// True if numbers between the ends can be told apart.
  var isApart: Bool {
    upper / 2 - lower / 2 > max(abs(lower), abs(upper)) * 1e-12 && upper - lower >= 1e-300
  }

  /// The interval itself where its ends are apart, else one around its middle.
  var apart: Interval {
    guard !isApart else { return self }
    let size = max(abs(lower), abs(upper))
    let reach = scale == .logarithmic ? 0.5 : size < 1e-290 ? 1 : size * 0.1
    return Interval(lower - reach, upper + reach, scale)
  }

  /// The interval with margins as fractions of its length.
  func widened(_ margins: (lower: Double, upper: Double)) -> Interval {
    // Of the half, so that limits as far apart as doubles go don't overflow.
    let half = upper / 2 - lower / 2
    return Interval(lower - half * (2 * margins.lower), upper + half * (2 * margins.upper), scale)
  }
}
