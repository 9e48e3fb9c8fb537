import Foundation
import Matrices
import NetworkFiles
import Networks
import Plots

// The sections about what came out: the summary, loss, confusion, metrics and errors.

extension Report {
  private var network: SavedNetwork { result.network }
  var names: [String] { network.classTitles }

  /// The numbers that matter, and a warning where the network says the same of every sample.
  var summary: HTML {
    let facts: [(String, String)] =
      outcomeFacts + [
        ("Loss", result.training.loss.digits(6)), ("Network", "\(network.network)"),
        ("Training", "\(result.training.method), \(result.training.iterations) iterations"),
      ]
    let items = facts.map { name, value -> HTML in "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
    let warning: HTML =
      !isConstant && result.training.isTrained
      ? ""
      : """
      <p class="warning"><strong>Not trained.</strong> Every sample gets the same answer. Try a smaller \
      λ, more starts, or tanh.</p>
      """
    return "<dl class=\"key\">\(items)</dl>\(warning)"
  }

  private var outcomeFacts: [(String, String)] {
    switch outcome {
    case .classes(let evaluation):
      let confusion = evaluation.confusion
      let counts = "\(confusion.correctCount) of \(confusion.sampleCount)"
      return [("Accuracy", "\(confusion.accuracy.short) (\(counts))")]
    case .numbers(let errors):
      return [("R²", errors.r2.short), ("Root mean square", errors.rootMeanSquaredError.digits(4))]
    case .labels(let evaluation):
      return [
        ("All labels right", evaluation.scores.subsetAccuracy.short),
        ("F1", evaluation.scores.microF1.short),
      ]
    }
  }

  /// True if every sample gets the same answer.
  private var isConstant: Bool {
    switch outcome {
    case .classes(let evaluation):
      let counts = evaluation.confusion.counts
      return (0..<counts.columnCount).count { counts.column($0).contains { $0 > 0 } } <= 1
    case .numbers(let errors): return errors.explainedVariance.allSatisfy { $0 < 1e-6 }
    case .labels: return false
    }
  }

  /// Confusion matrix and metrics, or a regression's errors.
  var outcomeSections: [HTML?] {
    switch outcome {
    case .classes(let evaluation):
      [confusionSection(evaluation.confusion), metricsSection(evaluation)]
    case .numbers(let errors): [errorSection(errors)]
    case .labels(let evaluation): [labelSection(evaluation)]
    }
  }

  func lossSection(_ pictures: ReportPictures) throws -> HTML? {
    guard let panel = pictures.loss, let first = network.lossHistory.first,
      let last = network.lossHistory.last
    else { return nil }
    let held = result.training.validationHistory.isEmpty ? "" : ", and that on the validation data"
    let text =
      "The loss at each of \(network.lossHistory.count - 1) iterations, from \(first.digits(4)) to"
      + " \(last.digits(4))\(held)."
    return """
      <section aria-labelledby="h-loss">
      <h2 id="h-loss">Loss</h2>
      \(try ReportPictures.figure(panel, id: "loss", about: text, caption: "\(text)"))
      </section>

      """
  }

  private func confusionSection(_ confusion: ConfusionMatrix) -> HTML {
    let counts = confusion.counts
    let shown = min(names.count, Self.classLimit)
    let head = names.prefix(shown).map { name -> HTML in "<th scope=\"col\">\(name)</th>" }
    let rows = (0..<shown).map { row -> HTML in
      let cells = (0..<shown).map { column -> HTML in
        let count = counts[row, column]
        let kind = count == 0 ? "" : row == column ? "right" : "wrong"
        return "<td class=\"\(kind)\">\(count)</td>"
      }
      return "<tr><th scope=\"row\">\(names[row])</th>\(cells)</tr>"
    }
    let more: HTML =
      names.count > shown ? "<p>The first \(shown) of \(names.count) classes.</p>" : ""
    return """
      <section aria-labelledby="h-confusion">
      <h2 id="h-confusion">Confusion matrix</h2>
      <p class="note">A row the class, a column the prediction.</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="h-confusion">
      <table>
      <thead><tr><th scope="col">class</th>\(head)</tr></thead>
      <tbody>\(rows)</tbody></table>
      </div>\(more)
      </section>

      """
  }

  private func metricsSection(_ evaluation: Evaluation) -> HTML {
    let confusion = evaluation.confusion
    let shown = min(names.count, Self.classLimit)
    let rows = confusion.classReports.prefix(shown).enumerated().map { index, report in
      Self.row(
        names[index],
        [report.precision.short, report.recall.short, report.f1.short, "\(report.support)"])
    }
    let macro = confusion.macroAverage
    let mean = Self.row(
      "mean of classes",
      [macro.precision.short, macro.recall.short, macro.f1.short, "\(confusion.sampleCount)"])
    let against = names.count > 2 ? ", the mean of each class against the others" : ""
    var facts = [
      ("Accuracy", confusion.accuracy.share(6)),
      ("Balanced accuracy", confusion.balancedAccuracy.share(6)),
      ("Area under the ROC curve\(against)", evaluation.areaUnderROC.digits(6)),
    ]
    if let scores = evaluation.scores, let crossEntropy = evaluation.crossEntropy {
      facts.append(("Log-loss, the mean cross-entropy", crossEntropy.digits(6)))
      facts.append(("Brier score", scores.brier.digits(6)))
      if let scaling = evaluation.temperature, scaling.temperature.isFinite,
        scaling.temperature > TemperatureScaling.range.lowerBound
      {
        facts.append(("Temperature that fits best", scaling.temperature.digits(4)))
        facts.append(("Log-loss at it", scaling.crossEntropy.digits(6)))
      }
    }
    return Self.metrics(facts, of: "class", rows, foot: "<tfoot>\(mean)</tfoot>")
  }

  private func labelSection(_ evaluation: LabelEvaluation) -> HTML {
    let scores = evaluation.scores
    let rows = scores.labelReports.prefix(Self.classLimit).enumerated().map { index, report in
      Self.row(
        names[index],
        [report.precision.short, report.recall.short, report.f1.short, "\(report.support)"])
    }
    let facts = [
      ("All labels of a sample right", scores.subsetAccuracy.share(6)),
      ("Labels that are wrong", scores.hammingLoss.share(6)),
      ("F1 of all labels together", scores.microF1.share(6)),
      ("F1, the mean of the labels", scores.macroF1.share(6)),
    ]
    return Self.metrics(facts, of: "label", rows)
  }

  /// The section of the metrics: a table of facts, and one with a row for each class or label.
  private static func metrics(
    _ facts: [(String, String)], of kind: String, _ rows: [HTML], foot: HTML = ""
  ) -> HTML {
    return """
      <section aria-labelledby="h-metrics">
      <h2 id="h-metrics">Metrics</h2>
      <p class="note">Over the points that the file holds.</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="h-metrics">
      <table><tbody>\(facts.map { Self.row($0.0, [$0.1]) })</tbody></table>
      <table><thead><tr><th scope="col">\(kind)</th><th scope="col">precision</th>\
      <th scope="col">recall</th><th scope="col">F1</th><th scope="col">samples</th></tr></thead>
      <tbody>\(rows)</tbody>\(foot)</table>
      </div>
      </section>

      """
  }

  private func errorSection(_ errors: RegressionErrors) -> HTML {
    let count = min(errors.rSquared.count, Self.classLimit)
    let head = (0..<count).map { output -> HTML in
      "<th scope=\"col\">\(count == 1 ? "answer" : "answer \(output + 1)")</th>"
    }
    let measures = [
      ("R²", errors.rSquared), ("Root mean square", errors.meanSquared.map { $0.squareRoot() }),
      ("Mean absolute", errors.meanAbsolute), ("Median absolute", errors.medianAbsolute),
      ("Largest", errors.largest), ("Explained variance", errors.explainedVariance),
    ]
    let rows = measures.map { name, values in
      Self.row(name, values.prefix(count).map { $0.digits(6) })
    }
    return """
      <section aria-labelledby="h-metrics">
      <h2 id="h-metrics">Errors</h2>
      <p class="note">Over the points that the file holds.</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="h-metrics">
      <table><thead><tr><th scope="col">measure</th>\(head)</tr></thead>
      <tbody>\(rows)</tbody></table>
      </div>
      </section>

      """
  }

  /// The candidates that were compared, as a picture; nil where there were none, or fewer than two.
  var candidateSection: HTML? {
    get throws {
      guard let search, search.rowCount > 1, !search.parameters.isEmpty else { return nil }
      let drawing = Drawing(subjects: [], look: PictureLook(), sweepColumns: (nil, nil))
      let text =
        "What each of \(search.rowCount) candidates came to on samples that it was not trained on, a point a"
        + " fold and a line through the means."
      return try curveSection(
        drawing.panel(search, title: nil), id: "candidates", title: "Candidates", text)
    }
  }

  /// A row of a table: what it is of, and the numbers.
  static func row(_ name: String, _ values: [String]) -> HTML {
    let cells = values.map { value -> HTML in "<td>\(value)</td>" }
    return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
  }

  func curveSection(_ panel: Panel?, id: String, title: String, _ text: String) throws -> HTML? {
    guard let panel else { return nil }
    return """
      <section aria-labelledby="h-\(id)">
      <h2 id="h-\(id)">\(title)</h2>
      \(try ReportPictures.figure(panel, id: id, about: text, caption: "\(text)"))
      </section>

      """
  }

  /// How many classes tables show: more make a page that nobody reads.
  static let classLimit = 50
}

extension Double {
  /// With so many significant digits, as C's `%g` writes it.
  func digits(_ count: Int) -> String { String(format: "%.\(count)g", self) }

  /// A share with four decimals, or as many as tell it from 0 and 1; a dash where it is not a
  /// number.
  var short: String { isNaN ? "–" : share(decimals: 4) }
}
