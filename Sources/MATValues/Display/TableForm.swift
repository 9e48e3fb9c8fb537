import Matrices

/// A table or timetable as it is shown: a column a variable, a line a row.
struct TableForm {
  /// The names or times of the rows, and what stands over them; nil where there are none.
  let rowLabels: (heading: String, texts: [String])?
  let rowCount: Int
  let variables: [(name: String, value: MATValue)]
  /// Remarks, such as a time zone.
  let properties: [(name: String, value: MATValue)]

  /// Nil where the object is no table as ``TableObject`` makes them.
  init?(_ object: MATObject) {
    guard object.className == "table" || object.className == "timetable",
      object.size.count == 2, let fields = object.properties, fields.count == 1,
      case .structure(let properties)? = fields.scalar("Properties"), properties.count == 1
    else { return nil }
    rowCount = object.size[0]
    variables = fields.fields.filter { $0.key != "Properties" }
      .map { (name: $0.key, value: $0.value[0]) }
    let dimensionNames = Self.texts(properties.scalar("DimensionNames")) ?? []
    let isTimetable = object.className == "timetable"
    let labels =
      isTimetable
      ? Self.times(properties.scalar("RowTimes"), count: rowCount)
      : Self.texts(properties.scalar("RowNames"))
    if let labels, labels.count == rowCount, rowCount > 0 {
      rowLabels = (isTimetable ? dimensionNames.first?.printable ?? "" : "", labels)
    } else {
      rowLabels = nil
    }
    let usualNames = [isTimetable ? "Time" : "Row", "Variables"]
    let areLabelled = rowLabels != nil
    self.properties = properties.fields.compactMap { name, values in
      let isShown =
        switch name {
        case "RowNames", "RowTimes": !areLabelled && values[0].count > 0
        case "DimensionNames": dimensionNames != usualNames
        default: !values[0].saysNothing
        }
      return isShown ? (name, values[0]) : nil
    }
  }

  /// The names of the variables, for a table without rows.
  var notes: [String] {
    variables.isEmpty
      ? [] : ["variables " + variables.map(\.name.printable).joined(separator: ", ")]
  }

  private static func texts(_ value: MATValue?) -> [String]? {
    guard case .cell(let cells)? = value else { return nil }
    return try? cells.elements.map { cell throws(MATError) in try String(matValue: cell).printable }
  }

  /// The times of rows: stored one by one, or a first one and a step that is a length of time.
  private static func times(_ value: MATValue?, count: Int) -> [String]? {
    switch value {
    case .object(let object)?: return object.elementTexts()
    case .structure(let regular)?:
      guard case .object(let origin)? = regular.scalar("origin"),
        case .object(let step)? = regular.scalar("stepSize"), step.className == "duration",
        let length = try? MATDurationArray(matValue: .object(step)).milliseconds.elements.first,
        let name = origin.className == "datetime" ? "data" : "millis",
        case .numeric(let first)? = origin.properties?.scalar(name),
        case .double(let start) = first.real, start.count == 1, first.imaginary == nil,
        var fields = origin.properties?.fields
      else { return nil }
      let times = (0..<count).map { start[0] + Double($0) * length }
      let size = [count, 1]
      fields[name] = [.numeric(MATNumericArray(size: size, real: .double(times)))]
      return MATObject(
        className: origin.className, size: size,
        properties: MATStructArray(size: [1, 1], fields: fields)
      ).elementTexts()
    default: return nil
    }
  }

  /// The texts of a variable in the given rows.
  func texts(of value: MATValue, rows: [Int], characters: Int) -> [String] {
    guard value.size.count == 2, value.size[0] == rowCount else {
      let size = sizeDescription([1] + value.size.dropFirst())
      return rows.map { _ in "\(size) \(value.className.printable)" }
    }
    let mostColumns = 8
    let columns = Array(0..<min(value.size[1], mostColumns))
    let positions = rows.flatMap { row in columns.map { row + $0 * rowCount } }
    let texts: [String]
    switch value {
    case .numeric(let array): texts = array.texts(at: positions)
    case .logical(let array): texts = positions.map { array.elements[$0] ? "true" : "false" }
    case .string(let array):
      texts = positions.map { array.elements[$0].quotedText(characters: characters) }
    case .cell(let cells):
      texts = positions.map { position in
        let cell = cells.elements[position]
        return "{\(cell.inlineText(characters: characters) ?? cell.summary)}"
      }
    case .char(let array):
      return rows.map { row in
        let units = (0..<array.size[1]).map { array.elements[row + $0 * rowCount] }
        return units.quotedText(characters: characters)
      }
    case .object(let object):
      guard let all = object.elementTexts() else { fallthrough }
      texts = positions.map { all[$0] }
    default:
      let size = sizeDescription([1, value.size[1]])
      return rows.map { _ in "\(size) \(value.className.printable)" }
    }
    let more = value.size[1] > mostColumns ? ["…"] : []
    return rows.indices.map { row in
      (texts[row * columns.count..<(row + 1) * columns.count] + more).joined(separator: "  ")
    }
  }
}

extension MATValue {
  /// True if this is an empty array, or a struct without fields.
  fileprivate var saysNothing: Bool {
    if case .structure(let array) = self { return array.fields.isEmpty }
    return count == 0
  }
}

extension MATOutline {
  /// Adds a table: a heading and the rows, of many the first and the last, and what else there is
  /// to say.
  mutating func add(_ table: TableForm) {
    let rows = shownPositions(table.rowCount, limit: limits.rows)
    let shown = rows.compactMap(\.self)
    var lines = Array(repeating: "", count: shown.count + 1)
    func append(_ cells: [String], isRight: Bool) {
      let width = cells.map(\.count).max() ?? 0
      for (line, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: width - cell.count)
        lines[line] += "  " + (isRight ? padding + cell : cell + padding)
      }
    }
    if let labels = table.rowLabels {
      append([labels.heading] + shown.map { labels.texts[$0] }, isRight: false)
    }
    var left = table.variables[...]
    while let (name, value) = left.first {
      let texts = table.texts(of: value, rows: shown, characters: min(limits.characters, 40))
      let cells = [name.printable] + texts
      let width = 2 + (cells.map(\.count).max() ?? 0)
      let isFirst = left.count == table.variables.count
      guard isFirst || lines[0].count + width + 2 * depth <= limits.width else { break }
      append(cells, isRight: true)
      left = left.dropFirst()
    }
    add(line: lines[0])
    var next = 1
    for row in rows {
      guard row != nil else {
        add(line: "  ⋮")
        continue
      }
      add(line: lines[next])
      next += 1
    }
    if !left.isEmpty {
      let names = left.prefix(12).map(\.name.printable) + (left.count > 12 ? ["…"] : [])
      add(line: "and \(left.count) more variables: \(names.joined(separator: ", "))")
    }
    guard !table.properties.isEmpty else { return }
    add(line: "Properties:")
    nest { outline in
      for (name, value) in table.properties { outline.add(value, label: name.printable + ":") }
    }
  }

  /// Adds the keys and values of a map; false where they can't be told apart.
  mutating func add(_ map: KeysAndValues) -> Bool {
    guard map.count == 0 || map.entry(0) != nil else { return false }
    addShown(map.count) { outline, position in
      guard let (key, value) = map.entry(position) else { return }
      outline.add(value, label: key + " →")
    }
    return true
  }
}
