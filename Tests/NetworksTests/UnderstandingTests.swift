import Foundation
import Matrices
import Networks
import Randomness
import Testing

/// What scikit-learn and SciPy make of the same, written by `make_understanding.py`.
private struct UnderstandingReference: Decodable {
  struct Curve: Decodable {
    var values, answers: [Double]
  }
  struct Scaling: Decodable {
    var logits: [[Double]]
    var labels: [Int]
    var temperature, before, after: Double
  }

  var x: [[Double]]
  var y, coefficients: [Double]
  var intercept, score: Double
  var drops: [[Double]]
  var curves: [Curve]
  var scalings: [Scaling]

  static let stored = try? storedReference("understanding.json", as: Self.self)

  /// What the linear model answers.
  func answers(_ X: Matrix<Double>) -> Matrix<Double> {
    Matrix(
      column: (0..<X.rowCount).map { row in
        zip(X.row(row), coefficients).reduce(intercept) { $0 + $1.0 * $1.1 }
      })
  }

  func score(_ X: Matrix<Double>) -> Double {
    RegressionErrors(targets: Matrix(column: y), predictions: answers(X)).r2
  }
}

@Suite("Importance, dependence and temperature") struct UnderstandingTests {
  private let reference: UnderstandingReference

  init() throws { reference = try #require(UnderstandingReference.stored) }

  @Test("the importance of features is NumPy's, with its mean and spread")
  func importance() {
    let X = Matrix(rows: reference.x)
    var random = MersenneTwister(seed: 11)
    let importance = PermutationImportance(
      of: X, repeats: 4, using: &random, scoring: reference.score)
    #expect(abs(importance.score - reference.score) < 1e-14)
    for (ours, theirs) in zip(importance.drops.elements, Matrix(rows: reference.drops).elements) {
      #expect(abs(ours - theirs) < 1e-12)
    }
    let first = reference.drops[0]
    let mean = first.reduce(0, +) / 4
    let spread = (first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4).squareRoot()
    #expect(abs(importance.means[0] - mean) < 1e-12)
    #expect(abs(importance.deviations[0] - spread) < 1e-12)
    #expect(importance.order.first == 0)
  }

  @Test("a feature that nothing reads, one value for all and a single sample are worth 0")
  func nothing() {
    let X = Matrix<Double>(rowCount: 9, columnCount: 2) { $1 == 0 ? 5 : Double($0) }
    var random = MersenneTwister(seed: 1)
    let importance = PermutationImportance(of: X, repeats: 3, using: &random) { X in X[0, 0] }
    #expect(importance.means == [0, 0] && importance.deviations == [0, 0])
    #expect(importance.order == [0, 1])
    let one = PermutationImportance(
      of: Matrix(rows: [[1.0, 2]]), repeats: 2, using: &random
    ) { X in X[0, 0] + X[0, 1] }
    #expect(one.drops.elements.allSatisfy { $0 == 0 })
  }

  @Test("partial dependence is scikit-learn's, along its own values where they are few")
  func dependence() {
    let X = Matrix(rows: reference.x)
    for (feature, theirs) in reference.curves.enumerated() {
      let curve = PartialDependence(of: X, feature: feature, count: 20, outputs: reference.answers)
      #expect(curve.values.count == theirs.values.count)
      for (ours, theirs) in zip(curve.values, theirs.values) { #expect(abs(ours - theirs) < 1e-14) }
      for (ours, theirs) in zip(curve.answers.elements, theirs.answers) {
        #expect(abs(ours - theirs) < 1e-13)
      }
    }
    let constant = PartialDependence(
      of: Matrix(rows: [[7.0], [7]]), feature: 0, outputs: { $0 })
    #expect(constant.values == [7] && constant.answers.elements == [7])
  }

  @Test("the temperature is SciPy's, and does not raise the cross-entropy")
  func temperature() {
    for scaling in reference.scalings {
      let logits = Matrix(
        rowCount: scaling.labels.count, columnCount: scaling.logits.count,
        elements: scaling.logits.flatMap { $0 })
      let ours = TemperatureScaling(logits: logits, labels: scaling.labels)
      // A minimum is known to the root of what rounding leaves of the loss.
      #expect(abs(ours.temperature - scaling.temperature) < 1e-6 * scaling.temperature)
      #expect(abs(ours.crossEntropyBefore - scaling.before) < 1e-13)
      #expect(abs(ours.crossEntropy - scaling.after) < 1e-13)
      #expect(ours.crossEntropy <= ours.crossEntropyBefore)
    }
  }

  @Test("where all are right there is no best temperature, where nothing is said every one is")
  func extremes() {
    let right = TemperatureScaling(logits: Matrix(column: [-1.0, 2]), labels: [0, 1])
    #expect(right.temperature == TemperatureScaling.range.lowerBound && right.crossEntropy < 1e-300)
    let silent = TemperatureScaling(logits: Matrix(rows: [[2.0, 2], [0, 0]]), labels: [0, 1])
    #expect(silent.temperature == 1 && abs(silent.crossEntropy - log(2)) < 1e-15)
    let damaged = TemperatureScaling(logits: Matrix(column: [.nan, 2]), labels: [0, 1])
    #expect(damaged.temperature.isNaN)
    let huge = TemperatureScaling(
      logits: Matrix(rows: [[1e308, -1e308], [-1e308, 1e308], [1e308, 0]]), labels: [0, 1, 1])
    #expect(huge.temperature >= 1)
  }

  @Test("a cooled network has the probabilities of its temperature and the same predictions")
  func cooled() {
    let network = Network(inputs: 2, layers: [.dense(3, .tanh), .dense(3, .softmax)])
    var random = MersenneTwister(seed: 2)
    let trained = TrainedNetwork(
      network, parameters: network.initialWeights(.heUniform, using: &random))
    let X = Matrix<Double>(rowCount: 6, columnCount: 2) { sin(Double(3 * $0 + $1)) }
    let (cooled, a) = (trained.cooled(by: 2.5), trained.logits(for: X))
    let wanted = Activation.softmax.values(at: a.map { $0 / 2.5 })
    for (ours, theirs) in zip(cooled.outputs(for: X).elements, wanted.elements) {
      #expect(abs(ours - theirs) < 1e-15)
    }
    #expect(cooled.classes(for: X) == trained.classes(for: X))
  }
}
