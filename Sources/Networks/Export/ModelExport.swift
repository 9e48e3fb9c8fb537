public import Matrices

/// A trained network to be carried elsewhere: as a C file, a function for MATLAB and Octave, an ONNX model, or
/// arrays for NumPy. Each holds the standardisation of its inputs, and samples with what the network
/// answers for them, to test itself.
///
///     let export = try ModelExport(best.network, standardization: scaling, testing: data.inputs)
///     try export.cSource().write(toFile: "net.c", atomically: true, encoding: .utf8)
///
/// Nothing is written here: texts and bytes are handed back.
///
/// ```swift
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let export = try ModelExport(TrainedNetwork(network, parameters: [1, 0]), testing: [[0.0]])
/// assert(export.testOutputs == [[0.5]] && export.cSource().contains("network"))
/// ```
public struct ModelExport: Sendable {
  /// The network.
  public let network: TrainedNetwork<Double>
  /// The mean subtracted from each input, and its divisor; nil where inputs are taken as they are.
  public let standardization: Standardization?
  /// Inputs to test with, as they are before standardisation, one sample a row.
  public let testInputs: Matrix<Double>
  /// The network's outputs for them.
  public let testOutputs: Matrix<Double>

  /// The most samples that are stored for tests.
  public static let mostTests = 8

  /// A network to be exported.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - standardization: How inputs are made what it was trained on; nil for not at all.
  ///   - inputs: Samples to test with, before standardisation; the first eight are stored. None makes a
  ///     model that cannot test itself.
  /// - Throws: `notExportable` for an activation of the user's own, which no other program knows;
  ///   `sizeMismatch` and `notFinite` for samples or a standardisation that do not fit.
  public init(
    _ network: TrainedNetwork<Double>, standardization: Standardization? = nil,
    testing inputs: Matrix<Double>
  ) throws(NetworkError) {
    for (index, layer) in network.network.layers.enumerated() where layer.activation.isOwn {
      throw NetworkError(
        .notExportable, "the activation of layer \(index + 1)",
        expected: "one that is built in", found: layer.activation.rawValue)
    }
    if let standardization, standardization.mu.count != network.network.inputCount {
      throw NetworkError(
        .sizeMismatch, "the standardisation",
        expected: "of \(network.network.inputCount) features",
        found: "of \(standardization.mu.count)")
    }
    try network.network.checkInputs(inputs)
    let few = inputs[0..<min(Self.mostTests, inputs.rowCount), 0...]
    self.network = network
    self.standardization = standardization
    testInputs = few
    testOutputs = network.outputs(for: standardization?.applied(to: few) ?? few)
  }

  var layers: [(weights: Matrix<Double>, biases: [Double], activation: Activation)] {
    zip(zip(network.weights, network.biases), network.network.layers).map {
      ($0.0, $0.1, $1.activation)
    }
  }

  /// The mean subtracted from each input, and its divisor; zeros and ones where there are none.
  var scaling: (means: [Double], deviations: [Double]) {
    standardization.map { ($0.mu, $0.sigma) } ?? (
      Array(repeating: 0, count: network.network.inputCount),
      Array(repeating: 1, count: network.network.inputCount)
    )
  }

  /// True if `name` can be a function's in C and in MATLAB: letters, digits and underscores, no digit first, 63
  /// at most.
  ///
  /// ```swift
  /// assert(ModelExport.isName("network_1") && !ModelExport.isName("1st"))
  /// ```
  public static func isName(_ name: String) -> Bool {
    let isName = name.utf8.enumerated().allSatisfy { place, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): place > 0
      default: false
      }
    }
    return isName && !name.isEmpty && name.utf8.count <= 63
  }

  /// Traps where `name` is no name of a function in C and MATLAB.
  static func checkName(_ name: String) {
    require(isName(name), "'\(name)' is no name of a function")
  }
}
