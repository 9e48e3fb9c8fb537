import Foundation
import MATFiles
import NetworkFiles
public import Plots

/// The kind of picture made of the values that it is given.
public enum PictureKind: String, CaseIterable, Sendable {
  /// Points of the plane in the colours and markers of their classes.
  case points
  /// A network's decision regions with its points over them, beside its loss; of a regression its answers.
  case network
  /// The outputs of a regression: over one feature or two, else against the targets. A fitted curve
  /// with its bands, and its residuals.
  case fit
  /// Decision regions alone.
  case regions
  /// The loss at each iterate, a line a run.
  case loss
  /// How often each class was taken for each other.
  case confusion
  /// Receiver operating characteristic: of two classes one curve, of more one for each against the rest.
  case roc
  /// How often what is predicted with a probability comes true.
  case calibration
  /// Confusion matrix, ROC and calibration side by side.
  case evaluation
  /// How far the score falls when a feature is exchanged among the samples, as `evaluate --importance` wrote it.
  case importance
  /// The average answer of a network along each feature.
  case dependence
  /// Scores against the number of samples, as `matkit learning-curve` wrote them.
  case learningCurve = "learning-curve"
  /// A measure of a sweep's runs against one of its parameters, or of the candidates that `train --folds`
  /// compared.
  case sweep
  /// Numbers against their index, a line a column.
  case line
  /// The numbers of one variable against those of another.
  case pair
  /// Each feature of points against each other, and how often its values are: of more than two features.
  case pairs
  /// A matrix as coloured cells.
  case heatmap
  /// A matrix as bands between contour lines.
  case contour
}

/// The formats of picture files, told by the ending of the name.
public enum PictureFormat: String, CaseIterable, Sendable {
  /// The format of that name, told by the ending of the file's.
  case svg, png, pdf

  /// The format that `path` ends in; nil for any other ending.
  public init?(path: String) {
    self.init(rawValue: URL(filePath: path).pathExtension.lowercased())
  }
}

extension Figure {
  /// Draws the figure and writes it to `path`, whole or not at all.
  public func write(to path: String, as format: PictureFormat) throws {
    let bytes =
      switch format {
      case .svg: try svg()
      case .png: try png()
      case .pdf: try pdf()
      }
    try AtomicFile.write(bytes, to: path)
  }
}
