public import ArgumentParser
import Labs
import Networks
import Matrices

/// The DATA of a command: one file a class, or features and labels.
struct DataOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Samples, one class an item: file.mat[:variable][=label].",
      discussion: """
        Rows are samples. A file with one numeric variable needs no :variable, and items without a \
        label are 0, 1, 2, … in the order given.
        """, valueName: "DATA"))
  var data: [String] = []

  @Option(help: ArgumentHelp("All samples in one matrix, a sample a row.", valueName: "F.mat:X"))
  var features: String?

  @Option(help: ArgumentHelp("The label of each row of --features.", valueName: "F.mat:y"))
  var labels: String?

  func validate() throws {
    guard (features == nil) == (labels == nil) else {
      throw ValidationError("--features and --labels go together.")
    }
    guard data.isEmpty != (features == nil) else {
      throw ValidationError(
        "Name the samples: a .mat file for each class, or --features F.mat:X --labels F.mat:y.")
    }
  }

  /// Reads what the options name.
  func read() throws -> LabData {
    if let features, let labels {
      return try LabData(
        features: DataArgument(parsing: features), labels: DataArgument(parsing: labels))
    }
    return try LabData(data.map { text in try DataArgument(parsing: text) })
  }
}

/// The options of `train`, which `gradcheck` takes too.
struct TrainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The units of each hidden layer, as in 10,10; 'none' for no hidden layer.",
      valueName: "units"))
  var hidden = UnitList(counts: [10])

  @Option(
    help: ArgumentHelp(
      "The activation of the hidden layers, one, or one a layer: \(ActivationList.names).",
      valueName: "names"))
  var activation = ActivationList(activations: [.sigmoid])

  @Option(
    help: ArgumentHelp(
      "λ of the penalty λ Σ W² over the weights, not the biases; not divided by the samples.",
      valueName: "λ"))
  var l2 = 0.001

  @Option(help: "Whether the samples' losses are averaged or added: mean or sum.")
  var reduction = Reduction.mean

  @Option(help: "The minimiser: bfgs, lbfgs or gradient-descent.")
  var method = TrainingMethod.Name.bfgs

  @Option(
    name: .customLong("init"),
    help: """
      The initial weights, biases zero and weights uniform: xavier in ±√(2/(inputs + units)), glorot \
      ±√(6/(inputs + units)), he ±√(6/inputs), lecun ±√(3/inputs); uniform01 draws both in [0, 1).
      """)
  var initialWeights = InitialWeights.xavierUniform

  @Option(help: "The seed of the random stream, NumPy's numpy.random.seed.")
  var seed: UInt32 = 0

  @Option(help: "Train from so many starts, drawn one after another, and keep the best.")
  var starts = 1

  @Option(help: ArgumentHelp("End after so many iterations.", valueName: "n"))
  var maxIterations = 10_000

  @Option(
    help: ArgumentHelp("End when no element of the gradient is larger.", valueName: "norm"))
  var tolerance = 1e-8

  @Option(help: ArgumentHelp("The step of gradient-descent.", valueName: "α"))
  var stepSize = 0.01

  @Option(help: "Compute on so many threads; the result is the same bits with any number.")
  var threads = 1

  func validate() throws {
    let layers = hidden.counts.count
    guard activation.activations.count == 1 || activation.activations.count == layers else {
      throw ValidationError(
        "--activation names \(activation.activations.count) functions for \(layers) hidden layers;"
          + " give one, or one a layer.")
    }
    try require(l2 >= 0 && l2.isFinite, "--l2 is \(l2); give zero or a positive number.")
    try require(starts > 0, "--starts is \(starts); give 1 or more.")
    try require(maxIterations >= 0, "--max-iterations is \(maxIterations); give 0 or more.")
    try require(tolerance >= 0, "--tolerance is \(tolerance); give 0 or a positive number.")
    try require(
      stepSize > 0 && stepSize.isFinite, "--step-size is \(stepSize); give a positive number.")
    try require((1...1024).contains(threads), "--threads is \(threads); give 1 to 1024.")
  }

  /// What the options say.
  var settings: TrainingSettings {
    TrainingSettings(
      hidden: hidden.counts, activations: activation.activations, l2: l2, reduction: reduction,
      method: trainingMethod, initialWeights: initialWeights, seed: seed, starts: starts,
      maxIterations: maxIterations, tolerance: tolerance, threads: threads)
  }

  private var trainingMethod: TrainingMethod {
    switch method {
    case .bfgs: .bfgs
    case .lbfgs: .lbfgs
    case .gradientDescent: .gradientDescent(stepSize: stepSize)
    }
  }

  private func require(_ condition: Bool, _ message: String) throws {
    guard condition else { throw ValidationError(message) }
  }
}

/// The units of the hidden layers: `10,10`, or `none`.
struct UnitList: ExpressibleByArgument, CustomStringConvertible {
  var counts: [Int]

  init(counts: [Int]) {
    self.counts = counts
  }

  init?(argument: String) {
    if argument == "none" {
      counts = []
      return
    }
    counts = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let count = Int(part), (1...1_000_000).contains(count) else { return nil }
      counts.append(count)
    }
  }

  var description: String {
    counts.isEmpty ? "none" : counts.map(String.init).joined(separator: ",")
  }
}

/// Activations of hidden layers: `sigmoid`, or `tanh,relu`.
struct ActivationList: ExpressibleByArgument, CustomStringConvertible {
  var activations: [Activation]

  /// The names to choose from.
  static let names = Activation.allCases.filter { $0 != .softmax }.map(\.rawValue)
    .joined(separator: ", ")

  init(activations: [Activation]) {
    self.activations = activations
  }

  init?(argument: String) {
    activations = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let activation = Activation(rawValue: String(part)), activation != .softmax else {
        return nil
      }
      activations.append(activation)
    }
  }

  var description: String { activations.map(\.rawValue).joined(separator: ",") }
}

extension Reduction: ExpressibleByArgument {}
extension InitialWeights: ExpressibleByArgument {}
extension TrainingMethod.Name: ExpressibleByArgument {}
