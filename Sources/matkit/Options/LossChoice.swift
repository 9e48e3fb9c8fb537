import ArgumentParser
import NetworkFiles
import Networks

/// `--loss`, with the parameters of those losses that have one.
struct LossChoice: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is minimised: \(LossName.allCases.map(\.rawValue).joined(separator: ", ")).",
      discussion: """
        cross-entropy is of classes, by one sigmoid output or softmax outputs; binary-cross-entropy, by a \
        sigmoid output for each class or label, is what sheets after Andrew Ng have, and what several labels \
        a sample take; squared-error is half the sum of the squares of a sample's errors. hinge, with outputs \
        that are no probabilities, and focal are of classes and labels, quantile of numbers, poisson of counts. \
        What fits the data where none is named; it is printed, and is training.loss_function of OUT.
        """, valueName: "name"))
  var loss: LossName?

  @Option(
    help: ArgumentHelp(
      "Threshold of --loss huber: quadratic below, linear above (1).", valueName: "d"))
  var huberThreshold: Double?

  @Option(
    help: ArgumentHelp(
      "How much less --loss focal counts samples that are right already (2).", valueName: "γ"))
  var focalExponent: Double?

  @Option(
    help: ArgumentHelp(
      "The share of targets below what --loss quantile answers (0.5, the median).", valueName: "q"))
  var quantileLevel: Double?

  func validate() throws {
    let parameters: [(name: String, value: Double?, owner: LossName, isValid: (Double) -> Bool)] = [
      ("--huber-threshold", huberThreshold, .huber, { $0 > 0 && $0.isFinite }),
      ("--focal-exponent", focalExponent, .focal, { $0 >= 0 && $0.isFinite }),
      ("--quantile-level", quantileLevel, .quantile, { $0 > 0 && $0 < 1 }),
    ]
    for (name, value, owner, isValid) in parameters {
      guard let value else { continue }
      guard isValid(value) else {
        let wanted =
          owner == .quantile
          ? "a number between 0 and 1" : owner == .focal ? "0 or more" : "a positive number"
        throw ValidationError("\(name) is \(value); give \(wanted).")
      }
      guard loss == owner else {
        throw ValidationError(
          "\(name) is of --loss \(owner.rawValue); give both, or neither.")
      }
    }
  }

  /// The loss that was named, with its parameter.
  var chosen: BuiltInLoss? {
    switch loss {
    case nil: nil
    case .crossEntropy: .crossEntropy
    case .binaryCrossEntropy: .sigmoidCrossEntropy
    case .squaredError: .squaredError
    case .huber: .huber(threshold: huberThreshold ?? 1)
    case .hinge: .hinge
    case .focal: .focal(exponent: focalExponent ?? 2)
    case .quantile: .quantile(level: quantileLevel ?? 0.5)
    case .poisson: .poisson
    }
  }
}

/// The losses by their names.
enum LossName: String, ExpressibleByArgument, CaseIterable {
  case crossEntropy = "cross-entropy"
  case binaryCrossEntropy = "binary-cross-entropy"
  case squaredError = "squared-error"
  case huber, hinge, focal, quantile, poisson
}
