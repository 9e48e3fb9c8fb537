import MATFiles
import Matrices

/// Looks in a file for samples and what is to be answered for them, where nobody has named them.
///
/// First by names in use, such as `X` and `y` or `irisInputs` and `irisTargets` (``SampleName``), of which the
/// sizes have to agree; then, where no names say it, by the sizes alone: a matrix, and the only vector, text or
/// one-hot matrix with an answer for each of its rows or columns. At the top of the file, or else in its only
/// struct. A table has its response among its columns.
struct SampleFinder {
  /// A pair that was found.
  struct Found {
    let features: DataArgument
    let answers: DataArgument
    /// Why these, for a sentence.
    let reason: String
  }

  /// What may be samples or answers: a variable or the field of a struct.
  private struct Candidate {
    let path: String
    let size: [Int]
    let className: String
    var name: SampleName { SampleName(path.split(separator: ".").last.map(String.init) ?? path) }

    var isNumeric: Bool {
      MATNumericClass(rawValue: className) != nil || className == "logical"
    }
    /// True if it can be features: numbers in more than one row and column.
    var isMatrix: Bool { isNumeric && size.count > 1 && size.filter { $0 > 1 }.count > 1 }
    var isText: Bool { ["char", "cell", "string", "categorical"].contains(className) }
    var isVector: Bool { size.count == 2 && size.contains(1) }

    /// The size of the answers in it: of a char matrix a text a row.
    var answerSize: [Int] { className == "char" ? [size[0], 1] : size }

    func answers(_ features: Candidate) -> Bool {
      guard isNumeric || isText, size.count == 2, !isText || className == "char" || isVector else {
        return false
      }
      return !SampleLayout.fitting(features: features.size, answers: answerSize).isEmpty
    }
  }

  private let file: MATFile
  private let candidates: [Candidate]

  init(_ file: MATFile) {
    self.file = file
    candidates = file.variables.map {
      Candidate(path: $0.name, size: $0.size, className: $0.className)
    }
  }

  /// The pair of the file; nil where nothing in it looks like one.
  ///
  /// Throws `severalNumericVariables`, with what to write, where there are two readings.
  func find() throws -> Found? {
    if let found = try tableFound() { return found }
    if let found = try pair(candidates) { return found }
    let structs = candidates.filter { $0.className == "struct" && $0.size.allSatisfy { $0 == 1 } }
    guard structs.count == 1, case .structure(let fields) = try file.value(structs[0].path) else {
      return nil
    }
    return try pair(
      fields.fields.map { name, values in
        Candidate(
          path: "\(structs[0].path).\(name)", size: values[0].size, className: values[0].className)
      })
  }

  /// The features of a file alone, for a network of so many inputs; nil where nothing fits.
  func features(inputs: Int) throws -> DataArgument? {
    if let found = try find() { return found.features }
    let fitting = candidates.filter { candidate in
      guard candidate.isNumeric, let first = candidate.size.first, let last = candidate.size.last
      else { return false }
      let (count, _) = candidate.size.reduce((1, false)) {
        $0.0.multipliedReportingOverflow(by: $1)
      }
      return first > 0 && count / first == inputs && count % first == 0
        || last > 0 && count / last == inputs && count % last == 0
    }
    return fitting.count == 1 ? argument(fitting[0]) : nil
  }

  private func argument(_ candidate: Candidate) -> DataArgument {
    DataArgument(file: file.path, variable: candidate.path)
  }

  private func tableFound() throws -> Found? {
    let tables = candidates.filter { $0.className == "table" }
    guard tables.count == 1, let table = try TableReading.table(file.value(tables[0].path)),
      let (name, reason) = TableReading.response(of: table)
    else { return nil }
    return Found(
      features: argument(tables[0]),
      answers: DataArgument(file: file.path, variable: "\(tables[0].path).\(name)"),
      reason: reason)
  }

  private func pair(_ candidates: [Candidate]) throws -> Found? {
    try namedPair(candidates) ?? shapedPair(candidates)
  }

  /// The pair by its names: that whose names have no other word, else that to train on, else the only one.
  private func namedPair(_ candidates: [Candidate]) throws -> Found? {
    let named = Dictionary(grouping: candidates.filter { $0.name.role != nil }, by: \.name.context)
    let pairs = named.mapValues { Self.pairs($0) }.filter { !$0.value.isEmpty }
    let chosen =
      pairs[[]] ?? pairs.first { $0.key.contains("train") }?.value
      ?? (pairs.count == 1 ? pairs.values.first : pairs.values.flatMap(\.self))
    guard let chosen, let first = chosen.first else { return nil }
    guard chosen.count == 1 else { throw ambiguous(chosen) }
    let others = named[first.0.name.context, default: []].filter {
      $0.path != first.0.path && $0.path != first.1.path && $0.name.role == .answers
    }.map(\.path)
    return Found(
      features: argument(first.0), answers: argument(first.1),
      reason: "by their names"
        + (others.isEmpty ? "" : "; \(others.joined(separator: ", ")) left aside"))
  }

  /// The pairs among variables whose names have the same other words: of plain names, and where there is none, of
  /// those that mean other things as often.
  private static func pairs(_ group: [Candidate]) -> [(Candidate, Candidate)] {
    func pairs(_ accepts: (Candidate) -> Bool) -> [(Candidate, Candidate)] {
      let (features, answers) = (
        group.filter { $0.name.role == .features && $0.isNumeric && accepts($0) },
        group.filter { $0.name.role == .answers && accepts($0) }
      )
      return features.flatMap { X in answers.filter { $0.answers(X) }.map { (X, $0) } }
    }
    let plain = pairs(\.name.isPlain)
    let all = plain.isEmpty ? pairs { _ in true } : plain
    let couples = all.filter { SampleName.areCouple($0.0.name, $0.1.name) }
    return couples.isEmpty ? all : couples
  }

  /// The pair by the sizes alone: where there is only one.
  private func shapedPair(_ candidates: [Candidate]) throws -> Found? {
    let usable = candidates.filter { $0.name.role != .weights }
    let pairs = usable.filter(\.isMatrix).flatMap { X in
      usable.filter { $0.path != X.path && ($0.isVector || $0.isText) && $0.answers(X) }
        .map { (X, $0) }
    }
    guard let first = pairs.first else { return nil }
    guard pairs.count == 1 else { throw ambiguous(pairs) }
    return Found(
      features: argument(first.0), answers: argument(first.1),
      reason: "by their sizes, which no others share")
  }

  private func ambiguous(_ pairs: [(Candidate, Candidate)]) -> NetworkFileError {
    let ways = pairs.prefix(3).map { X, y in
      let option = y.isText || SampleName(y.path).role == .answers ? "--labels" : "--targets"
      return "--features \("\(file.path):\(X.path)".shellQuoted)"
        + " \(option) \("\(file.path):\(y.path)".shellQuoted)"
    }
    return NetworkFileError(
      .severalNumericVariables, at: file.path,
      "\(pairs.count) pairs of variables can be samples and their answers",
      advice: "say which, in place of the file: " + ways.joined(separator: ", or ")
        + (pairs.count > 3 ? ", or another" : ""))
  }
}
