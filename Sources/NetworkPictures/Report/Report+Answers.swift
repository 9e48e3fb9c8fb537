import Foundation
import Matrices
import NetworkFiles
import Networks
import Plots

// The section where the network answers: its picture, the fields to type into, and what the page's script
// needs.

extension Report {
  private var network: SavedNetwork { result.network }

  /// The decision regions, or what a regression answers, with the answer under the pointer; nil where there
  /// is no such picture.
  func answerSection(_ pictures: ReportPictures) throws -> HTML? {
    guard let panel = pictures.answers,
      let area = ReportPictures.figure(of: panel, .light).plotAreas.first
    else { return nil }
    let limits = [area.xLimits, area.yLimits].prefix(network.network.inputCount)
    let fields = limits.enumerated().map { index, limits -> HTML in
      let middle = (limits.lowerBound + limits.upperBound) / 2
      let name = index == 0 ? "x₁" : "x₂"
      return """
        <label>\(name) <input id="x\(index + 1)" inputmode="decimal" value="\(middle.digits(3))"></label>

        """
    }
    let ids = limits.indices.map { "x\($0 + 1)" }.joined(separator: " ")
    let figure = try ReportPictures.figure(
      panel, id: "decision", about: answerText,
      caption: "Point at the picture, or type a point, and the network answers.")
    return """
      <section aria-labelledby="h-decision">
      <h2 id="h-decision">\(network.isRegression ? "Answers" : "Decision")</h2>
      \(figure)
      <div class="try">
      \(fields)</div>
      <output id="answer" for="\(ids)"></output>
      <script type="application/json" id="network">\(HTML(markup: try networkJSON(area)))</script>
      <script>
      \(HTML(markup: Self.script))
      </script>
      </section>

      """
  }

  /// The picture in words.
  private var answerText: String {
    switch outcome {
    case .numbers(let errors):
      return
        "What the network answers over \(network.network.inputCount == 1 ? "x₁" : "x₁ and x₂"),"
        + " with the \(errors.sampleCount) samples."
    case .labels: return "What the network answers."
    case .classes(let evaluation):
      let confusion = evaluation.confusion
      let shown = names.prefix(Self.classLimit).joined(separator: ", ")
      return
        "The plane divided into the regions that the network takes for the classes \(shown), with"
        + " \(confusion.sampleCount) points, \(confusion.sampleCount - confusion.correctCount) of them"
        + " in a wrong region."
    }
  }

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
    // Without classes the network answers numbers.
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
        mu: network.mu, sigma: network.sigma, classes: network.isRegression ? [] : names,
        layers: layers,
        area: Area(
          figure: ReportPictures.width, x: area.x, y: area.y, width: area.width,
          height: area.height, xLimits: [area.xLimits.lowerBound, area.xLimits.upperBound],
          yLimits: [area.yLimits.lowerBound, area.yLimits.upperBound])))
    // Inside a script nothing but `</` and `<!--` is markup; JSON may write `<` another way.
    return String(decoding: json, as: UTF8.self).replacingOccurrences(of: "<", with: "\\u003c")
  }
}
