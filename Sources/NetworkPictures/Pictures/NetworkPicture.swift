import Matrices
public import NetworkFiles
import Networks
public import Plots

extension Figure {
  /// The decision of a trained network with its points, beside the loss at each iterate.
  ///
  /// Wrong points are ringed. Where the points are not in the plane, the confusion matrix stands in place
  /// of the regions, and for regression what it answers. Throws a `PlotError` where the grid is none.
  public static func network(
    _ result: NetworkFile, title: String? = nil, theme: Theme = .light
  ) throws -> Figure {
    try DrawnNetwork(result).figure(PictureLook(title: title, theme: theme))
  }

  /// Points in the plane in the colours and markers of their classes.
  ///
  /// Throws a `PlotError` where the points do not have two columns.
  public static func points(_ data: TrainingData, title: String? = nil) throws -> Figure {
    Figure(
      .classScatter(
        try LabeledPoints(
          data.points, labels: data.classIndices(in: data.classes),
          names: classTitles(data.classes, data.classNames))), title: title)
  }
}

extension DrawnNetwork {
  /// The regions, or where there are none the confusion matrix or the answers, beside the loss.
  func figure(_ look: PictureLook) throws -> Figure {
    let left =
      try regions(title: "Decision") ?? confusionPanel(title: "Confusion") ?? fit(title: "Answers")
    let panels = [left, network.lossHistory.isEmpty ? nil : loss(title: "Loss")].compactMap(\.self)
    guard !panels.isEmpty else {
      throw NetworkFileError(
        .noPicture, "there are neither points nor losses to draw",
        advice: "name files of points after it, one a class")
    }
    return try look.figure(panels, axes: .last, size: panels.count == 2 ? (1040, 460) : nil)
  }

  /// The confusion matrix; nil without points.
  func confusionPanel(title: String? = nil) throws -> Panel? {
    try confusion().map {
      try .confusionMatrix($0.counts, names: network.classTitles, title: title)
    }
  }
}
