/// The ticks and the label of one axis, for an axis of about a given length.
struct AxisDecoration {
  private(set) var ticks = Ticks(major: [], minor: [])
  /// Whether tick labels run upwards, as they do below an axis whose names are too long.
  private(set) var isTurned = false
  /// The label with the ticks' note, or nil.
  private(set) var label: String?
  /// By how much tick labels stand out beyond the ends of a horizontal axis.
  private(set) var overhang = (start: 0.0, end: 0.0)
  /// The room that tick labels take across the axis.
  private(set) var labelDepth = 0.0

  init(
    _ axis: Axis, _ limits: ClosedRange<Double>, length: Double, isVertical: Bool,
    _ type: Typography, _ detail: Detail
  ) {
    guard detail != .bare else { return }
    if let categories = axis.categories {
      setCategories(categories.map(\.printable), limits, length, isVertical, type)
    } else if isVertical {
      ticks = Self.ticks(axis.scale, limits, atMost: Self.verticalLimit(length, type))
    } else {
      setHorizontalTicks(axis.scale, limits, length, type)
    }
    let widths = ticks.major.map { type.width($0.label, type.tick) }
    labelDepth = isVertical || isTurned ? widths.max() ?? 0 : ticks.major.isEmpty ? 0 : type.tick
    if !isVertical { setOverhang(axis, limits, length, type) }
    guard detail == .full else { return }
    let text = [axis.label?.printable, ticks.note.map { axis.label == nil ? $0 : "(\($0))" }]
    let whole = text.compactMap(\.self).joined(separator: " ")
    label = whole.isEmpty ? nil : type.metrics.truncated(whole, size: type.label, to: length)
  }

  /// The room that the axis takes beside the plot.
  func depth(_ type: Typography) -> Double {
    var depth = labelDepth > 0 ? type.tickLength + type.gap + labelDepth : 0
    if label != nil { depth += type.gap * 1.5 + type.label }
    return depth
  }

  private static func ticks(
    _ scale: Axis.Scale, _ limits: ClosedRange<Double>, atMost limit: Int
  ) -> Ticks {
    switch scale {
    case .linear: .linear(limits, atMost: limit)
    case .logarithmic: .logarithmic(limits, atMost: limit)
    }
  }

  /// A tick about every four lines of text.
  private static func verticalLimit(_ length: Double, _ type: Typography) -> Int {
    max(Int(length / (type.tick * 3.5)), 2)
  }

  /// As many ticks as have room for their labels side by side.
  private mutating func setHorizontalTicks(
    _ scale: Axis.Scale, _ limits: ClosedRange<Double>, _ length: Double, _ type: Typography
  ) {
    var limit = min(max(Int(length / (type.tick * 4)), 2), 12)
    while true {
      ticks = Self.ticks(scale, limits, atMost: limit)
      guard limit > 2, !fitsSideBySide(limits, scale, length, type) else { return }
      limit -= 1
    }
  }

  private func fitsSideBySide(
    _ limits: ClosedRange<Double>, _ scale: Axis.Scale, _ length: Double, _ type: Typography
  ) -> Bool {
    let mapping = AxisMapping(limits, scale, start: 0, end: length)
    var end = -Double.infinity
    for tick in ticks.major {
      let (middle, half) = (mapping.position(tick.value), type.width(tick.label, type.tick) / 2)
      guard middle - half >= end + type.tick * 0.7 else { return false }
      end = middle + half
    }
    return true
  }

  /// Names side by side where all fit; else upwards; else every second, fifth, …
  private mutating func setCategories(
    _ names: [String], _ limits: ClosedRange<Double>, _ length: Double, _ isVertical: Bool,
    _ type: Typography
  ) {
    let longest = type.tick * (isVertical ? 12 : 10)
    let lines = max(Int(length / (type.tick * 1.3)), 1)
    ticks = .categories(names, limits, atMost: max(names.count, 1))
    let fits = ticks.major.count <= lines
    if !isVertical, fits, fitsSideBySide(limits, .linear, length, type) { return }
    isTurned = !isVertical
    if !fits {
      ticks = .categories(names, limits, atMost: lines)
      // Numbers far enough apart may lie flat after all.
      if !isVertical, fitsSideBySide(limits, .linear, length, type) { isTurned = false }
    }
    for index in ticks.major.indices {
      ticks.major[index].label = type.metrics.truncated(
        ticks.major[index].label, size: type.tick, to: longest)
    }
  }

  private mutating func setOverhang(
    _ axis: Axis, _ limits: ClosedRange<Double>, _ length: Double, _ type: Typography
  ) {
    let mapping = AxisMapping(
      limits, axis.scale, start: axis.isReversed ? length : 0, end: axis.isReversed ? 0 : length)
    for tick in ticks.major {
      let half = isTurned ? type.tick / 2 : type.width(tick.label, type.tick) / 2
      let middle = mapping.position(tick.value)
      overhang.start = max(overhang.start, half - middle)
      overhang.end = max(overhang.end, middle + half - length)
    }
  }
}
