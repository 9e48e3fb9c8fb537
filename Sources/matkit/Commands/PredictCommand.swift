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
      where classes have names. Of several labels a sample, P is N×K and label the
      logical N×K of those predicted. For a regression P is what is answered.
        matkit predict trained.mat new.mat -o answers.mat
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @Argument(
    help: ArgumentHelp(
      "The points: file.mat[:variable]; without a variable what fits the network.",
      valueName: "DATA"))
  var data: String

  @OptionGroup var lie: SampleOrderOptions

  @OptionGroup var output: OutputOption
  @OptionGroup var reading: ReadingOptions

  func filesRead() -> [String] { [weights, dataFile(data)] }
  func filesWritten() -> [OutputFile] { output.files }

  func run() throws {
    let network = try SavedNetwork(MATFile(weights, decoding: .ofSamples))
    let data = try TrainingData(
      unlabelled: DataArgument(parsing: data), inputs: network.network.inputCount,
      order: lie.samplesIn, spreadsText: lie.oneHot)
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
        variables["label_name"] = Matrix(column: classes.map { names[$0].matValue }).matValue
      }
      let counts = network.classTitles.enumerated().map { index, title in
        "\(title): \(classes.count { $0 == index })"
      }
      summary = "\(classes.count) samples, predicted \(counts.joined(separator: ", "))."
    }
    try MATFile.write(variables, to: output.path)
    try StandardStream.output.print(lines: [summary, "Written to \(output.path)."])
  }
}
