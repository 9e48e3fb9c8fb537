import Foundation
import Matrices
import Networks
import Optimization
import Randomness
import Testing

/// The "moons" lab's reference in the folder that `MATKIT_REFERENCE` names; nil where it names none.
struct MoonsLab: Decodable {
  var loss_published: [String: Double]
  var loss_exact_80_digit_arithmetic: [String: String]

  static let stored: MoonsLab? = {
    guard let folder = ProcessInfo.processInfo.environment["MATKIT_REFERENCE"],
      let data = try? Data(contentsOf: URL(filePath: folder + "/moons_reference.json"))
    else { return nil }
    return try? JSONDecoder().decode(MoonsLab.self, from: data)
  }()
}

@Suite("The moons lab")
struct MoonsLabTests {
  /// What the course publishes, to be met to every printed digit.
  static let published = [
    0: "157.625124238", 100: "58.0230836875", 200: "47.8963790291", 300: "14.3334810612",
  ]

  @Test("epochs 0 to 300 equal the published losses to every printed digit")
  func trace() throws {
    let history = try Self.train(epochs: 300)
    for (epoch, digits) in Self.published {
      let decimals = digits.split(separator: ".")[1].count
      #expect(String(format: "%.\(decimals)f", history[epoch]) == digits, "epoch \(epoch)")
    }
  }

  @Test(
    "epochs 0 to 300 equal 80-digit arithmetic to 1e-9",
    .enabled(
      if: MoonsLab.stored != nil, "MATKIT_REFERENCE names no folder with the lab's reference"))
  func exact() throws {
    let lab = try #require(MoonsLab.stored)
    let history = try Self.train(epochs: 300)
    for epoch in [0, 100, 200, 300] {
      let exact = try #require(lab.loss_exact_80_digit_arithmetic["\(epoch)"].flatMap(Double.init))
      #expect(abs(history[epoch] - exact) <= 1e-9, "epoch \(epoch)")
      #expect(lab.loss_published["\(epoch)"] == Self.published[epoch].flatMap(Double.init))
    }
  }

  /// The losses before each epoch's update, and after the last.
  private static func train(epochs: Int) throws -> [Double] {
    var random = MersenneTwister(seed: 0)
    let moons = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
    let data = try Dataset(inputs: moons.points, labels: moons.labels)
    let network = Network(
      inputs: 2, layers: [.dense(3, .tanh), .dense(3, .tanh), .dense(1, .sigmoid)])
    let options = TrainingOptions(
      reduction: .sum, method: .gradientDescent(stepSize: 0.01),
      stopping: StoppingRules(gradientNorm: 0, iterations: epochs), initialWeights: .uniform01)
    return try Networks.train(network, on: data, options, using: &random).best.lossHistory
  }
}
