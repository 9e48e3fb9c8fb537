import Optimization

/// A method of ours and the one of SciPy's that is most like it.
struct MethodPair {
  /// As it is written in Swift.
  let name: String
  /// SciPy's name.
  let peer: String
  /// Whether the page has a column for each instance.
  let isDetailed: Bool
  /// Whether both sides get Hessians.
  let usesHessians: Bool
  let solve: (Instance) -> Outcome?

  init(
    _ name: String, _ method: any MinimizationMethod, like peer: String, isDetailed: Bool = false,
    hessian: Bool = false
  ) {
    self.name = name
    self.peer = peer
    self.isDetailed = isDetailed
    usesHessians = hessian
    solve = { instance in
      instance.objective.map { objective in
        let solution =
          hessian
          ? minimize(WithHessian(base: objective), from: instance.x0, using: method)
          : minimize(objective, from: instance.x0, using: method)
        return Outcome(
          instance, value: solution.value, isSuccess: solution.isSuccess,
          calls: solution.evaluations)
      }
    }
  }
}

extension MethodPair {
  /// The instances that it is tried on; Hessians of a hundred variables take too long here.
  var instances: [Instance] { Instance.all.filter { !usesHessians || $0.n <= 12 } }
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
      ".newtonConjugateGradient", .newtonConjugateGradient, like: "Newton-CG", hessian: true),
    MethodPair(".trustExact", .trustExact, like: "trust-exact", hessian: true),
    MethodPair(
      ".trustConjugateGradient", .trustConjugateGradient, like: "trust-ncg", hessian: true),
    MethodPair(".trustKrylov", .trustKrylov, like: "trust-krylov", hessian: true),
    MethodPair(".dogleg", .dogleg, like: "dogleg", hessian: true),
    MethodPair(".nelderMead", .nelderMead, like: "Nelder-Mead"),
    MethodPair(".powell", .powell, like: "Powell"),
  ]
}
