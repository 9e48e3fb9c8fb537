import Matrices
import Networks
import Testing

@Suite("Sample weights")
struct WeightTests {
  /// Relative to the value, and to the gradient's largest element: sums in another order.
  static let tolerance = 1e-14

  @Test("whole weights equal repeated samples", arguments: Reduction.allCases, [0, 7])
  func repeated(reduction: Reduction, index: Int) throws {
    let reference = try #require(GradientReference.stored?.cases[index])
    let (parameters, data) = try reference.drawn()
    let counts = (0..<data.sampleCount).map { $0 % 4 }
    let rows = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    let repeated = try Dataset(
      inputs: data.inputs.selectingRows(rows), labels: rows.map { data.labels[$0] },
      classCount: data.classCount)
    try expectEqual(
      data.weighted(counts.map(Double.init)), repeated, reference.network, reduction, parameters)
  }

  @Test("weights of one change nothing", arguments: Reduction.allCases)
  func ones(reduction: Reduction) throws {
    let reference = try #require(GradientReference.stored?.cases[7])
    let (parameters, data) = try reference.drawn()
    let ones = try data.weighted(Array(repeating: 1, count: data.sampleCount))
    try expectEqual(ones, data, reference.network, reduction, parameters)
  }

  @Test("balanced classes count the same, and all samples together N")
  func balanced() throws {
    let data = try Dataset(
      inputs: Matrix(column: [1.0, 2, 3, 4, 5, 6]), labels: [0, 0, 0, 3, 0, 1], classCount: 5)
    let weights = try #require(data.balanced().weights)
    #expect(weights == [0.5, 0.5, 0.5, 2, 0.5, 2])
    #expect(weights.reduce(0, +) == 6)
  }

  @Test("class weights become sample weights")
  func byClass() throws {
    let data = try Dataset(inputs: [[1.0], [2], [3]], labels: [1, 0, 1])
    #expect(data.weights == nil)
    #expect(try data.weighted(byClass: [3, 0.5]).weights == [0.5, 3, 0.5])
  }

  @Test("weights that cannot be are an error")
  func errors() throws {
    let data = try Dataset(inputs: [[1.0], [2]], labels: [1, 0])
    let cases: [([Double], String)] = [
      ([1], "the sample weights must be 2, one a sample, not 1"),
      ([1, -2], "the weight of sample 2 must be zero or more, and finite, not -2.0"),
      ([.nan, 1], "the weight of sample 1 must be zero or more, and finite, not nan"),
      ([0, 0], "the sample weights must be above zero for some sample"),
    ]
    for (weights, description) in cases {
      let error = #expect(throws: NetworkError.self) { try data.weighted(weights) }
      #expect(error?.description == description)
    }
    let error = #expect(throws: NetworkError.self) { try data.weighted(byClass: [1]) }
    #expect(error?.description == "the class weights must be 2, one a class, not 1")
  }

  private func expectEqual(
    _ first: Dataset<Double>, _ second: Dataset<Double>, _ network: Network,
    _ reduction: Reduction, _ parameters: [Double]
  ) throws {
    let loss = try #require(BuiltInLoss(for: network))
    var one = RegularizedLoss(network, on: first, loss, l2: 1e-3, reduction: reduction)
    var other = RegularizedLoss(network, on: second, loss, l2: 1e-3, reduction: reduction)
    let (found, wanted) = (evaluate(&one, at: parameters), evaluate(&other, at: parameters))
    #expect(abs(found.value / wanted.value - 1) <= Self.tolerance)
    let largest = wanted.gradient.map(abs).max() ?? 0
    for (a, b) in zip(found.gradient, wanted.gradient) {
      #expect(abs(a - b) <= Self.tolerance * largest)
    }
  }
}
