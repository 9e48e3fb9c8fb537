import NetworkFiles

/// What is printed of the moons lab: the published losses beside ours, and why the tail differs.
struct MoonsReport {
  let lines: [String]

  init(_ lab: MoonsLab) {
    let rows = lab.table.map { row in
      let verdict = row.isComparable ? (row.agrees ? "every digit" : "WRONG") : ""
      return String(row.epoch).padded(to: 6) + row.publishedText.padded(to: 16)
        + row.lossText.padded(to: 16) + "  " + verdict
    }
    let network = lab.result.network.network
    let samples = lab.result.data.labels.count
    let heading = [
      "Moons: gradient descent with step 0.01, cross-entropy summed over \(samples) samples",
      "Network   \(network), \(network.parameterCount) parameters",
      " epoch       published            here",
    ]
    let ending = [
      Self.verdict(lab),
      "From about epoch 340 the iteration amplifies rounding a hundredfold and more every twenty",
      "epochs, so that the order of additions decides, and no two machines agree on the rest:",
      "arithmetic with 80 digits does not give the published tail either.",
    ]
    let measures = [
      "Accuracy  \(lab.accuracy.share(4))",
      gradientLine(lab.gradientCheck, of: lab.result.network.network),
    ]
    lines = heading + rows + ending + HorizonReport(lab.horizon).lines + measures
  }

  private static func verdict(_ lab: MoonsLab) -> String {
    lab.reproducesPublishedTrace
      ? "The epochs 0 to 300 agree with the published losses to every digit that was printed."
      : "The epochs 0 to 300 do NOT agree with the published losses: this is a wrong result."
  }
}

extension String {
  /// The text with spaces before it, so that it is as wide as asked.
  func padded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
