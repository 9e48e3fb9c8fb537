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

@Suite("Pictures of files") struct PictureTests {
  /// A folder with one file `a.mat` of every kind of value.
  private static func folder() throws -> URL {
    let folder = try TemporaryFolders.untilExit()
    let table: MATStructArray = [
      "l2": [1e-4, 1e-4, 1e-2, 1e-2], "activation": ["tanh", "relu", "tanh", "relu"],
      "accuracy": [0.9, 0.8, 0.7, 0.6],
    ]
    let variables: OrderedDictionary<String, MATValue> = [
      "points": Matrix<Double>(rows: [[0, 1], [2, 3], [.nan, 5]]).matValue,
      "row": Matrix<Double>(rows: [[1, 2, 3]]).matValue,
      "column": Matrix<Double>(rows: [[4], [5], [6]]).matValue,
      "one": Matrix<Double>(rows: [[7]]).matValue,
      "loss_history": Matrix<Double>(rows: [[3], [2], [1]]).matValue,
      "square": Matrix<Double>(rows: [[1, 2, 3], [3, 4, 5], [5, 6, 7]]).matValue,
      "flat": Matrix<Double>(repeating: 2, rowCount: 3, columnCount: 3).matValue,
      "missing": Matrix<Double>(repeating: .nan, rowCount: 3, columnCount: 3).matValue,
      "confusion": Matrix<Double>(rows: [[9, 1], [0, 8]]).matValue,
      "empty": Matrix<Double>(repeating: 0, rowCount: 0, columnCount: 2).matValue,
      "roc": (["fpr": [0, 0.5, 1], "tpr": [0, 0.75, 1.0]] as MATStructArray).matValue,
      "calibration": (["predicted": [0.1, 0.9], "observed": [0.2, 0.8]] as MATStructArray).matValue,
      "results": table.matValue,
      "text": "words".matValue,
    ]
    try MATFile.write(variables, to: folder.appending(path: "a.mat").path)
    return folder
  }

  private static let shared: Result<URL, any Error> = Result { try folder() }

  private func item(_ variable: String) throws -> DataArgument {
    DataArgument(file: try Self.shared.get().appending(path: "a.mat").path, variable: variable)
  }

  /// The labels of the first panel's axes, and what is drawn in it.
  private func figure(_ variables: String..., as kind: PictureKind? = nil) throws -> Figure {
    try Picture(of: variables.map { try item($0) }, as: kind).figure()
  }

  static let recognized: [(variables: [String], x: String, y: String)] = [
    (["points"], "x₁", "x₂"), (["row"], "index", "row"), (["column"], "index", "column"),
    (["one"], "index", "one"), (["loss_history"], "iteration", "loss"),
    (["row", "column"], "row", "column"), (["row", "one"], "index", "value"),
    (["loss_history", "loss_history"], "iteration", "loss"), (["square"], "column", "row"),
    (["flat"], "column", "row"), (["missing"], "column", "row"),
    (["confusion"], "predicted", "actual"), (["roc"], "false positive rate", "true positive rate"),
    (["calibration"], "predicted probability", "share of positives"),
    (["results"], "l2", "accuracy"), (["points", "points"], "x₁", "x₂"),
  ]

  @Test("a value is drawn as what it is", arguments: recognized)
  func isRecognized(variables: [String], x: String, y: String) throws {
    let figure = try Picture(of: variables.map { try item($0) }).figure()
    let panel = try #require(figure.panels[0][0])
    #expect(panel.x.label == x && panel.y.label == y)
    _ = try figure.svg()
  }

  @Test("several matrices are a panel each, with their names")
  func panels() throws {
    let figure = try figure("square", "flat", "missing")
    #expect(figure.panels.map { $0.map { $0?.title } } == [["square", "flat", "missing"]])
  }

  @Test("a sweep has a line for each combination of the other parameters, and logarithmic decades")
  func sweep() throws {
    let panel = try #require(try figure("results").panels[0][0])
    let names = panel.series.compactMap { series -> String? in
      if case .line(let line) = series { line.label } else { nil }
    }
    #expect(names == ["activation tanh", "activation relu"])
    #expect(panel.x.scale == .logarithmic)
    var picture = Picture(of: [try item("results")])
    picture.sweepColumns = ("activation", "accuracy")
    let other = try #require(try picture.figure().panels[0][0])
    #expect(other.x.categories == ["tanh", "relu"])
    picture.sweepColumns = ("nothing", nil)
    #expect(throws: NetworkFileError.self) { try picture.figure() }
  }

  @Test("what cannot be drawn is an error that names it and what to do")
  func errors() throws {
    let calls: [(String, () throws -> Figure)] = [
      ("there is nothing to draw: it is 0×2", { try figure("empty") }),
      ("a matrix of 3×3 cannot be drawn as roc", { try figure("square", as: .roc) }),
      ("these cannot stand in one picture", { try figure("roc", "square") }),
      ("a pair is of two variables", { try figure("row", "row", "row", as: .pair) }),
      (
        "variables that could be drawn; say which",
        {
          try Picture(of: [DataArgument(file: try item("row").file)]).figure()
        }
      ),
    ]
    for (part, call) in calls {
      let error = #expect(throws: NetworkFileError.self) { _ = try call() }
      #expect(error.map { "\($0)".contains(part) } == true, "\(String(describing: error))")
    }
    #expect(throws: MATError.self) { try figure("text") }
    #expect(throws: NetworkFileError.self) { try Picture(of: []).figure() }
  }

  @Test("limits, labels, scales, sizes, colours and themes are taken over")
  func look() throws {
    let look = PictureLook(
      title: "T", xLimits: 1...2, yLimits: 3...4, xLabel: "a", yLabel: "b", isLogarithmicX: true,
      isLogarithmicY: true, width: 300, height: 200, theme: .dark, palette: [Color(0x123456)],
      map: .magma)
    let figure = try Picture(of: [try item("square")], as: .contour, look).figure()
    let panel = try #require(figure.panels[0][0])
    #expect(panel.x.limits == 1...2 && panel.y.limits == 3...4)
    #expect(panel.x.label == "a" && panel.y.label == "b")
    #expect(panel.x.scale == .logarithmic && panel.y.scale == .logarithmic)
    #expect(figure.title == "T" && figure.width == 300 && figure.height == 200)
    #expect(figure.theme.palette == [Color(0x123456)])
    #expect(figure.theme.background == Theme.dark.background)
    guard case .filledContours(let map)? = panel.series.first else {
      Issue.record("no contours")
      return
    }
    #expect(map.map == .magma)
  }

  @Test("a grid without points is refused, and one of a single point or of NaN is drawn")
  func grids() throws {
    let folder = try Self.shared.get()
    func figure(_ xx: Matrix<Double>, _ yy: Matrix<Double>, _ Z: Matrix<Double>) throws -> Figure {
      let path = folder.appending(path: "grid-\(UUID().uuidString).mat").path
      try MATFile.write(["grid": ["xx": xx, "yy": yy, "Z": Z] as MATStructArray], to: path)
      return try Picture(of: [DataArgument(file: path)]).figure()
    }
    let empty = Matrix<Double>(repeating: 0, rowCount: 0, columnCount: 0)
    let error = #expect(throws: NetworkFileError.self) { _ = try figure(empty, empty, empty) }
    #expect(error?.code == .empty)
    _ = try figure([[1]], [[2]], [[0.5]]).svg()
    let (xx, yy) = meshgrid([0.0, 1, 2], [0.0, 1])
    _ = try figure(xx, yy, xx.map { _ in .nan }).svg()
    _ = try figure(xx, yy, xx.map { _ in 0.25 }).svg()
    #expect(throws: PlotError.self) { _ = try figure(yy, xx, xx) }
  }
}
