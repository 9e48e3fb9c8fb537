import Foundation
import MATFiles
import Matrices
import NetworkFiles
import Networks
import Testing

/// Networks that other programs have left; Resources/make_imports.py made them, and NumPy computed what they answer.
@Suite("Networks of other programs") struct ImportTests {
  private struct Reference: Decodable {
    let x: [[Double]]
    let coefs: [[Double]]
    let linear: [[Double]]
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Resources")

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  private static let reference = Result {
    try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: folder.appending(path: "imports.json")))
  }

  private func difference(_ a: Matrix<Double>, _ b: [[Double]]) -> Double {
    zip(a.elements, Matrix(rows: b).elements).map { ($0 - $1).magnitude }.max() ?? .infinity
  }

  @Test("scikit-learn's coefs_ and intercepts_ answer as NumPy computes them")
  func scikitLearn() throws {
    let reference = try Self.reference.get()
    let network = try SavedNetwork(
      importing: Self.bytes("coefs.npz"), named: "coefs.npz", activations: [.relu],
      output: .softmax)
    #expect(network.network.sizes == [3, 5, 2, 4] && network.classes == [0, 1, 2, 3])
    let outputs = try network.outputs(for: Matrix(rows: reference.x))
    #expect(difference(outputs, reference.coefs) < 1e-14)
  }

  @Test(
    "PyTorch's linear layers of safetensors answer as NumPy computes them, in the order of their numbers"
  )
  func safeTensors() throws {
    let reference = try Self.reference.get()
    let network = try SavedNetwork(
      importing: Self.bytes("linear.safetensors"), named: "linear.safetensors",
      activations: [.tanh], output: .identity)
    #expect(network.network.sizes == [3, 6, 2, 1] && network.isRegression)
    #expect(
      difference(try network.outputs(for: Matrix(rows: reference.x)), reference.linear) < 1e-13)
  }

  @Test("what is exported for NumPy is imported as it was, standardisation and all")
  func roundTrip() throws {
    let X = Matrix<Double>(rowCount: 30, columnCount: 2) { sin(Double(3 * $0 + $1)) * 5 }
    var settings = TrainingSettings(hidden: [4], activations: [.gelu], maxIterations: 5)
    settings.standardizes = true
    let data = try TrainingData(points: X, labels: (0..<30).map { Double($0 % 3) }, source: "here")
    let network = try settings.train(on: data).result.network
    let again = try SavedNetwork(
      importing: network.export(testing: X).npz(), named: "net.npz")
    #expect(again.trained == network.trained && again.mu == network.mu)
    #expect(again.sigma == network.sigma && again.classes == network.classes)
  }

  @Test("what the file does not say has to be said, and what does not fit is refused")
  func refused() throws {
    let bytes = try Self.bytes("coefs.npz")
    func message(_ activations: [Activation]?, _ output: Activation?) -> String {
      let error = #expect(throws: NetworkFileError.self) {
        try SavedNetwork(importing: bytes, named: "c.npz", activations: activations, output: output)
      }
      return error.map { "\($0)" } ?? ""
    }
    #expect(message(nil, nil).contains("c.npz: it does not say the activations; give --activation"))
    #expect(message([.relu], nil).contains("--output-activation"))
    #expect(message([.relu, .relu, .tanh], .softmax).contains("3 activations for 2 hidden layers"))
  }

  @Test(
    "damaged files of either kind throw, wherever they are cut or changed",
    arguments: ["coefs.npz", "linear.safetensors"])
  func damaged(name: String) throws {
    let whole = try Self.bytes(name)
    func read(_ bytes: [UInt8]) {
      // An array that nothing points at any more is another network; only crashes would be wrong.
      _ = try? SavedNetwork(
        importing: bytes, named: name, activations: [.relu], output: .identity)
    }
    for length in stride(from: 0, to: whole.count, by: 7) { read(Array(whole[..<length])) }
    for place in stride(from: 0, to: whole.count, by: 3) {
      for bit in [0x01, 0x80, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[place] ^= bit
        read(bytes)
      }
    }
    let short = #expect(throws: NetworkFileError.self) {
      try SavedNetwork(importing: Array(whole[..<12]), named: name)
    }
    #expect(short?.code == .notANetwork)
  }
}
