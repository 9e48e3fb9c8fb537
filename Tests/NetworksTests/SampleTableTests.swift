import Foundation
import Matrices
import Optimization
import Randomness
import SeededRandomness
import Testing

@testable import Networks

@Suite("Tables of samples") struct SampleTableTests {
  static let network = Network(inputs: 3, layers: [.dense(4, .tanh), .dense(1, .sigmoid)])

  /// Features of very different sizes, of which one is constant.
  static func matrix(_ count: Int) -> Matrix<Double> {
    Matrix(rowCount: count, columnCount: 3) { row, column in
      column == 2 ? 7 : (Double(row) * (column == 0 ? 0.37 : 1.1)).remainder(dividingBy: 3) * 50
    }
  }

  static func scratch(_ matrix: Matrix<Double>) throws -> SampleTable {
    let path = FileManager.default.temporaryDirectory.path + "/matkit-\(UUID().uuidString)"
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    try #require(descriptor >= 0)
    _ = unlink(path)
    let scratch = SampleScratch(
      rowCount: matrix.rowCount, columnCount: matrix.columnCount, owning: descriptor)
    for first in stride(from: 0, to: matrix.rowCount, by: 97) {
      let rows = Array(first..<min(matrix.rowCount, first + 97))
      #expect(scratch.write(matrix.selectingRows(rows), at: first) == nil)
    }
    return SampleTable(scratch)
  }

  /// The tables of a matrix, in memory and in a file.
  static func tables(_ matrix: Matrix<Double>) throws -> [SampleTable] {
    [SampleTable(matrix), try scratch(matrix)]
  }

  @Test("what is gathered has the bits of copies") func gathering() throws {
    let matrix = Self.matrix(1000)
    let map = Standardization(mu: [1, 2, 3], sigma: [3, 0.7, 11])
    let rows = (0..<1000).filter { $0 % 7 != 3 } + [5, 3, 999]
    for table in try Self.tables(matrix) {
      #expect(table.matrix == matrix)
      let chosen = table.selectingRows(rows).standardized(by: map)
      let wanted = map.applied(to: matrix.selectingRows(rows))
      #expect(chosen.matrix == wanted)
      let part: Matrix<Float> = chosen.matrix(of: 100..<400)
      #expect(part == wanted.selectingRows(Array(100..<400)).map { Float($0) })
      let again = chosen.selectingRows([800, 2])
      #expect(again.matrix == wanted.selectingRows([800, 2]))
    }
  }

  @Test("a table is standardised to the bits of its matrix", arguments: [1, 5, 256, 3000])
  func standardizing(count: Int) throws {
    let matrix = Self.matrix(count)
    for table in try Self.tables(matrix) {
      #expect(Standardization(of: table) == Standardization(of: matrix))
    }
  }

  @Test("a loss, its gradient and a training have the bits of copies", arguments: [1, 3])
  func training(threads: Int) throws {
    let matrix = Self.matrix(2500)
    let map = Standardization(of: matrix)
    let rows = (0..<2500).filter { $0 % 5 != 0 }
    let labels = rows.map { $0 % 3 == 0 ? 1 : 0 }
    let plain = try Dataset(
      inputs: map.applied(to: matrix.selectingRows(rows)), labels: labels)
    var options = TrainingOptions(l2: 1e-3, threads: threads)
    options.stopping.iterations = 5
    var random = MersenneTwister(seed: 1)
    let wanted = try train(Self.network, on: plain, options, using: &random)
    for table in try Self.tables(matrix) {
      let data = try Dataset<Double>(
        table.selectingRows(rows).standardized(by: map), labels: labels)
      var random = MersenneTwister(seed: 1)
      let found = try train(Self.network, on: data, options, using: &random)
      #expect(found.best.network.parameters == wanted.best.network.parameters)
      #expect(found.best.confusionMatrix == wanted.best.confusionMatrix)
      let single = try Dataset<Float>(data)
      #expect(single.inputs == (try Dataset<Float>(plain)).inputs)
    }
  }

  @Test("mini-batches have the bits of copies") func batches() throws {
    let matrix = Self.matrix(300)
    let labels = (0..<300).map { $0 % 3 == 0 ? 1 : 0 }
    let options = TrainingOptions(
      method: .adam(), stopping: StoppingRules(iterations: 3), batches: MiniBatches(size: 64))
    var random = MersenneTwister(seed: 1)
    let plain = try Dataset(inputs: matrix, labels: labels)
    let wanted = try train(Self.network, on: plain, options, using: &random)
    for table in try Self.tables(matrix) {
      var random = MersenneTwister(seed: 1)
      let data = try Dataset<Double>(table, labels: labels)
      let found = try train(Self.network, on: data, options, using: &random)
      #expect(found.best.network.parameters == wanted.best.network.parameters)
    }
  }

  @Test("a number that is not finite is named by its sample and feature") func notFinite() throws {
    var matrix = Self.matrix(700)
    matrix[600, 1] = .nan
    for table in try Self.tables(matrix) {
      #expect {
        try Dataset<Double>(table, labels: Array(repeating: 0, count: 700))
      } throws: { error in
        let error = error as? NetworkError
        return error?.code == .notFinite && error?.sample == 600 && error?.feature == 1
          && error?.subject == "sample 601, feature 2"
      }
    }
  }
}
