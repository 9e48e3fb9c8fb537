extension TrainingMethod {
  /// An option of a training that some methods take and the others know nothing of. The raw value
  /// is the name on the command line.
  public enum Option: String, CaseIterable, Sendable {
    /// The length of a step.
    case stepSize = "--step-size"
    /// The momentum coefficient.
    case momentum = "--momentum"
    /// What share of the weights a step takes off.
    case weightDecay = "--weight-decay"
    /// The samples that a step is taken from.
    case batchSize = "--batch-size"

    /// The methods that take the option: the one table that parsing, help and checks are made from.
    public var methods: [Name] {
      switch self {
      case .stepSize, .batchSize: [.gradientDescent, .momentum, .nesterov, .adam, .adamW]
      case .momentum: [.momentum, .nesterov]
      case .weightDecay: [.adamW]
      }
    }
  }
}

extension TrainingMethod.Name {
  /// Whether the method takes the option.
  public func takes(_ option: TrainingMethod.Option) -> Bool { option.methods.contains(self) }

  /// The step where none is given.
  public var standardStepSize: Double { [.adam, .adamW].contains(self) ? 0.001 : 0.01 }

  /// The momentum where none is given.
  public static let standardMomentum = 0.9

  /// The decay where none is given.
  public static let standardWeightDecay = 0.01
}

extension [TrainingMethod.Name] {
  /// The names as a sentence lists them: `momentum and nesterov`.
  public var listed: String {
    let names = map(\.rawValue)
    guard let last = names.last, names.count > 1 else { return names.first ?? "no method" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
