import Foundation
import MATFiles
import Matrices

/// Files with objects of MATLAB's classes, as MatKit writes them: what damaged ones are made of. Fuzz/ has this file
/// too, by a link.
enum ObjectSeeds {
  /// A file for each kind of object, and one with all of them.
  static func files(_ version: MATVersion) throws -> [[UInt8]] {
    let kinds = try kinds()
    let all = kinds.enumerated().map { index, value in
      MATVariable(name: "all\(index)", value: value.matValue)
    }
    let path = FileManager.default.temporaryDirectory
      .appending(path: "matkit-seed-\(ProcessInfo.processInfo.globallyUniqueString).mat").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try (kinds.map { [MATVariable(name: "x", value: $0.matValue)] } + [all]).map {
      try MATFile.write($0, to: path, version: version)
      return Array(try Data(contentsOf: URL(filePath: path)))
    }
  }

  private static func kinds() throws -> [any MATWritable] {
    let date = Date(timeIntervalSinceReferenceDate: 700_000_000.123)
    let strings = MATStringArray(size: [2, 2], elements: ["one", nil, "", "zwei ß 😀"])
    let times = MATDatetimeArray([date, nil], timeZone: "Europe/Berlin", format: "dd-MMM-uuuu")
    let labels = try MATCategoricalArray(
      NDArray<String?>(size: [1, 4], elements: ["b", nil, "a", "b"]))
    let signals = MATEnumerationArray(
      className: "traffic.Signal",
      members: NDArray(size: [1, 3], elements: ["red", "green", "red"]))
    let inner = try MATTable(["n": Matrix(column: [1, 2]), "s": column(["a", "b"])])
    let table = try MATTable(
      [
        "x": Matrix(column: [1.5, 2.5]), "when": times, "my name": column(["p", "q"]),
        "inner": inner,
      ],
      rowNames: ["r1", "r2"], units: ["m", "", "", ""])
    return [
      strings, times, labels, signals, table, nodes(4),
      MATDurationArray(seconds: [1.5, .nan, -2]),
      try MATTimetable(["y": Matrix(column: [3.0, 4])], times: times),
      try MATMap(["a": 1.0, "b": "text", "c": try MATMap([2.5: true])]),
      try MATDictionary(
        keys: MATStringArray(size: [2, 1], elements: ["k", "l"]), values: column([3.0, 4])),
      MATFunctionHandle(
        text: "@(x)x+a", workspace: .structure(MATStructArray(["a": strings.matValue]))),
      MATStructArray([
        "c": .cell(NDArray(size: [1, 2], elements: [times, nodes(2)].map(\.matValue)))
      ]),
    ]
  }

  private static func column<Element>(_ elements: [Element]) -> NDArray<Element> {
    NDArray(size: [elements.count, 1], elements: elements)
  }

  /// A list of objects of a user's class, each with the rest of the list in it: of these, references that are changed
  /// make rings.
  private static func nodes(_ count: Int) -> any MATWritable {
    var rest: any MATWritable = Matrix<Double>(rowCount: 0, columnCount: 0, elements: [])
    for number in 0..<count {
      let properties = MATStructArray(["next": rest.matValue, "value": Double(number).matValue])
      rest = MATObject(className: "list.Node", size: [1, 1], properties: properties)
    }
    return rest
  }
}
