import Matrices
import NetworkFiles
import Plots

/// The output of `matkit evaluate`: how right a network's answers were.
struct DrawnEvaluation {
  /// Element (i, j) the number of samples of class i that were taken for j.
  let confusion: Matrix<Int>
  /// The labels of the classes.
  let names: [String]
  /// A curve for class 1 of two, or for each of more.
  var rocs: [ROCCurve]
  /// A calibration curve for class 1 of two, or for each of more.
  var calibrations: [CalibrationCurve]
  /// The importance of features, where that was asked for.
  var importance: DrawnImportance?

  /// The titles of the three panels.
  static let titles = ["Confusion", "ROC", "Calibration"]

  func confusionPanel(title: String? = nil) throws -> Panel {
    try .confusionMatrix(confusion, names: names, title: title)
  }

  /// The panels of what there is.
  func panels() throws -> [Panel] {
    var panels = [try confusionPanel(title: Self.titles[0])]
    if !rocs.isEmpty { panels.append(.roc(rocs, title: Self.titles[1])) }
    if !calibrations.isEmpty { panels.append(.calibration(calibrations, title: Self.titles[2])) }
    return panels
  }
}
