import Foundation
import Matrices
import OrderedCollections
import Testing

@testable import MATFiles

@Suite("Values of MATLAB's own classes made in Swift")
struct TypedObjectTests {
  /// Writes a value, and gives what is read of it.
  private func roundTrip<Value: MATWritable & MATReadable>(
    _ value: Value, _ version: MATVersion
  ) throws -> Value {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write([MATVariable(name: "v", value: value.matValue)], to: path, version: version)
      let file = try MATFile(path)
      #expect(try file.value("v") == value.matValue)
      #expect(try file.value("v").semanticHash() == value.matValue.semanticHash())
      return try file["v"]
    }
  }

  @Test(
    "datetimes keep zone, format, NaT and what milliseconds cannot hold",
    arguments: [MATVersion.v7, .v73])
  func datetimes(version: MATVersion) throws {
    let date = Date(timeIntervalSinceReferenceDate: 700_000_000.123_456_7)
    let times = [
      MATDatetimeArray([date, nil], timeZone: "Europe/Berlin", format: "dd-MMM-uuuu"),
      MATDatetimeArray(milliseconds: NDArray(size: [1, 1], elements: [0])),
      MATDatetimeArray(milliseconds: NDArray(size: [0, 0], elements: [])),
    ]
    for array in times { #expect(try roundTrip(array, version).matValue == array.matValue) }
    let (high, low) = (times[0].milliseconds.elements[0], times[0].corrections?.elements[0] ?? 0)
    #expect(abs(low) < high.ulp)
    // The sum is the date to the last bit.
    #expect(((high - 978_307_200_000) + low) / 1000 == date.timeIntervalSinceReferenceDate)
    #expect(times[0].milliseconds.elements[1].isNaN)
  }

  @Test(
    "durations come back, of no length and of the usual format too",
    arguments: [MATVersion.v7, .v73])
  func durations(version: MATVersion) throws {
    for array in [
      MATDurationArray(seconds: [1.5, .nan, -2]),
      MATDurationArray(seconds: [0], format: "hh:mm:ss"),
      MATDurationArray(milliseconds: NDArray(size: [0, 0], elements: []), format: "y"),
    ] { #expect(try roundTrip(array, version).matValue == array.matValue) }
    let column = { (numbers: [Double]) in NDArray(size: [numbers.count, 1], elements: numbers) }
    for array in [
      MATCalendarDurationArray(
        months: column([1, 2]), days: column([0, 0]), milliseconds: column([5, 5])),
      MATCalendarDurationArray(
        months: column([3]), days: column([15]), milliseconds: column([0]), format: "yqmdt"),
      MATCalendarDurationArray(
        months: column([1, 1]), days: column([1, 1]), milliseconds: column([0, 0])),
    ] { #expect(try roundTrip(array, version).matValue == array.matValue) }
  }

  @Test("categories keep their order and whether it counts", arguments: [MATVersion.v7, .v73])
  func categories(version: MATVersion) throws {
    let codes = NDArray<Int?>(size: [2, 2], elements: [0, nil, 2, 1])
    for array in [
      try MATCategoricalArray(categories: ["low", "mid", "high"], codes: codes, isOrdinal: true),
      try MATCategoricalArray(categories: ["a", "b", "c"], codes: codes, isProtected: true),
      try MATCategoricalArray(categories: [], codes: NDArray(size: [0, 0], elements: [])),
      try MATCategoricalArray(
        categories: (0..<300).map { "c\($0)" }, codes: NDArray(size: [1, 1], elements: [299])),
    ] {
      #expect(try roundTrip(array, version) == array)
      #expect(!array.isOrdinal || array.isProtected)
    }
    let labels = try MATCategoricalArray(
      NDArray<String?>(size: [1, 4], elements: ["b", nil, "a", "b"]))
    #expect(labels.categories == ["a", "b"] && labels.codes.elements == [1, nil, 0, 1])
    for bad in [["a", "a"], [""], ["<undefined>"]] {
      #expect(throws: MATError.self) {
        try MATCategoricalArray(categories: bad, codes: NDArray(size: [0, 0], elements: []))
      }
    }
    #expect(throws: MATError.self) {
      try MATCategoricalArray(categories: ["a"], codes: NDArray(size: [1, 1], elements: [1]))
    }
  }

  @Test("tables keep names, units, texts, and what is in them", arguments: [MATVersion.v7, .v73])
  func tables(version: MATVersion) throws {
    let strings = MATStringArray(size: [2, 1], elements: ["x", nil])
    let inner = try MATTable(["z": Matrix(rows: [[1.0], [2]])])
    let table = try MATTable(
      [
        "Number": Matrix(rows: [[1.0, 2], [3, 4]]), "text": strings, "two words": inner,
        "when": MATDatetimeArray([Date(timeIntervalSince1970: 5), nil]),
      ], rowNames: ["first", "second"], units: ["m", "", "s", ""], description: "All sorts")
    let read = try roundTrip(table, version)
    #expect(read == table)
    #expect(read.rowNames == ["first", "second"] && read.units == ["m", "", "s", ""])
    let empty = try MATTable([:])
    #expect(try roundTrip(empty, version) == empty)
    let times = try MATTimetable(
      ["x": Matrix(rows: [[1.0], [2]])], times: MATDurationArray(seconds: [0, 1]))
    #expect(try roundTrip(times, version) == times)
  }

  @Test("tables that cannot be are refused with their place")
  func badTables() throws {
    let (two, three) = (Matrix(rows: [[1.0], [2]]), Matrix(rows: [[1.0], [2], [3]]))
    let error = #expect(throws: MATError.self) { try MATTable(["a": two, "b": three]) }
    #expect(error?.path == ".b" && error?.expected == "2 rows, as the table has")
    #expect(throws: MATError.self) { try MATTable(["a": two], rowNames: ["r", "r"]) }
    #expect(throws: MATError.self) { try MATTable(["a": two], units: ["m", "s"]) }
    #expect(throws: MATError.self) { try MATTable(["Properties": two]) }
    #expect(throws: MATError.self) {
      try MATTimetable(["a": three], times: MATDurationArray(seconds: [0, 1]))
    }
  }

  @Test(
    "maps and dictionaries keep keys and values of any class", arguments: [MATVersion.v7, .v73])
  func maps(version: MATVersion) throws {
    let keys = [UInt64.max, 3].map(\.matValue)
    for map in [
      try MATMap(["b": "text", "a": 1.0]), try MATMap([:] as [String: any MATWritable]),
      try MATMap([2.5: 1.0, -1: 2.0], valueType: "double"),
      try MATMap(keyType: "uint64", keys: keys, values: keys),
    ] { #expect(try roundTrip(map, version) == map) }
    #expect(try MATMap(["b": "text", "a": 1.0]).keys == ["a", "b"].map(\.matValue))
    #expect(throws: MATError.self) { try MATMap(["a": "text"], valueType: "double") }
    let column = Matrix(rows: [[1.0], [2]])
    let strings = MATStringArray(size: [2, 1], elements: ["x", "y"])
    for dictionary in [
      MATDictionary(), try MATDictionary(keys: strings, values: column),
      try MATDictionary(keys: column, values: strings),
    ] { #expect(try roundTrip(dictionary, version) == dictionary) }
    #expect(throws: MATError.self) {
      try MATDictionary(keys: strings, values: Matrix(rows: [[1.0]]))
    }
  }

  @Test("members of an enumeration, and objects of any class", arguments: [MATVersion.v7, .v73])
  func others(version: MATVersion) throws {
    let members = MATEnumerationArray(
      className: "traffic.Signal",
      members: NDArray(size: [1, 3], elements: ["red", "green", "red"]))
    let object = MATObject(
      className: "My.Class", size: [1, 2],
      properties: MATStructArray(
        size: [1, 2],
        fields: ["a": [(1.0).matValue, "x".matValue], "b": [members.matValue, (2.0).matValue]]))
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["e": members, "o": object], to: path, version: version)
      #expect(try MATFile(path).values() == ["e": members.matValue, "o": object.matValue])
    }
  }

  @Test(
    "a hundred thousand strings, rows and keys take time in proportion", .timeLimit(.minutes(1)))
  func many() throws {
    let count = 100_000
    let texts = (0..<count).map { Optional("text \($0)") }
    let strings = MATStringArray(size: [count, 1], elements: texts)
    let columns = (0..<20).map { column in
      (
        "v\(column)",
        NDArray(size: [count, 1], elements: (0..<count).map { Double($0 + column) })
          as any MATWritable
      )
    }
    let table = try MATTable(OrderedDictionary(uniqueKeysWithValues: columns))
    let map = try MATMap(
      keyType: "double", keys: (0..<count).map { Double($0).matValue },
      values: (0..<count).map { Double($0).matValue })
    try withTemporaryFolder { folder in
      for version in [MATVersion.v7, .v6] {
        let path = folder + "/\(version).mat"
        try MATFile.write(["s": strings, "T": table, "m": map], to: path, version: version)
        let values = try MATFile(path).values()
        #expect(values["s"] == strings.matValue && values["m"] == map.matValue)
        #expect(values["T"] == table.matValue)
      }
    }
  }
}
