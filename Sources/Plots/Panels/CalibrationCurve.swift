/// How far predicted probabilities are borne out: in each of several bins of them the mean
/// prediction and the share of positives.
///
/// Morris H. DeGroot and Stephen E. Fienberg, "The Comparison and Evaluation of Forecasters", The
/// Statistician 32 (1983). The curve of predictions is computed by the module `Networks`.
///
/// ```swift
/// let curve = try CalibrationCurve(
///   meanPredictions: [0.2, 0.9], positiveShares: [0.5, 1], counts: [2, 1])
/// assert(!Panel.calibration([curve]).series.isEmpty)
/// ```
public struct CalibrationCurve: Sendable, Hashable {
  /// The mean of the predictions in each bin, increasing.
  public let meanPredictions: [Double]
  /// The share of positives in each bin.
  public let positiveShares: [Double]
  /// The number of samples in each bin.
  public let counts: [Int]
  /// The name in a legend.
  public var label: String

  /// A curve from its points, the mean prediction and the share of positives in each bin.
  ///
  /// Without counts each bin counts for one. Throws `.mismatch` where there are not as many of one
  /// as of the other, `.outOfRange` where a number is not in 0…1.
  public init(
    meanPredictions: [Double], positiveShares: [Double], counts: [Double]? = nil,
    label: String = "calibration"
  ) throws(PlotError) {
    let counts = counts ?? Array(repeating: 1, count: meanPredictions.count)
    guard meanPredictions.count == positiveShares.count, counts.count == positiveShares.count else {
      throw PlotError(
        .mismatch, "bins", expected: "as many predictions, shares and counts",
        found: "\(meanPredictions.count), \(positiveShares.count) and \(counts.count)")
    }
    if let bad = (meanPredictions + positiveShares).first(where: { !($0 >= 0 && $0 <= 1) }) {
      throw PlotError(.outOfRange, "bins", expected: "0 to 1", found: "\(bad)")
    }
    self.meanPredictions = meanPredictions
    self.positiveShares = positiveShares
    self.counts = try counts.map { count throws(PlotError) in
      guard let whole = Int(exactly: count), whole >= 0 else {
        throw PlotError(.outOfRange, "bins", expected: "counts of 0 or more", found: "\(count)")
      }
      return whole
    }
    self.label = label
  }
}

extension Panel {
  /// Calibration curves, over the diagonal of predictions that come true as often as they say.
  public static func calibration(_ curves: [CalibrationCurve], title: String? = nil) -> Panel {
    var series: [Series] = [
      .line(
        Line(x: [0, 1], y: [0, 1], label: "perfect", paint: .muted, width: 1.25, dash: .dashed))
    ]
    for (index, curve) in curves.enumerated() {
      series.append(
        .line(
          Line(
            x: curve.meanPredictions, y: curve.positiveShares, label: curve.label,
            marker: .forClass(index))))
    }
    return Panel(
      series, title: title, x: Axis("predicted probability", limits: 0...1),
      y: Axis("share of positives", limits: 0...1), aspect: .equal)
  }
}
