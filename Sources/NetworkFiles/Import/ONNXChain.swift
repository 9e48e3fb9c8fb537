import Foundation
import Matrices
import Networks

/// The multilayer perceptron that the nodes of an ONNX model compute, one after the other.
///
/// A value that depends on what goes in is followed from node to node: linear maps are gathered, an activation
/// closes a layer. Scaling before the first layer is the network's standardisation; elsewhere it is multiplied
/// into the layer that follows. What comes behind the last layer to name a class is looked at for the classes'
/// names alone.
struct ONNXChain {
  /// A layer: units×inputs, one bias a unit, and its function.
  typealias Layer = (weights: Matrix<Double>, biases: [Double], activation: Activation)

  private(set) var layers: [Layer] = []
  /// What is taken off each input, and what it is divided by; nil where there is nothing, and for one number for
  /// all inputs until their number is known.
  private(set) var scaling: (mu: [Double], sigma: [Double])?
  /// What the classes are called, where the model says it.
  private(set) var classes: [Double]?
  private(set) var classNames: [String]?

  private let graph: ONNXGraph
  private var constants: [String: ONNXTensor]
  /// The name of the value that is followed.
  private var current: String
  /// The linear map since the last activation.
  private var linear: (weights: Matrix<Double>, biases: [Double])?
  /// Scaling since the last activation, x ↦ (x − mu)/sigma.
  private var elementwise: (mu: [Double], sigma: [Double])?
  /// Values that are made of a probability, to name a class.
  private var tail: Set<String> = []

  /// Follows the graph from what goes in. Throws `notANetwork` naming the node that is no part of such a network.
  init(_ graph: ONNXGraph) throws(NetworkFileError) {
    self.graph = graph
    constants = graph.constants
    guard graph.inputs.count == 1 else {
      throw graph.error(
        "the model has \(graph.inputs.count) inputs: \(graph.inputs.joined(separator: ", "))",
        advice: "give a model with one, a matrix with a sample a row")
    }
    current = graph.inputs[0]
    for node in try Self.withGelu(graph) { try follow(node) }
    if linear != nil { try close(.identity) }
    guard !layers.isEmpty else {
      throw graph.error("the model has no linear layer", advice: "give a multilayer perceptron")
    }
    guard elementwise == nil else {
      throw graph.error(
        "the model scales what the last activation gives",
        advice: "export it without what follows its last layer")
    }
    guard graph.outputs.contains(where: { $0 == current || tail.contains($0) }) else {
      throw graph.error(
        "the last layer's '\(current)' is not what the model answers",
        advice: "give a multilayer perceptron")
    }
  }

  private mutating func follow(_ node: ONNXGraph.Node) throws(NetworkFileError) {
    if try fold(node) { return }
    guard node.inputs.contains(current) else {
      guard node.inputs.contains(where: tail.contains) else {
        throw graph.error(
          node, "does not follow from the layers before it",
          advice: "give a multilayer perceptron, one layer after the other")
      }
      try finish(node)
      return
    }
    switch node.operation {
    case "Gemm": try multiply(node)
    case "MatMul": try multiply(node)
    case "Add", "Sub", "Mul", "Div", "Scaler": try scale(node)
    case "Identity", "Cast", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze":
      try pass(node)
    default:
      // What is made of probabilities is for reading a class off.
      if isProbability, Activation(onnx: node.operation) == nil {
        try finish(node)
      } else {
        try activate(node)
      }
    }
  }

  /// Computes a node that depends on constants alone. Returns whether it is one.
  private mutating func fold(_ node: ONNXGraph.Node) throws(NetworkFileError) -> Bool {
    guard let output = node.outputs.first else {
      throw graph.error(node, "has no output", advice: "export the model anew")
    }
    if node.operation == "Constant" {
      let numbers = ["value_float", "value_floats"].compactMap { node.attributes[$0]?.numbers }
      let integers = ["value_int", "value_ints"].compactMap { node.attributes[$0]?.integers }
      let values = numbers.first ?? integers.first?.map(Double.init) ?? []
      constants[output] =
        node.attributes["value"]?.tensor
        ?? ONNXTensor(values: values, shape: [values.count])
      return true
    }
    guard let first = node.inputs.first, let tensor = constants[first],
      node.inputs.dropFirst().allSatisfy({ constants[$0] != nil })
    else { return false }
    switch node.operation {
    case "Identity", "Cast": constants[output] = tensor
    case "Transpose" where tensor.shape.count == 2:
      let (rows, columns) = (tensor.shape[0], tensor.shape[1])
      constants[output] = ONNXTensor(
        values: (0..<tensor.values.count).map {
          tensor.values[$0 % rows * columns + $0 / rows]
        }, shape: [columns, rows])
    default: throw unknown(node)
    }
    return true
  }

  private func unknown(_ node: ONNXGraph.Node) -> NetworkFileError {
    graph.error(
      node, "is no part of a multilayer perceptron that MatKit knows",
      advice: "give linear layers, each with one of \(Activation.known)")
  }

  /// The constant among a node's inputs at a place; throws where it is none.
  private func constant(
    _ node: ONNXGraph.Node, _ place: Int
  ) throws(NetworkFileError) -> ONNXTensor {
    guard node.inputs.indices.contains(place), let tensor = constants[node.inputs[place]] else {
      throw graph.error(
        node, "multiplies or adds what is no constant",
        advice: "give a multilayer perceptron with its weights as constants")
    }
    guard tensor.values.allSatisfy(\.isFinite) else {
      throw graph.error(node, "has a constant that is not finite", advice: "train it anew")
    }
    return tensor
  }
}

// MARK: Linear maps

extension ONNXChain {
  private mutating func multiply(_ node: ONNXGraph.Node) throws(NetworkFileError) {
    guard node.inputs.first == current else {
      throw graph.error(
        node, "has the samples in columns", advice: "export a model with a sample a row")
    }
    func flag(_ name: String) -> Bool { node.attributes[name]?.integers.first ?? 0 != 0 }
    guard !flag("transA") else {
      throw graph.error(
        node, "has the samples in columns", advice: "export a model with a sample a row")
    }
    let W = try constant(node, 1)
    guard W.shape.count == 2, !W.values.isEmpty else {
      throw graph.error(
        node, "multiplies by what is no matrix", advice: "give a multilayer perceptron")
    }
    let (rows, columns) = (W.shape[0], W.shape[1])
    let alpha = node.attributes["alpha"]?.numbers.first ?? 1
    let stored = Matrix(rowCount: rows, columnCount: columns) {
      alpha * W.values[$0 * columns + $1]
    }
    let weights = flag("transB") ? stored : stored.transposed()
    if linear != nil { try close(.identity) }
    if let known = layers.last?.weights.rowCount, known != weights.columnCount {
      throw graph.error(
        node, "takes \(weights.columnCount) numbers where the layer before gives \(known)",
        advice: "export the model anew")
    }
    linear = (weights, Array(repeating: 0, count: weights.rowCount))
    try takeScaling(node)
    if node.operation == "Gemm", node.inputs.count > 2, !node.inputs[2].isEmpty {
      let beta = node.attributes["beta"]?.numbers.first ?? 1
      try add(try spread(constant(node, 2), node).map { beta * $0 })
    }
    current = node.outputs[0]
  }

  /// The scaling before a layer: kept as the network's own before the first, else multiplied in.
  private mutating func takeScaling(_ node: ONNXGraph.Node) throws(NetworkFileError) {
    guard let (mu, sigma) = elementwise, let (weights, biases) = linear else { return }
    elementwise = nil
    let count = weights.columnCount
    guard [1, count].contains(mu.count), [1, count].contains(sigma.count) else {
      throw graph.error(
        node, "takes \(count) numbers where \(max(mu.count, sigma.count)) are scaled",
        advice: "export the model anew")
    }
    let wide = (
      mu: mu.count == 1 ? Array(repeating: mu[0], count: count) : mu,
      sigma: sigma.count == 1 ? Array(repeating: sigma[0], count: count) : sigma
    )
    guard !layers.isEmpty else {
      scaling = wide
      return
    }
    let scaled = Matrix(rowCount: weights.rowCount, columnCount: count) {
      weights[$0, $1] / wide.sigma[$1]
    }
    let shifts = (0..<weights.rowCount).map { row in
      (0..<count).reduce(0) { $0 + scaled[row, $1] * wide.mu[$1] }
    }
    linear = (scaled, zip(biases, shifts).map { $0 - $1 })
  }

  private mutating func add(_ values: [Double]) throws(NetworkFileError) {
    guard let (weights, biases) = linear else { return }
    linear = (weights, zip(biases, values).map { $0 + $1 })
  }

  /// A constant as one number a unit of the layer.
  private func spread(
    _ tensor: ONNXTensor, _ node: ONNXGraph.Node
  ) throws(NetworkFileError) -> [Double] {
    let count = linear?.biases.count ?? tensor.values.count
    if tensor.values.count == 1 { return Array(repeating: tensor.values[0], count: count) }
    guard tensor.values.count == count, tensor.shape.last == count else {
      throw graph.error(
        node, "has \(tensor.values.count) numbers for \(count) units",
        advice: "export the model anew")
    }
    return tensor.values
  }

  /// Adds, takes off, multiplies or divides by a constant.
  private mutating func scale(_ node: ONNXGraph.Node) throws(NetworkFileError) {
    if node.operation == "Sub", node.inputs.last == current, isProbability {
      // 1 − p, the other class's probability.
      try finish(node)
      return
    }
    if node.operation == "Scaler" {
      let (offset, factor) = (
        node.attributes["offset"]?.numbers ?? [0], node.attributes["scale"]?.numbers ?? [1]
      )
      try apply("Sub", offset, node)
      try apply("Div", factor.map { 1 / $0 }, node)
    } else {
      let isFirst = node.inputs.first == current
      guard node.inputs.count == 2, isFirst || ["Add", "Mul"].contains(node.operation) else {
        throw unknown(node)
      }
      let values = try spread(constant(node, isFirst ? 1 : 0), node)
      try apply(node.operation, values, node)
    }
    current = node.outputs[0]
  }

  private mutating func apply(
    _ operation: String, _ values: [Double], _ node: ONNXGraph.Node
  ) throws(NetworkFileError) {
    guard operation != "Div" || values.allSatisfy({ $0 != 0 && $0.isFinite }),
      operation != "Mul" || linear != nil || values.allSatisfy({ $0 != 0 })
    else { throw graph.error(node, "scales by 0", advice: "leave that feature out") }
    if let (weights, biases) = linear {
      let values = values.count == 1 ? Array(repeating: values[0], count: biases.count) : values
      switch operation {
      case "Add": try add(values)
      case "Sub": try add(values.map { -$0 })
      default:
        let factors = operation == "Mul" ? values : values.map { 1 / $0 }
        linear = (
          Matrix(rowCount: weights.rowCount, columnCount: weights.columnCount) {
            weights[$0, $1] * factors[$0]
          }, zip(biases, factors).map { $0 * $1 }
        )
      }
      return
    }
    var (mu, sigma) = elementwise ?? ([0], [1])
    let count = max(values.count, mu.count, sigma.count)
    func wide(_ list: [Double]) -> [Double]? {
      list.count == count ? list : list.count == 1 ? Array(repeating: list[0], count: count) : nil
    }
    guard let values = wide(values), let means = wide(mu), let deviations = wide(sigma) else {
      throw graph.error(
        node, "has \(values.count) numbers where \(max(mu.count, sigma.count)) are scaled",
        advice: "export the model anew")
    }
    (mu, sigma) = (means, deviations)
    for index in 0..<count {
      switch operation {
      case "Add": mu[index] -= values[index] * sigma[index]
      case "Sub": mu[index] += values[index] * sigma[index]
      case "Mul": sigma[index] /= values[index]
      default: sigma[index] *= values[index]
      }
    }
    elementwise = (mu, sigma)
  }
}

// MARK: Activations, and what is passed on

extension ONNXChain {
  private var isProbability: Bool {
    linear == nil && elementwise == nil
      && [.sigmoid, .softmax].contains(layers.last?.activation)
  }

  private mutating func close(_ activation: Activation) throws(NetworkFileError) {
    guard let (weights, biases) = linear else { return }
    layers.append((weights, biases, activation))
    linear = nil
  }

  private mutating func activate(_ node: ONNXGraph.Node) throws(NetworkFileError) {
    guard let activation = Activation(onnx: node.operation) else { throw unknown(node) }
    guard linear != nil else {
      throw graph.error(
        node, "follows no linear layer", advice: "give one activation for each linear layer")
    }
    let alpha = node.attributes["alpha"]?.numbers.first
    let wanted: Double? = activation == .leakyRelu ? 0.01 : activation == .elu ? 1 : nil
    // The numbers are those of single precision.
    guard wanted == nil || abs((alpha ?? wanted ?? 0) - (wanted ?? 0)) < 1e-7 else {
      throw graph.error(
        node, "has alpha = \(alpha ?? 0), and MatKit's is \(wanted ?? 0)",
        advice: "train it with that")
    }
    if activation == .gelu, node.attributes["approximate"]?.texts.first == "tanh" {
      throw graph.error(
        node, "is the approximation by tanh", advice: "export the exact function")
    }
    if activation == .softmax {
      let axis = node.attributes["axis"]?.integers.first ?? -1
      guard axis == -1 || axis == 1 else {
        throw graph.error(
          node, "is over the samples (axis \(axis))", advice: "export it over the classes, axis 1")
      }
    }
    try close(activation)
    current = node.outputs[0]
  }

  /// Takes a node that changes no number.
  private mutating func pass(_ node: ONNXGraph.Node) throws(NetworkFileError) {
    if node.operation == "Cast" {
      let type = node.attributes["to"]?.integers.first ?? 1
      guard [1, 10, 11].contains(type) else {
        try finish(node)
        return
      }
    }
    if node.operation == "Reshape" {
      let shape = try constant(node, 1).values
      let width = Double(linear?.biases.count ?? layers.last?.biases.count ?? 0)
      guard shape.count == 2, [0, -1].contains(shape[0]),
        shape[1] == width || width == 0 || shape[0] == 0 && shape[1] == -1
      else {
        throw graph.error(
          node, "gives another shape to what a layer gives", advice: "give a multilayer perceptron")
      }
    }
    guard let output = node.outputs.first else { return }
    current = output
  }

  /// Takes a node behind the last layer, which makes a class of its probabilities.
  private mutating func finish(_ node: ONNXGraph.Node) throws(NetworkFileError) {
    guard isProbability else { throw unknown(node) }
    tail.formUnion(node.outputs)
    if let names = node.attributes["classlabels_strings"]?.texts, !names.isEmpty {
      classNames = names
    } else if let numbers = node.attributes["classlabels_int64s"]?.integers, !numbers.isEmpty {
      classes = numbers.map(Double.init)
    }
    if node.operation == "ArrayFeatureExtractor", let list = constants[node.inputs[0]] {
      if !list.texts.isEmpty { classNames = list.texts }
      if !list.values.isEmpty { classes = list.values }
    }
  }
}

extension Activation {
  /// The one that an operator of ONNX is.
  fileprivate init?(onnx operation: String) {
    guard let activation = Self.ofONNX[operation] else { return nil }
    self = activation
  }

  private static let ofONNX: [String: Activation] = [
    "Sigmoid": .sigmoid, "Tanh": .tanh, "Relu": .relu, "LeakyRelu": .leakyRelu,
    "Softplus": .softplus, "Elu": .elu, "Gelu": .gelu, "Exp": .exponential, "Softmax": .softmax,
  ]

  /// The operators, as a sentence lists them.
  fileprivate static var known: String { ofONNX.keys.sorted().joined(separator: ", ") }
}
