import Matrices

extension MATObject {
  /// What is said behind the size and class: of the alias, and of what a class tells of the whole array.
  var notes: String {
    var notes = alias.map { ["alias " + $0.printable] } ?? []
    if className == "categorical",
      let array = try? MATCategoricalArray(matValue: .object(self))
    {
      if array.isOrdinal {
        notes.append("ordinal")
      } else if array.isProtected {
        notes.append("protected")
      }
      let names = array.categories.prefix(20).map(\.printable)
      let more = array.categories.count > names.count ? [" …"] : []
      notes.append(
        "categories " + (names + more).joined(separator: array.isOrdinal ? " < " : ", "))
    }
    return notes.map { ", " + $0 }.joined()
  }

  /// The elements of an array of times or categories, each as a person writes it; nil for other classes.
  func elementTexts() -> [String]? {
    let value = MATValue.object(self)
    switch className {
    case "datetime":
      return (try? MATDatetimeArray(matValue: value)).map { array in
        let zone = array.timeZone == nil ? "" : "Z"
        return array.milliseconds.elements.map { $0.isNaN ? "NaT" : Self.date($0) + zone }
      }
    case "duration":
      return (try? MATDurationArray(matValue: value)).map { array in
        array.milliseconds.elements.map { Self.duration($0, format: array.format ?? "") }
      }
    case "categorical":
      return (try? MATCategoricalArray(matValue: value)).map { array in
        array.labels.elements.map { $0?.printable ?? "<undefined>" }
      }
    default: return nil
    }
  }

  /// Milliseconds since 1970 as `2025-04-01 12:00:00`, with thousandths where there are any.
  private static func date(_ milliseconds: Double) -> String {
    let dayLength = 86_400_000.0
    let day = (milliseconds / dayLength).rounded(.down)
    // Beyond some 10⁵ years neither days nor milliseconds are exact.
    guard abs(day) < 1e8 else { return "\(milliseconds) ms" }
    let (year, month, dayOfMonth) = civilDate(day: Int(day))
    return "\(year.digits(4))-\(month.digits(2))-\(dayOfMonth.digits(2)) "
      + clock(milliseconds - day * dayLength)
  }

  /// The proleptic Gregorian date of a day counted from 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level
  /// Date Algorithms", `civil_from_days`).
  private static func civilDate(day: Int) -> (year: Int, month: Int, day: Int) {
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

  /// Milliseconds as hours, minutes and seconds.
  private static func clock(_ milliseconds: Double) -> String {
    let whole = Int(milliseconds.rounded(.down))
    let (seconds, thousandths) = (whole / 1000, whole % 1000)
    let text = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.digits(2) }
      .joined(separator: ":")
    return thousandths == 0 ? text : text + "." + thousandths.digits(3)
  }

  /// A length of time in the unit of its format, as MATLAB shows it.
  private static func duration(_ milliseconds: Double, format: String) -> String {
    guard milliseconds.isFinite else { return milliseconds.isNaN ? "NaN" : "\(milliseconds)" }
    let units = [
      "s": ("sec", 1000.0), "m": ("min", 60_000), "h": ("hr", 3_600_000),
      "d": ("days", 86_400_000), "y": ("yrs", 86_400_000 * 365.2425),
    ]
    if let (name, length) = units[format] {
      let count = milliseconds / length
      return (Int(exactly: count).map(String.init) ?? "\(count)") + " " + name
    }
    guard abs(milliseconds) < 1e15 else { return "\(milliseconds) ms" }
    return (milliseconds < 0 ? "-" : "") + clock(abs(milliseconds))
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
