/// How a classifier of two classes trades false alarms for hits as its threshold falls: the
/// receiver operating characteristic.
///
/// Tom Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27 (2006). The curve
/// of scores is computed by the module `Networks`.
///
/// ```swift
/// let curve = try ROCCurve(falsePositiveRates: [0, 0.5, 1], truePositiveRates: [0, 1, 1])
/// assert(curve.area == 0.75 && !Panel.roc([curve]).series.isEmpty)
/// ```
public struct ROCCurve: Sendable, Hashable {
  /// False positives over all negatives, from 0 to 1.
  public let falsePositiveRates: [Double]
  /// True positives over all positives, as many, from 0 to 1.
  public let truePositiveRates: [Double]
  /// The area under the curve: the chance that a positive scores above a negative, ties counting
  /// half.
  public let area: Double
  /// The name in a legend.
  public var label: String

  /// A curve from its points, from (0, 0) to (1, 1); the area is that below straight lines through
  /// them.
  ///
  /// Throws `.mismatch` where there are not as many of one rate as of the other, `.outOfRange`
  /// where one is not in 0…1 or they do not increase.
  public init(
    falsePositiveRates: [Double], truePositiveRates: [Double], label: String = "ROC"
  ) throws(PlotError) {
    let (x, y) = (falsePositiveRates, truePositiveRates)
    guard x.count == y.count else {
      throw PlotError(
        .mismatch, "rates", expected: "as many of both", found: "\(x.count) and \(y.count)")
    }
    for rates in [x, y] {
      if let bad = rates.first(where: { !($0 >= 0 && $0 <= 1) }) {
        throw PlotError(.outOfRange, "rates", expected: "0 to 1", found: "\(bad)")
      }
      if let fall = zip(rates, rates.dropFirst()).first(where: { $1 < $0 }) {
        throw PlotError(
          .outOfRange, "rates", expected: "numbers that increase",
          found: "\(fall.1) after \(fall.0)")
      }
    }
    self.falsePositiveRates = x
    self.truePositiveRates = y
    area = x.indices.dropFirst().reduce(0) {
      $0 + (x[$1] - x[$1 - 1]) * (y[$1] + y[$1 - 1]) / 2
    }
    self.label = label
  }
}

extension Panel {
  /// ROC curves with their areas, over the diagonal of a coin toss.
  ///
  /// ```swift
  /// assert(Panel.roc([], title: "ROC").title == "ROC")
  /// ```
  public static func roc(_ curves: [ROCCurve], title: String? = nil) -> Panel {
    var series: [Series] = [
      .line(
        Line(x: [0, 1], y: [0, 1], label: "chance", paint: .muted, width: 1.25, dash: .dashed))
    ]
    for (index, curve) in curves.enumerated() {
      series.append(
        .line(
          Line(
            x: curve.falsePositiveRates, y: curve.truePositiveRates,
            label: "\(curve.label) (area \(decimals(curve.area)))",
            marker: curves.count > 1 ? .forClass(index) : nil)))
    }
    return Panel(
      series, title: title, x: Axis("false positive rate", limits: 0...1),
      y: Axis("true positive rate", limits: 0...1), aspect: .equal)
  }

  /// A number from 0 to 1 with three decimals.
  private static func decimals(_ number: Double) -> String {
    TickFormat.decimal(Int((number * 1000).rounded()), -3, keepsZeros: true)
  }
}
