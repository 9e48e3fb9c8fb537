import ArgumentParser
import Foundation
import MATFiles
import NetworkFiles
import Networks

/// `matkit import WEIGHTS -o OUT`
struct ImportCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring a network of another program along: ONNX, NumPy's .npz, or safetensors.",
    discussion: """
      Of an ONNX model the layers are followed from what goes in: Gemm, or MatMul and
      Add, with an activation, as PyTorch and skl2onnx write multilayer perceptrons.
        matkit import model.onnx -o model.mat
        matkit import logits.onnx --output-activation softmax -o model.mat

      Arrays W1, b1, … as matkit export writes them; coefs_0, intercepts_0, … of
      scikit-learn; …weight and …bias of PyTorch's linear layers. What the file does
      not say of activations is said here. OUT has the network as train writes it.
        matkit import net.npz -o net.mat
        matkit import mlp.npz --activation relu --output-activation softmax -o mlp.mat
        matkit import model.safetensors --activation tanh \\
          --output-activation identity -o model.mat

      From scikit-learn:
        numpy.savez("mlp.npz",
          **{f"coefs_{i}": W for i, W in enumerate(mlp.coefs_)},
          **{f"intercepts_{i}": b for i, b in enumerate(mlp.intercepts_)})
      """)

  @Argument(help: ArgumentHelp("The .onnx, .npz or safetensors file.", valueName: "WEIGHTS"))
  var weights: String

  @Option(
    help: ArgumentHelp(
      "The activation of the hidden layers, one, or one a layer: \(ActivationList.names).",
      valueName: "names"))
  var activation: ActivationList?

  @Option(
    help: ArgumentHelp(
      "That of the output layer: identity, sigmoid or softmax.", valueName: "name"))
  var outputActivation: Activation?

  @OptionGroup var output: OutputOption

  func filesRead() -> [String] { [weights] }
  func filesWritten() -> [OutputFile] { output.files }

  func run() throws {
    guard let bytes = FileManager.default.contents(atPath: weights) else {
      throw ToolError(
        .noInput, "\(weights): the file cannot be read; check its name and folder")
    }
    let network = try SavedNetwork(
      importing: Array(bytes), named: weights, activations: activation?.activations,
      output: outputActivation)
    try MATFile.write(network.variables, to: output.path)
    try StandardStream.output.print(lines: [
      "Network   \(network.network), \(network.network.parameterCount) parameters",
      network.isRegression
        ? "Answers   \(network.network.outputCount) numbers"
        : "Classes   \(network.classTitles.joined(separator: ", "))",
      "Written to \(output.path).",
    ])
  }
}
