public import MATFiles
import Matrices
import Networks

extension SavedNetwork {
  /// Reads a network that MATLAB or Octave code has saved.
  ///
  /// Looked for, in this order, among the variables and then in each scalar struct:
  ///
  /// - `IW`, `LW` and `b`, the cells of MATLAB's shallow networks, with `transferFcns` (a cell of names such
  ///   as tansig, logsig, purelin, poslin, softmax) where there is one, else tansig and at the output purelin,
  ///   as feedforwardnet and fitnet have them. The settings of `mapminmax` are taken from structs with
  ///   `xoffset`, `gain` and `ymin`: the inputs' under `x1_step1` (as genFunction names it),
  ///   `inputSettings` or `xs`, the outputs' under `y1_step1`, `outputSettings` or `ts`. The inputs'
  ///   become μ and σ, the outputs' go into the last layer's weights, which has to be purelin then.
  /// - `W` and `b`, cells with a matrix units×inputs and a vector a layer, with `activations` where there is
  ///   one, else sigmoid throughout.
  /// - `Theta1`, `Theta2`, …, [b W] each, sigmoid throughout.
  ///
  /// An output layer of purelin is a regression. Otherwise one output tells class 0 from 1, and K outputs
  /// the classes 1 … K as MATLAB counts, unless there is a vector `classes`.
  ///
  /// Throws `notANetwork` where there is none of these, or the parts do not fit together.
  public init(carriedOverFrom file: MATFile) throws {
    let layouts = try OtherLayout.all(in: file)
    for layout in layouts {
      if let network = try layout.shallow() ?? layout.cells() ?? layout.thetas() {
        self = network
        return
      }
    }
    throw NetworkFileError(
      .notANetwork, at: file.path,
      "there is no struct 'net', and no IW, LW and b, W and b, or Theta1",
      advice: "give a file that matkit train wrote, or one with weights under these names")
  }
}

/// Named values that may be a network: a file's variables, or a struct's fields.
private struct OtherLayout {
  let place: String
  let values: [String: MATValue]

  static func all(in file: MATFile) throws -> [OtherLayout] {
    var values: [String: MATValue] = [:]
    for variable in file.variables { values[variable.name] = try file.value(variable.name) }
    let structs = file.variables.compactMap { variable -> OtherLayout? in
      guard case .structure(let fields)? = values[variable.name], fields.count == 1 else {
        return nil
      }
      return OtherLayout(
        place: "\(file.path):\(variable.name)",
        values: Dictionary(uniqueKeysWithValues: fields.fields.map { ($0.key, $0.value[0]) }))
    }
    return [OtherLayout(place: file.path, values: values)] + structs
  }

  func error(_ problem: String) -> NetworkFileError {
    NetworkFileError(.notANetwork, at: place, problem, advice: "look at it with matkit show")
  }

  /// The matrices of a cell array; nil where there is no such cell.
  func matrices(_ name: String) throws -> [Matrix<Double>]? {
    guard case .cell(let cell)? = values[name] else { return nil }
    return try cell.elements.enumerated().map { index, element in
      do {
        return try Matrix<Double>(matValue: element)
      } catch {
        throw self.error("\(name){\(index + 1)}: \(error)")
      }
    }
  }

  func names(_ name: String) throws -> [Activation]? {
    guard case .cell(let cell)? = values[name] else { return nil }
    return try cell.elements.map { element in
      let name = (try? String(matValue: element)) ?? "?"
      guard let activation = Self.activations[name] ?? Activation(rawValue: name) else {
        throw error("the transfer function '\(name)' is none of MatKit's")
      }
      return activation
    }
  }

  private static let activations: [String: Activation] = [
    "logsig": .sigmoid, "tansig": .tanh, "purelin": .identity, "poslin": .relu, "none": .identity,
  ]

  func thetas() throws -> SavedNetwork? {
    var layers: [Matrix<Double>] = []
    while let value = values["Theta\(layers.count + 1)"] {
      layers.append(try Matrix<Double>(matValue: value))
    }
    guard !layers.isEmpty else { return nil }
    for (index, theta) in layers.enumerated() where theta.columnCount < 2 {
      throw error("Theta\(index + 1) is \(theta.shape), without room for a bias and a weight")
    }
    return try network(
      weights: layers.map { theta in
        Matrix(rowCount: theta.rowCount, columnCount: theta.columnCount - 1) { theta[$0, $1 + 1] }
      },
      biases: layers.map { $0.column(0) },
      activations: Array(repeating: .sigmoid, count: layers.count))
  }

  func cells() throws -> SavedNetwork? {
    guard let weights = try matrices("W"), let biases = try matrices("b") else { return nil }
    return try network(
      weights: weights, biases: biases.map(\.elements),
      activations: names("activations") ?? Array(repeating: .sigmoid, count: weights.count))
  }

  func shallow() throws -> SavedNetwork? {
    guard let inputs = try matrices("IW"), let layers = try matrices("LW"),
      let biases = try matrices("b"), let first = inputs.first
    else { return nil }
    let count = biases.count
    guard count > 0, inputs.count == count, layers.count == count * count else {
      throw error("IW has \(inputs.count) cells, LW \(layers.count) and b \(count)")
    }
    guard inputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw error("inputs that go to later layers cannot be carried over")
    }
    var weights = [first]
    for (index, matrix) in layers.enumerated() where !matrix.isEmpty {
      let (from, to) = index.quotientAndRemainder(dividingBy: count)
      guard to == from + 1 else {
        throw error("LW{\(to + 1),\(from + 1)}: layers that skip or go back cannot be carried over")
      }
      weights.append(matrix)
    }
    var activations =
      try names("transferFcns")
      ?? Array(repeating: Activation.tanh, count: count - 1) + [.identity]
    var vectors = biases.map(\.elements)
    if let output = try mapping(["y1_step1", "outputSettings", "ts"]) {
      try output.fold(into: &weights, &vectors, &activations, self)
    }
    let input = try mapping(["x1_step1", "inputSettings", "xs"])
    return try network(
      weights: weights, biases: vectors, activations: activations,
      mu: input?.mu, sigma: input?.sigma)
  }

  /// The settings of mapminmax under one of these names.
  private func mapping(_ names: [String]) throws -> MinMaxMapping? {
    for name in names {
      guard case .structure(let fields)? = values[name], fields.count == 1 else { continue }
      return try MinMaxMapping(fields, name, self)
    }
    return nil
  }

  private func network(
    weights: [Matrix<Double>], biases: [[Double]], activations: [Activation],
    mu: [Double]? = nil, sigma: [Double]? = nil
  ) throws -> SavedNetwork {
    let trained: TrainedNetwork<Double>
    do {
      trained = try TrainedNetwork(weights: weights, biases: biases, activations: activations)
    } catch {
      throw self.error("\(error)")
    }
    let network = trained.network
    if let mu, mu.count != network.inputCount {
      throw error("the inputs' settings are for \(mu.count) inputs, not \(network.inputCount)")
    }
    return SavedNetwork(
      trained, mu: mu, sigma: sigma, classes: try classes(of: network), lambda: 0, seed: 0,
      lossHistory: [])
  }

  private func classes(of network: Network) throws -> [Double] {
    if network.layers[network.layers.count - 1].activation == .identity { return [] }
    guard let value = values["classes"] else {
      return network.outputCount == 1 ? [0, 1] : (1...network.outputCount).map(Double.init)
    }
    let classes = try Matrix<Double>(matValue: value).elements
    guard classes.count == network.classCount, classes.allSatisfy(\.isFinite) else {
      throw error("classes has \(classes.count) labels for \(network.classCount) classes")
    }
    return classes
  }
}

/// The settings of MATLAB's mapminmax, y = (x − xoffset)·gain + ymin.
private struct MinMaxMapping {
  let offset: [Double]
  let gain: [Double]
  let least: Double

  init(_ fields: MATStructArray, _ name: String, _ layout: OtherLayout) throws {
    func numbers(_ field: String) throws -> [Double] {
      guard let value = fields[field]?.first else {
        throw layout.error("\(name).\(field) is missing")
      }
      return try Matrix<Double>(matValue: value).elements
    }
    (offset, gain) = (try numbers("xoffset"), try numbers("gain"))
    let least = try numbers("ymin")
    guard least.count == 1, offset.count == gain.count, !gain.contains(0),
      (offset + gain + least).allSatisfy(\.isFinite)
    else { throw layout.error("\(name) has no finite xoffset, gain and ymin that fit together") }
    self.least = least[0]
  }

  /// (x − μ)/σ is the mapping.
  var mu: [Double] { zip(offset, gain).map { $0 - least / $1 } }
  var sigma: [Double] { gain.map { 1 / $0 } }

  /// Makes the last layer answer x rather than y.
  func fold(
    into weights: inout [Matrix<Double>], _ biases: inout [[Double]],
    _ activations: inout [Activation], _ layout: OtherLayout
  ) throws {
    guard let W = weights.last, let b = biases.last, activations.last == .identity else {
      throw layout.error("the outputs are mapped by mapminmax, but the output layer is not purelin")
    }
    guard W.rowCount == gain.count, b.count == gain.count else {
      throw layout.error("the outputs' settings are for \(gain.count) outputs, not \(W.rowCount)")
    }
    weights[weights.count - 1] = Matrix(rowCount: W.rowCount, columnCount: W.columnCount) {
      W[$0, $1] / gain[$0]
    }
    biases[biases.count - 1] = b.indices.map { (b[$0] - least) / gain[$0] + offset[$0] }
  }
}
