import MATFiles
import Matrices
import NetworkFiles
import Networks

// The sections about where it came from: data, network, gradient, how it was made.

extension Report {
  private var network: SavedNetwork { result.network }

  var dataSection: HTML {
    let data = result.data
    let features =
      Self.columns(data.points, name: "x")
      + (data.targets.map { Self.columns($0, name: "y") } ?? [])
    return """
      <section aria-labelledby="h-data">
      <h2 id="h-data">Data</h2>
      <p>\(data.points.rowCount) samples of \(data.points.columnCount) features, in the variables \
      <code>X</code> and <code>y</code> of <code>\(fileName)</code>.\(sampleText)</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="h-data">
      \(classTable)
      <h3>\(data.targets == nil ? "Features" : "Features and targets")</h3>
      <table><thead><tr><th scope="col">column</th><th scope="col">least</th>\
      <th scope="col">mean</th><th scope="col">most</th><th scope="col">deviation</th></tr></thead>
      <tbody>\(features)</tbody></table>
      </div>
      </section>

      """
  }

  /// The whole that the samples are some of, where the file does not hold them all.
  private var sampleText: HTML {
    guard let samples = result.samples, samples.kept == .sample else { return "" }
    let source = (samples.features + [samples.answers].compactMap(\.self)).map(\.place)
    let place: HTML = source.isEmpty ? "" : " in <code>\(source.joined(separator: ", "))</code>"
    return """
       They are a random sample of the \(samples.count) that the network was trained on\(place), and all \
      that this page says of samples is of these.
      """
  }

  /// How many samples each class has; nothing for regression.
  private var classTable: HTML {
    guard !network.isRegression, !network.isMultiLabel else { return "" }
    let counts = Dictionary(grouping: result.data.labels, by: \.self).mapValues(\.count)
    let rows = zip(network.classes, names).prefix(Self.classLimit).map { label, name in
      Self.row(name, ["\(counts[label] ?? 0)"])
    }
    return """
      <table><thead><tr><th scope="col">class</th><th scope="col">samples</th></tr></thead>
      <tbody>\(rows)</tbody></table>
      """
  }

  /// A row for each column of a matrix: least, mean, most and deviation.
  private static func columns(_ matrix: Matrix<Double>, name: String) -> [HTML] {
    (0..<min(matrix.columnCount, classLimit)).map { column in
      let values = matrix.column(column)
      let mean = values.reduce(0, +) / Double(values.count)
      let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      let numbers = [
        values.min() ?? .nan, mean, values.max() ?? .nan, spread.squareRoot(),
      ]
      return row(
        matrix.columnCount == 1 ? name : "\(name)\(column + 1)", numbers.map { $0.digits(4) })
    }
  }

  var networkSection: HTML {
    var inputs = network.network.inputCount
    let rows = network.network.layers.enumerated().map { index, layer -> HTML in
      let parameters = (inputs + 1) * layer.unitCount
      inputs = layer.unitCount
      return """
        <tr><th scope="row">\(index + 1)</th><td>\(layer.unitCount)</td>\
        <td>\(layer.activation.rawValue)</td><td>\(parameters)</td></tr>
        """
    }
    let isStandardized = network.mu.contains { $0 != 0 } || network.sigma.contains { $0 != 1 }
    return """
      <section aria-labelledby="h-network">
      <h2 id="h-network">Network</h2>
      <p>\(network.network.inputCount) inputs\(isStandardized ? ", standardised" : ""), \
      \(network.network.parameterCount) parameters.</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="h-network">
      <table><thead><tr><th scope="col">layer</th><th scope="col">units</th>\
      <th scope="col">activation</th><th scope="col">parameters</th></tr></thead>
      <tbody>\(rows)</tbody></table>
      </div>
      </section>

      """
  }

  var gradientSection: HTML {
    let verdict: HTML
    if let check = gradientCheck {
      verdict = """
        <p>At fresh initial weights the gradient by backpropagation differs from the complex step \
        by \(check.error.digits(2)), relative: it \(check.passes ? "passes" : "fails"), with \
        \(check.checkedCount) of \(network.network.parameterCount) weights compared. The weight that \
        differs most is <code>\(check.worstName)</code>: \(check.worstGradient.digits(12)) against \
        \(check.worstDifference.digits(12)).</p>
        """
    } else {
      verdict = """
        <p>There was no check: how the weights were drawn or what was minimised is not known here, or the \
        network is too large for one.</p>
        """
    }
    return """
      <section aria-labelledby="h-gradient">
      <h2 id="h-gradient">Gradient check</h2>
      \(verdict)
      </section>

      """
  }

  /// How the network does on the samples that were held out; nothing where none were.
  private var heldOutFacts: [(String, String)] {
    guard let scores = result.training.heldOut else { return [] }
    let known: [(String, Double?)] = [
      ("Held out: accuracy", scores.accuracy), ("Held out: log-loss", scores.logLoss),
      ("Held out: all labels right", scores.subsetAccuracy), ("Held out: F1", scores.f1),
      ("Held out: R²", scores.r2), ("Held out: root mean square", scores.rmse),
    ]
    return [("Held out", "\(scores.samples.count) samples, not trained on")]
      + known.compactMap { name, value in value.map { (name, $0.digits(6)) } }
  }

  var makingSection: HTML {
    let training = result.training
    let facts: [(String, String)] = [
      ("Method", training.method), ("Ended", training.reason),
      ("Iterations", "\(training.iterations)"), ("Evaluations", "\(training.evaluations)"),
      ("Minimised", training.lossFunction.isEmpty ? "not known" : training.lossFunction),
      ("Loss", training.loss.digits(12)),
      ("Largest gradient element", training.gradientNorm.digits(3)),
      ("λ", network.lambdas.map(\.formatted).joined(separator: ", ")),
      ("Initial weights", training.initialWeights), ("Precision", training.precision),
      ("Seed", "\(network.seed)"), ("Start", "\(training.start)"),
      ("Seconds", training.seconds.isNaN ? "not kept" : training.seconds.digits(3)),
      ("Data read by", training.readers.isEmpty ? "not from a file" : training.readers),
      ("Made by", "MatKit \(version)"), ("This page by", "MatKit \(matKitVersion)"),
    ]
    let rows =
      (facts + heldOutFacts).map { name, value -> HTML in
        "<tr><th scope=\"row\">\(name)</th><td>\(value)</td></tr>"
      }
      + hashes.map { name, hash -> HTML in
        "<tr><th scope=\"row\">Hash of \(name)</th><td><code>\(hash)</code></td></tr>"
      }
    return """
      <section class="wide" aria-labelledby="h-making">
      <h2 id="h-making">How it was made</h2>
      \(commandText)
      <table class="text"><tbody>\(rows)</tbody></table>
      <p class="note">The hashes are SHA-256 of what the variables mean, whatever the file's version, \
      compression and date.</p>
      </section>

      """
  }

  /// The command that makes the network again, with this file for the samples in it.
  var command: String {
    var command = result.training.command
    for (option, variable) in [("features", "X"), ("labels", "y"), ("targets", "y")] {
      let quoted = (fileName + ":" + variable).shellQuoted
      command = command.replacing(
        " --\(option) FILE:\(variable) ", with: " --\(option) \(quoted) ", maxReplacements: 1)
    }
    return command.hasSuffix(" -o OUT") ? command.dropLast(3) + "again.mat" : command
  }

  private var commandText: HTML {
    guard !result.training.command.isEmpty else {
      return "<p>The file does not say which command made it.</p>"
    }
    return """
      <p>This makes it again, with the same bits:</p>
      <pre><code>\(command)</code></pre>
      """
  }
}
