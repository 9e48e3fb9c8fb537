import NetworkFiles
import Plots

/// The pictures of a report, each once for light and once for dark.
struct ReportPictures {
  /// The decision regions, or what a regression answers over one feature or two; nil where there are more.
  let answers: Panel?
  /// Of a regression the answers against the targets.
  let againstTargets: Panel?
  let loss: Panel?
  let roc: Panel?
  let calibration: Panel?
  /// Small enough to be read on a phone, where a picture is as wide as the page.
  static let width = 460.0

  init(_ result: NetworkFile) throws {
    let drawn = DrawnNetwork(result)
    loss = result.network.lossHistory.isEmpty ? nil : drawn.loss()
    guard !result.network.isRegression else {
      answers = try drawn.overFeatures()
      againstTargets = try drawn.againstTargets()
      (roc, calibration) = (nil, nil)
      return
    }
    answers = try drawn.regions()
    againstTargets = nil
    // A curve of a class needs samples in it and out of it.
    let scores = try drawn.scores(result.data.source).filter {
      $0.isPositive.contains(true) && $0.isPositive.contains(false)
    }
    let probabilities = scores.allSatisfy { $0.probabilities.allSatisfy { $0 >= 0 && $0 <= 1 } }
    guard !scores.isEmpty, scores.count <= 8, probabilities else {
      (roc, calibration) = (nil, nil)
      return
    }
    roc = .roc(
      try scores.map {
        try ROCCurve($0, label: $0.name ?? "ROC")
      })
    calibration = .calibration(
      try scores.map {
        try CalibrationCurve($0, label: $0.name ?? "calibration")
      })
  }

  /// A picture in both themes, of which the page shows one.
  static func figure(_ panel: Panel, id: String, about text: String, caption: HTML) throws -> HTML {
    let svgs = try [("light", Theme.light), ("dark", Theme.dark)].map { name, theme -> HTML in
      var figure = Self.figure(of: panel, theme)
      figure.alternativeText = text
      let svg = String(decoding: try figure.svg(idPrefix: "\(id)-\(name)-"), as: UTF8.self)
      return "<div class=\"\(name)\">\(HTML(markup: svg))</div>"
    }
    return "<figure id=\"\(id)\">\(svgs)<figcaption>\(caption)</figcaption></figure>"
  }

  static func figure(of panel: Panel, _ theme: Theme) -> Figure {
    Figure(panel, width: width, height: panel.aspect == .equal ? nil : 400, theme: theme)
  }
}
