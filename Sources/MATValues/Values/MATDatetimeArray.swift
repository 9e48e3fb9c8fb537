public import Foundation
public import Matrices

/// An array of MATLAB's class `datetime`: points in time, each to a fraction of a nanosecond, or `NaT`.
///
///     let times = try MATDatetimeArray(matValue: file.value("times"))
///     for date in times.dates { print(date?.description ?? "NaT") }
///
/// ```swift
/// let times = MATDatetimeArray(
///   milliseconds: NDArray(size: [1, 2], elements: [0, .nan]), timeZone: "UTC")
/// assert(times.dates[0]?.timeIntervalSince1970 == 0 && times.dates[1] == nil)
/// ```
public struct MATDatetimeArray: Hashable, Sendable {
  /// Milliseconds since the beginning of 1970: in UTC where there is a time zone, else as clocks show them;
  /// NaN for `NaT`.
  public let milliseconds: NDArray<Double>
  /// The part of each of the milliseconds that rounding took; nil where it took none.
  public let corrections: NDArray<Double>?
  /// The time zone, as `Europe/Berlin`; nil where there is none.
  public let timeZone: String?
  /// How MATLAB shows the times, as `dd-MMM-uuuu HH:mm:ss`; nil for its default.
  public let format: String?

  /// Points in time, in milliseconds since the beginning of 1970: in UTC where there is a time
  /// zone, else as clocks show them; NaN for `NaT`.
  ///
  /// `corrections` are what rounding took from each; traps where they are of another size. A
  /// `format` is MATLAB's (`dd-MMM-uuuu`), a time zone as IANA names it or `UTC`.
  public init(
    milliseconds: NDArray<Double>, corrections: NDArray<Double>? = nil, timeZone: String? = nil,
    format: String? = nil
  ) {
    require(
      corrections.map { $0.size == milliseconds.size } ?? true,
      "corrections of size \(corrections?.size ?? []) for times of size \(milliseconds.size)")
    self.milliseconds = milliseconds
    self.corrections = corrections
    self.timeZone = timeZone
    self.format = format
  }

  /// The size along each dimension, two or more.
  public var size: [Int] { milliseconds.size }

  /// The points in time in column-major order, nil for `NaT`; those without a time zone as if in UTC.
  ///
  /// A `Date` keeps microseconds of a time of today's; `milliseconds` and `corrections` keep all.
  public var dates: [Date?] {
    milliseconds.elements.map {
      $0.isNaN ? nil : Date(timeIntervalSince1970: $0 / 1000)
    }
  }
}

extension MATDatetimeArray: MATReadable {
  /// From a `datetime` array; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    guard case .object(let object) = matValue, object.className == "datetime",
      let properties = object.properties, case .numeric(let data)? = properties.scalar("data"),
      case .double(let numbers) = data.real
    else { throw MATError(.mismatch, expected: "a datetime array", found: matValue.summary) }
    milliseconds = NDArray(size: data.size, elements: numbers)
    if case .double(let numbers)? = data.imaginary {
      corrections = NDArray(size: data.size, elements: numbers)
    } else {
      corrections = nil
    }
    timeZone = properties.text("tz")
    format = properties.text("fmt")
  }
}

/// An array of MATLAB's class `duration`: lengths of time in milliseconds, NaN where there is none.
///
/// ```swift
/// let lengths = MATDurationArray(milliseconds: NDArray(1500), format: "s")
/// assert(lengths.matValue.className == "duration")
/// ```
public struct MATDurationArray: Hashable, Sendable {
  /// The lengths in milliseconds.
  public let milliseconds: NDArray<Double>
  /// How MATLAB shows them: `s`, `m`, `h`, `d` or `y` for a number of those units, else as `hh:mm:ss`.
  public let format: String?

  /// Lengths of time in milliseconds, NaN where there is none; the format is MATLAB's (`s`, `hh:mm:ss`).
  public init(milliseconds: NDArray<Double>, format: String? = nil) {
    self.milliseconds = milliseconds
    self.format = format
  }

  /// The size along each dimension, two or more.
  public var size: [Int] { milliseconds.size }
}

extension MATDurationArray: MATReadable {
  /// From a `duration` array; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    guard case .object(let object) = matValue, object.className == "duration",
      let properties = object.properties, let stored = properties.scalar("millis"),
      case .numeric(let data) = stored, case .double(let numbers) = data.real
    else { throw MATError(.mismatch, expected: "a duration array", found: matValue.summary) }
    milliseconds = NDArray(size: data.size, elements: numbers)
    format = properties.text("fmt")
  }
}

extension MATStructArray {
  /// The text in a field of a scalar struct; nil where there is none, or an empty one.
  func text(_ field: String) -> String? {
    guard case .char(let units)? = scalar(field), !units.isEmpty else { return nil }
    return String(decoding: units.elements, as: UTF16.self)
  }
}
