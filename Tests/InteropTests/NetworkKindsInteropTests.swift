import Foundation
import MATFiles
import Matrices
import OrderedCollections
import Testing

/// What the demo's networks have not: other activations, standardised inputs, classes with names, numbers
/// in place of classes, and features that are not points of the plane.
@Suite(
  "Networks of other kinds in Octave and in a browser",
  .enabled(if: Interop.isEnabled, Interop.comment))
struct NetworkKindsInteropTests {
  /// A network by its name: the features, the variable that is answered and the options of training.
  struct Kind: CustomTestStringConvertible {
    let name: String
    let features: Int
    let answer: String
    let options: [String]

    var testDescription: String { name }
    var isRegression: Bool { answer.hasPrefix("target") }
    /// Whether the page's script answers.
    var hasFields: Bool { features <= 2 && answer != "targets" }
  }

  static let kinds = [
    Kind(
      name: "names", features: 2, answer: "labels",
      options: ["--hidden", "4,4", "--activation", "gelu,softplus", "--standardize"]),
    Kind(name: "curve", features: 1, answer: "target", options: ["--activation", "elu"]),
    Kind(
      name: "surface", features: 2, answer: "target",
      options: ["--activation", "leaky-relu", "--standardize"]),
    Kind(name: "two", features: 2, answer: "targets", options: ["--activation", "tanh"]),
    Kind(name: "space", features: 3, answer: "labels", options: ["--activation", "relu"]),
  ]

  @Test(
    "lab_predict gives the tool's answers to 1e-12, lab_plot the grid, and draws", arguments: kinds)
  func octave(kind: Kind) throws {
    let trained = try Self.trained.get()
    let (file, out) = (trained.file("\(kind.name).mat"), trained.file("\(kind.name)-out.mat"))
    let picture = trained.file("\(kind.name)-octave.png")
    let predicted = try Interop.matkit(["predict", file, file + ":X", "-o", out])
    try #require(predicted.status == 0, "\(predicted.text)")
    let script = trained.folder.appending(path: "run_\(kind.name).m")
    try """
    1;
    addpath ('\(trained.folder.path)');
    lab = load ('\(file)'); ours = load ('\(out)');
    [p, label, number] = lab_predict ('\(file)', lab.X);
    assert (max (abs (p(:) - ours.P(:))) <= 1e-12 * max (1, max (abs (p(:)))));
    if isempty (lab.net.classes) assert (isempty (label));
    else assert (isequal (number, ours.label)); end
    if isfield (ours, 'label_name') assert (isequal (label, ours.label_name)); end
    lab_plot ('\(file)', '\(picture)');
    """.write(to: script, atomically: true, encoding: .utf8)
    let drawn = try Interop.octave(script)
    try #require(drawn.status == 0, "\(drawn.text)")
    let hasGrid = kind.features == 2
    #expect(drawn.text.contains(hasGrid ? "grid reproduced, largest difference" : "no grid"))
    #expect(drawn.text.contains(kind.isRegression ? "root mean square error" : "accuracy"))
    let size = try FileManager.default.attributesOfItem(atPath: picture)[.size] as? Int
    #expect(try #require(size) > 8_000)
  }

  @Test("their reports open in a browser, and answer what the tool answers")
  func reports() throws {
    let trained = try Self.trained.get()
    let pages = try Self.kinds.map { kind in
      let page = trained.file("\(kind.name).html")
      let made = try Interop.matkit(["report", trained.file("\(kind.name).mat"), "-o", page])
      try #require(made.status == 0, "\(made.text)")
      return page
    }
    let checked = try Interop.python(
      "check_report.py", ["chromium", trained.folder.path] + pages)
    #expect(checked.status == 0, "\(checked.text)")
    for kind in Self.kinds {
      let said = checked.textByFile[kind.name] ?? ""
      guard kind.hasFields else {
        #expect(said.contains("answer 0.25 -0.5: None"))
        continue
      }
      #expect(said.contains(try answer(of: kind, trained)), "\(kind.name): \(said)")
    }
  }

  /// What a page should say at (0.25, −0.5), by the tool.
  private func answer(of kind: Kind, _ trained: Trained) throws -> String {
    let (at, out) = (trained.file("at.mat"), trained.file("answer.mat"))
    let point: [Double] = Array([0.25, -0.5].prefix(kind.features))
    try MATFile.write(["X": Matrix(rows: [point])], to: at)
    let run = try Interop.matkit(["predict", trained.file("\(kind.name).mat"), at, "-o", out])
    try #require(run.status == 0, "\(run.text)")
    let P: Matrix<Double> = try MATFile(out)["P"]
    let place = point.map { String(format: "%.3f", $0) }.joined(separator: ", ")
    guard !kind.isRegression else {
      // Six digits, of which the last may be rounded otherwise.
      return "At (\(place)): " + String(format: "%.6g", P[0, 0]).prefix(6)
    }
    let best = P[0, 0] > 0.5 ? "outer" : "inner"
    return "At (\(place)): class \(best). p(inner) = "
      + String(format: "%.3f", 1 - P[0, 0]).prefix(4)
  }

  /// A folder with a file of each kind of network.
  private final class Trained: Sendable {
    let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory
        .appending(path: "matkit-kinds-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for kind in kinds { try train(kind) }
    }

    deinit {
      try? FileManager.default.removeItem(at: folder)
    }

    func file(_ name: String) -> String { folder.appending(path: name).path }

    private func train(_ kind: Kind) throws {
      let X = Matrix(rowCount: 60, columnCount: kind.features) { row, column in
        Double((row * 17 + column * 23 + row * row * column) % 60) / 30 - 1
      }
      let radii = (0..<60).map { row in X.row(row).reduce(0) { $0 + $1 * $1 } }
      let middle = radii.sorted()[30]
      let variables: OrderedDictionary<String, MATValue> = [
        "X": X.matValue,
        "labels": Matrix(column: radii.map { ($0 < middle ? "inner" : "outer").matValue }).matValue,
        "target": Matrix(column: radii).matValue,
        "targets": Matrix(rowCount: 60, columnCount: 2) { radii[$0] + Double($1) * X[$0, 0] }
          .matValue,
      ]
      let data = file("\(kind.name)-data.mat")
      try MATFile.write(variables, to: data)
      let answer = [kind.isRegression ? "--targets" : "--labels", "\(data):\(kind.answer)"]
      let run = try Interop.matkit(
        ["train", "--features", data + ":X"] + answer + kind.options
          + [
            "--l2", "1e-4", "--max-iterations", "60", "--seed", "3", "--octave", "-o",
            file("\(kind.name).mat"),
          ])
      try #require(run.status == 0, "\(run.text)")
    }
  }

  /// They are trained once for all the tests.
  private static let trained = Result { try Trained() }
}
