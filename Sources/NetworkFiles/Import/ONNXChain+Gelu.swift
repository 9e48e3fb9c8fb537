extension ONNXChain {
  /// The nodes with a·½(1 + erf(a/√2)), as exporters write GELU where the operator has no node of its own, put
  /// together into one.
  static func withGelu(_ graph: ONNXGraph) throws(NetworkFileError) -> [ONNXGraph.Node] {
    var nodes = graph.nodes
    for erf in graph.nodes where erf.operation == "Erf" {
      guard let replaced = GeluPattern(erf, in: nodes, graph) else {
        throw graph.error(
          erf, "is no part of GELU as MatKit knows it",
          advice: "export a·½(1 + erf(a/√2)), or the operator Gelu")
      }
      nodes = replaced.nodes
    }
    return nodes
  }
}

/// The five nodes of GELU about an Erf.
private struct GeluPattern {
  let nodes: [ONNXGraph.Node]

  init?(_ erf: ONNXGraph.Node, in nodes: [ONNXGraph.Node], _ graph: ONNXGraph) {
    var constants = graph.constants.compactMapValues { $0.values.count == 1 ? $0.values[0] : nil }
    for node in nodes where node.operation == "Constant" {
      guard let output = node.outputs.first else { continue }
      constants[output] =
        node.attributes["value"]?.tensor?.values.first
        ?? node.attributes["value_float"]?.numbers.first
    }
    /// The other input of a node of two, beside a constant near a number.
    func partner(_ node: ONNXGraph.Node, near wanted: Double) -> String? {
      guard node.inputs.count == 2 else { return nil }
      let place = node.inputs.firstIndex { abs((constants[$0] ?? .nan) - wanted) < 1e-6 }
      return place.map { node.inputs[1 - $0] }
    }
    /// The only node that takes a value.
    func user(of name: String?) -> Int? {
      let users = nodes.indices.filter { nodes[$0].inputs.contains(name ?? "") }
      return users.count == 1 ? users[0] : nil
    }
    let root = Double(0.5).squareRoot()
    guard let inner = erf.inputs.first,
      let scale = nodes.firstIndex(where: { $0.outputs == [inner] }),
      let a = nodes[scale].operation == "Div"
        ? partner(nodes[scale], near: 1 / root) : partner(nodes[scale], near: root),
      ["Div", "Mul"].contains(nodes[scale].operation),
      let middle = nodes.firstIndex(where: { $0.outputs == erf.outputs }),
      let sum = user(of: erf.outputs.first), nodes[sum].operation == "Add",
      partner(nodes[sum], near: 1) != nil, let product = user(of: nodes[sum].outputs.first),
      nodes[product].operation == "Mul", nodes[product].inputs.count == 2
    else { return nil }
    let other = nodes[product].inputs.first { $0 != nodes[sum].outputs.first }
    var taken: Set<Int> = [scale, middle, sum, product]
    let output: [String]
    if other == a {
      // a(1 + erf), and then the half.
      guard let half = user(of: nodes[product].outputs.first), nodes[half].operation == "Mul",
        partner(nodes[half], near: 0.5) != nil
      else { return nil }
      taken.insert(half)
      output = nodes[half].outputs
    } else {
      // (a·½)(1 + erf), or ½ first.
      guard let half = nodes.firstIndex(where: { $0.outputs == [other ?? ""] }),
        nodes[half].operation == "Mul", partner(nodes[half], near: 0.5) == a
      else { return nil }
      taken.insert(half)
      output = nodes[product].outputs
    }
    var gelu = ONNXGraph.Node()
    (gelu.name, gelu.operation, gelu.inputs, gelu.outputs) = (erf.name, "Gelu", [a], output)
    let last = taken.max() ?? 0
    self.nodes = nodes.indices.compactMap {
      $0 == last ? gelu : taken.contains($0) ? nil : nodes[$0]
    }
  }
}
