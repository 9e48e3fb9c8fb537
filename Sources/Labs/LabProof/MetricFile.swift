/// A file of metrics: JSON or YAML, numbers with names, maps in maps.
enum MetricFile {
  /// The numbers in the file, `a.b` for those in maps; none where it cannot be read as such.
  static func numbers(in path: String) -> [(name: String, value: Double)] {
    guard let text = try? readText(path), let node = try? LabNode.parse(text) else { return [] }
    return numbers(node.value, under: "")
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
