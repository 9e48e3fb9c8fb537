import NetworkFiles
import Networks
import Plots

// The sections about why: which samples are wrong, and what features are worth.

extension Report {
  /// The surest mistakes; nil where there are none.
  var wrongSection: HTML? {
    guard case .classes(let evaluation) = outcome else { return nil }
    let wrong = evaluation.wrong
    guard !wrong.places.isEmpty else { return nil }
    let shown = min(wrong.places.count, 20)
    let rows = (0..<shown).map { row in
      let (label, prediction) = (wrong.labels[row], wrong.predictions[row])
      return Self.row(
        "\(wrong.places[row] + 1)",
        [
          names[label], names[prediction], wrong.answers[row, prediction].short,
          wrong.answers[row, label].short,
        ])
    }
    let some = shown < wrong.places.count ? "The \(shown) surest of them" : "They are"
    return """
      <section aria-labelledby="h-wrong">
      <h2 id="h-wrong">Wrong samples</h2>
      <p class="note">\(wrong.places.count) of \(evaluation.confusion.sampleCount) samples are taken for another \
      class. \(some), by their rows in <code>X</code>, the surest first.</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="h-wrong">
      <table><thead><tr><th scope="col">sample</th><th scope="col">class</th>\
      <th scope="col">taken for</th><th scope="col">answer</th>\
      <th scope="col">of its class</th></tr></thead>
      <tbody>\(rows)</tbody></table>
      </div>
      </section>

      """
  }

  /// The importance of features, where it was computed.
  var importanceSection: HTML? {
    get throws {
      guard let importance else { return nil }
      let text =
        "By how much the \(importance.score.rawValue) falls when the values of a feature are exchanged among the"
        + " samples, the mean of \(importance.importance.drops.columnCount) times with its spread."
      return try curveSection(
        DrawnImportance(importance.importance).panel(), id: "importance",
        title: "Importance of features", text)
    }
  }

  /// The importance of the features of samples, where it takes no more than a second or so and there is more than one.
  static func affordableImportance(_ result: NetworkFile) throws -> FeatureImportance? {
    let (points, network) = (result.data.points, result.network)
    let work =
      Double(points.count) * Double(network.network.parameterCount) * Double(repeats)
    guard points.columnCount > 1, work <= 3e8 else { return nil }
    return try network.importance(on: result.data, repeats: repeats, seed: 0)
  }

  private static let repeats = 5
}
