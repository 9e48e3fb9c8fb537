public import ArgumentParser
import NetworkFiles
public import NetworkPictures
import Plots

/// `matkit plot FILE… -o OUT`, or `--terminal`
struct PlotCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw what a .mat file holds: to an SVG, PNG or PDF file, or to the terminal.",
    discussion: """
      What is drawn is told by what is found:
        a trained network         decision regions, its points, the loss curve
        a regression              its answers, the loss curve
        what fit -o wrote         the curve with its bands, the residuals
        a network, then points    the same with these points over the regions
        several networks          their losses in one figure
        a grid                    decision regions with X and y over it
        N×2 matrices, X with y    points, one class an item
        a vector                  a line; two of one length, a pair
        a matrix                  a heat map
        X of 3 or more features   each against each other, in pairs
        what evaluate -o wrote    confusion matrix, ROC and calibration
        confusion, roc, sweeps    what they are called (see the documentation)
      and --as says it otherwise. --log, --xlim, --ylim and labels are for the loss
      where it stands beside something else:
        matkit plot trained.mat -o trained.svg
        matkit plot class1.mat class2.mat --theme dark -o points.png
        matkit plot bfgs.mat lbfgs.mat --as loss --log y -o losses.pdf
        matkit plot trained.mat test1.mat test2.mat --as roc --terminal
        matkit plot trained.mat --features d.mat:meas --labels d.mat:species -o t.svg
        matkit plot trained.mat --as dependence -o along-features.svg
        matkit plot scores.mat --as importance    (of evaluate --importance -o)
        matkit plot best.mat --as sweep               (of train --folds)
        matkit plot results/*.mat --as sweep --x l2   (of several networks)
        matkit plot 'data.mat:runs(2).signal' --terminal
      """)

  @Argument(
    help: ArgumentHelp(
      "What to draw, file.mat[:path][=label], a class or a run an item.", valueName: "FILE"))
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "Samples to draw, or to draw a network's answers for, a sample a row.", valueName: "F.mat:X"))
  var features: String?

  @Option(help: ArgumentHelp("The label of each of them.", valueName: "F.mat:y"))
  var labels: String?

  @Option(
    help: ArgumentHelp("In place of labels the numbers to answer.", valueName: "F.mat:T"))
  var targets: String?

  @OptionGroup var lie: SampleOrderOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The picture to write: its ending, .svg, .png or .pdf, tells the format.", valueName: "OUT"))
  var output: String?

  @Flag(help: "Draw with Unicode blocks in the terminal's colours; none where NO_COLOR is set.")
  var terminal = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What to draw: \(PictureKind.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var kind: PictureKind?

  @OptionGroup(title: "Look") var look: LookOptions

  @Option(name: .customLong("x"), help: "The column of a sweep along the axis.")
  var sweepX: String?

  @Option(name: .customLong("y"), help: "The column of a sweep that is measured.")
  var sweepY: String?

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard labels == nil || targets == nil else {
      throw ValidationError(
        "--labels is for classification and --targets for regression; give one of them.")
    }
    guard (features == nil) == (labels == nil && targets == nil) else {
      throw ValidationError("--features goes together with --labels or --targets.")
    }
    guard features != nil || lie.samplesIn == nil && !lie.oneHot else {
      throw ValidationError(
        "\(lie.oneHot ? "--one-hot" : "--samples-in") is of --features; give both, or neither.")
    }
    guard !files.isEmpty || features != nil else {
      throw ValidationError(
        "Name what to draw: a .mat file, or --features F.mat:X --labels F.mat:y.")
    }
    guard output != nil || terminal else {
      throw ValidationError("Say where to draw: -o OUT.svg, .png or .pdf, or --terminal.")
    }
    guard output != nil || look.size == nil else {
      throw ValidationError("--size is for -o; in the terminal a picture fills the screen.")
    }
    if let output, PictureFormat(path: output) == nil {
      throw ValidationError("\(output) does not end in .svg, .png or .pdf.")
    }
  }

  func filesRead() -> [String] {
    (files + [features, labels, targets].compactMap(\.self)).map(dataFile)
  }
  func filesWritten() -> [OutputFile] { OutputFile.optional(output, "-o") }

  func run() throws {
    var picture = Picture(
      of: try files.map { text in try DataArgument(parsing: text) }, as: kind, look.look)
    picture.sweepColumns = (sweepX, sweepY)
    if features != nil {
      picture.samples = try lie.applied(
        to: SampleSource(items: [], features: features, labels: labels, targets: targets)
      ).read()
    }
    let figure = try picture.figure()
    for (count, reason) in [
      (
        figure.unplacedPointCount,
        "with a coordinate of 0 or less, which a logarithmic axis has no place for"
      ), (figure.nonFinitePointCount, "with a coordinate that is NaN or infinite"),
    ] where count > 0 {
      try StandardStream.error.print(
        "matkit: not drawn: \(count) point\(count == 1 ? "" : "s") \(reason)")
    }
    if terminal { try StandardStream.output.write(try TerminalScreen().text(of: figure)) }
    if let output, let format = PictureFormat(path: output) {
      try figure.write(to: output, as: format)
      try StandardStream.output.print("Written to \(output).")
    }
  }
}

extension PictureKind: ExpressibleByArgument {}
