import Matrices
import Networks
import Testing

@Suite("Dataset")
struct DatasetTests {
  @Test("classes one below the other get the labels 0, 1, 2, …")
  func classes() throws {
    let data = try Dataset(classes: [[[1.0, 2]], [[3, 4], [5, 6]], [[7, 8]]])
    #expect(data.inputs == [[1, 2], [3, 4], [5, 6], [7, 8]])
    #expect(data.labels == [0, 1, 1, 2])
    #expect(data.classCount == 3)
    #expect(data.classSizes == [1, 2, 1])
    #expect(data.sampleCount == 4)
    #expect(data.featureCount == 2)
  }

  @Test("the number of classes is one more than the largest label, and two at least")
  func classCount() throws {
    let inputs: Matrix<Double> = [[1], [2]]
    #expect(try Dataset(inputs: inputs, labels: [0, 0]).classCount == 2)
    #expect(try Dataset(inputs: inputs, labels: [0, 4]).classCount == 5)
    #expect(try Dataset(inputs: inputs, labels: [0, 1], classCount: 7).classCount == 7)
  }

  @Test("data that cannot be used are an error that names the sample, the feature and the reason")
  func errors() throws {
    let inputs: Matrix<Double> = [[1, 2], [3, 4], [5, 6]]
    expect("the labels must be 3, one a sample, not 2", .sizeMismatch) {
      try Dataset(inputs: inputs, labels: [0, 1])
    }
    expect("the label of sample 2 must be a whole number from 0 to 1, not 2", .labelOutOfRange) {
      try Dataset(inputs: inputs, labels: [0, 2, 1], classCount: 2)
    }
    expect("the label of sample 3 must be a whole number from 0 to 1, not -1", .labelOutOfRange) {
      try Dataset(inputs: inputs, labels: [0, 1, -1])
    }
    expect(
      "the data must be at least one sample of at least one feature, not 0×2", .empty
    ) { try Dataset<Double>(inputs: Matrix(rowCount: 0, columnCount: 2, elements: []), labels: []) }
    expect("the data must be at least one sample of at least one feature, not 2×0", .empty) {
      try Dataset<Double>(
        inputs: Matrix(rowCount: 2, columnCount: 0, elements: []), labels: [0, 1])
    }
    expect(
      "the samples of class 1 must be 2 columns wide as those of class 0, not 3", .sizeMismatch
    ) {
      try Dataset(classes: [[[1.0, 2]], [[1, 2, 3]]])
    }
    expect("the data must be of two classes or more, not of class 0 alone", .oneClass) {
      try Dataset(classes: [[[1.0, 2]]])
    }
    expect("the data must be two classes or more, not none", .empty) {
      try Dataset<Double>(classes: [])
    }
  }

  @Test(
    "NaN and infinities are named by sample and feature",
    arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(number: Double) {
    var inputs: Matrix<Double> = [[1, 2], [3, 4], [5, 6]]
    inputs[2, 1] = number
    let error = #expect(throws: NetworkError.self) {
      try Dataset(inputs: inputs, labels: [0, 1, 0])
    }
    #expect(error?.code == .notFinite)
    #expect(error?.sample == 2)
    #expect(error?.feature == 1)
    #expect(error?.description == "sample 3, feature 2 must be finite, not \(number)")
  }

  @Test("samples of one class alone can be had, and are refused where several are asked for")
  func oneClass() throws {
    let data = try Dataset(inputs: [[1.0], [2]], labels: [1, 1])
    expect("the data must be of two classes or more, not of class 1 alone", .oneClass) {
      try data.checkSeveralClasses()
    }
    try Dataset(inputs: [[1.0], [2]], labels: [1, 0]).checkSeveralClasses()
  }

  @Test("data that do not fit a network are an error")
  func fits() throws {
    let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
    try Dataset(inputs: [[1.0, 2]], labels: [1]).checkFits(network)
    expect("a sample must be of 2 features as the network's inputs, not of 1", .sizeMismatch) {
      try Dataset(inputs: [[1.0]], labels: [1]).checkFits(network)
    }
    expect("the number of classes must be at most 2 as the network's, not 3", .sizeMismatch) {
      try Dataset(inputs: [[1.0, 2]], labels: [2]).checkFits(network)
    }
    expect("a sample must be of 2 features as the network's inputs, not of 3", .sizeMismatch) {
      try network.checkInputs([[1.0, 2, 3]])
    }
    expect("sample 1, feature 2 must be finite, not nan", .notFinite) {
      try network.checkInputs([[1.0, .nan]])
    }
  }

  private func expect<Result>(
    _ description: String, _ code: NetworkError.Code,
    location: SourceLocation = #_sourceLocation, _ body: () throws -> Result
  ) {
    let error = #expect(throws: NetworkError.self, sourceLocation: location) { _ = try body() }
    #expect(error?.description == description, sourceLocation: location)
    #expect(error?.code == code, sourceLocation: location)
  }
}
