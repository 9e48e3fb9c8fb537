import NetworkFiles
import Plots

// The pictures of sweeps: a measure of each run against a parameter, a line for each combination of the
// other parameters that vary.

extension Drawing {
  func sweepPanels() throws -> [Panel] {
    let networks = subjects.compactMap { subject -> DrawnNetwork? in
      if case .network(let network) = subject.content { network } else { nil }
    }
    if networks.count == subjects.count, networks.count > 1 {
      return [try panel(SweepTable(networks), title: nil)]
    }
    return try subjects.map { subject in
      guard case .sweep(let table) = subject.content else { throw cannot(subject, be: .sweep) }
      do {
        return try panel(table, title: title(of: subject))
      } catch var error as NetworkFileError {
        error.place = subject.place
        throw error
      }
    }
  }

  /// The measures of a table's runs.
  func panel(_ table: SweepTable, title: String?) throws -> Panel {
    let x = try column(sweepColumns.x, of: table, else: table.parameters.first, "--x")
    let metric = try column(sweepColumns.y, of: table, else: table.metrics.first, "--y")
    guard let measured = table.measurements(metric), let along = table[x] else {
      throw NetworkFileError(
        .noPicture, "the column \(metric) holds texts",
        advice: "choose a column of numbers with --y")
    }
    guard let (places, names) = Self.places(along) else {
      throw NetworkFileError(
        .noPicture, "the column \(x) has several numbers a run", advice: "choose another with --x")
    }
    let others = table.parameters.filter { $0 != x && $0 != metric }
    let groups = Self.groups(of: table, by: others)
    let series = groups.enumerated().flatMap { index, group in
      Self.series(
        x: group.rows.flatMap { row in measured[row].map { _ in places[row] } },
        y: group.rows.flatMap { measured[$0] },
        label: groups.count > 1 ? group.name : nil, index: index, isLine: groups.count <= 12)
    }
    return Panel(
      series, title: title,
      x: Axis(x, scale: names == nil ? Self.scale(places) : .linear, categories: names),
      y: Axis(metric, scale: look.isLogarithmicY ? .logarithmic : .linear))
  }

  private func column(
    _ wanted: String?, of table: SweepTable, else chosen: String?, _ option: String
  ) throws(NetworkFileError) -> String {
    let names = table.columns.map(\.name)
    if let wanted {
      guard names.contains(wanted) else {
        throw NetworkFileError(
          .noPicture, "there is no column \(wanted)",
          advice: "choose one of \(names.joined(separator: ", "))")
      }
      return wanted
    }
    guard let chosen else {
      throw NetworkFileError(
        .noPicture, "no column is known to belong there",
        advice: "choose one with \(option): \(names.joined(separator: ", "))")
    }
    return chosen
  }

  /// The place of each run along the axis; texts are at 0, 1, 2, … in the order they come.
  /// Nil for several numbers a run.
  private static func places(_ column: SweepTable.Column) -> ([Double], [String]?)? {
    switch column {
    case .samples: return nil
    case .numbers(let numbers): return (numbers, nil)
    case .texts(let texts):
      var order: [String] = []
      var places: [String: Int] = [:]
      for text in texts where places[text] == nil {
        places[text] = order.count
        order.append(text)
      }
      return (texts.map { Double(places[$0] ?? 0) }, order)
    }
  }

  /// Logarithmic where all are positive and the largest is a hundred times the smallest or more.
  private static func scale(_ numbers: [Double]) -> Axis.Scale {
    guard let least = numbers.min(), let most = numbers.max(), least > 0, most >= 100 * least else {
      return .linear
    }
    return .logarithmic
  }

  /// The runs by their values in some columns, in the order they come.
  private static func groups(
    of table: SweepTable, by names: [String]
  ) -> [(name: String, rows: [Int])] {
    let texts = names.compactMap { table[$0]?.texts }
    var groups: [(name: String, rows: [Int])] = []
    var places: [String: Int] = [:]
    for row in 0..<table.rowCount {
      let name = zip(names, texts).map { "\($0) \($1[row])" }.joined(separator: ", ")
      if let place = places[name] {
        groups[place].rows.append(row)
      } else {
        places[name] = groups.count
        groups.append((name, [row]))
      }
    }
    return groups
  }

  /// A point for each run, and a line through the means at each place.
  private static func series(
    x: [Double], y: [Double], label: String?, index: Int, isLine: Bool
  ) -> [Series] {
    var sums: [Double: (sum: Double, count: Int)] = [:]
    for (x, y) in zip(x, y) where y.isFinite {
      let before = sums[x] ?? (0, 0)
      sums[x] = (before.sum + y, before.count + 1)
    }
    let means = sums.sorted { $0.key < $1.key }
    let points = Series.scatter(
      Scatter(
        x: x, y: y, label: isLine ? nil : label, paint: .palette(index), marker: .forClass(index)))
    guard isLine else { return [points] }
    let line = Line(
      x: means.map(\.key), y: means.map { $0.value.sum / Double($0.value.count) }, label: label,
      paint: .palette(index), marker: .forClass(index))
    return means.count == x.count ? [.line(line)] : [.line(line), points]
  }
}
