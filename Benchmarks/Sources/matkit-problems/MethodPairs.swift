import Optimization

/// What a method is given besides values.
enum Derivatives {
  case none
  case gradients
  /// Gradients and Hessians.
  case hessians
  /// Residuals, with their Jacobian or without.
  case jacobians
  case residuals
}

/// A method of ours and the one of SciPy's that is most like it.
struct MethodPair {
  /// As it is written in Swift.
  let name: String
  let method: any MinimizationMethod
  /// SciPy's name.
  let peer: String
  let derivatives: Derivatives
  /// Whether the page has a column for each instance.
  let isDetailed: Bool

  init(
    _ name: String, _ method: any MinimizationMethod, like peer: String,
    with derivatives: Derivatives = .gradients, isDetailed: Bool = false
  ) {
    self.name = name
    self.method = method
    self.peer = peer
    self.derivatives = derivatives
    self.isDetailed = isDetailed
  }

  /// The instances that it is tried on: with values alone, a hundred variables take too long.
  var instances: [Instance] { Instance.all.filter { derivatives != .none || $0.n <= 12 } }

  /// Runs ours from the instance's start; `nil` where there is no such problem.
  func solve(_ instance: Instance) -> Outcome? {
    guard let problem = instance.objective else { return nil }
    let residuals = ProblemResiduals(problem, at: instance.x0)
    return switch derivatives {
    case .gradients: outcome(instance, problem)
    case .hessians: outcome(instance, WithHessian(base: problem))
    case .jacobians: outcome(instance, SumOfSquares(residuals), scale: 2)
    case .residuals: outcome(instance, SumOfSquares(residuals, formula: .automatic), scale: 2)
    case .none: outcome(instance, DifferenceObjective(ValuesOfProblem(base: problem)))
    }
  }

  private func outcome(
    _ instance: Instance, _ objective: some DifferentiableObjective<Double>, scale: Double = 1
  ) -> Outcome {
    let solution = minimize(objective, from: instance.x0, using: method)
    let counts = solution.counts
    return Outcome(
      instance, value: scale * solution.value, isSuccess: solution.isSuccess,
      calls: counts.values,
      matrices: derivatives == .jacobians ? counts.gradients : counts.hessians)
  }
}

/// A problem without its gradient.
private struct ValuesOfProblem: Objective {
  var base: MoreGarbowHillstrom

  var dimension: Int { base.dimension }

  mutating func value(at x: Span<Double>) -> Double { base.value(at: x) }
}

/// The methods of the page, in its order.
var methodPairs: [MethodPair] {
  [
    MethodPair(".bfgs", .bfgs, like: "BFGS", isDetailed: true),
    MethodPair(".lbfgs", .lbfgs, like: "L-BFGS-B", isDetailed: true),
    MethodPair(".conjugateGradient", .conjugateGradient, like: "CG", isDetailed: true),
    MethodPair(".conjugateGradient(.polakRibiere)", .conjugateGradient(.polakRibiere), like: "CG"),
    MethodPair(".scaledConjugateGradient", .scaledConjugateGradient, like: "CG"),
    MethodPair(
      ".newtonConjugateGradient", .newtonConjugateGradient, like: "Newton-CG", with: .hessians),
    MethodPair(
      ".trustExact", .trustExact, like: "trust-exact", with: .hessians, isDetailed: true),
    MethodPair(
      ".trustConjugateGradient", .trustConjugateGradient, like: "trust-ncg", with: .hessians),
    MethodPair(".trustKrylov", .trustKrylov, like: "trust-krylov", with: .hessians),
    MethodPair(".dogleg", .dogleg, like: "dogleg", with: .hessians),
    MethodPair(
      ".levenbergMarquardt", .levenbergMarquardt, like: "lm", with: .jacobians, isDetailed: true),
    MethodPair(
      ".levenbergMarquardt, differences", .levenbergMarquardt, like: "lm, differences",
      with: .residuals),
    MethodPair(".nelderMead", .nelderMead, like: "Nelder-Mead", with: .none),
    MethodPair(".powell", .powell, like: "Powell", with: .none),
  ]
}
