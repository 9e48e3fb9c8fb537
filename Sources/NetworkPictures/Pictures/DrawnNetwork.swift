import MATFiles
import Matrices
import NetworkFiles
import Networks
import Plots

/// The drawable content of a network's file: the network, and its points and grid where there are
/// any.
struct DrawnNetwork {
  let network: SavedNetwork
  var data: TrainingData?
  let grid: GridResult?

  /// The loss on the validation data at each iterate; empty without such data.
  var validationHistory: [Double] = []

  init(_ result: NetworkFile) {
    (network, data, grid) = (result.network, result.data, result.grid)
    validationHistory = result.training.validationHistory
  }

  /// Reads `net`, and `X` and `y`, and `grid` where they are there.
  init(_ file: MATFile) throws {
    network = try SavedNetwork(file)
    let read = try TrainingData(labeledPointsOf: file)
    data =
      network.isMultiLabel
      ? try read?.withLabelSets() : network.isRegression ? try read?.withTargets() : read
    let parts = try NetworkParts(file)
    grid =
      network.isRegression
      ? parts.grid?.withoutLabels : parts.grid?.labelled(above: network.threshold)
    validationHistory = parts.training?.validationHistory ?? []
  }

  /// The names of the classes in legends.
  var classNames: [String] { classTitles(network.classes, network.classNames) }

  /// The grid of the file, or one over the points; nil where the network's inputs are not in the plane.
  func gridToDraw() throws -> GridResult? {
    if let grid { return grid }
    guard let data, network.network.inputCount == 2, data.points.columnCount == 2 else {
      return nil
    }
    let step = DecisionGrid.defaultStep(over: data.points, atMost: 90_000)
    return try GridResult(network, on: DecisionGrid(over: data.points, step: step))
  }

  /// The decision regions with the points over them, wrong ones ringed; nil without a grid, and where there
  /// are no classes.
  func regions(title: String? = nil) throws -> Panel? {
    guard !network.isRegression, !network.isMultiLabel, let grid = try gridToDraw() else {
      return nil
    }
    let outputs = try data.map { try network.outputs(for: $0.points, from: $0.source) }
    var drawn = DrawnGrid(
      grid: grid, data: data, classes: network.classes,
      predicted: outputs.map(network.classes(ofOutputs:)))
    drawn.names = classNames
    return try drawn.panel(title: title)
  }

  /// The loss at each iterate, and that on the validation data where there are any.
  func loss(title: String? = nil) -> Panel {
    var runs = [("training", network.lossHistory)]
    if !validationHistory.isEmpty { runs.append(("validation", validationHistory)) }
    return .lossHistory(runs, scale: .logarithmic, title: title)
  }

  /// The counts of the answers for the points; nil without points, and where there are no classes.
  func confusion() throws -> ConfusionMatrix? {
    guard !network.isRegression, !network.isMultiLabel else { return nil }
    return try data.map { try network.evaluate(on: $0).confusion }
  }

  /// The probability that is compared with what came true: of each class by itself, or of the second of
  /// two.
  func scores(_ place: String) throws -> [ClassScores] {
    guard let data, !network.isRegression else {
      throw NetworkFileError(
        .noPicture, at: place,
        network.isRegression
          ? "the network answers numbers, not classes" : "it has no points X with labels y",
        advice: network.isRegression
          ? "use --as fit or --as loss" : "name files of points after it, one a class")
    }
    let outputs = try network.outputs(for: data.points, from: data.source)
    if let sets = data.labelSets, network.isMultiLabel, sets.columnCount == outputs.columnCount {
      return (0..<outputs.columnCount).map {
        ClassScores(
          name: classNames[$0], probabilities: outputs.column($0), isPositive: sets.column($0))
      }
    }
    let indices = try data.classIndices(in: network)
    let columns = outputs.columnCount == 1 ? [1] : Array(0..<outputs.columnCount)
    return columns.map { index in
      ClassScores(
        name: outputs.columnCount == 1 ? nil : classNames[index],
        probabilities: outputs.column(outputs.columnCount == 1 ? 0 : index),
        isPositive: indices.map { $0 == index })
    }
  }
}

/// A decision grid with the points over it.
struct DrawnGrid {
  let grid: GridResult
  let data: TrainingData?
  /// The labels of the classes, ascending.
  let classes: [Double]
  /// The class of each point by the network; read off the grid where nil.
  let predicted: [Int]?
  /// The names of the classes in legends.
  var names: [String]

  init(grid: GridResult, data: TrainingData?, classes: [Double], predicted: [Int]?) {
    self.grid = grid
    self.data = data
    self.classes = classes
    self.predicted = predicted
    names = classTitles(classes)
  }

  /// Reads `grid`, and `X` and `y` where they are there.
  init(_ file: MATFile) throws {
    guard let grid = try NetworkParts(file).grid else {
      throw MATError(.notFound, file: file.path, variable: "grid")
    }
    self.grid = grid
    guard !grid.xx.isEmpty else {
      throw NetworkFileError(
        .empty, at: "\(file.path):grid", "there is nothing to draw: it has no points",
        advice: "write it anew with matkit grid")
    }
    data = try TrainingData(labeledPointsOf: file)
    let found = Set(grid.label.elements.filter(\.isFinite)).union(data?.classes ?? [])
    classes = (grid.P == nil ? Set(data?.classes ?? [0, 1]) : found).sorted()
    predicted = nil
    names = classTitles(classes, data?.classNames)
  }

  /// True if the numbers are probabilities of classes; those of a regression need not be.
  private var isOfClasses: Bool {
    if grid.P != nil { return !grid.label.isEmpty }
    return classes.count <= 2 && grid.Z.elements.allSatisfy { !($0 < 0 || $0 > 1) }
  }

  /// The regions and the points; where the numbers are no probabilities, bands of them.
  func panel(title: String? = nil) throws -> Panel {
    guard isOfClasses else { return try .answers(grid, at: data, title: title) }
    let points = try data.map { data in
      try LabeledPoints(
        data.points, labels: data.classIndices(in: classes, named: data.classNames), names: names)
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

/// The names of classes in legends: by their texts, or by their labels.
func classTitles(_ labels: [Double], _ names: [String]? = nil) -> [String] {
  names ?? labels.map { "class \($0.formatted)" }
}
