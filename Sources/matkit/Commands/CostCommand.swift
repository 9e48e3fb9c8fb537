import ArgumentParser
import MATFiles
import NetworkFiles
import Networks

/// `matkit cost WEIGHTS DATA…`
struct CostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Compute what a network's weights cost on samples, without and with the penalty.",
    discussion: """
      Any file with weights will do: what matkit train wrote, Theta1 and Theta2 of a
      course, W and b, or IW, LW and b of MATLAB's shallow networks. The loss is that
      which the file records, else what fits its outputs: of several sigmoid outputs
      the sum of their binary cross-entropies, as sheets after Andrew Ng have it.
        matkit cost trained.mat class1.mat class2.mat
        matkit cost ex4weights.mat ex4data1.mat --l2-over-2n 1
      """)

  @Argument(help: ArgumentHelp("A file with a network's weights.", valueName: "WEIGHTS"))
  var weights: String

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Samples") var weight: WeightOption
  @OptionGroup(title: "Loss") var options: LossOptions

  func run() throws {
    let file = try MATFile(weights)
    let network = try SavedNetwork(file)
    let job = try options.job(network, file, weight.applied(to: data.read()))
    let cost = try job.cost()
    let count = job.data.points.rowCount
    let reduction = job.settings.reduction == .mean ? "mean over" : "sum over"
    let lambdas = job.settings.penalty
    var penalty =
      "Penalty   \(cost.penalty.significant(12)), \(TrainingReport.penalty(lambdas))"
    if lambdas.l2.count == 1, lambdas.l2[0] > 0 {
      let over2N = lambdas.l2[0] * 2 * Double(count)
      penalty += ", as sheets with λ/(2m) have λ = \(over2N.significant(6))"
    }
    try StandardStream.output.print(
      lines: job.data.told + [
        "Network   \(job.network), \(job.network.parameterCount) parameters",
        "Loss      \(cost.loss.significant(12)), \(job.minimizedLoss.name), the \(reduction)"
          + " \(count) samples",
        penalty, "Cost      \(cost.total.significant(12)), both together",
      ])
  }
}
