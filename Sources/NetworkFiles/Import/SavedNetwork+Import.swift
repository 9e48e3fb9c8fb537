import Matrices
public import Networks

extension SavedNetwork {
  /// Reads a network that another program has left: an ONNX model, NumPy's `.npz`, or safetensors.
  ///
  /// Of an ONNX model the nodes are followed from what goes in: Gemm or MatMul, Add and an activation, layer after
  /// layer, as PyTorch and skl2onnx write multilayer perceptrons. Scaling before the first layer becomes `mu` and
  /// `sigma`, and the classes are called what the model calls them. Single precision stays what it is: answers are
  /// those of a runtime to some 1e-6.
  ///
  /// In other files looked for are, layer by layer,
  ///
  /// - `W1`, `b1`, `W2`, …, as ``/Networks/ModelExport`` writes them, W units×inputs, with `activations`, `mu` and `sigma` where
  ///   there are any;
  /// - `coefs_0`, `intercepts_0`, …, as scikit-learn's lists, inputs×units: numpy.savez("net.npz",
  ///   **{f"coefs_{i}": W for i, W in enumerate(net.coefs_)},
  ///   **{f"intercepts_{i}": b for i, b in enumerate(net.intercepts_)});
  /// - `….weight` and `….bias`, as PyTorch's state dictionaries of linear layers have them, units×inputs, in the order of
  ///   the numbers in their names.
  ///
  /// One sigmoid output tells class 0 from 1, several outputs the classes 0 … K − 1 as Python counts, linear ones are a
  /// regression.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - name: The file, for a sentence about it.
  ///   - activations: Those of the hidden layers, one or one a layer; nil for what the file says.
  ///   - output: That of the output layer; nil for what the file says. Of an ONNX model that ends with a linear layer,
  ///     as PyTorch's that are trained on logits do, it says what follows.
  /// - Throws: `notANetwork` where the file is not sound, holds no such arrays, has a node that is no part of a
  ///   multilayer perceptron, does not say the activations and they are not given, or contradicts them, or where the
  ///   parts do not fit together.
  public init(
    importing bytes: [UInt8], named name: String, activations: [Activation]? = nil,
    output: Activation? = nil
  ) throws(NetworkFileError) {
    if ONNXGraph.isModel(bytes, named: name) {
      try self.init(onnx: ONNXGraph(bytes, named: name), activations, output)
      return
    }
    let file = try TensorFile(bytes, named: name)
    guard let layers = try file.layers(), !layers.isEmpty else {
      throw file.error(
        "there are no W1 and b1, coefs_0 and intercepts_0, or …weight and …bias",
        advice: "its arrays are \(file.tensors.keys.sorted().prefix(8).joined(separator: ", "))")
    }
    let functions = try file.activations(layers.count, activations, output)
    let trained: TrainedNetwork<Double>
    do throws(NetworkError) {
      trained = try TrainedNetwork(
        weights: layers.map(\.weights), biases: layers.map(\.biases), activations: functions)
    } catch {
      throw file.error("\(error)")
    }
    let (mu, sigma) = (file.tensors["mu"]?.values, file.tensors["sigma"]?.values)
    let count = trained.network.inputCount
    guard mu?.count ?? count == count, sigma?.count ?? count == count,
      ((mu ?? []) + (sigma ?? [])).allSatisfy(\.isFinite), !(sigma ?? []).contains(0)
    else { throw file.error("mu and sigma do not fit \(count) inputs") }
    let isRegression = functions[functions.count - 1] == .identity
    self.init(
      trained, mu: mu, sigma: sigma,
      classes: isRegression ? [] : (0..<trained.network.classCount).map(Double.init),
      lambda: 0, seed: 0, lossHistory: [])
  }
}

extension TensorFile {
  fileprivate typealias Layer = (weights: Matrix<Double>, biases: [Double])

  /// The layers in their order; nil where there are no arrays of such names.
  fileprivate func layers() throws(NetworkFileError) -> [Layer]? {
    for (weights, biases, first, isTransposed) in [
      ("W", "b", 1, false), ("coefs_", "intercepts_", 0, true),
    ] where tensors["\(weights)\(first)"] != nil {
      var layers: [Layer] = []
      while tensors["\(weights)\(first + layers.count)"] != nil {
        let number = first + layers.count
        layers.append(
          try layer("\(weights)\(number)", "\(biases)\(number)", isTransposed: isTransposed))
      }
      return layers
    }
    let names = tensors.keys.filter { $0.hasSuffix("weight") }.sorted {
      $0.compare($1, options: .numeric) == .orderedAscending
    }
    guard !names.isEmpty else { return nil }
    var layers: [Layer] = []
    for name in names {
      layers.append(try layer(name, name.dropLast(6) + "bias", isTransposed: false))
    }
    return layers
  }

  private func layer(
    _ weights: String, _ biases: String, isTransposed: Bool
  ) throws(NetworkFileError) -> Layer {
    guard let W = tensors[weights], W.shape.count == 2 else {
      throw error(
        "\(weights) is of \(tensors[weights]?.shape.count ?? 0) dimensions",
        advice: "only layers that are linear can be imported")
    }
    let (rows, columns) = (W.shape[0], W.shape[1])
    let matrix = Matrix(rowCount: rows, columnCount: columns) { W.values[$0 * columns + $1] }
    let units = isTransposed ? columns : rows
    let b = tensors[biases]?.values ?? Array(repeating: 0, count: units)
    guard b.count == units else {
      throw error("\(biases) has \(b.count) numbers for \(units) units")
    }
    return (isTransposed ? matrix.transposed() : matrix, b)
  }

  /// The activation of each of so many layers: as given, else as the file says.
  fileprivate func activations(
    _ count: Int, _ hidden: [Activation]?, _ output: Activation?
  ) throws(NetworkFileError) -> [Activation] {
    var said: [Activation] = []
    for name in texts["activations"] ?? [] {
      guard let activation = Activation(rawValue: name) else {
        throw error("the activation '\(name)' is none of MatKit's")
      }
      said.append(activation)
    }
    let inner = hidden ?? (said.count == count ? Array(said.dropLast()) : nil)
    guard let last = output ?? (said.count == count ? said.last : nil),
      let inner = inner ?? (count == 1 ? [] : nil)
    else {
      throw error(
        "it does not say the activations",
        advice:
          "give --activation, such as relu, and --output-activation: identity, sigmoid or softmax")
    }
    guard let all = inner.spread(count - 1) else {
      throw error("there are \(inner.count) activations for \(count - 1) hidden layers")
    }
    return all + [last]
  }
}

extension [Activation] {
  /// One for each of so many hidden layers, of one for all or one each; nil where there are others.
  fileprivate func spread(_ layers: Int) -> [Activation]? {
    if layers == 0 { return [] }
    return count == layers ? self : count == 1 ? Array(repeating: self[0], count: layers) : nil
  }
}

extension SavedNetwork {
  /// The network of an ONNX model, whose activations others may name again but not contradict.
  fileprivate init(
    onnx graph: ONNXGraph, _ activations: [Activation]?, _ output: Activation?
  ) throws(NetworkFileError) {
    let chain = try ONNXChain(graph)
    var functions = chain.layers.map(\.activation)
    let (inner, last) = (Array(functions.dropLast()), functions[functions.count - 1])
    if let activations, activations.spread(inner.count) != inner {
      throw graph.error(
        "its hidden layers have \(inner.map(\.rawValue).joined(separator: ", "))",
        advice: "leave --activation away")
    }
    if let output, output != last {
      guard last == .identity else {
        throw graph.error("its output layer has \(last)", advice: "leave --output-activation away")
      }
      functions[functions.count - 1] = output
    }
    let trained: TrainedNetwork<Double>
    do throws(NetworkError) {
      trained = try TrainedNetwork(
        weights: chain.layers.map(\.weights), biases: chain.layers.map(\.biases),
        activations: functions)
    } catch {
      throw graph.error("\(error)")
    }
    let count = trained.network.classCount
    let isRegression = [.identity, .exponential].contains(functions[functions.count - 1])
    let names = chain.classNames.flatMap { $0.count == count ? $0 : nil }
    let classes = chain.classes.flatMap { $0.count == count ? $0 : nil }
    let numbers = names == nil ? classes : nil
    self.init(
      trained, mu: chain.scaling?.mu, sigma: chain.scaling?.sigma,
      classes: isRegression ? [] : numbers ?? (0..<count).map(Double.init),
      classNames: isRegression ? nil : names, lambda: 0, seed: 0, lossHistory: [])
  }
}
