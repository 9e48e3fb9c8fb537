import Foundation
import MATFiles
import Matrices
import NetworkFiles
import TemporaryFolders
import Testing

/// One file is enough: which of its variables are samples, and what is to be answered for them.
@Suite("Samples that are found") struct FoundSamplesTests {
  /// 12×3.
  private static let X = Matrix<Double>(rowCount: 12, columnCount: 3) { row, column in
    sin(Double(5 * row + column))
  }
  private static let y = Matrix(column: (0..<12).map { Double($0 % 3 + 1) })
  private static let names = (0..<12).map { ["oak", "elm", "fir"][$0 % 3] }
  private static let hot = Matrix<Double>(rowCount: 12, columnCount: 3) { row, column in
    row % 3 == column ? 1 : 0
  }

  private func file(_ variables: KeyValuePairs<String, any MATWritable>) throws -> String {
    let path = try TemporaryFolders.untilExit().appending(path: "d.mat").path(percentEncoded: false)
    try MATFile.write(
      variables.map { MATVariable(name: $0.key, value: $0.value.matValue) }, to: path)
    return path
  }

  private func read(
    _ variables: KeyValuePairs<String, any MATWritable>, order: SampleOrder? = nil
  ) throws -> TrainingData {
    var source = SampleSource(items: [try file(variables)])
    source.order = order
    return try source.read()
  }

  private func message(_ variables: KeyValuePairs<String, any MATWritable>) -> String {
    let error = #expect(throws: NetworkFileError.self) { try read(variables) }
    return error.map { "\($0)" } ?? ""
  }

  @Test(
    "names in use are pairs, whatever else is in the file",
    arguments: [
      ("X", "y"), ("x", "y"), ("X", "Y"), ("data", "labels"), ("data", "target"),
      ("features", "labels"), ("features", "targets"), ("meas", "species"), ("inputs", "targets"),
      ("irisInputs", "irisTargets"), ("data_patterns", "data_labels"), ("fea", "gnd"),
      ("X_train", "y_train"), ("Xtr", "Ytr"), ("train_x", "train_y"),
      ("trainInputs", "trainLabels"),
      ("p", "t"), ("x", "t"), ("samples", "group"),
    ])
  func names(features: String, answers: String) throws {
    let data = try read([
      "w": Matrix(repeating: 1.0, rowCount: 12, columnCount: 1), features: Self.X,
      "index": Matrix(column: (1...12).map(Double.init)), answers: Self.y, "lambda": 0.5,
    ])
    #expect(data.points == Self.X && data.labels == Self.y.elements)
    let told = try #require(data.reading)
    #expect(told.contains(features) && told.contains(answers) && told.contains("names"), "\(told)")
  }

  @Test(
    "X and y come before the parts to validate and test with, which are told apart by their names")
  func parts() throws {
    let less = Self.X[0..<4, 0...]
    let yLess = Self.y[0..<4, 0...]
    let data = try read([
      "Xtest": less, "Xval": less, "X": Self.X, "ytest": yLess, "yval": yLess, "y": Self.y,
    ])
    #expect(data.points == Self.X && data.labels == Self.y.elements)
    let training = try read(["X_test": less, "y_test": yLess, "X_train": Self.X, "y_train": Self.y])
    #expect(training.points == Self.X)
  }

  @Test("rows, columns, and an answer either way are told by the sizes")
  func orientations() throws {
    for (X, y) in [
      (Self.X, Self.y), (Self.X, Self.y.transposed()), (Self.X.transposed(), Self.y),
      (Self.X.transposed(), Self.y.transposed()), (Self.X, Self.hot),
      (Self.X.transposed(), Self.hot.transposed()), (Self.X, Self.hot.transposed()),
    ] {
      let data = try read(["inputs": X, "targets": y])
      #expect(data.points == Self.X && data.labels == Self.y.elements, "\(X.size) \(y.size)")
    }
  }

  @Test("a cell of text, a string array, logicals and categories are classes")
  func classes() throws {
    let cell = Matrix(column: Self.names.map(\.matValue))
    let data = try read(["meas": Self.X, "species": cell])
    #expect(data.classNames == ["elm", "fir", "oak"] && data.points == Self.X)
    let strings = MATStringArray(size: [12, 1], elements: Self.names)
    #expect(try read(["X": Self.X, "kind": strings]).classNames == data.classNames)
    let logical = Matrix(column: (0..<12).map { $0 % 2 == 0 })
    #expect(try read(["X": Self.X, "isBig": logical]).classes == [0, 1])
  }

  @Test("whole numbers that are few are classes, others are numbers to be answered")
  func numbers() throws {
    let amounts = Matrix(column: (0..<12).map { Double(100 + 7 * $0) })
    #expect(try read(["X": Self.X, "y": amounts]).targets == amounts)
    let halves = Matrix(column: (0..<12).map { Double($0 % 2) / 2 })
    #expect(try read(["X": Self.X, "y": halves]).targets == halves)
    let two = try read(["X": Self.X, "T": Self.X[0..., 0..<2]])
    #expect(two.targets?.size == [12, 2])
    let signs = Matrix(column: (0..<12).map { Double(2 * ($0 % 2) - 1) })
    #expect(try read(["X": Self.X, "y": signs]).classes == [-1, 1])
  }

  @Test("a matrix of 0 and 1 that is not one-hot is labels, of which a sample may have any number")
  func labelSets() throws {
    let sets = Matrix<Bool>(rowCount: 12, columnCount: 4) { ($0 + $1) % 3 == 0 || $1 == 2 }
    let data = try read(["X": Self.X, "labels": sets])
    #expect(data.isMultiLabel && data.labelSets == sets && data.classes == [1, 2, 3, 4])
    #expect(try read(["X": Self.X.transposed(), "labels": sets.transposed()]).labelSets == sets)
  }

  @Test("images are flattened by columns, whether the first or the last dimension counts them")
  func images() throws {
    let images = NDArray(size: [12, 2, 4], elements: (0..<96).map(Double.init))
    let first = try read(["images": images, "labels": Self.y])
    #expect(first.points.size == [12, 8] && first.points[1, 0] == 1 && first.points[0, 1] == 12)
    let last = try read([
      "images": NDArray(size: [2, 4, 12], elements: (0..<96).map(Double.init)), "labels": Self.y,
    ])
    #expect(last.points.size == [12, 8] && last.points.row(1) == (8..<16).map(Double.init))
    let cube = NDArray(size: [12, 2, 12], elements: Array(repeating: 1.0, count: 288))
    #expect(message(["images": cube, "labels": Self.y]).contains("--samples-in rows"))
    #expect(try read(["images": cube, "labels": Self.y], order: .columns).points.size == [12, 24])
  }

  @Test("a struct's fields, and a table with a response, are as good as variables")
  func containers() throws {
    let fields: MATStructArray = ["X": Self.X, "y": Self.y]
    #expect(try read(["data": fields]).labels == Self.y.elements)
    let table = try MATTable([
      "a": Self.X[0..., 0..<1], "kind": MATStringArray(size: [12, 1], elements: Self.names),
      "b": Self.X[0..., 1..<2],
    ])
    let data = try read(["T": table])
    #expect(data.points == Self.X[0..., 0..<2] && data.classNames == ["elm", "fir", "oak"])
    #expect(data.reading?.contains("T.kind") == true)
    let path = try file(["T": table])
    var source = SampleSource(features: "\(path):T", targets: "\(path):T.b")
    #expect(throws: NetworkFileError.self) { try source.read() }
    source.spreadsText = true
    let spread = try source.read()
    #expect(spread.points.size == [12, 4] && spread.targets == Self.X[0..., 1..<2])
    #expect(spread.points.row(0) == [Self.X[0, 0], 0, 0, 1])
  }

  @Test("where sizes alone say it, the only pair is taken; of two readings neither")
  func sizes() throws {
    #expect(try read(["A": Self.X, "b": Self.y]).labels == Self.y.elements)
    let told = message(["A": Self.X, "b": Self.y, "c": Self.y])
    #expect(told.contains("--features") && told.contains(":A") && told.contains(":b"))
    let both = message([
      "X": Self.X, "labels": Self.y, "species": Matrix(column: Self.names.map(\.matValue)),
    ])
    #expect(both.contains("2 pairs") && both.contains("--labels"))
    // X and y go together more than with species.
    let couple = try read([
      "X": Self.X, "y": Self.y, "species": Matrix(column: Self.names.map(\.matValue)),
    ])
    #expect(couple.classNames == nil && couple.reading?.contains("species left aside") == true)
    let square = Matrix<Double>(rowCount: 3, columnCount: 3) { sin(Double($0 + 7 * $1)) }
    #expect(
      message(["X": square, "T": square]).contains("--samples-in rows, or --samples-in columns"))
  }

  @Test("a file with one matrix and nothing else is the samples of one class")
  func oneClass() throws {
    let data = try read(["points": Self.X])
    #expect(data.reading == nil && data.labels == Array(repeating: 0, count: 12))
  }

  @Test("a path's mark of a transpose, and samples in columns, turn what is named")
  func transposed() throws {
    let path = try file(["A": Self.X.transposed(), "b": Self.y, "T": Self.hot.transposed()])
    let argument = try DataArgument(parsing: "\(path):A'")
    #expect(argument.isTransposed && argument.variable == "A" && argument.place == "\(path):A'")
    let data = try SampleSource(features: "\(path):A'", labels: "\(path):b").read()
    #expect(data.points == Self.X)
    var source = SampleSource(features: "\(path):A", targets: "\(path):T")
    source.order = .columns
    #expect(try source.read().targets == Self.hot)
    var items = SampleSource(items: ["\(path):A=1", "\(path):A=2"])
    items.order = .columns
    #expect(try items.read().points.size == [24, 3])
  }
}
