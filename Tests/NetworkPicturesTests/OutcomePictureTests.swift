import Foundation
import MATFiles
import Matrices
import Networks
import OrderedCollections
import Plots
import TemporaryFolders
import Testing

@testable import NetworkFiles
@testable import NetworkPictures

@Suite("Pictures and reports of regressions, names, scores and candidates")
struct OutcomePictureTests {
  private static let folder = Result { try TemporaryFolders.untilExit() }

  private static func path() throws -> String {
    try folder.get().appending(path: "\(UUID().uuidString).mat").path
  }

  private static func points(_ features: Int) -> Matrix<Double> {
    Matrix(rowCount: 24, columnCount: features) { row, column in
      Double((row * 7 + column * 5) % 24) / 120 - 0.1
    }
  }

  private static let settings: TrainingSettings = {
    var settings = TrainingSettings(
      hidden: [3], activations: [.gelu], l2: 1e-4, maxIterations: 15)
    settings.standardizes = true
    return settings
  }()

  /// The file of a small regression.
  private static func regression(
    features: Int, answers: Int, _ settings: TrainingSettings = settings
  ) throws -> String {
    let X = points(features)
    let targets = Matrix(rowCount: 24, columnCount: answers) { row, column in
      X[row, 0] * X[row, 0] * 300 + Double(column)
    }
    let path = try Self.path()
    try settings.train(on: TrainingData(points: X, targets: targets, source: "test")).result.write(
      to: path)
    return path
  }

  /// The file of a small network for two classes whose names have markup in them.
  private static let named = Result {
    let path = try Self.path()
    let names = (0..<24).map { $0 % 2 == 0 ? "<b>&" : "it's" }
    let data = try TrainingData(points: points(2), names: names, source: "test")
    try settings.train(on: data).result.write(to: path)
    return path
  }

  static let shapes: [(features: Int, answers: Int, x: String, y: String)] = [
    (1, 1, "x₁", "target"), (1, 2, "x₁", "targets"), (2, 1, "x₁", "x₂"),
    (2, 2, "target", "answer"), (3, 1, "target", "answer"),
  ]

  @Test(
    "a regression is drawn over one feature or two, else against its targets", arguments: shapes)
  func regressions(features: Int, answers: Int, x: String, y: String) throws {
    let file = DataArgument(file: try Self.regression(features: features, answers: answers))
    let panel = try #require(try Picture(of: [file]).figure().panels[0][0])
    #expect(panel.x.label == x && panel.y.label == y)
    _ = try Picture(of: [file], as: .fit).figure().svg()
    for kind in [PictureKind.regions, .confusion, .roc, .calibration, .evaluation] {
      let error = #expect(throws: NetworkFileError.self) {
        try Picture(of: [file], as: kind).figure()
      }
      #expect(error.map { "\($0)".contains("answers numbers") } == true)
    }
    let page = try Report(file.file).html()
    let titles = page.matches(of: /<h2[^>]*>([^<]*)</).map { String($0.1) }
    let all = [
      "Answers", "Loss", "Against the targets", "Errors", "Importance of features", "Data",
      "Network", "Gradient check", "How it was made",
    ].filter { features > 1 || $0 != "Importance of features" }
    #expect(titles == (x == "x₁" ? all : Array(all.dropFirst())))
    let result = try NetworkFile(MATFile(file.file))
    let errors = try result.network.regressionErrors(on: result.data)
    #expect(page.contains("<dt>R²</dt><dd>\(errors.r2.short)</dd>"))
    #expect(page.contains("<td>\(errors.rSquared[0].digits(6))</td>"))
    #expect(page.matches(of: /<input/).count == (x == "x₁" ? features : 0))
    #expect(page.contains("relative: it passes"))
  }

  @Test("a regression is drawn over other points with targets, and over none without")
  func otherPoints() throws {
    let network = DataArgument(file: try Self.regression(features: 1, answers: 1))
    let (other, without) = (try Self.path(), try Self.path())
    let variables: OrderedDictionary<String, MATValue> = [
      "X": Matrix(column: [1.0, 2]).matValue, "y": Matrix(column: [7.0, 8]).matValue,
    ]
    try MATFile.write(variables, to: other)
    try MATFile.write(["X": Matrix(column: [1.0, 2])], to: without)
    let figure = try Picture(of: [network, DataArgument(file: other)], as: .fit).figure()
    guard case .scatter(let scatter)? = figure.panels[0][0]?.series.first else {
      Issue.record("no points")
      return
    }
    #expect(scatter.x == [1, 2] && scatter.y == [7, 8])
    #expect(throws: NetworkFileError.self) {
      try Picture(of: [network, DataArgument(file: without)], as: .fit).figure()
    }
  }

  @Test("the gradient check is of the loss that was minimised")
  func gradient() throws {
    var settings = Self.settings
    settings.loss = .huber(threshold: 0.25)
    settings.penalty = Penalty(l1: [1e-3], l2: [1e-3, 1e-4])
    settings.reduction = .sum
    let path = try Self.regression(features: 2, answers: 2, settings)
    let result = try NetworkFile(MATFile(path))
    let check = try #require(try result.checkGradient())
    #expect(check == (try settings.checkGradient(on: result.data)))
    var unknown = result
    unknown.training.initialWeights = "by hand"
    #expect(try unknown.checkGradient() == nil)
  }

  @Test("classes that have names are called by them, with their markup as text")
  func names() throws {
    let path = try Self.named.get()
    let figure = try Picture(of: [DataArgument(file: path)]).figure()
    let legend = (figure.panels[0][0]?.series ?? []).compactMap { series -> String? in
      if case .scatter(let scatter) = series { scatter.label } else { nil }
    }
    #expect(legend.prefix(2) == ["<b>&", "it's"])
    let svg = String(decoding: try figure.svg(), as: UTF8.self)
    let page = try Report(path).html()
    for text in [svg, page] {
      #expect(!text.contains("<b>") && text.contains("&lt;b&gt;&amp;"))
    }
    #expect(page.contains("<th scope=\"row\">it&#39;s</th>"))
    for kind in [PictureKind.points, .confusion, .evaluation] {
      _ = try Picture(of: [DataArgument(file: path)], as: kind).figure().svg()
    }
  }

  @Test("points whose labels are text in the file are drawn with them")
  func textLabels() throws {
    let path = try Self.path()
    let variables: OrderedDictionary<String, MATValue> = [
      "X": Self.points(2).matValue, "y": (0..<24).map { $0 < 9 ? "inner" : "outer" }.matValue,
    ]
    try MATFile.write(variables, to: path)
    let panel = try #require(try Picture(of: [DataArgument(file: path)]).figure().panels[0][0])
    let labels = panel.series.compactMap { series -> String? in
      if case .scatter(let scatter) = series { scatter.label } else { nil }
    }
    #expect(labels == ["inner", "outer"])
  }

  @Test("a single point with its label is drawn, and points of no number are refused")
  func onePoint() throws {
    for count in [1, 0] {
      let path = try Self.path()
      let variables: OrderedDictionary<String, MATValue> = [
        "X": Matrix<Double>(repeating: 2, rowCount: count, columnCount: 2).matValue,
        "y": Matrix<Double>(repeating: 1, rowCount: count, columnCount: 1).matValue,
      ]
      try MATFile.write(variables, to: path)
      let picture = Picture(of: [DataArgument(file: path)])
      if count == 1 {
        #expect(try picture.figure().panels[0][0]?.series.count == 1)
      } else {
        let error = #expect(throws: NetworkFileError.self) { try picture.figure() }
        #expect(error?.code == .empty)
      }
    }
  }

  @Test("the candidates of a cross-validation are drawn fold by fold, and shown in the report")
  func candidates() throws {
    let path = try Self.path()
    let file = try MATFile(try Self.named.get())
    var variables: OrderedDictionary<String, MATValue> = [:]
    for variable in file.variables { variables[variable.name] = try file.value(variable.name) }
    let losses = Matrix<Double>(rows: [[1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, .nan]])
    let table: MATStructArray = [
      "l2": Matrix(column: [1e-4, 1e-4, 1e-2, 1e-2]),
      "hidden": Matrix(column: [
        [3.0].matValue, [3.0, 3].matValue, [3.0].matValue, [3.0, 3].matValue,
      ]),
      "activation": Matrix(column: Array(repeating: "gelu".matValue, count: 4)),
      "loss_mean": Matrix(column: [2.0, 3, 4, .nan]), "loss": losses, "score": losses,
      "folds": 3.0, "best": 1.0,
    ]
    variables["search"] = table.matValue
    try MATFile.write(variables, to: path)
    let picture = Picture(of: [DataArgument(file: path)], as: .sweep)
    let panel = try #require(try picture.figure().panels[0][0])
    #expect(panel.x.label == "l2" && panel.y.label == "loss" && panel.x.scale == .logarithmic)
    let lines = panel.series.compactMap { series -> Line? in
      if case .line(let line) = series { line } else { nil }
    }
    #expect(lines.map(\.label) == ["hidden 3", "hidden 3,3"])
    #expect(lines.map(\.y) == [[2, 4], [3, 4.5]])
    let points = panel.series.compactMap { series -> Scatter? in
      if case .scatter(let scatter) = series { scatter } else { nil }
    }
    #expect(points.map(\.y.count) == [6, 6])
    var other = Picture(of: [DataArgument(file: path, variable: "search")])
    other.sweepColumns = ("hidden", "loss_mean")
    #expect(try other.figure().panels[0][0]?.x.categories == ["3", "3,3"])
    other.sweepColumns = ("loss", "score")
    #expect(throws: NetworkFileError.self) { try other.figure() }
    #expect(try Report(path).html().contains("<h2 id=\"h-candidates\">Candidates</h2>"))
  }

  @Test(
    "what evaluate wrote is drawn as a whole and part by part, with the same area under the curve")
  func evaluations() throws {
    let path = try Self.named.get()
    let result = try NetworkFile(MATFile(path))
    let evaluation = try result.network.evaluate(on: result.data)
    let scores = try Self.path()
    try MATFile.write(["evaluation": evaluation.matValue], to: scores)
    let whole = try Picture(of: [DataArgument(file: scores)]).figure()
    let own = try Picture(of: [DataArgument(file: path)], as: .evaluation).figure()
    for figure in [whole, own] {
      #expect(figure.panels.map { $0.map { $0?.title } } == [["Confusion", "ROC", "Calibration"]])
    }
    for variable in ["evaluation.roc", "evaluation.calibration", "evaluation.confusion"] {
      _ = try Picture(of: [DataArgument(file: scores, variable: variable)]).figure().svg()
    }
    // A point an element is the same curve as columns of points.
    let points: [MATStructArray] = [["fpr": [0.0, 0.5, 1], "tpr": [0.0, 0.75, 1]]]
    let elements = MATStructArray(
      size: [1, 3],
      fields: [
        "fpr": [0.0, 0.5, 1].map(\.matValue), "tpr": [0.0, 0.75, 1].map(\.matValue),
      ])
    let areas = try (points + [elements]).map { structure in
      try MATFile.write(["roc": structure], to: scores)
      return try Picture(of: [DataArgument(file: scores)]).figure().panels[0][0]?.series
    }
    #expect(areas[0] == areas[1] && areas[0]?.count == 2)
    let drawn = try #require(try DrawnNetwork(MATFile(path)).scores(path).first)
    let curve = try ROCCurve(drawn, label: "drawn")
    #expect(abs(curve.area - evaluation.areaUnderROC) < 1e-12)
  }

  @Test("curves of scores that have none are refused")
  func curvesOfNothing() {
    let calls: [(scores: ClassScores, isCalibration: Bool)] = [
      (ClassScores(name: nil, probabilities: [1], isPositive: [true]), false),
      (ClassScores(name: nil, probabilities: [.nan, 1], isPositive: [true, false]), false),
      (ClassScores(name: nil, probabilities: [1.1], isPositive: [true]), true),
      (ClassScores(name: nil, probabilities: [.nan], isPositive: [true]), true),
    ]
    for (scores, isCalibration) in calls {
      let error = #expect(throws: PlotError.self) {
        if isCalibration {
          _ = try CalibrationCurve(scores, label: "")
        } else {
          _ = try ROCCurve(scores, label: "")
        }
      }
      #expect(error?.code == .outOfRange)
    }
  }

  @Test("a grid of answers that are no probabilities is bands of them, and no decision")
  func answerGrid() throws {
    let path = try Self.regression(features: 2, answers: 1)
    let result = try NetworkFile(MATFile(path))
    let grid = try #require(result.grid)
    #expect(grid.label.isEmpty && grid.P == nil)
    let alone = try Self.path()
    let variables: OrderedDictionary<String, MATValue> = [
      "grid": grid.matValue, "X": result.data.points.matValue,
      "y": (result.data.targets ?? Matrix(rows: [])).matValue,
    ]
    try MATFile.write(variables, to: alone)
    let panel = try #require(try Picture(of: [DataArgument(file: alone)]).figure().panels[0][0])
    guard case .filledContours(let bands)? = panel.series.first else {
      Issue.record("no bands")
      return
    }
    #expect(bands.colorBar == "answer")
    let two = try NetworkFile(MATFile(try Self.regression(features: 2, answers: 2)))
    #expect(two.grid?.P?.size.last == 2)
  }

  @Test("every activation is known to the page's script and to lab_predict")
  func activations() {
    for activation in Activation.allCases {
      let name = activation.rawValue
      #expect(OctaveScripts.predictScript.contains("case '\(name)'"))
      #expect(Report.script.contains("'\(name)':") || activation == .softmax)
    }
  }
}
