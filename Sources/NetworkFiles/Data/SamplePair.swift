import MATFiles
import Matrices
import Networks

/// Samples and what is to be answered for them, read from two places and brought together.
struct SamplePair {
  private let features: SampleArray
  private let answers: Answers
  private let order: SampleOrder?
  private let arguments: (features: DataArgument, answers: DataArgument)
  private let readings: [SampleReading]

  /// What is to be answered, as it was read.
  private enum Answers {
    case names([String])
    case numbers(SampleArray, isLogical: Bool)

    var size: [Int] {
      switch self {
      case .names(let names): [names.count, 1]
      case .numbers(let array, _): array.size
      }
    }
  }

  /// Reads both; an argument without a variable stands for the file's only one that can be it.
  ///
  /// Where only so many bytes may be taken, features that lie in a variable of their own are left in the file until it is
  /// known how their samples lie, and then brought to a scratch file.
  init(
    _ features: DataArgument, _ answers: DataArgument, order: SampleOrder?, table: TableReading,
    within bytes: Double? = nil
  ) throws {
    for argument in [features, answers] { try argument.checkUnlabelled() }
    self.order = order
    let answerFile = try MATFile(answers.file, decoding: .ofSamples)
    let answers = try answers.named(in: answerFile) {
      try LabelFile.onlyVariable(of: answerFile, answers)
    }
    let featureFile =
      features.file == answers.file
      ? answerFile : try MATFile(features.file, decoding: .ofSamples)
    let features = try features.named(in: featureFile) {
      try PointFile.onlyNumericVariable(of: featureFile, features)
    }
    arguments = (features, answers)
    var table = table
    if answers.file == features.file, let variable = features.variable,
      let name = answers.variable, name.hasPrefix(variable + ".")
    {
      table.leftOut = [String(name.dropFirst(variable.count + 1))]
    }
    let reading: SampleReading
    if let bytes, let array = try SampleArray(leftIn: featureFile, features, within: bytes),
      let byParts = array.reading
    {
      self.features = array
      reading = byParts
    } else {
      let (samples, whole) = try featureFile.reading(named: features)
      self.features = try SampleArray(samples, features, table: table)
      reading = whole
    }
    let (value, readingOfAnswers) = try answerFile.reading(named: answers)
    readings = [reading, readingOfAnswers]
    if let names = try LabelFile.names(value, at: answers.place) {
      self.answers = .names(names)
    } else {
      self.answers = .numbers(
        try SampleArray(value, answers), isLogical: value.className == "logical")
    }
  }

  private var source: String { "\(features.place), \(arguments.answers.place)" }

  /// The layout that fits; rows, for an error about it, where none does.
  private func layout(prefersLonger: Bool = false) throws -> SampleLayout {
    let layout = SampleLayout.chosen(
      features: features.size, answers: answers.size, order: order, prefersLonger: prefersLonger)
    let fitting = SampleLayout.fitting(features: features.size, answers: answers.size)
    let isSquare = features.size.first == features.size.last
    if order == nil, isSquare, Set(fitting.map(\.features)).count > 1,
      prefersLonger || features.size.count > 2
    {
      throw NetworkFileError(
        .labelsDoNotFit, at: source,
        "samples can lie along either side of \(features.shape)",
        advice: "say which: --samples-in rows, or --samples-in columns")
    }
    let isRow = answers.size.count == 2 && answers.size[0] == 1 && answers.size[1] > 1
    return layout
      ?? SampleLayout(features: order ?? .rows, answers: isRow ? .columns : order ?? .rows)
  }

  private func points(_ layout: SampleLayout) throws -> SampleTable {
    if let table = try features.scratch(along: layout.features) { return table }
    let points = features.samples(along: layout.features)
    try checkSamples(points, at: features.place)
    return SampleTable(points)
  }

  /// The samples with classes: numbers or texts, or the columns of a one-hot matrix counted from 1; or with labels
  /// of which each may have any number, where a matrix of 0 and 1 is not one-hot.
  func labelled() throws -> TrainingData {
    let layout = try layout()
    return noted(try labelled(layout), told(layout))
  }

  private func labelled(_ layout: SampleLayout) throws -> TrainingData {
    let points = try points(layout)
    guard case .numbers(let array, _) = answers else { return try named(points) }
    // Rows and columns are named as they are in the file.
    try checkSamples(array.samples(along: .rows), at: array.place)
    let matrix = array.samples(along: layout.answers)
    if matrix.columnCount == 1 {
      return try TrainingData(points, labels: matrix.elements, source: source)
    }
    if let labels = matrix.oneHotLabels, labels.count == points.rowCount {
      return try TrainingData(points, labels: labels, source: source)
    }
    guard matrix.isBinary, matrix.rowCount == points.rowCount else {
      throw NetworkFileError(
        .labelsDoNotFit, at: array.place, "the labels are \(array.shape)",
        advice:
          "give a column with one label a sample, or a matrix of 0 and 1 with a column a label;"
          + " numbers to answer, a row a sample, are --targets")
    }
    return try TrainingData(
      points, labelSets: matrix.map { $0 == 1 }, source: source)
  }

  private func named(_ points: SampleTable) throws(NetworkFileError) -> TrainingData {
    guard case .names(let names) = answers else {
      return try TrainingData(points, labels: [], source: source)
    }
    return try TrainingData(points, names: names, source: source)
  }

  /// What is told of samples that were named and taken from columns though nobody said so; nil of others.
  private func told(_ layout: SampleLayout) -> String? {
    guard order == nil, layout.features == .columns else { return nil }
    return "\(arguments.features.variable ?? "") is \(features.shape), with a sample a"
      + " \(features.size.count > 2 ? "page" : "column"), as there are as many answers"
  }

  /// The samples with numbers to be answered.
  func targeted() throws -> TrainingData {
    let layout = try layout()
    return noted(try targeted(layout), told(layout))
  }

  private func targeted(_ layout: SampleLayout) throws -> TrainingData {
    let points = try points(layout)
    guard case .numbers(let array, _) = answers else {
      throw NetworkFileError(
        .labelsDoNotFit, at: arguments.answers.place, "the targets are text",
        advice: "give classes that are text as --labels")
    }
    // Rows and columns are named as they are in the file.
    try checkSamples(array.samples(along: .rows), at: array.place)
    let matrix = array.samples(along: layout.answers)
    return try TrainingData(points, targets: matrix, source: source)
  }

  /// The samples of a pair that was found, with classes or numbers, as their values say; told in
  /// ``TrainingData/reading``.
  func found(_ reason: String) throws -> TrainingData {
    let layout = try layout(prefersLonger: true)
    let points = try points(layout)
    let (data, kind) = try answered(points, layout)
    let way =
      features.size.count > 2
      ? ", an image of each flattened by columns"
      : layout.features == .columns ? ", a sample a column," : ""
    return noted(
      data,
      "\(arguments.features.variable ?? "") (\(features.shape)\(way)) as features and"
        + " \(arguments.answers.variable ?? "") as \(kind), \(reason)")
  }

  /// The data with where they come from, who has read them, and what was taken where nobody said it.
  private func noted(_ data: TrainingData, _ told: String?) -> TrainingData {
    var data = data
    data.note([arguments.features], arguments.answers, readings)
    data.reading = told
    return data
  }

  private func answered(
    _ points: SampleTable, _ layout: SampleLayout
  ) throws -> (TrainingData, String) {
    guard case .numbers(let array, let isLogical) = answers else {
      return (try named(points), "labels, which are text")
    }
    // Rows and columns are named as they are in the file.
    try checkSamples(array.samples(along: .rows), at: array.place)
    let matrix = array.samples(along: layout.answers)
    if matrix.columnCount > 1 {
      if let labels = matrix.oneHotLabels {
        return (
          try TrainingData(points, labels: labels, source: source),
          "labels 1 to \(matrix.columnCount), one-hot"
        )
      }
      if matrix.isBinary {
        return (
          try TrainingData(points, labelSets: matrix.map { $0 == 1 }, source: source),
          "\(matrix.columnCount) labels, of which a sample may have any number"
        )
      }
      return (
        try TrainingData(points, targets: matrix, source: source),
        "targets, \(matrix.columnCount) numbers each"
      )
    }
    let count = Set(matrix.elements).count
    guard isLogical || Self.areClasses(matrix.elements, count: count) else {
      return (
        try TrainingData(points, targets: matrix, source: source),
        "targets, \(count) different numbers"
      )
    }
    return (
      try TrainingData(points, labels: matrix.elements, source: source),
      "labels, \(count) whole number\(count == 1 ? "" : "s")"
    )
  }

  /// True if numbers are classes rather than amounts: whole, and few beside the samples.
  private static func areClasses(_ numbers: [Double], count: Int) -> Bool {
    guard numbers.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1e9 }) else { return false }
    return count <= 2 || (count <= 20 && count * 2 <= numbers.count)
      || (count <= 200 && count * 10 <= numbers.count)
  }
}

extension Matrix<Double> {
  /// True if there is nothing but 0 and 1.
  fileprivate var isBinary: Bool { elements.allSatisfy { $0 == 0 || $0 == 1 } }

  /// The column of the one 1 of each row, from 1; nil where a row has none or several, or other numbers.
  fileprivate var oneHotLabels: [Double]? {
    guard columnCount > 1, isBinary else { return nil }
    var labels = [Double](repeating: 0, count: rowCount)
    for column in 0..<columnCount {
      for row in 0..<rowCount where self[row, column] == 1 {
        guard labels[row] == 0 else { return nil }
        labels[row] = Double(column + 1)
      }
    }
    return labels.contains(0) ? nil : labels
  }
}
