import ArgumentParser
import Labs
import MATFiles
import Matrices

/// `matkit predict WEIGHTS DATA -o OUT`
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Apply a trained network to points and write its answers to a .mat file.",
    discussion: """
      OUT has X, the points; P, the probability of the second class (N×1), or of each
      of K classes (N×K); and label, the most probable class of each.
        matkit predict trained.mat new.mat -o answers.mat
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @Argument(help: ArgumentHelp("The points: file.mat[:variable].", valueName: "DATA"))
  var data: String

  @OptionGroup var output: OutputOption

  func run() throws {
    let network = try SavedNetwork(MATFile(weights))
    let data = try LabData([DataArgument(parsing: data)])
    let P = try network.outputs(for: data.points, from: data.source)
    let labels = network.labels(ofOutputs: P)
    try MATFile.write(
      ["X": data.points, "P": P, "label": Matrix(column: labels)], to: output.path)
    let counts = network.classes.map { label in
      "\(label.formatted): \(labels.count { $0 == label })"
    }
    print("\(labels.count) samples, predicted \(counts.joined(separator: ", ")).")
    print("Written to \(output.path).")
  }
}
