import ArgumentParser
import NetworkFiles
import MATFiles
import Matrices
import OrderedCollections

/// `matkit predict WEIGHTS DATA -o OUT`
struct PredictCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Apply a trained network to points and write its answers to a .mat file.",
    discussion: """
      OUT has X, the points; P, the probability of the second class (N×1), or of each
      of K classes (N×K); and label, the most probable class of each, with label_name
      where classes have names. For a regression P is what is answered.
        matkit predict trained.mat new.mat -o answers.mat
        matkit predict trained.mat new.mat --as table -o answers.mat

      As a table, OUT has predictions with these as its columns, a sample a row: an
      object of MATLAB's, which Octave does not read.
      """)

  /// How the answers are written.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case arrays, table
  }

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @Argument(help: ArgumentHelp("The points: file.mat[:variable].", valueName: "DATA"))
  var data: String

  @Option(name: .customLong("as"), help: "Write the answers as arrays or as one table.")
  var form = Form.arrays

  @OptionGroup var output: OutputOption
  @OptionGroup var reading: ReadingOptions

  func filesRead() -> [String] { [weights, dataFile(data)] }
  func filesWritten() -> [OutputFile] { output.files }

  func run() throws {
    let network = try SavedNetwork(MATFile(weights, decoding: .ofSamples))
    let argument = try DataArgument(parsing: data)
    try argument.checkUnlabelled()
    let data = try TrainingData([argument])
    let P = try network.outputs(for: data.points, from: data.source)
    var variables: OrderedDictionary<String, MATValue> = [
      "X": data.points.matValue, "P": P.matValue,
    ]
    var summary = "\(P.rowCount) samples, \(P.columnCount) numbers predicted for each."
    if !network.isRegression {
      let classes = network.network.classes(ofOutputs: P)
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
    if form == .table {
      let columns = variables.mapValues { $0 as any MATWritable }
      variables = ["predictions": try MATTable(columns).matValue]
    }
    try MATFile.write(variables, to: output.path)
    try StandardStream.output.print(lines: [summary, "Written to \(output.path)."])
  }
}
