import Foundation
import MATFiles
import Matrices
import NetworkFiles
import Networks
import Randomness
import TemporaryFolders
import Testing

/// Andrew Ng's exercise 4 on a stand-in of the same names and layout, drawn from a seed; what it costs was computed by
/// NumPy (Resources/exercise4.py).
@Suite("Exercise 4") struct CourseExerciseTests {
  private struct Reference: Decodable {
    let cost: Double
    let cost_lambda_1: Double
    let gradient_largest: Double
    let gradient_norm: Double
  }

  private static let reference = Result {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Resources/exercise4.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  /// ex4data1.mat and ex4weights.mat, as the course has them.
  private static let files = Result {
    let folder = try TemporaryFolders.untilExit()
    let (data, weights) = (
      folder.appending(path: "ex4data1.mat").path, folder.appending(path: "ex4weights.mat").path
    )
    var random = MersenneTwister(seed: 4)
    let X = random.uniforms(500, 400)
    try MATFile.write(
      ["X": X, "y": Matrix(column: (0..<500).map { Double(1 + $0 % 10) })], to: data)
    try MATFile.write(
      [
        "Theta1": random.uniforms(25, 401).map { $0 * 0.24 - 0.12 },
        "Theta2": random.uniforms(10, 26).map { $0 * 0.24 - 0.12 },
      ], to: weights)
    return (data: data, weights: weights)
  }

  private func job(_ settings: TrainingSettings = TrainingSettings(l2: 0)) throws -> TrainingJob {
    let (data, weights) = try Self.files.get()
    return try TrainingJob(
      settings, SampleSource(items: [data]).read(), from: SavedNetwork(MATFile(weights)))
  }

  @Test("the cost without and with the penalty is NumPy's, from the files as they are")
  func cost() throws {
    let reference = try Self.reference.get()
    let plain = try job().cost()
    #expect(abs(plain.total / reference.cost - 1) < 1e-13)
    let regularized = try job(TrainingSettings(l2: 1.0 / 1000)).cost()
    #expect(abs(regularized.total / reference.cost_lambda_1 - 1) < 1e-13)
    #expect(regularized.loss == plain.loss)
  }

  @Test("the gradient there is NumPy's, and agrees with the complex step")
  func gradient() throws {
    let reference = try Self.reference.get()
    let job = try job(TrainingSettings(l2: 1.0 / 1000, maxIterations: 0))
    let record = try job.train().result.training
    #expect(abs(record.gradientNorm / reference.gradient_largest - 1) < 1e-12)
    #expect(job.checkGradient(most: 20).passes)
  }

  @Test("training as the sheet does it, by conjugate gradients, lowers the cost")
  func training() throws {
    let (data, _) = try Self.files.get()
    var settings = TrainingSettings(
      hidden: [25], activations: [.sigmoid], l2: 1.0 / 1000, method: .conjugateGradient,
      maxIterations: 10)
    settings.loss = .sigmoidCrossEntropy
    let outcome = try settings.train(on: SampleSource(items: [data]).read())
    #expect(outcome.result.network.network.sizes == [400, 25, 10])
    #expect(try outcome.result.training.loss < Self.reference.get().cost / 2)
  }
}
