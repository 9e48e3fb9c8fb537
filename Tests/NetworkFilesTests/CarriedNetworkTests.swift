import Foundation
import NetworkFiles
import MATFiles
import Matrices
import Networks
import OrderedCollections
import Testing

/// Networks as MATLAB and Octave code saves them, against their formulas.
@Suite("Networks carried over") struct CarriedNetworkTests {
  private static let W1: Matrix = [[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]
  private static let b1 = [0.7, -0.8, 0.9]
  private static let W2: Matrix = [[1.0, -2, 3]]
  private static let b2 = [-0.4]
  private static let points: Matrix = [[0.5, -1.5], [2, 0.25], [-3, 1]]

  private func carried(_ variables: OrderedDictionary<String, MATValue>) throws -> SavedNetwork {
    let path = FileManager.default.temporaryDirectory
      .appending(path: UUID().uuidString + ".mat").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try MATFile.write(variables, to: path)
    return try SavedNetwork(MATFile(path))
  }

  /// g(W₂ f(W₁x + b₁) + b₂) of a row.
  private func formula(
    _ x: [Double], _ f: (Double) -> Double, _ g: (Double) -> Double
  ) -> Double {
    let hidden = (0..<3).map { j in
      f(Self.b1[j] + (0..<2).reduce(0) { $0 + Self.W1[j, $1] * x[$1] })
    }
    return g(Self.b2[0] + (0..<3).reduce(0) { $0 + Self.W2[0, $1] * hidden[$1] })
  }

  private func expect(
    _ network: SavedNetwork, _ wanted: ([Double]) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outputs = try network.outputs(for: Self.points)
    for row in 0..<Self.points.rowCount {
      let expected = wanted(Self.points.row(row))
      // The sums' rounding, and SLEEF's tanh beside the C library's.
      #expect(
        abs(outputs[row, 0] - expected) <= 1e-14 * max(1, abs(expected)),
        sourceLocation: sourceLocation)
    }
  }

  private func cell(_ matrices: [Matrix<Double>]) -> MATValue {
    Matrix(rowCount: 1, columnCount: matrices.count, elements: matrices.map(\.matValue)).matValue
  }

  private func sigmoid(_ a: Double) -> Double { 1 / (1 + exp(-a)) }

  @Test("Theta1 and Theta2 are [b W] with sigmoids, at the top or in a struct")
  func thetas() throws {
    let Theta1 = Matrix<Double>(rowCount: 3, columnCount: 3) {
      $1 == 0 ? Self.b1[$0] : Self.W1[$0, $1 - 1]
    }
    let Theta2: Matrix = [[-0.4, 1, -2, 3]]
    let top = try carried(["Theta1": Theta1.matValue, "Theta2": Theta2.matValue])
    try expect(top) { formula($0, sigmoid, sigmoid) }
    #expect(top.classes == [0, 1])
    let inside = try carried([
      "params": (["Theta1": Theta1, "Theta2": Theta2] as MATStructArray).matValue
    ])
    #expect(inside.trained == top.trained)
  }

  @Test("ten outputs are the classes 1 to 10 that MATLAB counts")
  func classes() throws {
    let Theta1 = Matrix(repeating: 0.1, rowCount: 10, columnCount: 3)
    let network = try carried(["Theta1": Theta1.matValue])
    #expect(network.classes == (1...10).map(Double.init))
  }

  @Test("cells W and b with their activations; biases may be rows or columns")
  func cells() throws {
    let W = cell([Self.W1, Self.W2])
    let b = cell([Matrix(column: Self.b1), Matrix(rows: [Self.b2])])
    try expect(carried(["W": W, "b": b])) { formula($0, sigmoid, sigmoid) }
    let names = Matrix(rows: [["relu".matValue, "sigmoid".matValue]]).matValue
    let other = try carried(["W": W, "b": b, "activations": names])
    try expect(other) { formula($0, { max(0, $0) }, sigmoid) }
  }

  /// A shallow network's IW, LW and b.
  private var shallow: OrderedDictionary<String, MATValue> {
    let none = Matrix<Double>(rowCount: 0, columnCount: 0, elements: [])
    return [
      "IW": Matrix(column: [Self.W1.matValue, none.matValue]).matValue,
      "LW": Matrix(
        rowCount: 2, columnCount: 2,
        elements: [none, Self.W2, none, none].map(\.matValue)
      ).matValue,
      "b": Matrix(column: [Self.b1, Self.b2].map { Matrix(column: $0).matValue }).matValue,
    ]
  }

  @Test("IW, LW and b are tansig and purelin, a regression, unless transferFcns says otherwise")
  func shallowNetwork() throws {
    let network = try carried(shallow)
    try expect(network) { formula($0, tanh, { $0 }) }
    #expect(network.isRegression)
    var variables = shallow
    variables["transferFcns"] = Matrix(rows: [["poslin".matValue, "logsig".matValue]]).matValue
    try expect(carried(variables)) { formula($0, { max(0, $0) }, sigmoid) }
    variables["transferFcns"] = Matrix(rows: [["radbas".matValue, "logsig".matValue]]).matValue
    let error = #expect(throws: NetworkFileError.self) { try carried(variables) }
    #expect(error?.description.contains("'radbas'") == true)
  }

  @Test("mapminmax of inputs and outputs is applied as MATLAB applies it")
  func mapminmax() throws {
    var variables = shallow
    func settings(_ offset: [Double], _ gain: [Double], _ least: Double) -> MATValue {
      (["xoffset": Matrix(column: offset), "gain": Matrix(column: gain), "ymin": least]
        as MATStructArray).matValue
    }
    variables["x1_step1"] = settings([-3, -1.5], [0.4, 0.8], -1)
    variables["y1_step1"] = settings([10], [0.05], -1)
    let network = try carried(variables)
    try expect(network) { x in
      // apply: (x − xoffset)·gain + ymin; reverse: (y − ymin)/gain + xoffset.
      let scaled = [(x[0] + 3) * 0.4 - 1, (x[1] + 1.5) * 0.8 - 1]
      return (formula(scaled, tanh, { $0 }) + 1) / 0.05 + 10
    }
    variables["x1_step1"] = settings([-3], [0.4], -1)
    let error = #expect(throws: NetworkFileError.self) { try carried(variables) }
    #expect(error?.description.contains("1 inputs, not 2") == true)
  }

  @Test("what cannot be carried over says why")
  func refused() throws {
    func message(_ variables: OrderedDictionary<String, MATValue>) -> String {
      let error = #expect(throws: NetworkFileError.self) { try carried(variables) }
      return error?.description ?? ""
    }
    #expect(message(["x": 1.0.matValue]).contains("no struct 'net'"))
    #expect(message(["Theta1": Matrix(column: [1.0, 2]).matValue]).contains("Theta1 is 2×1"))
    var skipping = shallow
    let some = Matrix(repeating: 1.0, rowCount: 1, columnCount: 1)
    skipping["LW"] =
      Matrix(
        rowCount: 2, columnCount: 2, elements: [some, Self.W2, some, some].map(\.matValue)
      ).matValue
    #expect(message(skipping).contains("LW{1,1}"))
    let W = cell([Self.W1, Self.W1])
    let b = cell([Matrix(column: Self.b1), Matrix(column: Self.b1)])
    #expect(message(["W": W, "b": b]).contains("layer 2"))
  }
}
