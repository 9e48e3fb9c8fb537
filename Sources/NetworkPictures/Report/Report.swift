import Foundation
import MATFiles
import NetworkFiles
import Networks

/// A page about a trained network: data, network, loss, decision regions or a regression's answers with
/// the answer under the pointer, confusion matrix, metrics, gradient check, how it was made, and the
/// command that makes it again.
///
///     try Report("week6.mat").write(to: "week6.html")
///
/// One HTML file that asks for no other: light and dark as the reader's system is, one column on a phone,
/// and light on paper. The same file gives the same page again.
public struct Report: Sendable {
  /// The network of the page.
  let result: NetworkFile
  /// The file it was read from, as the page names it.
  let fileName: String
  /// The title of the page.
  let title: String
  let outcome: Outcome
  let gradientCheck: WeightCheck?
  /// The importance of features; nil where that takes long.
  let importance: FeatureImportance?
  /// The candidates that were compared by cross-validation, where some were.
  let search: SweepTable?
  let hashes: [(name: String, hash: String)]
  let version: String

  /// How right the answers are.
  enum Outcome {
    case classes(Evaluation)
    case numbers(RegressionErrors)
    case labels(LabelEvaluation)
  }

  /// The report on a network's file.
  ///
  /// Throws a `MATError` where the file can't be read, and a `NetworkFileError` where it holds no trained
  /// network with its points.
  public init(_ path: String, title: String? = nil) throws {
    let file = try MATFile(path)
    result = try NetworkFile(file)
    fileName = URL(filePath: path).lastPathComponent
    self.title = title ?? URL(filePath: path).deletingPathExtension().lastPathComponent
    outcome =
      result.network.isMultiLabel
      ? .labels(try result.network.evaluateLabels(on: result.data))
      : result.network.isRegression
        ? .numbers(try result.network.regressionErrors(on: result.data))
        : .classes(try result.network.evaluate(on: result.data))
    search = try Self.search(in: file)
    gradientCheck = try result.checkGradient()
    importance = try Self.affordableImportance(result)
    var hashes = try ["X", "y", "net"].map { name in
      guard let variable = file.variable(named: name) else { return (name, "missing") }
      return (name, try file.semanticHash(of: variable).description)
    }
    if let samples = result.samples {
      hashes.append(("all features", samples.hash.description))
      hashes.append(("all answers", samples.answersHash.description))
    }
    self.hashes = hashes
    version = result.training.version
  }

  /// Writes the page, whole or not at all.
  public func write(to path: String) throws {
    try AtomicFile.write(Array(html().utf8), to: path)
  }

  /// The page.
  public func html() throws -> String {
    // Nothing may be loaded: the policy says it to the browser as well.
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="\(HTML(markup: policy))">
      <meta name="generator" content="MatKit \(matKitVersion)">
      <link rel="icon" href="data:,">
      <title>\(title)</title>
      <style>
      \(HTML(markup: Self.style))
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      \(summary)
      </header>
      <main>
      \(try sections())
      </main>
      </body>
      </html>

      """
    return page.text
  }

  private func sections() throws -> [HTML] {
    let pictures = try ReportPictures(result)
    let sections: [HTML?] =
      [
        try answerSection(pictures), try lossSection(pictures),
        try curveSection(
          pictures.againstTargets, id: "targets", title: "Against the targets",
          "What the network answers for each sample, against what it should: right answers are on the line."
        ),
      ] + outcomeSections + [
        try curveSection(
          pictures.roc, id: "roc", title: "ROC",
          "Receiver operating characteristic: the share of a class that is found, against the share of the"
            + " others that is taken for it."),
        try curveSection(
          pictures.calibration, id: "calibration", title: "Calibration",
          "How often what is predicted with a probability comes true, in ten bins of it."),
        wrongSection, try importanceSection, try candidateSection, dataSection,
      ]
    // Two columns: network and gradient check share a place where that leaves none empty.
    let halves = sections.compactMap(\.self)
    let last: [HTML] =
      halves.count.isMultiple(of: 2)
      ? [networkSection, gradientSection] : ["<div>\(networkSection)\(gradientSection)</div>"]
    return halves + last + [makingSection]
  }

  /// The table `search` of a file; nil where it has none.
  private static func search(in file: MATFile) throws -> SweepTable? {
    guard file.variable(named: "search") != nil,
      case .structure(let table) = try file.value("search")
    else { return nil }
    return try SweepTable(table)
  }
}
