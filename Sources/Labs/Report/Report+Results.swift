import Foundation
import Matrices
import Networks
import Plots

// The sections about what came out: the summary, decision regions, loss, confusion and metrics.

extension Report {
  private var network: SavedNetwork { result.network }
  private var names: [String] { network.classes.map(\.formatted) }

  /// The numbers that matter, and a warning where the network says the same of every sample.
  var summary: HTML {
    let confusion = evaluation.confusion
    let facts: [(String, String)] = [
      (
        "Accuracy",
        "\(confusion.accuracy.short) (\(confusion.correctCount) of \(confusion.sampleCount))"
      ),
      ("Loss", result.training.loss.digits(6)),
      ("Network", "\(network.network)"),
      ("Training", "\(result.training.method), \(result.training.iterations) iterations"),
    ]
    let items = facts.map { name, value -> HTML in "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
    let isSpread = (0..<confusion.counts.columnCount).count { column in
      confusion.counts.column(column).contains { $0 > 0 }
    }
    let warning: HTML =
      isSpread > 1
      ? ""
      : """
      <p class="warning"><strong>Not trained.</strong> Every sample gets the same answer. Try a smaller \
      λ, more starts, or tanh.</p>
      """
    return "<dl class=\"key\">\(items)</dl>\(warning)"
  }

  func decisionSection(_ pictures: ReportPictures) throws -> HTML? {
    guard let panel = pictures.decision else { return nil }
    let areas = ReportPictures.figure(of: panel, .light).plotAreas
    guard let area = areas.first else { return nil }
    let wrong = evaluation.confusion.sampleCount - evaluation.confusion.correctCount
    let text =
      "The plane divided into the regions that the network takes for the classes "
      + "\(names.joined(separator: ", ")), with \(result.data.labels.count) points, \(wrong) of them"
      + " in a wrong region."
    let figure = try ReportPictures.figure(
      panel, id: "decision", about: text,
      caption: "Point at the regions, or type a point, and the network answers.")
    let middle = [area.xLimits, area.yLimits].map { ($0.lowerBound + $0.upperBound) / 2 }
    return """
      <section aria-labelledby="h-decision">
      <h2 id="h-decision">Decision</h2>
      \(figure)
      <div class="try">
      <label>x₁ <input id="x1" inputmode="decimal" value="\(middle[0].digits(3))"></label>
      <label>x₂ <input id="x2" inputmode="decimal" value="\(middle[1].digits(3))"></label>
      </div>
      <output id="answer" for="x1 x2"></output>
      <script type="application/json" id="network">\(HTML(markup: try networkJSON(area)))</script>
      <script>
      \(HTML(markup: Self.script))
      </script>
      </section>

      """
  }

  func lossSection(_ pictures: ReportPictures) throws -> HTML? {
    guard let panel = pictures.loss, let first = network.lossHistory.first,
      let last = network.lossHistory.last
    else { return nil }
    let text =
      "The loss at each of \(network.lossHistory.count - 1) iterations, from \(first.digits(4)) to"
      + " \(last.digits(4))."
    return """
      <section aria-labelledby="h-loss">
      <h2 id="h-loss">Loss</h2>
      \(try ReportPictures.figure(panel, id: "loss", about: text, caption: "\(text)"))
      </section>

      """
  }

  var confusionSection: HTML {
    let counts = evaluation.confusion.counts
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

  var metricsSection: HTML {
    let shown = min(names.count, Self.classLimit)
    let rows = evaluation.confusion.classReports.prefix(shown).enumerated().map {
      index, report -> HTML in
      """
      <tr><th scope="row">\(names[index])</th><td>\(report.precision.short)</td>\
      <td>\(report.recall.short)</td><td>\(report.f1.short)</td><td>\(report.support)</td></tr>
      """
    }
    return """
      <section aria-labelledby="h-metrics">
      <h2 id="h-metrics">Metrics</h2>
      <p>Accuracy \(evaluation.confusion.accuracy.digits(6)), mean cross-entropy \
      \((evaluation.crossEntropy ?? .nan).digits(6)), both over the points that the file holds.</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="h-metrics">
      <table><thead><tr><th scope="col">class</th><th scope="col">precision</th>\
      <th scope="col">recall</th><th scope="col">F1</th><th scope="col">samples</th></tr></thead>
      <tbody>\(rows)</tbody></table>
      </div>
      </section>

      """
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

  /// The network for the page's script, and where the plot stands in its picture.
  private func networkJSON(_ area: PlotArea) throws -> String {
    struct Layer: Encodable {
      let W: [[Double]]
      let b: [Double]
      let activation: String
    }
    struct Area: Encodable {
      let figure, x, y, width, height: Double
      let xLimits, yLimits: [Double]
    }
    struct Page: Encodable {
      let mu, sigma: [Double]
      let classes: [String]
      let layers: [Layer]
      let area: Area
    }
    let trained = network.trained
    let layers = trained.weights.indices.map { k in
      Layer(
        W: (0..<trained.weights[k].rowCount).map { trained.weights[k].row($0) },
        b: trained.biases[k], activation: network.network.layers[k].activation.rawValue)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(
      Page(
        mu: network.mu, sigma: network.sigma, classes: names, layers: layers,
        area: Area(
          figure: ReportPictures.width, x: area.x, y: area.y, width: area.width,
          height: area.height, xLimits: [area.xLimits.lowerBound, area.xLimits.upperBound],
          yLimits: [area.yLimits.lowerBound, area.yLimits.upperBound])))
    // Inside a script nothing but `</` and `<!--` is markup; JSON may write `<` another way.
    return String(decoding: json, as: UTF8.self).replacingOccurrences(of: "<", with: "\\u003c")
  }
}

extension Double {
  /// With so many significant digits, as C's `%g` writes it.
  func digits(_ count: Int) -> String { String(format: "%.\(count)g", self) }

  /// A share with four decimals; a dash where it is not a number.
  var short: String { isNaN ? "–" : String(format: "%.4f", self) }
}
