import Foundation
import Matrices
import Networks
import Randomness
import Testing

@Suite("Losses of labels, quantiles and counts")
struct OutputLossTests {
  private static func one(_ activation: Activation) -> Network {
    Network(inputs: 1, layers: [.dense(1, activation)])
  }

  /// The loss and its derivative by the one weighted sum a.
  private func loss(
    _ loss: BuiltInLoss, _ activation: Activation, sum a: Double, target: Double
  ) throws -> (value: Double, slope: Double) {
    let data = try Dataset(inputs: [[1.0]], targets: [[target]])
    var objective = RegularizedLoss(Self.one(activation), on: data, loss)
    let result = evaluate(&objective, at: [a, 0])
    return (result.value, result.gradient[0])
  }

  // sum, target, value, slope; those of ±2 by mpmath.
  @Test(
    "sigmoid cross-entropy neither overflows nor loses digits where it is sure",
    arguments: [
      [800, 1, 0, 0], [-800, 1, 800, -1], [800, 0, 800, 1], [0, 0.25, 0.6931471805599453, 0.25],
      [40, 1, 4.248354255291589e-18, -4.248354255291589e-18],
      [-40, 0, 4.248354255291589e-18, 4.248354255291589e-18],
      [2, 0.25, 1.626928011042972497, 0.6307970779778824],
      [-2, 0.25, 0.626928011042972497, -0.1307970779778824],
    ])
  func sure(numbers: [Double]) throws {
    let found = try loss(.sigmoidCrossEntropy, .sigmoid, sum: numbers[0], target: numbers[1])
    #expect(abs(found.value - numbers[2]) <= 1e-15 * numbers[2])
    #expect(abs(found.slope - numbers[3]) <= 3e-15 * abs(numbers[3]))
  }

  @Test("focal loss with the exponent 0 is the cross-entropy, to the bit")
  func focalOfZero() throws {
    let reference = try #require(
      GradientReference.stored?.cases.first { $0.activations.last == .softmax })
    let (parameters, data) = try reference.drawn()
    var plain = RegularizedLoss(reference.network, on: data, .crossEntropy)
    var focal = RegularizedLoss(reference.network, on: data, .focal(exponent: 0))
    let (a, b) = (evaluate(&plain, at: parameters), evaluate(&focal, at: parameters))
    #expect(a.value == b.value && a.gradient == b.gradient)
  }

  @Test(
    "focal loss is finite where a probability rounds to 0 or 1", arguments: [-800.0, -40, 40, 800])
  func focalAtTheEnds(sum: Double) throws {
    let found = try loss(.sigmoidFocal(exponent: 2), .sigmoid, sum: sum, target: 1)
    #expect(found.value.isFinite && found.slope.isFinite && found.slope <= 0)
    // −(1 − p)² log p is −a below and e⁻³ᵃ above.
    let expected = sum < 0 ? -sum : exp(-3 * sum)
    #expect(abs(found.value - expected) <= 1e-13 * expected)
  }

  @Test("Poisson's loss of exponential outputs holds where eᵃ underflows, and is 0 at the target")
  func poisson() throws {
    #expect(try loss(.poisson, .exponential, sum: log(3), target: 3).value.magnitude < 1e-15)
    let far = try loss(.poisson, .exponential, sum: -800, target: 2)
    #expect(abs(far.value - (-2 + 2 * (log(2) + 800))) < 1e-12 && far.slope == -2)
    let none = try loss(.poisson, .exponential, sum: -800, target: 0)
    #expect(none.value == 0 && none.slope == 0)
    let softplus = try loss(.poisson, .softplus, sum: 1, target: 0).value
    #expect(abs(softplus - (log1p(exp(-1)) + 1)) < 1e-15)
  }

  @Test("at their kinks hinge and quantile loss take the sides that are documented")
  func kinks() throws {
    let margin = try loss(.hinge, .identity, sum: 1, target: 1)
    #expect(margin.value == 0 && margin.slope == 0)
    let below = try loss(.hinge, .identity, sum: 0.5, target: 1)
    #expect(below.value == 0.5 && below.slope == -1)
    let equal = try loss(.quantile(level: 0.25), .identity, sum: 2, target: 2)
    #expect(equal.value == 0 && equal.slope == 0.75)
    #expect(try loss(.hinge, .identity, sum: .nan, target: 1).value.isNaN)
    #expect(try loss(.quantile(level: 0.25), .identity, sum: .nan, target: 1).value.isNaN)
    #expect(try loss(.sigmoidCrossEntropy, .sigmoid, sum: .nan, target: 1).value.isNaN)
  }

  @Test("the best constant for quantile loss is the quantile")
  func quantile() throws {
    var random = MersenneTwister(seed: 4)
    let targets = random.normals(101)
    let data = try Dataset(
      inputs: Matrix(repeating: 0, rowCount: 101, columnCount: 1), targets: Matrix(column: targets))
    let tenth = targets.sorted()[10]
    var objective = RegularizedLoss(Self.one(.identity), on: data, .quantile(level: 0.1))
    let least = objective.value(at: [0, tenth])
    for other in targets { #expect(objective.value(at: [0, other]) >= least) }
  }

  @Test("labels are learnt, several of a sample: two circles that overlap")
  func labels() throws {
    var random = MersenneTwister(seed: 6)
    let inputs = Matrix(
      rowCount: 400, columnCount: 2, elements: random.uniforms(800).map { 4 * $0 - 2 })
    let sets = Matrix(rowCount: 400, columnCount: 2) { row, label in
      hypot(inputs[row, 0] + (label == 0 ? 0.5 : -0.5), inputs[row, 1]) < 1.2
    }
    let data = try Dataset(inputs: inputs, labelSets: sets)
    let network = Network(inputs: 2, layers: [.dense(12, .tanh), .dense(2, .sigmoid)])
    let options = TrainingOptions(loss: .sigmoidCrossEntropy, l2: 1e-5, starts: 3)
    let best = try train(network, on: data, options, using: &random).best
    let scores = try #require(best.labelScores)
    #expect(scores.subsetAccuracy > 0.95 && scores.hammingLoss < 0.03 && scores.microF1 > 0.95)
    #expect(best.confusionMatrix == nil && best.errors != nil)
  }

  @Test("hinge loss answers by the sign, and K sigmoid outputs learn classes")
  func classes() throws {
    let inputs = Matrix(column: [-2.0, -1, 1, 2])
    let two = try Dataset(inputs: inputs, labels: [0, 0, 1, 1])
    let options = TrainingOptions(loss: .hinge, l2: 1e-2)
    let hinge = try train(Self.one(.identity), on: two, options, from: [[0.1, 0]]).best
    #expect(hinge.accuracy == 1)
    #expect(BuiltInLoss.hinge.classes(ofOutputs: Matrix(column: [-0.1, 0.1, 0.4])) == [0, 1, 1])
    let three = try Dataset(inputs: inputs, labels: [0, 1, 1, 2])
    let network = Network(inputs: 1, layers: [.dense(4, .tanh), .dense(3, .sigmoid)])
    var random = MersenneTwister(seed: 0)
    let several = try train(
      network, on: three, TrainingOptions(loss: .sigmoidCrossEntropy, l2: 1e-6, starts: 4),
      using: &random
    ).best
    #expect(several.accuracy == 1)
  }

  @Test("targets that a loss is not defined for are errors that name sample and target")
  func targets() throws {
    let data = try Dataset(inputs: [[1.0], [2]], targets: [[1.0, 0], [0, 1.5]])
    for (loss, expected) in [
      (
        BuiltInLoss.sigmoidCrossEntropy,
        "sample 2, target 2 of sigmoid-cross-entropy must be from 0 to 1, not 1.5"
      ),
      (.hinge, "sample 2, target 2 of hinge must be 0 or 1, not 1.5"),
      (.sigmoidFocal(), "sample 2, target 2 of sigmoid-focal must be 0 or 1, not 1.5"),
      (.crossEntropy, "the targets of cross-entropy must be classes, not numbers"),
    ] {
      let error = #expect(throws: NetworkError.self) { try loss.checkTargets(of: data) }
      #expect(error?.description == expected && error?.code == .targetOutOfRange)
    }
    let counts = try Dataset(inputs: [[1.0]], targets: [[-1.0]])
    #expect(throws: NetworkError.self) {
      try train(
        Self.one(.exponential), on: counts, TrainingOptions(loss: .poisson), from: [[0, 0]])
    }
    #expect(throws: Never.self) { try BuiltInLoss.squaredError.checkTargets(of: counts) }
  }

  @Test("losses fit the outputs that they are defined for")
  func fits() {
    let softmax = Network(inputs: 1, layers: [.dense(2, .softmax)])
    let table: [(BuiltInLoss, [Activation])] = [
      (.sigmoidCrossEntropy, [.sigmoid]), (.sigmoidFocal(), [.sigmoid]), (.focal(), [.softmax]),
      (.poisson, [.exponential, .softplus]), (.focal(exponent: -1), []),
      (.quantile(level: 1), []), (.quantile(level: .nan), []),
    ]
    for (loss, fitting) in table {
      for activation in Activation.allCases {
        let network = activation == .softmax ? softmax : Self.one(activation)
        #expect(loss.fits(network) == fitting.contains(activation), "\(loss) \(activation)")
      }
    }
    #expect(!BuiltInLoss.hinge.fits(softmax))
    #expect(BuiltInLoss(for: Self.one(.exponential)) == .poisson)
  }

  @Test("losses are written to JSON and read again")
  func coding() throws {
    let losses: [BuiltInLoss] = [.huber(threshold: 0.5), .hinge, .quantile(level: 0.1), .focal()]
    let read = try JSONDecoder().decode([BuiltInLoss].self, from: JSONEncoder().encode(losses))
    #expect(read == losses)
  }
}

@Suite("Scores of labels")
struct LabelScoresTests {
  // from sklearn.metrics import *
  // y = [[1,0,1],[0,0,0],[1,1,0],[1,1,1]]; p = [[1,0,0],[0,0,0],[1,1,1],[0,1,1]]
  @Test("are scikit-learn's")
  func reference() {
    let labels = Matrix(rows: [[1, 0, 1], [0, 0, 0], [1, 1, 0], [1, 1, 1]]).map { $0 == 1 }
    let predictions = Matrix(rows: [[1, 0, 0], [0, 0, 0], [1, 1, 1], [0, 1, 1]]).map { $0 == 1 }
    let scores = LabelScores(labels: labels, predictions: predictions)
    #expect(scores.subsetAccuracy == 0.25 && scores.hammingLoss == 0.25 && scores.sampleCount == 4)
    #expect(abs(scores.microF1 - 0.7692307692307693) < 1e-15)
    #expect(abs(scores.macroF1 - 0.7666666666666666) < 1e-15)
    #expect(scores.labelReports.map(\.support) == [3, 2, 2])
    #expect(scores.labelReports.map(\.precision) == [1, 1, 0.5])
  }

  @Test("a label that nobody has and nobody is given counts 0, as there")
  func empty() {
    let none = Matrix(repeating: false, rowCount: 2, columnCount: 1)
    let scores = LabelScores(labels: none, predictions: none)
    #expect(scores.subsetAccuracy == 1 && scores.hammingLoss == 0)
    #expect(scores.microF1 == 0 && scores.macroF1 == 0)
  }
}
