import Foundation
import MATFiles
import Matrices
import NetworkFiles
import Networks
import TemporaryFolders
import Testing

/// What exercise sheets ask of weights, and how networks are carried to other programs.
@Suite("Exercises") struct ExerciseTests {
  /// Sixteen samples of ten classes, and weights in the layout of the course.
  private static let X = Matrix<Double>(rowCount: 20, columnCount: 4) { row, column in
    cos(Double(3 * row + column))
  }
  private static let labels = (0..<20).map { Double($0 % 10 + 1) }

  private static func course() throws -> SavedNetwork {
    let path = try TemporaryFolders.untilExit().appending(path: "w.mat").path(percentEncoded: false)
    func theta(_ rows: Int, _ columns: Int) -> Matrix<Double> {
      Matrix(rowCount: rows, columnCount: columns) { sin(Double(1 + $0 + rows * $1)) / 2 }
    }
    try MATFile.write(["Theta1": theta(5, 5), "Theta2": theta(10, 6)], to: path)
    return try SavedNetwork(MATFile(path))
  }

  @Test("several sigmoid outputs cost the sum of their binary cross-entropies, as the sheet has it")
  func cost() throws {
    let network = try Self.course()
    let data = try TrainingData(points: Self.X, labels: Self.labels, source: "here")
    let N = Double(data.points.rowCount)
    let settings = TrainingSettings(l2: 1 / (2 * N))
    let cost = try TrainingJob(settings, data, from: network).cost()
    // By hand, from the outputs.
    let outputs = network.trained.outputs(for: Self.X)
    var expected = 0.0
    for row in 0..<20 {
      for k in 0..<10 {
        let t = Int(Self.labels[row]) == k + 1
        expected -= log(t ? outputs[row, k] : 1 - outputs[row, k]) / N
      }
    }
    let squares = network.trained.weights.reduce(0) { $0 + $1.elements.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(cost.loss - expected) < 1e-12)
    #expect(abs(cost.penalty - squares / (2 * N)) < 1e-12)
    #expect(abs(cost.total - cost.loss - cost.penalty) < 1e-15)
    // The gradient checked, and what training lowers, are of the same function.
    #expect(try TrainingJob(settings, data, from: network).checkGradient().passes)
    let trained = try settings.train(on: data, from: network).result.training
    #expect(trained.lossFunction == "sigmoid-cross-entropy" && trained.loss < cost.total)
  }

  @Test("one sample's derivatives add up to those of all, and are told layer by layer")
  func explanation() throws {
    let network = try Self.course()
    let data = try TrainingData(points: Self.X, labels: Self.labels, source: "here")
    let job = try TrainingJob(TrainingSettings(l2: 0), data, from: network)
    let told = try job.explanation(ofSample: 3)
    #expect(told.inputs == Self.X.row(2))
    for k in 0..<10 {
      let t = k == 2 ? 1.0 : 0
      #expect(abs(told.layers[1].delta[k] - (told.layers[1].z[k] - t)) < 1e-14)
    }
    guard case .structure(let fields) = told.matValue else { return }
    #expect(fields.fields.keys.elements == ["x", "loss", "a", "z", "delta", "dW", "db"])
    let error = #expect(throws: NetworkFileError.self) { try job.explanation(ofSample: 21) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("a network is exported with samples of its own, or drawn ones")
  func export() throws {
    let network = try Self.course()
    let own = try network.export(testing: Self.X)
    #expect(own.testInputs == Self.X[0..<8, 0...])
    #expect(own.testOutputs == network.trained.outputs(for: own.testInputs))
    #expect(try network.export().testInputs.size == [8, 4])
    #expect(throws: NetworkFileError.self) { try network.export(testing: [[1.0, 2]]) }
  }

  @Test("labels of which a sample has any number are trained, written, read and judged")
  func labelSets() throws {
    let sets = Matrix<Bool>(rowCount: 20, columnCount: 3) { row, column in
      Self.X[row, column] > 0.1
    }
    let data = try TrainingData(points: Self.X, labelSets: sets, source: "here")
    let outcome = try TrainingSettings(activations: [.tanh], l2: 1e-4).train(on: data)
    #expect(outcome.labelScores?.subsetAccuracy == 1)
    let path = try TemporaryFolders.untilExit().appending(path: "m.mat").path(percentEncoded: false)
    try outcome.result.write(to: path)
    let again = try NetworkFile(MATFile(path))
    #expect(again.network.isMultiLabel && !again.network.isRegression)
    #expect(again.data.labelSets == sets && again.network.classes == [1, 2, 3])
    let evaluation = try again.network.evaluateLabels(on: again.data)
    #expect(evaluation.scores.microF1 == 1 && evaluation.scores.hammingLoss == 0)
    #expect(evaluation.crossEntropy.map { $0 < 0.3 } == true)
    #expect(throws: NetworkFileError.self) { try again.network.evaluate(on: again.data) }
    #expect(outcome.result.training.command.contains("--labels FILE:y"))
  }

  @Test("a hinge loss's output speaks for the second class above 0, in the file too")
  func hinge() throws {
    let data = try TrainingData(
      points: Self.X, labels: (0..<20).map { Self.X[$0, 0] > 0 ? 1 : 0 }, source: "here")
    var settings = TrainingSettings(activations: [.tanh], l2: 1e-4)
    settings.loss = .hinge
    let outcome = try settings.train(on: data)
    #expect(outcome.confusion?.accuracy == 1)
    let path = try TemporaryFolders.untilExit().appending(path: "h.mat").path(percentEncoded: false)
    try outcome.result.write(to: path)
    let again = try NetworkFile(MATFile(path))
    #expect(again.network.threshold == 0)
    let evaluation = try again.network.evaluate(on: again.data)
    #expect(evaluation.confusion.accuracy == 1 && evaluation.crossEntropy == nil)
  }
}
