extension Ticks {
  /// Powers of ten between two limits, at most `limit` of them; where there are fewer than three,
  /// also their double and fivefold if there is room, or round numbers where the limits are less
  /// than a decade apart. Whatever the room, no decade of several is without a label.
  ///
  /// Limits must be finite, positive and differ.
  static func logarithmic(
    _ limits: ClosedRange<Double>, atMost limit: Int, isWhole: Bool = false,
    allowsNote: Bool = true
  ) -> Ticks {
    let first = Int((Elementary.logarithm10(limits.lowerBound) - 1e-9).rounded(.up))
    let last = Int((Elementary.logarithm10(limits.upperBound) + 1e-9).rounded(.down))
    let few = multiples([1, 2, 5], first - 1...last + 1, limits)
    // Two powers of ten say more of two decades than round numbers, which all lie in the upper one.
    if last - first >= 2 || last > first && (limit < 4 || few.count > limit) {
      var stride = 1
      while (last - first) / stride + 1 > max(limit, 2) { stride += 1 }
      let powers = Swift.stride(from: first, through: last, by: stride)
      let isPlain = powers.allSatisfy { (-2...3).contains($0) }
      return Ticks(
        major: powers.map { Tick(value: power10($0), label: power($0, isPlain: isPlain)) },
        minor: stride == 1 && last - first <= 8
          ? multiples(2...9, first - 1...last, limits) : [])
    }
    guard few.count >= 3 else {
      return linear(limits, atMost: limit, isWhole: isWhole, allowsNote: allowsNote)
    }
    // The first, the last and some between where there is no room for all.
    let count = min(few.count, max(limit, 2))
    let shown = (0..<count).map { few[$0 * (few.count - 1) / (count - 1)] }
    let format = { (value: Double) in
      let exponent = Int((Elementary.logarithm10(value) + 1e-9).rounded(.down))
      let mantissa = Int((value / power10(exponent)).rounded())
      return (-3...5).contains(exponent)
        ? TickFormat.decimal(mantissa, exponent)
        : "\(mantissa)×10" + TickFormat.superscript(exponent)
    }
    return Ticks(
      major: shown.map { Tick(value: $0, label: format($0)) },
      minor: multiples(1...9, first - 1...last + 1, limits).filter { !shown.contains($0) })
  }

  private static func power(_ exponent: Int, isPlain: Bool) -> String {
    isPlain ? TickFormat.decimal(1, exponent) : "10" + TickFormat.superscript(exponent)
  }

  /// The given multiples of powers of ten that lie between two limits.
  private static func multiples(
    _ factors: some Sequence<Int>, _ exponents: ClosedRange<Int>, _ limits: ClosedRange<Double>
  ) -> [Double] {
    let (least, greatest) = (limits.lowerBound * (1 - 1e-9), limits.upperBound * (1 + 1e-9))
    var multiples: [Double] = []
    for exponent in exponents {
      let power = DecimalStep(mantissa: 1, exponent: exponent)
      for factor in factors {
        let value = power.value(factor)
        if value >= least && value <= greatest { multiples.append(value) }
      }
    }
    return multiples
  }
}
