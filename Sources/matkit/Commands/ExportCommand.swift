public import ArgumentParser
import Foundation
import MATFiles
import Matrices
import NetworkFiles
public import Networks

/// `matkit export NET -o net.onnx|net.c|net.m|net.npz`
struct ExportCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Carry a trained network to other programs: ONNX, C, MATLAB and Octave, NumPy.",
    discussion: """
      The ending of OUT tells the format; each holds the standardisation of features
      and, to test itself, up to eight samples with what the network answers.
        matkit export trained.mat -o net.onnx    for onnxruntime and others
        matkit export trained.mat -o net.c       C99 and math.h: net(x, y)
        matkit export trained.mat -o net.m       a function: Y = net(X), net('test')
        matkit export trained.mat -o net.npz     W1, b1, …, as in coefs_ transposed

      A C file's test: cc -Dnet_TEST net.c -lm && ./a.out
      """)

  @Argument(help: ArgumentHelp("A file with a network's weights.", valueName: "NET"))
  var network: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, whole or not at all: .onnx, .c, .m or .npz.", valueName: "OUT"))
  var output: String

  @Option(
    help: "The numbers of an ONNX model: single, which all runtimes take, or double.")
  var precision: ModelExport.ONNXPrecision?

  @OptionGroup var reading: ReadingOptions

  /// The formats by their endings.
  enum Format: String, CaseIterable {
    case onnx, c, m, npz
  }

  private var url: URL { URL(filePath: output) }
  private var format: Format? { Format(rawValue: url.pathExtension.lowercased()) }
  private var name: String { url.deletingPathExtension().lastPathComponent }

  func validate() throws {
    guard let format else {
      throw ValidationError("\(output) does not end in .onnx, .c, .m or .npz.")
    }
    guard precision == nil || format == .onnx else {
      throw ValidationError("--precision is of .onnx files; leave it away.")
    }
    guard format == .onnx || format == .npz || ModelExport.isName(name) else {
      throw ValidationError(
        "\(output): the function in it has the file's name, and '\(name)' is no name of a function;"
          + " use letters, digits and _, a letter first.")
    }
  }

  func filesRead() -> [String] { [network] }
  func filesWritten() -> [OutputFile] { [OutputFile(output, "-o")] }

  func run() throws {
    let file = try MATFile(network)
    let saved = try SavedNetwork(file)
    let export = try saved.export(testing: Self.samples(file, saved))
    let bytes: [UInt8] =
      switch format {
      case .onnx: export.onnx(precision ?? .single)
      case .c: Array(export.cSource(name: name).utf8)
      case .m: Array(export.matlabFunction(name: name).utf8)
      case .npz, nil: export.npz()
      }
    try AtomicFile.write(bytes, to: output)
    try StandardStream.output.print(lines: [
      "Network   \(saved.network), \(saved.network.parameterCount) parameters",
      "Tests     \(export.testInputs.rowCount) samples with their outputs",
      "Written to \(output).",
    ])
  }

  /// The samples that the file holds, where there are any that fit; nil where there are none.
  private static func samples(_ file: MATFile, _ saved: SavedNetwork) -> Matrix<Double>? {
    guard file.variable(named: "X") != nil, let X: Matrix<Double> = try? file["X"],
      X.columnCount == saved.network.inputCount, X.elements.allSatisfy(\.isFinite), X.rowCount > 0
    else { return nil }
    return X
  }
}

extension ModelExport.ONNXPrecision: ExpressibleByArgument {}
