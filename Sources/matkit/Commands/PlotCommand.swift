import ArgumentParser
import Labs
import MATFiles
import Plots

/// `matkit plot FILE… -o OUT`
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a trained network or points to an SVG, PNG or PDF file.",
    discussion: """
      A file that matkit train wrote gives its decision regions with the points over
      them, wrong ones ringed, and its loss curve. Files of points give a scatter
      plot, one class an item, as in matkit train.
        matkit plot trained.mat -o trained.svg
        matkit plot class1.mat class2.mat -o points.png
      """)

  @Argument(
    help: ArgumentHelp(
      "A trained network's file, or points: file.mat[:variable][=label].", valueName: "FILE"))
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The picture to write: its ending, .svg, .png or .pdf, tells the format."))
  var output: String

  @Option(help: "What stands above the picture.")
  var title: String?

  func validate() throws {
    guard PictureFormat(path: output) != nil else {
      throw ValidationError("\(output) does not end in .svg, .png or .pdf.")
    }
  }

  func run() throws {
    guard let format = PictureFormat(path: output) else { return }
    try figure().write(to: output, as: format)
    print("Written to \(output).")
  }

  private func figure() throws -> Figure {
    let arguments = try files.map { text in try DataArgument(parsing: text) }
    if arguments.count == 1, arguments[0].variable == nil {
      let file = try MATFile(arguments[0].file)
      if file.variable(named: "net") != nil {
        return try .network(LabResult(file), title: title)
      }
    }
    return try .points(LabData(arguments), title: title)
  }
}
