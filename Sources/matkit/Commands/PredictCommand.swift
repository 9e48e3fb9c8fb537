import ArgumentParser
import NetworkFiles
import MATFiles
import Matrices
import OrderedCollections

/// `matkit predict WEIGHTS DATA -o OUT`
struct PredictCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Apply a trained network or a fit to points and write its answers to a file.",
    discussion: """
      OUT has X, the points; P, the probability of the second class (N×1), or of each
      of K classes (N×K); and label, the most probable class of each, with label_name
      where classes have names. Of several labels a sample, P is N×K and label the
      logical N×K of those predicted. For a regression P is what is answered.
        matkit predict trained.mat new.mat -o answers.mat
        matkit predict trained.mat new.mat --as table -o answers.mat

      As a table, OUT has predictions with these as its columns, a sample a row: an
      object of MATLAB's, which Octave does not read.

      Of a fit that matkit fit wrote, P is the curve, lower and upper the confidence
      band, observation_lower and observation_upper that of a further measurement.
        matkit predict fit.mat new.mat:x -o curve.mat
      """)

  /// How the answers are written.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case arrays, table
  }

  @Argument(help: ArgumentHelp("A file that matkit train or fit wrote.", valueName: "WEIGHTS"))
  var weights: String

  @Argument(
    help: ArgumentHelp(
      "The points: file.mat[:variable]; without a variable what fits the network.",
      valueName: "DATA"))
  var data: String

  @Option(name: .customLong("as"), help: "Write the answers as arrays or as one table.")
  var form = Form.arrays

  @OptionGroup var lie: SampleOrderOptions

  @OptionGroup var output: OutputOption
  @OptionGroup var reading: ReadingOptions

  func filesRead() -> [String] { [weights, dataFile(data)] }
  func filesWritten() -> [OutputFile] { output.files }

  func run() throws {
    let argument = try DataArgument(parsing: data)
    let file = try MATFile(weights, decoding: .ofSamples)
    if let fit = try SavedFit(file) {
      try argument.checkUnlabelled()
      return try predict(fit, at: argument)
    }
    let network = try SavedNetwork(file)
    let data = try TrainingData(
      unlabelled: argument, inputs: network.network.inputCount, order: lie.samplesIn,
      spreadsText: lie.oneHot)
    let P = try network.outputs(for: data.points, from: data.source)
    var variables: OrderedDictionary<String, MATValue> = [
      "X": data.points.matValue, "P": P.matValue,
    ]
    var summary = "\(P.rowCount) samples, \(P.columnCount) numbers predicted for each."
    if network.isMultiLabel {
      let labels = network.labelSets(ofOutputs: P)
      variables["label"] = labels.matValue
      let counts = network.classTitles.enumerated().map { index, title in
        "\(title): \(labels.column(index).count { $0 })"
      }
      summary = "\(P.rowCount) samples, predicted labels \(counts.joined(separator: ", "))."
    } else if !network.isRegression {
      let classes = network.classes(ofOutputs: P)
      variables["label"] = Matrix(column: classes.map { network.classes[$0] }).matValue
      if let names = network.classNames {
        let texts = classes.map { names[$0] }
        variables["label_name"] =
          form == .table
          ? .string(MATStringArray(size: [texts.count, 1], elements: texts))
          : Matrix(column: texts.map(\.matValue)).matValue
      }
      let counts = network.classTitles.enumerated().map { index, title in
        "\(title): \(classes.count { $0 == index })"
      }
      summary = "\(classes.count) samples, predicted \(counts.joined(separator: ", "))."
    }
    try write(variables, summary)
  }

  /// Writes the answers in the form that was asked for.
  private func write(_ answers: OrderedDictionary<String, MATValue>, _ summary: String) throws {
    var variables = answers
    if form == .table {
      let columns = answers.mapValues { $0 as any MATWritable }
      variables = ["predictions": try MATTable(columns).matValue]
    }
    try MATFile.write(variables, to: output.path)
    try StandardStream.output.print(lines: [summary, "Written to \(output.path)."])
  }

  /// The curve of a fit with its bands.
  private func predict(_ saved: SavedFit, at argument: DataArgument) throws {
    let points = try saved.points(argument)
    try write(
      saved.bands(at: points, named: ("X", "P")), "\(points.rowCount) points of the curve.")
  }
}
