import Matrices

extension MATDurationArray {
  /// Each element in the unit of the format, `1.5 hr`, or as hours, minutes and seconds.
  func texts() -> [String] {
    milliseconds.elements.map { Self.text($0, format: format ?? "") }
  }

  /// A remark on all elements together: a format that is no unit.
  var notes: [String] {
    guard let format, Self.units[format] == nil, format != "hh:mm:ss" else { return [] }
    return ["format \(format.printable)"]
  }

  private static let units = [
    "s": ("sec", 1000.0), "m": ("min", 60_000), "h": ("hr", 3_600_000),
    "d": ("days", 86_400_000), "y": ("yrs", 86_400_000 * 365.2425),
  ]

  private static func text(_ milliseconds: Double, format: String) -> String {
    guard milliseconds.isFinite else { return milliseconds.nonFiniteText }
    if let (name, length) = units[format] {
      return (milliseconds / length).shortText + " " + name
    }
    guard let time = ClockTime(milliseconds: abs(milliseconds)) else { return "\(milliseconds) ms" }
    let sign = milliseconds < 0 ? "-" : ""
    if format.hasPrefix("dd:") { return sign + "\(time.days):" + time.clockText(hours: time.hours) }
    let hours = time.days * 24 + time.hours
    return sign + time.clockText(hours: format.hasPrefix("mm:") && hours == 0 ? nil : hours)
  }
}

/// The texts of the class `calendarDuration`, whose elements are months, days and milliseconds.
struct CalendarDurationTexts {
  private let months: [Double]
  private let days: [Double]
  private let milliseconds: [Double]
  private let format: String
  private let count: Int

  /// Nil where the object is none, or not stored as expected.
  init?(_ object: MATObject) {
    guard object.className == "calendarDuration", let properties = object.properties,
      case .structure(let components)? = properties.scalar("components")
    else { return nil }
    count = object.size.reduce(1, *)
    var parts: [[Double]] = []
    for name in ["months", "days", "millis"] {
      guard case .numeric(let array)? = components.scalar(name),
        case .double(let numbers) = array.real,
        numbers.count == count || numbers.count == 1
      else { return nil }
      parts.append(numbers)
    }
    (months, days, milliseconds) = (parts[0], parts[1], parts[2])
    format = properties.text("fmt") ?? "ymdt"
  }

  /// Each element as MATLAB writes it, without what is zero: `1y 2mo 3d 4h`.
  var texts: [String] {
    (0..<count).map { index in
      let at = { (numbers: [Double]) in numbers[numbers.count == 1 ? 0 : index] }
      let (months, days, time) = (at(months), at(days), at(milliseconds))
      let sum = months + days + time
      guard sum.isFinite else { return sum.nonFiniteText }
      var parts: [String] = []
      add(months, [("y", 12), ("q", 3)], last: "mo", to: &parts)
      add(days, [("w", 7)], last: "d", to: &parts)
      if abs(time) < 1e15 {
        let units = [("h", 3_600_000.0), ("m", 60_000)]
        add(time, units, last: "s", divisor: 1000, isInFormat: true, to: &parts)
      } else {
        parts.append("\(time) ms")
      }
      return parts.isEmpty ? "0d" : parts.joined(separator: " ")
    }
  }

  /// Takes a number apart into units, the largest first: those that the format has, or all.
  private func add(
    _ number: Double, _ units: [(name: String, length: Double)], last: String,
    divisor: Double = 1, isInFormat: Bool = false, to parts: inout [String]
  ) {
    var rest = number
    for unit in units where isInFormat || format.contains(unit.name) {
      let count = (rest / unit.length).rounded(.towardZero)
      if count != 0 { parts.append(count.shortText + unit.name) }
      rest -= count * unit.length
    }
    if rest != 0 { parts.append((rest / divisor).shortText + last) }
  }
}

extension Double {
  /// A whole number without a point, any other with all its digits.
  fileprivate var shortText: String { Int(exactly: self).map(String.init) ?? "\(self)" }

  /// NaN and the infinities as MATLAB writes them.
  fileprivate var nonFiniteText: String { isNaN ? "NaN" : self < 0 ? "-Inf" : "Inf" }
}
