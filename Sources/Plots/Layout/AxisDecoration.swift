/// The ticks and the label of one axis, for an axis of about a given length.
struct AxisDecoration {
  private let isVertical: Bool
  private(set) var ticks = Ticks(major: [], minor: [])
  /// True if tick labels run upwards, as they do below an axis whose names are too long.
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
    self.isVertical = isVertical
    guard detail != .bare else { return }
    let labelRoom = isVertical ? length / type.uprightStretch : length
    if let categories = axis.categories {
      setCategories(categories.map(\.printable), limits, length, type)
    } else {
      setTicks(axis, limits, length, type, allowsNote: true)
      // A label whose note has no room would say a wrong number.
      if let note = ticks.note, detail != .full || type.width("(\(note))", type.label) > labelRoom {
        setTicks(axis, limits, length, type, allowsNote: false)
      }
    }
    let widths = ticks.major.map { type.width($0.label, type.tick) }
    let widest = widths.max() ?? 0
    labelDepth =
      isVertical ? widest : isTurned ? widest * type.uprightStretch : widths.isEmpty ? 0 : type.tick
    if !isVertical { setOverhang(axis, limits, length, type) }
    guard detail == .full else { return }
    setLabel(axis.label?.printable, labelRoom, type)
  }

  /// The label, cut where it is too long, and the whole of the ticks' note.
  private mutating func setLabel(_ name: String?, _ room: Double, _ type: Typography) {
    let note = ticks.note.map { name == nil ? $0 : " (\($0))" } ?? ""
    let nameRoom = room - type.width(note, type.label)
    let cut = name.map { type.metrics.truncated($0, size: type.label, to: nameRoom) } ?? ""
    label = cut + note
    if label?.isEmpty == true { label = nil }
  }

  /// The room that the axis takes beside the plot.
  func depth(_ type: Typography) -> Double {
    let gap = isVertical ? type.sideGap : type.gap
    var depth = labelDepth > 0 ? type.tickLength + gap + labelDepth : 0
    if label != nil { depth += gap * 1.5 + type.label }
    return depth
  }

  /// A tick about every four lines of text, or as many as have room for their labels side by side.
  private mutating func setTicks(
    _ axis: Axis, _ limits: ClosedRange<Double>, _ length: Double, _ type: Typography,
    allowsNote: Bool
  ) {
    let spacing = type.tick * (isVertical ? 3.5 : 4)
    var limit = min(max(Int(length / spacing), 2), 12)
    while true {
      ticks = axis.ticks(limits, atMost: limit, allowsNote: allowsNote)
      guard limit > 1, !fits(limits, axis.scale, length, type) else { return }
      limit -= 1
    }
  }

  /// True if labels stand apart along the axis.
  private func fits(
    _ limits: ClosedRange<Double>, _ scale: Axis.Scale, _ length: Double, _ type: Typography
  ) -> Bool {
    let mapping = AxisMapping(limits, scale, start: 0, end: length)
    let gap = isVertical ? 0 : type.tick * 0.7
    var end = -Double.infinity
    for tick in ticks.major {
      let half = (isVertical ? type.tick : type.width(tick.label, type.tick)) / 2
      let middle = mapping.position(tick.value)
      guard middle - half >= end + gap else { return false }
      end = middle + half
    }
    return true
  }

  /// Names side by side where all fit; else upwards; else every second, fifth, …
  private mutating func setCategories(
    _ names: [String], _ limits: ClosedRange<Double>, _ length: Double, _ type: Typography
  ) {
    let longest = type.tick * (isVertical ? 12 : 10 / type.uprightStretch)
    let lines = max(Int(length / (type.tick * 1.3)), 1)
    ticks = .categories(names, limits, atMost: max(names.count, 1))
    let hasLines = ticks.major.count <= lines
    if !isVertical, hasLines, fits(limits, .linear, length, type) { return }
    isTurned = !isVertical
    if !hasLines {
      ticks = .categories(names, limits, atMost: lines)
      // Numbers far enough apart may lie flat after all.
      if !isVertical, fits(limits, .linear, length, type) { isTurned = false }
    }
    for index in ticks.major.indices {
      ticks.major[index].label = type.metrics.shortened(
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

extension Axis {
  /// The ticks between two limits.
  fileprivate func ticks(
    _ limits: ClosedRange<Double>, atMost limit: Int, allowsNote: Bool
  ) -> Ticks {
    switch scale {
    case .linear: .linear(limits, atMost: limit, isWhole: isWhole, allowsNote: allowsNote)
    case .logarithmic:
      .logarithmic(limits, atMost: limit, isWhole: isWhole, allowsNote: allowsNote)
    }
  }
}
