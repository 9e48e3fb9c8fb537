import ArgumentParser
import NetworkFiles
import MATFiles
import Matrices
import OrderedCollections

/// `matkit grid WEIGHTS DATA… -o OUT`
struct GridCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "Apply a trained network to a grid over points and write it, ready for contourf.",
    discussion: """
      OUT has grid (xx, yy, Z as meshgrid lays them out; for K classes also P and
      label), X and y, and with --octave the network.
        matkit grid trained.mat class1.mat class2.mat --step 0.02 -o grid.mat
      and in MATLAB or Octave: load grid.mat, contourf(grid.xx, grid.yy, grid.Z)
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @OptionGroup(title: "Samples") var data: DataOptions

  @Option(help: ArgumentHelp("The distance of neighbouring points.", valueName: "h"))
  var step = DecisionGrid.standardStep

  @Option(help: ArgumentHelp("How far the grid goes beyond the points.", valueName: "p"))
  var padding = DecisionGrid.standardPadding

  @OptionGroup var output: OutputOption
  @OptionGroup var octave: OctaveOption

  func filesRead() -> [String] { [weights] + data.files }
  func filesWritten() -> [OutputFile] { output.files + octave.files(beside: output.path) }

  func run() throws {
    try octave.checkReplaceable(beside: output.path)
    let network = try SavedNetwork(MATFile(weights, decoding: .ofSamples))
    let data = try data.read()
    let grid = try GridResult(
      network, on: DecisionGrid(over: data.points, step: step, padding: padding))
    // The network goes with its grid where functions are written that recompute it.
    var variables = octave.octave ? try network.variables : [:]
    variables["grid"] = grid.matValue
    variables["X"] = data.points.matValue
    variables["y"] = data.answersValue
    try MATFile.write(variables, to: output.path)
    try StandardStream.output.print(lines: data.told)
    try StandardStream.output.print("\(grid.xx.rowCount)×\(grid.xx.columnCount) points.")
    try StandardStream.output.print("Written to \(output.path).")
    try octave.write(beside: output.path)
  }
}
