public import MATFiles
import Matrices

/// A file of metrics: JSON or YAML, numbers with names, maps in maps; or a `.mat` file, of which
/// the numbers that stand alone count, and those in structs, as in what `matkit evaluate` writes.
public enum MetricFile {
  /// Writes a value as JSON, whole or not at all, for those who read no `.mat` file: all of it, a
  /// number that stands alone as a number, a row or a column as a list, a matrix as a list of its
  /// rows, a struct as a map, a struct array as a list of maps. NaN and the infinities are the
  /// texts `NaN`, `Infinity`, `-Infinity`.
  public static func write(_ value: MATValue, to path: String) throws {
    try AtomicFile.write(Array((json(value).json + "\n").utf8), to: path)
  }

  private static func json(_ value: MATValue) throws -> LabValue {
    switch value {
    case .structure(let fields):
      let maps = try (0..<fields.count).map { element in
        LabValue.map(
          try fields.fields.map { .init(key: $0.key, value: try json($0.value[element])) })
      }
      return maps.count == 1 ? maps[0] : .list(maps)
    case .cell(let cell): return .list(try cell.elements.map(json))
    case .char, .string: return .text(try String(matValue: value))
    case .logical(let array): return list(array.elements.map(LabValue.bool), array.size)
    default:
      let numbers = try NDArray<Double>(matValue: value)
      return list(numbers.elements.map(LabValue.init(metric:)), numbers.size)
    }
  }

  private static func list(_ elements: [LabValue], _ size: [Int]) -> LabValue {
    if elements.count == 1 { return elements[0] }
    let rows = size[0]
    guard size.count == 2, rows > 1, size[1] > 1 else { return .list(elements) }
    return .list(
      (0..<rows).map { row in
        .list((0..<size[1]).map { elements[row + $0 * rows] })
      })
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
  init(metric: Double) {
    self =
      !metric.isFinite
      ? .text(metric.isNaN ? "NaN" : metric > 0 ? "Infinity" : "-Infinity")
      : Int(exactly: metric).map(LabValue.integer) ?? .number(metric)
  }
}
