import Foundation
import Matrices
public import Networks
import Optimization
import Randomness

/// The course lab "moons": backpropagation and plain gradient descent on two interleaving half circles.
///
/// 200 samples of `make_moons` with noise 0.2 from NumPy's stream of seed 0; a 2-3-3-1 network, tanh and
/// one sigmoid output, with weights and biases uniform on [0, 1) from the same stream; cross-entropy summed
/// over the samples, no regularisation; 2000 epochs of full-batch gradient descent with step 0.01. The loss
/// of an epoch is that before the epoch's update.
public struct MoonsLab: Sendable {
  /// What to write to a file.
  public let result: NetworkFile
  /// The loss at each epoch.
  public let lossHistory: [Double]
  /// The share of samples on their own side of the boundary.
  public let accuracy: Double
  /// How far the gradient at the start is from the complex step.
  public let gradientCheck: WeightCheck
  /// Up to which epoch the losses do not depend on the order of additions.
  public let horizon: Horizon

  /// Runs the lab. Takes a fraction of a second.
  public init() throws {
    var random = MersenneTwister(seed: Self.seed)
    let moons = makeMoons(sampleCount: Self.sampleCount, noise: Self.noise, using: &random)
    let data = try TrainingData(
      points: moons.points, labels: moons.labels.map(Double.init), source: "make_moons")
    let start = Self.network.initialWeights(.uniform01, using: &random)
    let loss = RegularizedLoss(
      Self.network, on: try data.dataset(), .binaryCrossEntropy, reduction: .sum)
    gradientCheck = WeightCheck(of: loss, at: start, by: .complexStep)
    horizon = try Networks.horizon(
      of: Self.network, on: loss.data, Self.options(epochs: Self.horizonEpochCount), from: start)

    var history: [Double] = []
    history.reserveCapacity(Self.epochCount + 1)
    let options = Self.options(epochs: Self.epochCount)
    let solution = minimize(
      loss, from: start, using: options.method, stopping: options.stopping
    ) { history.append($0.value) }
    lossHistory = history

    let trained = TrainedNetwork(Self.network, parameters: solution.x)
    accuracy = trained.accuracy(on: loss.data)
    let saved = SavedNetwork(
      trained, classes: data.classes, lambda: 0, seed: Self.seed, lossHistory: history)
    result = NetworkFile(
      network: saved,
      training: TrainingRecord(
        solution, settings: Self.settings, start: 1,
        seconds: solution.elapsed / .seconds(1), command: "matkit demo moons"),
      data: data, grid: try GridResult(saved, on: DecisionGrid(over: data.points)))
  }

  /// One line of the lab's table: an epoch, the published loss and ours.
  public struct Row: Hashable, Sendable {
    public let epoch: Int
    public let published: Double
    public let loss: Double

    /// Whether every printed digit of the published number has to come out: the epochs before the
    /// iteration starts to amplify rounding.
    public var isComparable: Bool { epoch <= MoonsLab.lastComparableEpoch }

    /// The published loss as it was printed, with 12 significant digits.
    public var publishedText: String { Self.text(published) }

    /// Ours, printed alike.
    public var lossText: String { Self.text(loss) }

    /// Whether ours is the published loss to every digit it was printed with.
    public var agrees: Bool { lossText == publishedText }

    private static func text(_ loss: Double) -> String { String(format: "%.12g", loss) }
  }

  /// The table of the lab, every hundredth epoch.
  public var table: [Row] {
    Self.publishedLosses.enumerated().map { index, published in
      Row(epoch: 100 * index, published: published, loss: lossHistory[100 * index])
    }
  }

  /// Whether the comparable epochs all agree with the published trace.
  public var reproducesPublishedTrace: Bool {
    table.allSatisfy { !$0.isComparable || $0.agrees }
  }

  static let seed: UInt32 = 0
  static let sampleCount = 200
  static let noise = 0.2
  static let network = Network(
    inputs: 2, layers: [.dense(3, .tanh), .dense(3, .tanh), .dense(1, .sigmoid)])
  static let method = TrainingMethod.gradientDescent(stepSize: 0.01)
  /// How the network is trained; the weights are drawn after the points, from the same stream.
  static let settings: TrainingSettings = {
    var settings = TrainingSettings(
      hidden: [3, 3], activations: [.tanh], l2: 0, reduction: .sum, method: method,
      initialWeights: .uniform01, seed: seed, maxIterations: epochCount, tolerance: 0)
    settings.loss = .binaryCrossEntropy
    return settings
  }()
  static let epochCount = 2000
  /// So many epochs are followed by shadows.
  static let horizonEpochCount = 500

  private static func options(epochs: Int) -> TrainingOptions {
    TrainingOptions(
      reduction: .sum, method: method.minimizer,
      stopping: StoppingRules(gradientNorm: 0, iterations: epochs))
  }

  /// Beyond about epoch 340 not even 80-digit arithmetic gives the published numbers.
  static let lastComparableEpoch = 300

  /// The losses that the course published for the epochs 0, 100, … 1900.
  static let publishedLosses = [
    157.625124238, 58.0230836875, 47.8963790291, 14.3334810612, 13.2279477282, 12.717457716,
    18.5371437118, 12.141548192, 11.7234249244, 11.5023376869, 11.7606812565, 16.3219752991,
    11.2307388833, 10.947078349, 11.0909588534, 14.587772505, 10.7264706409, 10.568560292,
    12.7525283002, 10.6848849173,
  ]
}
