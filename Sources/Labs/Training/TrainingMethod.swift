public import Optimization

/// A minimiser as the tool and a lab file name it, with its own options.
public enum TrainingMethod: Hashable, Sendable {
  /// Rank-2 BFGS with a strong Wolfe search; n² numbers of memory.
  case bfgs
  /// Limited-memory BFGS with a strong Wolfe search.
  case lbfgs
  /// Steps of fixed length along the negative gradient.
  case gradientDescent(stepSize: Double)

  /// The names alone.
  public enum Name: String, CaseIterable, Sendable {
    case bfgs, lbfgs
    case gradientDescent = "gradient-descent"
  }

  /// The method's name.
  public var name: Name {
    switch self {
    case .bfgs: .bfgs
    case .lbfgs: .lbfgs
    case .gradientDescent: .gradientDescent
    }
  }

  /// The method for `minimize`.
  public var minimizer: any MinimizationMethod {
    switch self {
    case .bfgs: LineSearchMethod.bfgs
    case .lbfgs: LineSearchMethod.lbfgs
    case .gradientDescent(let stepSize): LineSearchMethod.gradientDescent(stepSize: stepSize)
    }
  }
}
