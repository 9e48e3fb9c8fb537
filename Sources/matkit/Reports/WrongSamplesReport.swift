import NetworkFiles

/// What is printed of the samples that were taken for another class.
struct WrongSamplesReport {
  let lines: [String]

  /// The surest mistakes, at most so many.
  init(_ wrong: WrongSamples, titles: [String], most: Int) {
    let count = wrong.places.count
    guard count > 0, most > 0 else {
      lines = []
      return
    }
    let shown = min(count, most)
    let rows = (0..<shown).map { row in
      let (label, prediction) = (wrong.labels[row], wrong.predictions[row])
      return [
        "\(wrong.places[row] + 1)", titles[label], titles[prediction],
        wrong.answers[row, prediction].significant(4), wrong.answers[row, label].significant(4),
      ]
    }
    let some = shown < count ? ", of which these \(shown) are the surest" : ", the surest first"
    lines =
      ["Wrong          \(count) sample\(count == 1 ? "" : "s")\(count == 1 ? "" : some)"]
      + TextTable([["sample", "label", "taken for", "answer", "of its label"]] + rows).lines
  }
}

/// What is printed of the importance of features.
struct ImportanceReport {
  let lines: [String]

  /// The most important first, at most 50: nobody reads more, and `-o` writes all.
  init(_ found: FeatureImportance) {
    let importance = found.importance
    let (means, deviations) = (importance.means, importance.deviations)
    let shown = importance.order.prefix(50)
    let rows = shown.map {
      ["\($0 + 1)", means[$0].significant(4), "± \(deviations[$0].significant(2))"]
    }
    let rest =
      means.count > shown.count ? [", the first \(shown.count) of \(means.count)"].joined() : ""
    lines =
      [
        "Importance     how far the \(found.score.rawValue), \(importance.score.significant(6)), falls when a"
          + " feature is exchanged\(rest)"
      ] + TextTable([["feature", "fall", ""]] + rows).lines
  }
}
