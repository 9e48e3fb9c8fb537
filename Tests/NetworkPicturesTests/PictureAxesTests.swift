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

/// Every kind of picture with every option of its axes: it is applied to the panel that it is meant for, or
/// refused with a sentence.
@Suite("The axes of pictures") struct PictureAxesTests {
  /// A folder with a network's file, an evaluation and one value of each other kind, taken away at the end.
  private final class Files: Sendable {
    let folder: URL

    init() throws {
      folder = try TemporaryFolders.untilExit()
      let points = Matrix(rowCount: 24, columnCount: 2) { row, column in
        Double((row * 7 + column * 5) % 24) / 12 - 1
      }
      let labels = (0..<24).map { points[$0, 0] > 0 ? 1.0 : 0 }
      let settings = TrainingSettings(hidden: [2], maxIterations: 5)
      let result = try settings.train(on: TrainingData(points: points, labels: labels, source: "t"))
        .result
      try result.write(to: path("net.mat"))
      let fit = try settings.train(
        on: TrainingData(points: points, targets: Matrix(column: labels), source: "t")
      ).result
      try fit.write(to: path("fit.mat"))
      let table: MATStructArray = ["l2": [1e-4, 1e-2], "accuracy": [0.9, 0.8]]
      let evaluation = try result.network.evaluate(
        on: TrainingData(points: points, labels: labels, source: "t"))
      let variables: OrderedDictionary<String, MATValue> = [
        "points": points.matValue, "line": Matrix(column: [3.0, 1, 2]).matValue,
        "square": Matrix<Double>(rows: [[1, 2, 3], [3, 4, 5], [5, 6, 7]]).matValue,
        "results": table.matValue, "evaluation": evaluation.matValue,
      ]
      try MATFile.write(variables, to: path("a.mat"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }
  }

  /// What becomes of an option: the number of the panel it is applied to, or a word of the refusal.
  enum Outcome: Sendable {
    case panel(Int)
    case refused(String)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let kind: PictureKind
    let file: String
    let variable: String?
    let logX: Outcome
    let logY: Outcome
    /// Limits, with ends below 0, and labels.
    var limits = Outcome.panel(0)
    /// The second option of limits where the axis is logarithmic already.
    var limitsY: Outcome?
    var testDescription: String { kind.rawValue }
  }

  static let cases: [Case] = [
    Case(kind: .points, file: "a.mat", variable: "points", logX: .panel(0), logY: .panel(0)),
    Case(
      kind: .network, file: "net.mat", variable: nil, logX: .panel(1), logY: .panel(1),
      limits: .panel(1), limitsY: .refused("place for 0")),
    Case(
      kind: .fit, file: "fit.mat", variable: nil, logX: .refused("grid begins"),
      logY: .refused("grid begins")),
    Case(
      kind: .regions, file: "net.mat", variable: nil, logX: .refused("--as loss"),
      logY: .refused("--as loss")),
    Case(kind: .loss, file: "net.mat", variable: nil, logX: .panel(0), logY: .panel(0)),
    Case(
      kind: .confusion, file: "net.mat", variable: nil, logX: .refused("cells or names"),
      logY: .refused("cells or names")),
    Case(
      kind: .roc, file: "net.mat", variable: nil, logX: .refused("begins at 0"),
      logY: .refused("begins at 0")),
    Case(
      kind: .calibration, file: "net.mat", variable: nil, logX: .refused("begins at 0"),
      logY: .refused("begins at 0")),
    Case(
      kind: .evaluation, file: "a.mat", variable: "evaluation", logX: .refused("--as roc"),
      logY: .refused("--as roc"), limits: .refused("--as roc")),
    Case(
      kind: .sweep, file: "a.mat", variable: "results", logX: .panel(0), logY: .panel(0),
      limits: .refused("place for 0"), limitsY: .panel(0)),
    Case(kind: .line, file: "a.mat", variable: "line", logX: .panel(0), logY: .panel(0)),
    Case(kind: .pair, file: "a.mat", variable: "points", logX: .panel(0), logY: .panel(0)),
    Case(
      kind: .heatmap, file: "a.mat", variable: "square", logX: .refused("cells or names"),
      logY: .refused("cells or names")),
    Case(kind: .contour, file: "a.mat", variable: "square", logX: .panel(0), logY: .panel(0)),
  ]

  private static let files = Result { try Files() }

  @Test("an axis option is applied to the panel that it is for, or refused", arguments: cases)
  func options(_ item: Case) throws {
    let limits = -1.5...2.5
    let looks: [(PictureLook, Outcome, (Panel) -> Bool)] = [
      (PictureLook(isLogarithmicX: true), item.logX, { $0.x.scale == .logarithmic }),
      (PictureLook(isLogarithmicY: true), item.logY, { $0.y.scale == .logarithmic }),
      (PictureLook(xLimits: limits), item.limits, { $0.x.limits == limits }),
      (PictureLook(yLimits: limits), item.limitsY ?? item.limits, { $0.y.limits == limits }),
    ]
    for (look, outcome, isApplied) in looks { try check(item, look, outcome, isApplied) }
    let labels: Outcome =
      switch item.kind {
      case .evaluation: .refused("--as roc")
      case .network: .panel(1)
      default: .panel(0)
      }
    try check(item, PictureLook(xLabel: "t / s"), labels) { $0.x.label == "t / s" }
    try check(item, PictureLook(yLabel: "U / V"), labels) { $0.y.label == "U / V" }
  }

  private func check(
    _ item: Case, _ look: PictureLook, _ outcome: Outcome, _ isApplied: (Panel) -> Bool
  ) throws {
    let data = DataArgument(file: try Self.files.get().path(item.file), variable: item.variable)
    let picture = Picture(of: [data], as: item.kind, look)
    switch outcome {
    case .panel(let meant):
      let figure = try picture.figure()
      let panels = figure.panels.joined().compactMap(\.self)
      #expect(isApplied(panels[meant]))
      for (index, panel) in panels.enumerated() where index != meant {
        #expect(!isApplied(panel), "panel \(index)")
      }
      _ = try figure.svg()
    case .refused(let word):
      let error = #expect(throws: NetworkFileError.self) { try picture.figure() }
      let sentence = error.map { "\($0)" } ?? ""
      #expect(sentence.contains(word) && sentence.contains(item.file), "\(sentence)")
    }
  }

  @Test("panels of one kind all get the options")
  func panelsOfOneKind() throws {
    let data = DataArgument(file: try Self.files.get().path("a.mat"), variable: "square")
    let figure = try Picture(of: [data, data], as: .contour, PictureLook(xLimits: 1...2)).figure()
    #expect(figure.panels.joined().compactMap { $0?.x.limits } == [1...2, 1...2])
  }

  @Test("colours for numbers and columns of a sweep are refused where there are none")
  func otherOptions() throws {
    let file = try Self.files.get().path("a.mat")
    let line = DataArgument(file: file, variable: "line")
    let error = #expect(throws: NetworkFileError.self) {
      try Picture(of: [line], PictureLook(map: .gray)).figure()
    }
    #expect(error?.description.contains("--map") == true)
    _ = try Picture(of: [DataArgument(file: file, variable: "square")], PictureLook(map: .gray))
      .figure()
    var picture = Picture(of: [line])
    picture.sweepColumns = (x: "l2", y: nil)
    let other = #expect(throws: NetworkFileError.self) { try picture.figure() }
    #expect(other?.description.contains("--x") == true)
  }

  @Test("points that are all there are have the name of their variable, and no class")
  func onePointSet() throws {
    let file = try Self.files.get().path("a.mat")
    func labels(_ item: DataArgument) throws -> [String?]? {
      try Picture(of: [item], as: .points).figure().panels[0][0]?.series.map { series in
        guard case .scatter(let scatter) = series else { return nil }
        return scatter.label
      }
    }
    #expect(try labels(DataArgument(file: file, variable: "points")) == ["points"])
    #expect(try labels(DataArgument(file: file, variable: "points", label: 3)) == ["class 3"])
  }
}
