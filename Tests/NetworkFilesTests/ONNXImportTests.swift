import Foundation
import Matrices
import NetworkFiles
import Networks
import Testing

/// ONNX models of other programs; Resources/make_onnx.py made them, and onnxruntime computed what they answer.
@Suite("ONNX models of other programs") struct ONNXImportTests {
  private struct Reference: Decodable {
    let x: [[Double]]
    let answers: [String: [[Double]]]
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Resources")

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name + ".onnx")))
  }

  private static let reference = Result {
    try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: folder.appending(path: "onnx.json")))
  }

  private static func network(_ name: String, output: Activation? = nil) throws -> SavedNetwork {
    try SavedNetwork(importing: bytes(name), named: name + ".onnx", output: output)
  }

  @Test(
    "they answer what onnxruntime answers: single precision to 2e-6, double to 1e-14",
    arguments: [
      ("sklearn_three", [3, 4, 3, 3], 2e-6), ("sklearn_two", [3, 4, 1], 2e-6),
      ("sklearn_numbers", [3, 4, 1], 2e-6), ("torch_gelu", [3, 4, 2], 2e-6),
      ("matmul_double", [3, 4, 2], 1e-14),
    ])
  func answers(name: String, sizes: [Int], tolerance: Double) throws {
    let reference = try Self.reference.get()
    let network = try Self.network(name)
    #expect(network.network.sizes == sizes)
    let outputs = try network.outputs(for: Matrix(rows: reference.x))
    let wanted = Matrix(rows: try #require(reference.answers[name]))
    // Of two classes scikit-learn's models give the probabilities of both.
    let last = wanted.columnCount - outputs.columnCount
    for column in 0..<outputs.columnCount {
      for (ours, theirs) in zip(outputs.column(column), wanted.column(column + last)) {
        #expect(abs(ours - theirs) <= tolerance * max(1, abs(theirs)), "\(name)")
      }
    }
  }

  @Test("classes are called what the model calls them, and scaling is the network's own")
  func classes() throws {
    let three = try Self.network("sklearn_three")
    #expect(three.classTitles == ["high", "low", "middle"])
    #expect(three.mu.contains { $0 > 1 } && !three.sigma.contains(1))
    #expect(try Self.network("sklearn_two").classes == [3, 7])
    #expect(try Self.network("sklearn_numbers").isRegression)
    let scaled = try Self.network("matmul_double")
    #expect(scaled.mu == [0, 5, 1] && scaled.sigma == [1, 10, 0.1])
    #expect(scaled.network.layers.map(\.activation) == [.tanh, .identity])
  }

  @Test("logits get the activation that is said; what the model says is not contradicted")
  func activations() throws {
    let logits = try Self.network("matmul_double", output: .softmax)
    #expect(!logits.isRegression && logits.classes == [0, 1])
    let error = #expect(throws: NetworkFileError.self) {
      try Self.network("torch_gelu", output: .sigmoid)
    }
    #expect(
      error.map { "\($0)" } == """
        torch_gelu.onnx: its output layer has softmax; leave --output-activation away
        """)
    #expect(throws: NetworkFileError.self) {
      try SavedNetwork(
        importing: Self.bytes("torch_gelu"), named: "t.onnx", activations: [.relu])
    }
  }

  @Test(
    "what is exported is imported as it was, to single precision or exactly",
    arguments: [
      Activation.sigmoid, .tanh, .relu, .leakyRelu, .softplus, .elu, .gelu,
    ])
  func roundTrip(activation: Activation) throws {
    let X = Matrix<Double>(rowCount: 30, columnCount: 2) { sin(Double(3 * $0 + $1)) * 5 }
    var settings = TrainingSettings(hidden: [4, 3], activations: [activation], maxIterations: 5)
    settings.standardizes = true
    let data = try TrainingData(points: X, labels: (0..<30).map { Double($0 % 3) }, source: "here")
    let network = try settings.train(on: data).result.network
    let export = try network.export(testing: X)
    let again = try SavedNetwork(importing: export.onnx(.double), named: "net")
    #expect(again.trained == network.trained && again.mu == network.mu)
    #expect(again.sigma == network.sigma)
    let single = try SavedNetwork(importing: export.onnx(.single), named: "net.onnx")
    let difference = zip(single.trained.parameters, network.trained.parameters)
      .map { abs($0 - $1) / max(1, abs($1)) }.max()
    #expect(try #require(difference) < 1e-7)
  }

  @Test(
    "damaged models throw, wherever they are cut or changed",
    arguments: [
      "sklearn_three", "torch_gelu", "matmul_double",
    ])
  func damaged(name: String) throws {
    let whole = try Self.bytes(name)
    func read(_ bytes: [UInt8]) {
      // Another number is another network; only crashes would be wrong.
      _ = try? SavedNetwork(importing: bytes, named: name + ".onnx")
    }
    for length in stride(from: 0, to: whole.count, by: 11) { read(Array(whole[..<length])) }
    for place in stride(from: 0, to: whole.count, by: 3) {
      for bit in [0x01, 0x80, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[place] ^= bit
        read(bytes)
      }
    }
    let short = #expect(throws: NetworkFileError.self) {
      try SavedNetwork(importing: Array(whole[..<40]), named: name + ".onnx")
    }
    #expect(short?.code == .notANetwork)
  }
}
