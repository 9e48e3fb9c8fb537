public import MATFiles

/// A file of metrics: JSON or YAML, numbers with names, maps in maps; or a `.mat` file, of which the
/// numbers that stand alone count, and those in structs, as in what `matkit evaluate` writes.
public enum MetricFile {
  /// Writes the numbers of a value as JSON, whole or not at all, for those who read no `.mat` file. What is
  /// not finite, and so has no form in JSON, is left out.
  public static func write(_ value: MATValue, to path: String) throws {
    let entries = numbers(value, under: "").filter(\.value.isFinite)
      .map { LabValue.Entry(key: $0.name, value: LabValue($0.value)) }
    try writeFile(Array((LabValue.map(entries).json + "\n").utf8), to: path)
  }

  /// A number as people write it, a count without a point.
  static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  /// The numbers in the file, `a.b` for those in maps; none where it cannot be read as such.
  static func numbers(in path: String) -> [(name: String, value: Double)] {
    if FileContent.isMATFile(path) {
      guard let file = try? MATFile(path) else { return [] }
      return file.variables.flatMap { variable in
        (try? file.value(of: variable)).map { numbers($0, under: variable.name) } ?? []
      }
    }
    guard let text = try? readText(path), let node = try? LabNode.parse(text) else { return [] }
    return numbers(node.value, under: "")
  }

  private static func numbers(
    _ value: MATValue, under name: String
  ) -> [(name: String, value: Double)] {
    guard value.count == 1 else { return [] }
    if case .structure(let fields) = value {
      return fields.fields.flatMap { field, values in
        values.first.map { numbers($0, under: name.isEmpty ? field : "\(name).\(field)") } ?? []
      }
    }
    return (try? Double(matValue: value)).map { [(name, $0)] } ?? []
  }

  private static func numbers(
    _ value: LabValue, under name: String
  ) -> [(name: String, value: Double)] {
    switch value {
    case .integer(let number): [(name, Double(number))]
    case .number(let number): [(name, number)]
    case .map(let entries):
      entries.flatMap { numbers($0.value, under: name.isEmpty ? $0.key : "\(name).\($0.key)") }
    default: []
    }
  }
}

extension Lab {
  /// The metrics of a stage: what its training says, and the numbers in its metric files.
  func metrics(of stage: LockedStage) -> [(name: String, value: Double)] {
    var metrics: [(name: String, value: Double)] = []
    if let training = stage.training {
      metrics += [
        ("loss", training.loss), ("gradient_norm", training.gradientNorm),
        ("iterations", Double(training.iterations)), ("evaluations", Double(training.evaluations)),
      ]
    }
    let outputs = stages.first { $0.name == stage.name }?.outputs ?? []
    for file in outputs where file.role == .metric {
      metrics += MetricFile.numbers(in: LabPath.join(folder, file.path))
    }
    return metrics
  }
}

extension LabValue {
  /// A metric: an integer where the number is one.
  init(_ metric: Double) {
    self = Int(exactly: metric).map(LabValue.integer) ?? .number(metric)
  }
}
