import ArgumentParser
import MATFiles
import NetworkFiles
import Networks

/// `matkit explain WEIGHTS DATA… --sample n`
struct ExplainCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show one sample's way through a network and back: a, z, δ and every ∂E/∂W.",
    discussion: """
      Layer by layer the weighted sums a = W z + b, the outputs z = f(a), and the
      derivatives of that sample's loss E: δ = ∂E/∂a, which is ∂E/∂b, and ∂E/∂W = δ zᵀ
      with the z of the layer before, a row a unit: what an exercise on
      backpropagation asks for by hand. The penalty has no part in it.
        matkit explain trained.mat class1.mat class2.mat --sample 3
        matkit explain ex4weights.mat ex4data1.mat --sample 1 -o first.mat

      With -o the numbers go into a .mat file as the struct explanation: x, loss, and
      cells with a column or a matrix a layer, a, z, delta, dW and db.
      """)

  @Argument(help: ArgumentHelp("A file with a network's weights.", valueName: "WEIGHTS"))
  var weights: String

  @OptionGroup(title: "Samples") var data: DataOptions

  @Option(help: ArgumentHelp("The sample's number, from 1 as rows are counted.", valueName: "n"))
  var sample: Int

  @OptionGroup(title: "Loss") var loss: LossChoice

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The .mat file to write, whole or not at all.", valueName: "OUT"))
  var output: String?

  @Option(help: ArgumentHelp("The significant digits of a number.", valueName: "n"))
  var digits = 6

  func validate() throws {
    guard sample > 0 else { throw ValidationError("--sample is \(sample); give 1 or more.") }
    guard (1...17).contains(digits) else {
      throw ValidationError("--digits is \(digits); give 1 to 17.")
    }
  }

  func filesRead() -> [String] { [weights] + data.files }
  func filesWritten() -> [OutputFile] { OutputFile.optional(output, "-o") }

  func run() throws {
    let file = try MATFile(weights)
    let network = try SavedNetwork(file)
    var settings = try TrainingSettings(recordedWith: network, in: file)
    if let chosen = loss.chosen { settings.loss = chosen }
    let job = try TrainingJob(settings.ofAllSamples, data.read(), from: network)
    let explanation = try job.explanation(ofSample: sample)
    var lines = ExplanationReport(explanation, of: job, sample: sample, digits: digits).lines
    if let output {
      try MATFile.write(["explanation": explanation.matValue], to: output)
      lines.append("Written to \(output).")
    }
    try StandardStream.output.print(lines: lines)
  }
}
