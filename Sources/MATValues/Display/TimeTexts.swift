import Foundation
import Matrices

extension MATDatetimeArray {
  /// Each element as a person writes it: in its time zone with the distance from UTC there,
  /// `2025-04-01 12:00:00 -04:00`, and with as many digits of a second as it has, down to the
  /// nanosecond.
  package func texts() -> [String] {
    let zone = ShownZone(timeZone)
    return milliseconds.elements.indices.map { index in
      let (number, correction) = (milliseconds.elements[index], corrections?.elements[index] ?? 0)
      guard number.isFinite else {
        return number.isNaN ? "NaT" : number < 0 ? "-Inf" : "Inf"
      }
      let shift = zone.secondsFromUTC(at: number)
      guard
        let moment = ClockTime(
          milliseconds: number, correction: correction, shift: shift.rounded(.towardZero))
      else { return "\(number) ms" }
      return moment.dateText + " " + moment.clockText(hours: moment.hours) + zone.suffix(shift)
    }
  }

  /// A remark on all elements together: the time zone and the format.
  var notes: [String] {
    var notes: [String] = []
    if let timeZone {
      notes.append("time zone \(timeZone.printable)" + ShownZone(timeZone).note)
    }
    if let format { notes.append("format \(format.printable)") }
    return notes
  }
}

/// How the times of a time zone are shown.
private enum ShownZone {
  /// None: as clocks show them.
  case unzoned
  /// So many seconds before UTC.
  case fixed(Int)
  case named(TimeZone)
  /// MATLAB's `UTCLeapSeconds`, in whose milliseconds leap seconds count.
  case leapSeconds
  /// One that this system does not know.
  case unknown

  init(_ name: String?) {
    switch name {
    case nil: self = .unzoned
    case "UTCLeapSeconds": self = .leapSeconds
    case "UTC", "GMT", "Z", "Etc/UTC": self = .fixed(0)
    case let name?:
      if let seconds = Self.seconds(name) {
        self = .fixed(seconds)
      } else if let zone = TimeZone(identifier: name) {
        self = .named(zone)
      } else {
        self = .unknown
      }
    }
  }

  /// The seconds of a distance from UTC as MATLAB writes it, `+05:30` or `-0800`; nil for anything
  /// else.
  private static func seconds(_ text: String) -> Int? {
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard digits.count == 4, digits.allSatisfy(\.isASCII), let number = Int(digits),
      number % 100 < 60
    else { return nil }
    return (sign == "-" ? -1 : 1) * (number / 100 * 3600 + number % 100 * 60)
  }

  /// The distance from UTC at a time in milliseconds since 1970.
  func secondsFromUTC(at milliseconds: Double) -> Double {
    switch self {
    case .unzoned, .leapSeconds, .unknown: 0
    case .fixed(let seconds): Double(seconds)
    case .named(let zone):
      // Beyond what a calendar of a time zone is made for, the zone's standard time stands.
      Double(
        zone.secondsFromGMT(
          for: Date(timeIntervalSince1970: min(max(milliseconds / 1000, -6e10), 2.5e11))))
    }
  }

  /// The distance as it stands behind a time.
  func suffix(_ seconds: Double) -> String {
    switch self {
    case .unzoned, .leapSeconds: return ""
    case .unknown: return "Z"
    case .fixed, .named:
      let whole = Int(seconds)
      guard whole != 0 else { return "Z" }
      let rest = whole.magnitude
      var text = (whole < 0 ? " -" : " +") + Int(rest / 3600).digits(2)
      text += ":" + Int(rest / 60 % 60).digits(2)
      return rest % 60 == 0 ? text : text + ":" + Int(rest % 60).digits(2)
    }
  }

  /// A remark on the zone besides its name.
  var note: String {
    switch self {
    case .unzoned, .fixed, .named: ""
    case .leapSeconds: " (shown as stored: leap seconds are not taken out)"
    case .unknown: " (not known here: shown in UTC)"
    }
  }
}

/// A time as a day and the nanoseconds since its beginning.
struct ClockTime {
  private let day: Int
  private let nanoseconds: Int

  private static let nanosecondsPerDay = 86_400_000_000_000

  /// Milliseconds since 1970 and a correction to them, moved on by so many seconds; nil beyond some
  /// 10⁵ years, where neither days nor milliseconds are exact.
  init?(milliseconds: Double, correction: Double = 0, shift: Double = 0) {
    let dayLength = 86_400_000.0
    let day = (milliseconds / dayLength).rounded(.down)
    guard abs(day) < 1e8, abs(correction) < 1e9, abs(shift) < 1e6 else { return nil }
    // Exact: a multiple of the last bit of `milliseconds`, and smaller.
    let rest = milliseconds - day * dayLength
    let whole = rest.rounded(.down)
    let fraction = ((rest - whole + correction) * 1e6).rounded()
    let count = Int(whole) * 1_000_000 + Int(fraction) + Int(shift) * 1_000_000_000
    let days =
      count >= 0 ? count / Self.nanosecondsPerDay : -1 - (-1 - count) / Self.nanosecondsPerDay
    self.day = Int(day) + days
    nanoseconds = count - days * Self.nanosecondsPerDay
  }

  /// The whole hours since the beginning of the day.
  var hours: Int { nanoseconds / 3_600_000_000_000 }

  /// The whole days since 1970, for a length of time.
  var days: Int { day }

  /// `2025-04-01`
  var dateText: String {
    let (year, month, dayOfMonth) = civilDate
    return "\(year.digits(4))-\(month.digits(2))-\(dayOfMonth.digits(2))"
  }

  /// Hours, minutes and seconds, with as many decimals as there are: three, or down to the
  /// nanosecond.
  func clockText(hours: Int?) -> String {
    let seconds = nanoseconds / 1_000_000_000
    var parts = [seconds / 60 % 60, seconds % 60]
    if let hours { parts.insert(hours, at: 0) } else { parts[0] = (seconds / 60) }
    let text = parts.map { $0.digits(2) }.joined(separator: ":")
    let fraction = nanoseconds % 1_000_000_000
    if fraction == 0 { return text }
    if fraction % 1_000_000 == 0 { return text + "." + (fraction / 1_000_000).digits(3) }
    return text + "." + fraction.digits(9).trimmingZeros
  }

  /// The proleptic Gregorian date of the day (H. Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", `civil_from_days`).
  private var civilDate: (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Years begin in March, so that the day that leap years add is their last.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}

extension Int {
  /// The number with zeros before it up to so many digits.
  fileprivate func digits(_ count: Int) -> String {
    let text = String(magnitude)
    let zeros = String(repeating: "0", count: Swift.max(0, count - text.count))
    return (self < 0 ? "-" : "") + zeros + text
  }
}

extension String {
  /// Digits behind a point without the zeros at their end.
  fileprivate var trimmingZeros: String {
    String(reversed().drop { $0 == "0" }.reversed())
  }
}
