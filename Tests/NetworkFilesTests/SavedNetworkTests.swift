import Foundation
import NetworkFiles
import MATFiles
import Matrices
import Networks
import OrderedCollections
import Testing

@Suite("Networks in files") struct SavedNetworkTests {
  /// 2-3-1 with numbers that tell where they are.
  private func example(mu: [Double]? = nil, sigma: [Double]? = nil) throws -> SavedNetwork {
    let W1: Matrix = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
    let W2: Matrix = [[1.0, -2, 3]]
    return SavedNetwork(
      try TrainedNetwork(
        weights: [W1, W2], biases: [[7, 8, 9], [-1]], activations: [.tanh, .sigmoid]),
      mu: mu, sigma: sigma, classes: [1, 2], lambda: 0.5, seed: 42, lossHistory: [3, 2, 1])
  }

  private func withFile<Result>(
    _ variables: OrderedDictionary<String, MATValue>, _ body: (MATFile) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appending(path: UUID().uuidString + ".mat").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try MATFile.write(variables, to: path)
    return try body(try MATFile(path))
  }

  @Test("what is written is read back as it was")
  func roundTrip() throws {
    let network = try example(mu: [1, 2], sigma: [3, 4])
    let read = try withFile(network.variables) { try SavedNetwork($0) }
    #expect(read.trained == network.trained)
    #expect(read.mu == [1, 2] && read.sigma == [3, 4] && read.classes == [1, 2])
    #expect(read.lambda == 0.5 && read.seed == 42 && read.lossHistory == [3, 2, 1])
  }

  @Test("Theta is [b W], and legacy has IW and LW where MATLAB had them")
  func layouts() throws {
    try withFile(try example().variables) { file in
      #expect(
        try file["Theta1"] as Matrix<Double> == [[7, 0.1, 0.2], [8, 0.3, 0.4], [9, 0.5, 0.6]])
      #expect(try file["Theta2"] as Matrix<Double> == [[-1, 1, -2, 3]])
      let legacy = try file.value("legacy")
      let at = { (path: String) in
        try Matrix<Double>(matValue: legacy.value(at: MATPath("legacy." + path)))
      }
      #expect(try at("IW{1}") == [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
      #expect(try at("LW{2,1}") == [[1, -2, 3]])
      #expect(try at("LW{1,1}").size == [0, 0] && at("IW{2}").size == [0, 0])
      #expect(try at("b{1}") == [[7], [8], [9]] && at("b{2}") == [[-1]])
    }
  }

  @Test("standardised inputs enter as (x − μ)/σ")
  func standardized() throws {
    let (plain, shifted) = (try example(), try example(mu: [1, 2], sigma: [2, 4]))
    let x: Matrix = [[0.5, -3.0]]
    let moved: Matrix = [[1 + 2 * 0.5, 2 + 4 * -3.0]]
    #expect(try shifted.outputs(for: moved) == plain.outputs(for: x))
  }

  @Test(
    "a struct that is no network says what is wrong with it",
    arguments: [
      ("format", MATValue.text("other"), "net.format"), ("version", .number(2), "net.version"),
      ("sizes", .row([2, 4, 1]), "net.sizes"), ("sizes", .row([2, 3]), "net.sizes"),
      ("activations", .row([1, 2]), "net.activations"),
      ("classes", .row([1, 2, 3]), "net.classes"), ("mu", .row([0]), "net.mu"),
      ("lambda", .number(.nan), "net.lambda"), ("seed", .number(-1), "net.seed"),
      ("seed", .number(0.5), "net.seed"), ("W", .number(1), "net.W"),
    ] as [(String, MATValue, String)])
  func damagedFields(field: String, value: MATValue, saying: String) throws {
    var variables = try example().variables
    guard case .structure(let net)? = variables["net"] else { return }
    var fields = net.fields
    fields[field] = [value]
    variables["net"] = MATStructArray(size: [1, 1], fields: fields).matValue
    let error = #expect(throws: NetworkFileError.self) {
      try withFile(variables) { try SavedNetwork($0) }
    }
    #expect(error?.code == .notANetwork)
    #expect(error?.description.contains(saying) == true, "\(error?.description ?? "")")
  }

  @Test("a network without a field says which is missing", arguments: ["W", "b", "mu", "format"])
  func missingFields(field: String) throws {
    var variables = try example().variables
    guard case .structure(let net)? = variables["net"] else { return }
    var fields = net.fields
    fields.removeValue(forKey: field)
    variables["net"] = MATStructArray(size: [1, 1], fields: fields).matValue
    let error = #expect(throws: NetworkFileError.self) {
      try withFile(variables) { try SavedNetwork($0) }
    }
    #expect(error?.description.contains("net.\(field) is missing") == true)
  }
}

extension MATValue {
  fileprivate static func text(_ text: String) -> MATValue { text.matValue }
  fileprivate static func number(_ number: Double) -> MATValue { number.matValue }
  fileprivate static func row(_ numbers: [Double]) -> MATValue { numbers.matValue }
}
