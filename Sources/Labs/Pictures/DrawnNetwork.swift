import MATFiles
import Matrices
import Networks
import Plots

/// What a network's file has to draw: the network, and its points and grid where there are any.
struct DrawnNetwork {
  let network: SavedNetwork
  var data: LabData?
  let grid: GridResult?

  init(_ result: LabResult) {
    (network, data, grid) = (result.network, result.data, result.grid)
  }

  /// Reads `net`, and `X` and `y`, and `grid` where they are there.
  init(_ file: MATFile) throws {
    network = try SavedNetwork(file)
    data = try LabData(labeledPointsOf: file)
    grid = file.variable(named: "grid") == nil ? nil : try GridResult(file)
  }

  /// What the classes are called in legends.
  var classNames: [String] { classTitles(network.classes) }

  /// The grid of the file, or one over the points; nil where the network's inputs are not in the plane.
  func gridToDraw() throws -> GridResult? {
    if let grid { return grid }
    guard let data, network.network.inputCount == 2, data.points.columnCount == 2 else {
      return nil
    }
    let step = DecisionGrid.defaultStep(over: data.points, atMost: 90_000)
    return try GridResult(network, on: DecisionGrid(over: data.points, step: step))
  }

  /// The decision regions with the points over them, wrong ones ringed; nil without a grid.
  func regions(title: String? = nil) throws -> Panel? {
    guard let grid = try gridToDraw() else { return nil }
    let outputs = try data.map { try network.outputs(for: $0.points, from: $0.source) }
    return try DrawnGrid(
      grid: grid, data: data, classes: network.classes,
      predicted: outputs.map(network.network.classes(ofOutputs:))
    ).panel(title: title)
  }

  /// The loss at each iterate.
  func loss(title: String? = nil) -> Panel {
    .lossHistory([("loss", network.lossHistory)], scale: .logarithmic, title: title)
  }

  /// The counts of the answers for the points.
  func confusion() throws -> ConfusionMatrix? {
    try data.map { try network.evaluate(on: $0).confusion }
  }

  /// The probability that is compared with what came true: of each class by itself, or of the second of
  /// two.
  func scores(_ place: String) throws -> [ClassScores] {
    guard let data else {
      throw LabError(
        .noPicture, at: place, "it has no points X with labels y",
        advice: "name files of points after it, one a class")
    }
    let outputs = try network.outputs(for: data.points, from: data.source)
    let indices = try data.classIndices(in: network.classes)
    let columns = outputs.columnCount == 1 ? [1] : Array(0..<outputs.columnCount)
    return columns.map { index in
      ClassScores(
        name: outputs.columnCount == 1 ? nil : classNames[index],
        probabilities: outputs.column(outputs.columnCount == 1 ? 0 : index),
        isPositive: indices.map { $0 == index })
    }
  }
}

/// What a network says of one class, sample by sample, and whether it is true.
struct ClassScores {
  /// The class; nil where there are two and one curve tells all.
  let name: String?
  let probabilities: [Double]
  let isPositive: [Bool]
}

/// A decision grid with the points over it.
struct DrawnGrid {
  let grid: GridResult
  let data: LabData?
  /// The labels of the classes, ascending.
  let classes: [Double]
  /// The class of each point by the network; read off the grid where nil.
  let predicted: [Int]?

  init(grid: GridResult, data: LabData?, classes: [Double], predicted: [Int]?) {
    self.grid = grid
    self.data = data
    self.classes = classes
    self.predicted = predicted
  }

  /// Reads `grid`, and `X` and `y` where they are there.
  init(_ file: MATFile) throws {
    grid = try GridResult(file)
    guard !grid.xx.isEmpty else {
      throw LabError(
        .empty, at: "\(file.path):grid", "there is nothing to draw: it has no points",
        advice: "write it anew with matkit grid")
    }
    data = try LabData(labeledPointsOf: file)
    let found = Set(grid.label.elements.filter(\.isFinite)).union(data?.classes ?? [])
    classes = (grid.P == nil ? Set(data?.classes ?? [0, 1]) : found).sorted()
    predicted = nil
  }

  /// The regions and the points.
  func panel(title: String? = nil) throws -> Panel {
    let names = classTitles(classes)
    let points = try data.map { data in
      try LabeledPoints(data.points, labels: data.classIndices(in: classes), names: names)
    }
    let rectangle = try RectangularGrid(xx: grid.xx, yy: grid.yy)
    guard let P = grid.P else {
      return try .decisionRegions(
        ScalarField(rectangle, values: grid.Z), data: points, predicted: predicted, title: title)
    }
    return try .classRegions(
      ClassRegions(rectangle, probabilities: P, names: names), data: points, predicted: predicted,
      title: title)
  }
}

/// What classes are called in legends, by their labels.
func classTitles(_ labels: [Double]) -> [String] { labels.map { "class \($0.formatted)" } }
