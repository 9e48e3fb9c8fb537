import Matrices
import Networks
import Testing

/// What scikit-learn makes of stored cases, written by `make_metrics.py`.
private struct MetricsReference: Decodable {
  struct Classification: Decodable {
    var labels: [Int]
    var probabilities: [[Double]]
    var predictions: [Int]
    var accuracy, balancedAccuracy, logLoss, brier, area: Double
    var confusion: [[Int]]
    var precision, recall, f1, macro, weighted: [Double]
    var support: [Int]
    var falsePositiveRates, truePositiveRates, thresholds: [Double]
    var meanProbabilities, positiveShares: [Double]

    var matrix: Matrix<Double> {
      Matrix(
        rowCount: labels.count, columnCount: probabilities.count,
        elements: probabilities.flatMap { $0 })
    }
  }

  struct Regression: Decodable {
    var targets, predictions: [[Double]]
    var meanSquared, meanAbsolute, medianAbsolute, largest: [Double]
    var rSquared, explainedVariance: [Double]
    var r2, rootMeanSquared: Double
  }

  var classification: [Classification]
  var regression: [Regression]

  static let stored = try? storedReference("metrics.json", as: Self.self)
}

@Suite("Metrics against scikit-learn")
struct MetricsTests {
  /// Relative to the number or to 1: sums in another order.
  static let tolerance = 1e-12

  @Test("the references are there")
  func referencesAreThere() {
    #expect(MetricsReference.stored?.classification.count == 6)
    #expect(MetricsReference.stored?.regression.count == 3)
  }

  @Test("accuracy, confusion matrix, precision, recall, F1 and their averages", arguments: 0..<6)
  func counts(index: Int) throws {
    let reference = try #require(MetricsReference.stored?.classification[index])
    let count = reference.confusion.count
    let matrix = ConfusionMatrix(
      labels: reference.labels, predictions: reference.predictions, classCount: count)
    #expect((0..<count).map { matrix.counts.row($0) } == reference.confusion)
    expect(matrix.accuracy, reference.accuracy)
    expect(matrix.balancedAccuracy, reference.balancedAccuracy)
    let reports = matrix.classReports
    expect(reports.map(\.precision), reference.precision)
    expect(reports.map(\.recall), reference.recall)
    expect(reports.map(\.f1), reference.f1)
    #expect(reports.map(\.support) == reference.support)
    let (macro, weighted) = (matrix.macroAverage, matrix.weightedAverage)
    expect([macro.precision, macro.recall, macro.f1], reference.macro)
    expect([weighted.precision, weighted.recall, weighted.f1], reference.weighted)
  }

  @Test("log-loss, Brier score, ROC curve and area, calibration", arguments: 0..<6)
  func probabilities(index: Int) throws {
    let reference = try #require(MetricsReference.stored?.classification[index])
    let (P, labels) = (reference.matrix, reference.labels)
    let scores = ProbabilityScores(probabilities: P, labels: labels)
    expect(scores.logLoss, reference.logLoss)
    expect(scores.brier, reference.brier)
    expect(
      ReceiverOperatingCharacteristic.meanArea(probabilities: P, labels: labels), reference.area)
    let ofOne = P.column(P.columnCount == 1 ? 0 : 1)
    let isOne = labels.map { $0 == 1 }
    let curve = ReceiverOperatingCharacteristic(scores: ofOne, isPositive: isOne)
    expect(curve.falsePositiveRates, reference.falsePositiveRates)
    expect(curve.truePositiveRates, reference.truePositiveRates)
    #expect(curve.thresholds.first == .infinity)
    expect(Array(curve.thresholds.dropFirst()), reference.thresholds)
    let reliability = Reliability(probabilities: ofOne, isPositive: isOne)
    expect(reliability.meanProbabilities, reference.meanProbabilities)
    expect(reliability.positiveShares, reference.positiveShares)
    #expect(reliability.counts.reduce(0, +) == labels.count)
  }

  @Test("R² and errors of regressions", arguments: 0..<3)
  func regression(index: Int) throws {
    let reference = try #require(MetricsReference.stored?.regression[index])
    func matrix(_ columns: [[Double]]) -> Matrix<Double> {
      Matrix(
        rowCount: columns[0].count, columnCount: columns.count, elements: columns.flatMap { $0 })
    }
    let errors = RegressionErrors(
      targets: matrix(reference.targets), predictions: matrix(reference.predictions))
    expect(errors.meanSquared, reference.meanSquared)
    expect(errors.meanAbsolute, reference.meanAbsolute)
    expect(errors.medianAbsolute, reference.medianAbsolute)
    expect(errors.largest, reference.largest)
    expect(errors.rSquared, reference.rSquared)
    expect(errors.explainedVariance, reference.explainedVariance)
    expect(errors.r2, reference.r2)
    expect(errors.rootMeanSquaredError, reference.rootMeanSquared)
  }

  @Test("one class, one sample and NaN give NaN rather than a number")
  func edges() {
    let curve = ReceiverOperatingCharacteristic(scores: [0.1, 0.9], isPositive: [true, true])
    #expect(curve.area.isNaN)
    let one = RegressionErrors(targets: [[1.0]], predictions: [[2.0]])
    #expect(one.r2.isNaN && one.meanSquaredError == 1)
    let nan = RegressionErrors(targets: [[1.0], [2]], predictions: [[.nan], [2]])
    #expect(nan.r2.isNaN && nan.largest[0].isNaN && nan.medianAbsolute[0].isNaN)
    let constant = RegressionErrors(targets: [[1.0], [1]], predictions: [[1.0], [1]])
    #expect(constant.r2 == 1)
    #expect(Reliability(probabilities: [0, 1], isPositive: [false, true]).expectedError == 0)
  }

  private func expect(
    _ found: Double, _ wanted: Double, _ location: SourceLocation = #_sourceLocation
  ) {
    expect([found], [wanted], location)
  }

  private func expect(
    _ found: [Double], _ wanted: [Double], _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == wanted.count, sourceLocation: location)
    let error = zip(found, wanted).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    #expect(error <= Self.tolerance, sourceLocation: location)
  }
}
