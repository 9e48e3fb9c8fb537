import Matrices
import NetworkFiles
import Plots

// The pictures of numbers: points, lines, pairs and fields.

extension Drawing {
  func pointsPanel() throws -> Panel {
    let data = try labeledPoints(subjects, as: .points)
    let known = subjects.count == 1 ? names(of: subjects[0]) ?? nameOfOne(subjects[0]) : nil
    return .classScatter(
      try LabeledPoints(
        data.points, labels: data.classIndices(in: data.classes),
        names: known ?? classTitles(data.classes)))
  }

  /// The name of points that are all there are and have no label, and so are of no class.
  private func nameOfOne(_ subject: PictureSubject) -> [String]? {
    switch subject.content {
    case .points, .matrix: subject.label == nil ? [subject.name] : nil
    default: nil
    }
  }

  /// The texts of a subject's classes; nil where they are numbers.
  private func names(of subject: PictureSubject) -> [String]? {
    switch subject.content {
    case .labeledPoints(let data): return data.classNames
    case .network(let network):
      guard let data = network.data, let names = network.network.classNames else { return nil }
      return data.classes.map { label in
        network.network.classes.firstIndex(of: label).map { names[$0] } ?? label.formatted
      }
    default: return nil
    }
  }

  /// The points and labels of data; targets tell no classes.
  private func labels(of data: TrainingData) -> (Matrix<Double>, [Double]) {
    let labels =
      data.targets == nil ? data.labels : Array(repeating: 0, count: data.points.rowCount)
    return (data.points, labels)
  }

  /// The points of items, one class an item where they have no labels of their own.
  func labeledPoints(_ subjects: [PictureSubject], as kind: PictureKind) throws -> TrainingData {
    let parts = try subjects.enumerated().map { place, subject -> (Matrix<Double>, [Double]) in
      switch subject.content {
      case .labeledPoints(let data): return labels(of: data)
      case .grid(let drawn):
        guard let data = drawn.data else { throw cannot(subject, be: kind) }
        return labels(of: data)
      case .network(let network):
        guard let data = network.data else { throw cannot(subject, be: kind) }
        return labels(of: data)
      case .points(let matrix), .matrix(let matrix):
        let label = subject.label ?? Double(place)
        return (matrix, Array(repeating: label, count: matrix.rowCount))
      default: throw cannot(subject, be: kind)
      }
    }
    if let other = parts.firstIndex(where: { $0.0.columnCount != parts[0].0.columnCount }) {
      throw NetworkFileError(
        .columnsDiffer, at: subjects[other].place,
        "the points have \(parts[other].0.columnCount) columns where those of"
          + " \(subjects[0].place) have \(parts[0].0.columnCount)",
        advice: "give points with the same features for every class")
    }
    return try TrainingData(
      points: .stacked(parts.map(\.0)), labels: parts.flatMap(\.1),
      source: subjects.map(\.place).joined(separator: ", "))
  }

  /// A line for each column of each item.
  func linesPanel() throws -> Panel {
    let scale: Axis.Scale = look.isLogarithmicY ? .logarithmic : .linear
    let matrices = try subjects.map { try $0.matrix() }
    if subjects.count == 1 {
      let matrix = matrices[0].rowCount == 1 ? matrices[0].transposed() : matrices[0]
      return .columns(matrix, label: subjects[0].name, scale: scale)
    }
    var lines: [Line] = []
    for (subject, matrix) in zip(subjects, matrices) {
      let columns = matrix.rowCount == 1 ? matrix.transposed() : matrix
      for column in 0..<columns.columnCount {
        let name =
          columns.columnCount == 1 ? subject.name : "\(subject.name), column \(column + 1)"
        lines.append(
          Line(
            x: (0..<columns.rowCount).map { Double($0 + 1) }, y: columns.column(column),
            label: name,
            marker: .forClass(lines.count)))
      }
    }
    return Panel(
      lines.map(Series.line), x: Axis("index", isWhole: true), y: Axis("value", scale: scale))
  }

  func pairPanel() throws -> Panel {
    if subjects.count == 1, case .points(let matrix) = subjects[0].content {
      return try .pairs(
        x: matrix.column(0), y: matrix.column(1), xLabel: "column 1", yLabel: "column 2")
    }
    guard subjects.count == 2 else {
      throw NetworkFileError(
        .noPicture, "a pair is of two variables, and \(subjects.count) were named",
        advice: "name two, as in file.mat:a file.mat:b")
    }
    return try .pairs(
      x: subjects[0].matrix().elements, y: subjects[1].matrix().elements,
      xLabel: subjects[0].name, yLabel: subjects[1].name)
  }

  func contourPanel(_ subject: PictureSubject) throws -> Panel {
    if case .grid(let drawn) = subject.content {
      return Self.contours(
        try ScalarField(
          RectangularGrid(xx: drawn.grid.xx, yy: drawn.grid.yy), values: drawn.grid.Z),
        x: Axis("x₁"), y: Axis("x₂"), title: title(of: subject))
    }
    let matrix = try subject.matrix()
    let grid = try RectangularGrid(
      x: (0..<matrix.columnCount).map { Double($0 + 1) },
      y: (0..<matrix.rowCount).map { Double($0 + 1) })
    return Self.contours(
      try ScalarField(grid, values: matrix), x: Axis("column"), y: Axis("row"),
      title: title(of: subject))
  }

  private static func contours(_ field: ScalarField, x: Axis, y: Axis, title: String?) -> Panel {
    Panel(
      [
        .filledContours(FilledContours(field, colorBar: "value")),
        .contourLines(ContourLines(field, width: 0.75)),
      ], title: title, x: x, y: y)
  }
}
