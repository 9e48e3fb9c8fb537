public import Foundation
public import Matrices

extension MATDatetimeArray {
  /// The points in time of dates, nil for `NaT`; without a time zone as clocks in UTC show them.
  ///
  /// Nothing of a date is rounded: what milliseconds cannot hold becomes a correction.
  public init(_ dates: NDArray<Date?>, timeZone: String? = nil, format: String? = nil) {
    let parts = dates.map { date in
      date.map(Self.milliseconds) ?? (Double.nan, 0)
    }
    let corrections = parts.map(\.1)
    self.init(
      milliseconds: parts.map(\.0),
      corrections: corrections.elements.allSatisfy { $0 == 0 } ? nil : corrections,
      timeZone: timeZone, format: format)
  }

  /// A column of points in time.
  ///
  /// ```swift
  /// import Foundation
  ///
  /// let times = MATDatetimeArray([Date(timeIntervalSince1970: 1.5), nil], timeZone: "UTC")
  /// assert(times.size == [2, 1] && times.milliseconds[0, 0] == 1500)
  /// ```
  public init(_ dates: [Date?], timeZone: String? = nil, format: String? = nil) {
    self.init(
      NDArray(size: [dates.count, 1], elements: dates), timeZone: timeZone, format: format)
  }

  /// The points in time as dates that are as near as can be, and exactly those that the array was made of; nil
  /// for `NaT`.
  var exactDates: [Date?] {
    milliseconds.elements.indices.map { index in
      let (high, low) = (milliseconds.elements[index], corrections?.elements[index] ?? 0)
      return high.isNaN ? nil : Self.date(high, low)
    }
  }

  /// The date of milliseconds since 1970 that are the sum of two numbers: the way back of
  /// ``milliseconds(_:)``, with the same exact sum.
  private static func date(_ high: Double, _ low: Double) -> Date {
    let b = -Date.timeIntervalBetween1970AndReferenceDate * 1000
    let sum = high + b
    let part = sum - high
    let rest = (high - (sum - part)) + (b - part) + low
    let quotient = sum / 1000
    let remainder = sum.addingProduct(-quotient, 1000) + rest
    return Date(timeIntervalSinceReferenceDate: quotient + remainder / 1000)
  }

  /// Milliseconds since 1970 as the sum of two numbers, the second less than half the spacing of
  /// the first: Dekker's exact sum and, by a fused multiplication, exact product.
  private static func milliseconds(_ date: Date) -> (Double, Double) {
    let (a, b) = (date.timeIntervalSinceReferenceDate, Date.timeIntervalBetween1970AndReferenceDate)
    let sum = a + b
    let part = sum - a
    let rest = (a - (sum - part)) + (b - part)
    let product = sum * 1000
    let low = (-product).addingProduct(sum, 1000) + rest * 1000
    let high = product + low
    return (high, low - (high - product))
  }
}

extension MATDatetimeArray: MATWritable {
  /// The object that MATLAB has for it, of class `datetime`.
  public var matValue: MATValue {
    .object(
      MATObject(
        className: "datetime", size: size,
        properties: [
          "fmt": (format ?? "").matValue, "tz": (timeZone ?? "").matValue,
          "data": MATNumericArray(
            size: size, real: .double(milliseconds.elements),
            imaginary: corrections.map { .double($0.elements) }),
        ]))
  }
}

extension MATDurationArray {
  /// A column of lengths of time in seconds.
  ///
  /// ```swift
  /// assert(MATDurationArray(seconds: [1.5, 60]).milliseconds.elements == [1500, 60000])
  /// ```
  public init(seconds: [Double], format: String? = "s") {
    self.init(
      milliseconds: NDArray(size: [seconds.count, 1], elements: seconds.map { $0 * 1000 }),
      format: format)
  }
}

extension MATDurationArray: MATWritable {
  /// The object that MATLAB has for it, of class `duration`.
  public var matValue: MATValue {
    .object(
      MATObject(
        className: "duration", size: size,
        properties: [
          "millis": MATNumericArray(size: size, real: .double(milliseconds.elements)),
          "fmt": (format ?? Self.usualFormat).matValue,
        ]))
  }

  /// The format that MATLAB takes where none is said.
  private static let usualFormat = "hh:mm:ss"
}

/// An array of MATLAB's class `calendarDuration`: months, days and milliseconds, which are of
/// different length from time to time and so not added up.
public struct MATCalendarDurationArray: Hashable, Sendable {
  /// The months of each element.
  public let months: NDArray<Double>
  /// The days of each element.
  public let days: NDArray<Double>
  /// The milliseconds of each element.
  public let milliseconds: NDArray<Double>
  /// How MATLAB shows them: the units that it names, of `yqmwdt`.
  public let format: String

  /// The size along each dimension, two or more.
  public var size: [Int] { months.size }

  /// Lengths of time; traps where the three are not of one size.
  public init(
    months: NDArray<Double>, days: NDArray<Double>, milliseconds: NDArray<Double>,
    format: String = "ymdt"
  ) {
    require(
      months.size == days.size && days.size == milliseconds.size,
      "months, days and milliseconds of sizes \(months.size), \(days.size), \(milliseconds.size)")
    (self.months, self.days, self.milliseconds) = (months, days, milliseconds)
    self.format = format
  }
}

extension MATCalendarDurationArray: MATWritable {
  /// The object that MATLAB has for it, of class `calendarDuration`.
  public var matValue: MATValue {
    let parts = [months, days, milliseconds]
    // MATLAB stores once what is the same in all elements, as long as another part tells the size.
    let differ = parts.map { part in
      part.elements.contains { $0.bitPattern != part.elements[0].bitPattern }
    }
    let values = zip(parts, differ).map { part, differs in
      MATValue.numeric(
        !differs && part.count > 0 && (part.count == 1 || differ.contains(true))
          && size.count(where: { $0 > 1 }) < 2
          ? MATNumericArray(size: [1, 1], real: .double([part.elements[0]]))
          : MATNumericArray(size: part.size, real: .double(part.elements)))
    }
    return .object(
      MATObject(
        className: "calendarDuration", size: size,
        properties: [
          "components": MATStructArray([
            "months": values[0], "days": values[1], "millis": values[2],
          ]),
          "fmt": format,
        ]))
  }
}

extension MATCalendarDurationArray: MATReadable {
  /// From a `calendarDuration` array; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    guard case .object(let object) = matValue, object.className == "calendarDuration",
      case .structure(let components)? = object.properties?.scalar("components")
    else {
      throw MATError(.mismatch, expected: "a calendarDuration array", found: matValue.summary)
    }
    var parts: [NDArray<Double>] = []
    for name in ["months", "days", "millis"] {
      guard case .numeric(let array)? = components.scalar(name),
        case .double(let numbers) = array.real,
        array.size == object.size || array.size == [1, 1]
      else {
        throw MATError(
          .mismatch, path: ".components.\(name)", expected: "one number, or one an element",
          found: components.scalar(name)?.summary ?? "none")
      }
      parts.append(
        array.size == object.size
          ? NDArray(size: array.size, elements: numbers)
          : NDArray(repeating: numbers[0], size: object.size))
    }
    (months, days, milliseconds) = (parts[0], parts[1], parts[2])
    format = object.properties?.text("fmt") ?? "ymdt"
  }
}
