import Foundation
import Matrices
import Testing

@testable import MATValues

@Suite("How MATLAB's own objects are shown")
struct ObjectDisplayTests {
  private func datetime(
    _ milliseconds: [Double], corrections: [Double]? = nil, zone: String = "", format: String = ""
  ) -> MATValue {
    let size = [milliseconds.count, 1]
    return .object(
      MATObject(
        className: "datetime", size: size,
        properties: MATStructArray([
          "data": .numeric(
            MATNumericArray(
              size: size, real: .double(milliseconds), imaginary: corrections.map(MATNumbers.double)
            )
          ), "tz": zone.matValue, "fmt": format.matValue,
        ])))
  }

  /// The lines below the heading, without the blanks before them.
  private func rows(_ value: MATValue) -> [String] {
    value.text().split(separator: "\n").dropFirst().map {
      String($0.drop { $0 == " " })
    }
  }

  @Test(
    "a time is shown in its time zone, with the distance from UTC there",
    arguments: [
      ("", 0, "1970-01-01 00:00:00"), ("UTC", 0, "1970-01-01 00:00:00Z"),
      ("America/New_York", 1_743_523_200_000, "2025-04-01 12:00:00 -04:00"),
      // The hour that a clock shows twice when summer time ends.
      ("Europe/Berlin", 1_729_987_200_000, "2024-10-27 02:00:00 +02:00"),
      ("Europe/Berlin", 1_729_990_800_000, "2024-10-27 02:00:00 +01:00"),
      ("+05:30", 0, "1970-01-01 05:30:00 +05:30"), ("-0800", 0, "1969-12-31 16:00:00 -08:00"),
      ("Mars/Olympus", 0, "1970-01-01 00:00:00Z"), ("UTCLeapSeconds", 0, "1970-01-01 00:00:00"),
      ("", .infinity, "Inf"), ("", -.infinity, "-Inf"), ("UTC", .nan, "NaT"),
      ("", -62_135_596_800_000, "0001-01-01 00:00:00"),
      ("", 1_743_508_800_123, "2025-04-01 12:00:00.123"),
      ("", 1e300, "1e+300 ms"), ("Europe/Berlin", 1e300, "1e+300 ms"),
    ] as [(String, Double, String)])
  func times(_ zone: String, _ milliseconds: Double, _ text: String) {
    #expect(rows(datetime([milliseconds], zone: zone)) == [text])
  }

  @Test(
    "parts of a millisecond are shown to the nanosecond, with what rounding took from the number")
  func nanoseconds() {
    // The nearest double to …868.83 ms is a 66 µs multiple away; the correction holds the rest.
    #expect(
      rows(datetime([1_765_052_919_868.5], corrections: [0.25e-3]))
        == ["2025-12-06 20:28:39.86850025"])
    #expect(rows(datetime([1000], corrections: [-1e-6])) == ["1970-01-01 00:00:00.999999999"])
    #expect(rows(datetime([0], corrections: [-1e-6])) == ["1969-12-31 23:59:59.999999999"])
    #expect(rows(datetime([0], corrections: [1e30])) == ["0.0 ms"])
  }

  @Test("the time zone and the format stand over the times")
  func timeNotes() {
    let heading = { (value: MATValue) in value.text().split(separator: "\n").first.map(String.init)
    }
    #expect(
      heading(datetime([0], zone: "Asia/Tokyo", format: "uuuu"))
        == "1×1 datetime, time zone Asia/Tokyo, format uuuu")
    #expect(heading(datetime([0], zone: "X/Y"))?.contains("not known here: shown in UTC") == true)
    #expect(heading(datetime([0], zone: "UTCLeapSeconds"))?.contains("leap seconds") == true)
  }

  private func duration(_ milliseconds: Double, _ format: String) -> MATValue {
    .object(
      MATObject(
        className: "duration", size: [1, 1],
        properties: MATStructArray(["millis": milliseconds.matValue, "fmt": format.matValue])))
  }

  @Test(
    "a length of time is shown by its format",
    arguments: [
      (5_400_000, "h", "1.5 hr"), (5_400_000, "hh:mm:ss", "01:30:00"),
      (-90_061_000, "dd:hh:mm:ss", "-1:01:01:01"), (90_061_000, "hh:mm:ss", "25:01:01"),
      (61_250, "mm:ss.SSS", "01:01.250"), (0.0005, "hh:mm:ss", "00:00:00.0000005"),
      (.infinity, "s", "Inf"), (-.infinity, "hh:mm:ss", "-Inf"), (.nan, "d", "NaN"),
    ] as [(Double, String, String)])
  func durations(_ milliseconds: Double, _ format: String, _ text: String) {
    #expect(rows(duration(milliseconds, format)) == [text])
  }

  @Test(
    "a calendar duration is shown in the units of its format",
    arguments: [
      ([14, 3, 14_400_000], "ymdt", "1y 2mo 3d 4h"), ([14, 10, 0], "mwd", "14mo 1w 3d"),
      ([14, 0, 61_500], "yqmdt", "1y 2mo 1m 1.5s"), ([0, 0, 0], "ymdt", "0d"),
      ([-14, 0, 0], "ymdt", "-1y -2mo"), ([.nan, 0, 0], "ymdt", "NaN"),
      ([7, 0, 0], "yqm", "2q 1mo"),
    ] as [([Double], String, String)])
  func calendarDurations(_ parts: [Double], _ format: String, _ text: String) {
    let components = MATStructArray([
      "months": parts[0].matValue, "days": parts[1].matValue, "millis": parts[2].matValue,
    ])
    let value = MATValue.object(
      MATObject(
        className: "calendarDuration", size: [1, 1],
        properties: MATStructArray([
          "components": .structure(components), "fmt": format.matValue,
        ])))
    #expect(rows(value) == [text])
  }

  private func table(
    _ className: String = "table", rows: Int, _ variables: [(String, MATValue)],
    _ properties: [(String, MATValue)]
  ) -> MATValue {
    var fields = MATStructArray([:]).fields
    for (name, value) in variables { fields[name] = [value] }
    var more = MATStructArray([:]).fields
    for (name, value) in properties { more[name] = [value] }
    fields["Properties"] = [.structure(MATStructArray(size: [1, 1], fields: more))]
    return .object(
      MATObject(
        className: className, size: [rows, variables.count],
        properties: MATStructArray(size: [1, 1], fields: fields)))
  }

  private func column(_ numbers: [Double]) -> MATValue {
    .numeric(MATNumericArray(size: [numbers.count, 1], real: .double(numbers)))
  }

  private func texts(_ texts: [String]) -> MATValue {
    .cell(NDArray(size: [texts.count, 1], elements: texts.map(\.matValue)))
  }

  @Test("a table is shown row by row under the names of its variables")
  func tables() {
    let pairs = MATValue.numeric(MATNumericArray(size: [2, 2], real: .double([1, 2, 3, 4])))
    let value = table(
      rows: 2, [("Age", column([38, 7])), ("Name", texts(["Li", "Zoë"])), ("Pair", pairs)],
      [
        ("RowNames", texts(["a", "bb"])), ("DimensionNames", ["Row", "Variables"].matValue),
        ("Description", "people".matValue), ("UserData", .emptyDouble),
      ])
    #expect(
      value.text(name: "T") == """
        T = 2×3 table
                Age     Name  Pair
            a    38   {'Li'}  1  3
            bb    7  {'Zoë'}  2  4
          Properties:
            Description: 'people'
        """)
  }

  @Test(
    "of a large table the first and last rows are shown, and the variables that do not fit are named"
  )
  func largeTables() throws {
    var limits = MATDisplayLimits()
    (limits.rows, limits.width) = (4, 20)
    let numbers = column((1...100).map(Double.init))
    let value = table(rows: 100, [("A", numbers), ("Second", numbers), ("Third", numbers)], [])
    let lines = value.text(limits: limits).split(separator: "\n").map(String.init)
    try #require(lines.count == 8, "\(lines)")
    #expect(lines[1] == "      A  Second")
    #expect(lines[2] == "      1       1" && lines[5] == "    ⋮" && lines[6] == "    100     100")
    #expect(lines[7] == "  and 1 more variables: Third")
  }

  @Test("a timetable has its times before the rows, those of equal steps too")
  func timetables() {
    let step = duration(1000, "s")
    let regular = MATStructArray([
      "origin": datetime([0]), "specifiedAsRate": false.matValue, "stepSize": step,
      "sampleRate": (1.0).matValue,
    ])
    let value = table(
      "timetable", rows: 2, [("x", column([5, 6]))],
      [("RowTimes", .structure(regular)), ("DimensionNames", ["Time", "Variables"].matValue)])
    #expect(
      value.text() == """
        2×1 timetable
            Time                 x
            1970-01-01 00:00:00  5
            1970-01-01 00:00:01  6
        """)
  }

  @Test("a table without rows names its variables")
  func emptyTable() {
    let value = table(rows: 0, [("A", column([])), ("B", column([]))], [])
    #expect(value.text() == "empty 0×2 table, variables A, B")
  }

  @Test("a map and a dictionary are shown as keys and values")
  func maps() {
    let map = MATValue.object(
      MATObject(
        className: "containers.Map", size: [2, 1],
        properties: MATStructArray([
          "KeyType": "char".matValue, "ValueType": "double".matValue,
          "UniformValues": true.matValue, "keys": texts(["a", "b"]),
          "values": [(1.0).matValue, (2.0).matValue].matValue,
        ])))
    #expect(
      map.text() == """
        2×1 containers.Map, keys char, values double, uniform values
          'a' → 1
          'b' → 2
        """)
    let data = MATStructArray([
      "Version": (1.0).matValue, "IsKeyCombined": true.matValue, "IsValueCombined": true.matValue,
      "Key": column([1, 2]),
      "Value": .string(MATStringArray(size: [2, 1], elements: ["one", nil])),
    ])
    let dictionary = MATValue.object(
      MATObject(
        className: "dictionary", size: [1, 1],
        properties: MATStructArray(["data": .structure(data)])))
    #expect(
      dictionary.text() == """
        1×1 dictionary, 2 entries, keys double, values string
          1 → "one"
          2 → <missing>
        """)
  }
}
