import Foundation
import NetworkFiles
import MATFiles
import Matrices
import Testing

/// Labels in every form that MATLAB users have them, and data that nobody should have.
@Suite("Labels and hostile data") struct LabelTests {
  private static let X: Matrix = [[1.0, 2], [3, 4], [5, 6], [7, 9]]

  private func data(_ y: MATValue, as kind: String = "labels", X: Matrix<Double> = X) throws
    -> TrainingData
  {
    let path = FileManager.default.temporaryDirectory
      .appending(path: UUID().uuidString + ".mat").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try MATFile.write(["X": X.matValue, "y": y], to: path)
    let (features, answers) = (
      DataArgument(file: path, variable: "X"), DataArgument(file: path, variable: "y")
    )
    return kind == "labels"
      ? try TrainingData(features: features, labels: answers)
      : try TrainingData(features: features, targets: answers)
  }

  @Test("numbers, in a row or a column")
  func numbers() throws {
    let column = try data(Matrix(column: [2.0, 1, 2, 5]).matValue)
    #expect(column.labels == [2, 1, 2, 5] && column.classes == [1, 2, 5])
    #expect(try data([2.0, 1, 2, 5].matValue).labels == column.labels)
  }

  @Test("logicals are 0 and 1")
  func logicals() throws {
    let read = try data(Matrix(column: [true, false, false, true]).matValue)
    #expect(read.labels == [1, 0, 0, 1] && read.classes == [0, 1] && read.classNames == nil)
  }

  @Test("a cell of char and a char matrix are names, in the alphabet's order")
  func names() throws {
    let words = ["oak", "elm", "oak", "fir"]
    let cell = try data(Matrix(column: words.map(\.matValue)).matValue)
    #expect(cell.classNames == ["elm", "fir", "oak"] && cell.labels == [2, 0, 2, 1])
    let units = words.map { Array($0.utf16) }
    let matrix = NDArray(
      size: [4, 3], elements: (0..<3).flatMap { column in units.map { $0[column] } })
    let char = try data(.char(matrix))
    #expect(char.classNames == cell.classNames && char.labels == cell.labels)
  }

  @Test(
    "a string array and a categorical array are names, and a missing one is an error",
    arguments: ["labels_v7.mat", "labels_v73.mat"])
  func objects(_ name: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../MATFilesTests/Resources/objects/\(name)").standardized.path
    func data(_ y: String) throws -> TrainingData {
      try TrainingData(
        features: DataArgument(file: path, variable: "X"),
        labels: DataArgument(file: path, variable: y))
    }
    for y in ["y", "kinds"] {
      let read = try data(y)
      #expect(read.classNames == ["Größe", "cat", "dog"] && read.labels == [1, 2, 1, 2, 2, 0])
    }
    let error = #expect(throws: NetworkFileError.self) { try data("gaps") }
    #expect(error.map { "\($0)" }?.contains("label 3 is <missing>") == true)
  }

  @Test("labels that do not match the samples, or mean nothing, say so")
  func refused() throws {
    func message(_ y: MATValue, as kind: String = "labels") -> String {
      let error = #expect(throws: (any Error).self) { try data(y, as: kind) }
      return error.map { "\($0)" } ?? ""
    }
    #expect(message([1.0, 2, 3].matValue).contains("3 labels for 4 samples"))
    #expect(message(Matrix(repeating: 2.0, rowCount: 4, columnCount: 2).matValue).contains("4×2"))
    #expect(message([1.0, 2, .nan, 1].matValue).contains("column 3 is NaN"))
    #expect(
      message(Matrix(column: ["a".matValue, 1.0.matValue, "b".matValue, "a".matValue]).matValue)
        .contains("cell 2 is double"))
    #expect(message([1.0, 2].matValue, as: "targets").contains("4 samples"))
    #expect(
      message(Matrix(column: [1, .infinity, 3, 4]).matValue, as: "targets").contains("row 2"))
  }

  @Test("one class alone is refused; one sample a class, more classes than samples train")
  func fewSamples() throws {
    let settings = TrainingSettings(hidden: [2], maxIterations: 20)
    let one = try data([3.0, 3, 3, 3].matValue)
    let error = #expect(throws: NetworkFileError.self) { try settings.train(on: one) }
    #expect(error?.code == .oneClass)
    let each = try data([4.0, 3, 2, 1].matValue)
    let trained = try settings.train(on: each)
    #expect(trained.result.network.classes == [1, 2, 3, 4])
    #expect(trained.result.training.loss.isFinite)
  }

  @Test("a constant feature is told, and standardised to zero, not to NaN")
  func constantFeature() throws {
    let X: Matrix = [[1.0, 7], [3, 7], [5, 7], [7, 7]]
    var settings = TrainingSettings(hidden: [2], maxIterations: 20)
    settings.standardizes = true
    let trained = try settings.train(on: try data([0.0, 0, 1, 1].matValue, X: X))
    #expect(trained.constantFeatures == [1])
    let network = trained.result.network
    #expect(network.mu[1] == 7 && network.sigma[1] == 1)
    #expect(try network.outputs(for: X).elements.allSatisfy(\.isFinite))
  }

  @Test("standardisation stays with the network: raw points go in at prediction")
  func standardization() throws {
    var settings = TrainingSettings(hidden: [2], maxIterations: 20)
    settings.standardizes = true
    let y = [0.0, 0, 1, 1].matValue
    let network = try settings.train(on: try data(y)).result.network
    #expect(network.mu == [4, 5.25])
    // Features in another unit change nothing but rounding.
    let metres = try settings.train(on: try data(y, X: Self.X.map { 1000 * $0 })).result.network
    let (a, b) = (
      try network.outputs(for: Self.X), try metres.outputs(for: Self.X.map { 1000 * $0 })
    )
    for (p, q) in zip(a.elements, b.elements) { #expect(abs(p - q) < 1e-6) }
  }

  @Test("separable data without a penalty are said to have no minimum, and nothing overflows")
  func separable() throws {
    let settings = TrainingSettings(hidden: [], l2: 0)
    let trained = try settings.train(on: try data([0.0, 0, 1, 1].matValue))
    let warning = try #require(trained.warning)
    #expect(warning.contains("no minimum"))
    let parameters = trained.result.network.trained.parameters
    #expect(parameters.allSatisfy { $0.isFinite })
    #expect(trained.result.training.loss.isFinite)
  }
}
