import NetworkFiles
import Networks

/// What is printed of one sample's way through a network and back.
struct ExplanationReport {
  let lines: [String]

  init(_ told: Explanation<Double>, of job: TrainingJob, sample: Int, digits: Int) {
    let network = job.network
    var lines =
      job.data.told + [
        "Network   \(network)",
        "Sample    \(sample) of \(job.data.points.rowCount), \(Self.answer(job, sample))",
        "Loss      \(told.loss.significant(12)), \(job.minimizedLoss.name)",
        "Inputs    x as they enter the first layer",
      ]
    lines +=
      TextTable(
        titles: ["", "x"], names: Self.numbers(told.inputs.count), columns: [told.inputs],
        digits: digits
      ).lines
    for (index, layer) in told.layers.enumerated() {
      let shape = network.layers[index]
      let (units, inputs) = (shape.unitCount, layer.weightGradient.columnCount)
      lines.append(
        "Layer \(index + 1)   \(units) \(shape.activation.rawValue)"
          + " unit\(units == 1 ? "" : "s"), a row each; δ = ∂E/∂a = ∂E/∂b")
      lines +=
        TextTable(
          titles: ["", "a", "z", "δ"], names: Self.numbers(units),
          columns: [layer.a, layer.z, layer.delta], digits: digits
        ).lines
      lines.append("∂E/∂W\(index + 1)    \(units)×\(inputs), a row a unit, a column an input")
      lines +=
        TextTable(
          titles: [""] + Self.numbers(inputs), names: Self.numbers(units),
          columns: (0..<inputs).map { layer.weightGradient.column($0) }, digits: digits
        ).lines
    }
    self.lines = lines
  }

  private static func numbers(_ count: Int) -> [String] { (1...count).map(String.init) }

  /// What should be answered for a sample.
  private static func answer(_ job: TrainingJob, _ sample: Int) -> String {
    let data = job.data
    if let targets = data.targets {
      let numbers = targets.row(sample - 1).map { $0.significant(6) }.joined(separator: ", ")
      return data.isMultiLabel ? "labels \(numbers)" : "targets \(numbers)"
    }
    let label = data.labels[sample - 1]
    let name = data.classNames.map { $0[Int(label)] } ?? label.formatted
    return "class \(name)"
  }
}
