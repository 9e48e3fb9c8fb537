import Foundation
import MATFiles
import Matrices
import NetworkFiles
import Plots

/// One item of a picture: a value of a file, and what it was recognised as.
struct PictureSubject {
  /// Where it was read: the file, and the path where one was given.
  let place: String
  /// The name in legends: the label given, the variable, or the file without its ending.
  let name: String
  /// The label given.
  let label: Double?
  /// The number among the picture's items, from 0.
  let index: Int
  let content: Content

  /// The kind of a value.
  enum Content {
    case network(DrawnNetwork)
    case grid(DrawnGrid)
    case points(Matrix<Double>)
    case labeledPoints(TrainingData)
    case loss([Double])
    case vector([Double])
    case matrix(Matrix<Double>)
    case confusion(Matrix<Int>)
    case roc([ROCCurve])
    case calibration([CalibrationCurve])
    case evaluation(DrawnEvaluation)
    case importance(DrawnImportance)
    case learningCurve(DrawnLearningCurve)
    case sweep(SweepTable)
    case fit(DrawnFit)

    /// The default kind of picture.
    var kind: PictureKind {
      switch self {
      case .network: .network
      case .grid: .regions
      case .points, .labeledPoints: .points
      case .loss: .loss
      case .vector: .line
      case .matrix: .heatmap
      case .confusion: .confusion
      case .roc: .roc
      case .calibration: .calibration
      case .evaluation: .evaluation
      case .importance: .importance
      case .learningCurve: .learningCurve
      case .sweep: .sweep
      case .fit: .fit
      }
    }

    /// In words, for a sentence about it.
    var description: String {
      switch self {
      case .network: "a network"
      case .grid: "a decision grid"
      case .points(let matrix), .matrix(let matrix):
        "a matrix of \(matrix.rowCount)×\(matrix.columnCount)"
      case .labeledPoints(let data): "\(data.labels.count) points with labels"
      case .loss(let numbers): "\(numbers.count) losses"
      case .vector(let numbers): "a vector of \(numbers.count)"
      case .confusion: "a confusion matrix"
      case .roc: "a ROC curve"
      case .calibration: "a calibration curve"
      case .evaluation: "an evaluation"
      case .importance: "the importance of features"
      case .learningCurve: "a learning curve"
      case .fit: "a fitted curve"
      case .sweep(let table): "a table of \(table.rowCount) runs"
      }
    }
  }

  /// Reads an item and tells what it is.
  ///
  /// - Parameters:
  ///   - item: The file, and the path inside it.
  ///   - index: The number among the picture's items.
  ///   - kind: What it is to be shown as: of a network's file as a sweep, the candidates in `search`.
  init(_ item: DataArgument, place index: Int, as kind: PictureKind? = nil) throws {
    place = item.place
    label = item.label
    self.index = index
    let file = try MATFile(item.file)
    let base = URL(filePath: item.file).deletingPathExtension().lastPathComponent
    if item.variable == nil, kind == .sweep, file.variable(named: "search") != nil {
      name = base
      content = try .init(file, at: "search")
    } else if let variable = item.variable, variable != "net" {
      name = variable
      content = try .init(file, at: variable)
    } else if let whole = try Content(wholeOf: file) {
      name = base
      content = whole
    } else {
      let variable = try Self.onlyVariable(of: file)
      name = variable
      content = try .init(file, at: variable)
    }
  }

  /// Samples that were read already, by what names them.
  init(_ samples: TrainingData, place index: Int) {
    (place, name, label, self.index) = (samples.source, samples.source, nil, index)
    content = .labeledPoints(samples)
  }

  /// True if it is points of more features than the plane has.
  var hasManyFeatures: Bool {
    if case .labeledPoints(let data) = content { data.points.columnCount > 2 } else { false }
  }

  /// How many numbers there are.
  var count: Int { (try? matrix().count) ?? 0 }

  /// The numbers as a matrix; throws `noPicture` for what is none.
  func matrix() throws(NetworkFileError) -> Matrix<Double> {
    switch content {
    case .points(let matrix), .matrix(let matrix): return matrix
    case .loss(let numbers), .vector(let numbers): return Matrix(column: numbers)
    case .confusion(let counts): return counts.map(Double.init)
    case .grid(let drawn): return drawn.grid.Z
    case .labeledPoints(let data): return data.points
    case .network, .roc, .calibration, .evaluation, .importance, .learningCurve, .sweep, .fit:
      throw NetworkFileError(
        .noPicture, at: place, "\(content.description) is no matrix of numbers",
        advice: "name a variable, as in file.mat:X")
    }
  }

  /// The one variable that a file's picture must be of.
  private static func onlyVariable(of file: MATFile) throws(NetworkFileError) -> String {
    let drawable = file.variables.filter { variable in
      variable.className == "struct" || variable.className == "logical"
        || MATNumericClass(rawValue: variable.className) != nil
    }
    guard let first = drawable.first else {
      throw NetworkFileError(
        .noNumericVariable, at: file.path, "there is nothing to draw in it",
        advice: "give a file that holds numbers")
    }
    guard drawable.count == 1 else {
      let choices = drawable.prefix(8).map { "\(file.path):\($0.name)" }.joined(separator: " or ")
      throw NetworkFileError(
        .severalNumericVariables, at: file.path,
        "there are \(drawable.count) variables that could be drawn", advice: "say which: \(choices)"
      )
    }
    return first.name
  }
}
