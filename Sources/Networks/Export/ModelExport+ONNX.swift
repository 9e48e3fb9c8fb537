internal import Matrices

// ONNX: the messages of onnx.proto (IR version 8) with the operators of version 13, which have been there since
// 2020. Weights are initialisers, stored as raw little-endian bytes, row after row.

extension ModelExport {
  /// The precision that an ONNX model computes in.
  public enum ONNXPrecision: String, CaseIterable, Sendable {
    /// `float`: what every runtime has all operators for. Answers are within some 1e-6 of ours.
    case single
    /// `double`, for runtimes that have the operators for it.
    case double
  }

  /// An ONNX model, the bytes of an `.onnx` file: input `x` of N×features, output `y` of N×outputs.
  ///
  /// The stored samples are in the model's metadata, `test_inputs` and `test_outputs`, as JSON arrays of rows.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// let export = try ModelExport(TrainedNetwork(network, parameters: [1, 0]), testing: [[0.0]])
  /// assert(export.onnx(.double).count > export.onnx(.single).count)
  /// ```
  public func onnx(_ precision: ONNXPrecision = .single) -> [UInt8] {
    var model = ByteWriter()
    model.put(field: 1, 8)  // ir_version
    model.put(field: 2, "MatKit")  // producer_name
    model.put(field: 7) { graph in write(&graph, precision) }
    model.put(field: 8) { set in set.put(field: 2, 13) }  // opset_import, of the default domain
    for (key, matrix) in [("test_inputs", testInputs), ("test_outputs", testOutputs)] {
      model.put(field: 14) { entry in
        entry.put(field: 1, key)
        entry.put(field: 2, Self.json(matrix))
      }
    }
    return model.bytes
  }

  private func write(_ graph: inout ByteWriter, _ precision: ONNXPrecision) {
    let shape = network.network
    var graphNodes = GraphNodes(precision: precision)
    let (mu, sigma) = (
      graphNodes.constant("mu", scaling.means), graphNodes.constant("sigma", scaling.deviations)
    )
    graphNodes.add("Sub", ["x", mu], "centred")
    graphNodes.add("Div", ["centred", sigma], "z0")
    for (index, layer) in layers.enumerated() {
      let isLast = index + 1 == layers.count
      let weights = graphNodes.constant(
        "W\(index + 1)", layer.weights.transposed().elements,
        shape: [layer.weights.rowCount, layer.weights.columnCount])
      let biases = graphNodes.constant("b\(index + 1)", layer.biases)
      graphNodes.add(
        "Gemm", ["z\(index)", weights, biases], "a\(index + 1)", integers: ["transB": 1])
      graphNodes.activate(layer.activation, "a\(index + 1)", isLast ? "y" : "z\(index + 1)")
    }
    for node in graphNodes.nodes { graph.put(field: 1, node) }
    graph.put(field: 2, "network")
    for tensor in graphNodes.initializers { graph.put(field: 5, tensor) }
    for (field, name, width) in [(11, "x", shape.inputCount), (12, "y", shape.outputCount)] {
      graph.put(field: UInt64(field)) { info in
        info.put(field: 1, name)
        info.put(field: 2) { type in
          type.put(field: 1) { tensor in
            tensor.put(field: 1, precision.code)
            tensor.put(field: 2) { dimensions in
              dimensions.put(field: 1) { $0.put(field: 2, "N") }
              dimensions.put(field: 1) { $0.put(field: 1, width) }
            }
          }
        }
      }
    }
  }

  private static func json(_ matrix: Matrix<Double>) -> String {
    let rows = (0..<matrix.rowCount).map { row in
      "[" + matrix.row(row).map { "\($0)" }.joined(separator: ", ") + "]"
    }
    return "[" + rows.joined(separator: ", ") + "]"
  }
}

extension ModelExport.ONNXPrecision {
  /// TensorProto's data type.
  fileprivate var code: Int { self == .single ? 1 : 11 }
}

/// The nodes and constants of a graph, as encoded messages.
private struct GraphNodes {
  let precision: ModelExport.ONNXPrecision
  private(set) var nodes: [[UInt8]] = []
  private(set) var initializers: [[UInt8]] = []

  init(precision: ModelExport.ONNXPrecision) { self.precision = precision }

  /// Adds a constant, rows one after the other, and returns its name.
  mutating func constant(_ name: String, _ values: [Double], shape: [Int]? = nil) -> String {
    var tensor = ByteWriter()
    for extent in shape ?? [values.count] { tensor.put(field: 1, extent) }
    tensor.put(field: 2, precision.code)
    tensor.put(field: 8, name)
    var raw = ByteWriter()
    for value in values {
      if precision == .single { raw.put(Float(value)) } else { raw.put(value) }
    }
    tensor.put(field: 9, raw.bytes)
    initializers.append(tensor.bytes)
    return name
  }

  mutating func add(
    _ operation: String, _ inputs: [String], _ output: String, integers: [String: Int] = [:],
    alpha: Float? = nil
  ) {
    var node = ByteWriter()
    for input in inputs { node.put(field: 1, input) }
    node.put(field: 2, output)
    node.put(field: 3, output + "_" + operation)
    node.put(field: 4, operation)
    for (name, value) in integers {
      node.put(field: 5) { attribute in
        attribute.put(field: 1, name)
        attribute.put(field: 3, value)
        attribute.put(field: 20, 2)  // INT
      }
    }
    if let alpha {
      node.put(field: 5) { attribute in
        attribute.put(field: 1, "alpha")
        attribute.put(field: 2, alpha)
        attribute.put(field: 20, 1)  // FLOAT
      }
    }
    nodes.append(node.bytes)
  }

  mutating func activate(_ activation: Activation, _ a: String, _ z: String) {
    switch activation {
    case .sigmoid: add("Sigmoid", [a], z)
    case .tanh: add("Tanh", [a], z)
    case .relu: add("Relu", [a], z)
    case .leakyRelu: add("LeakyRelu", [a], z, alpha: 0.01)
    case .softplus: add("Softplus", [a], z)
    case .elu: add("Elu", [a], z, alpha: 1)
    case .exponential: add("Exp", [a], z)
    case .softmax: add("Softmax", [a], z, integers: ["axis": 1])
    case .gelu:
      // a·½(1 + erf(a/√2)): Gelu itself came with version 20.
      let (root, one, half) = (
        constant(z + "_root", [Double(0.5).squareRoot()]), constant(z + "_one", [1]),
        constant(z + "_half", [0.5])
      )
      add("Mul", [a, root], z + "_scaled")
      add("Erf", [z + "_scaled"], z + "_erf")
      add("Add", [z + "_erf", one], z + "_sum")
      add("Mul", [a, z + "_sum"], z + "_product")
      add("Mul", [z + "_product", half], z)
    default: add("Identity", [a], z)
    }
  }
}
