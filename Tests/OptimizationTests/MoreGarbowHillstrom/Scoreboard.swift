import Optimization

/// How a method fared on all instances.
struct Score {
  var minima = 0
  var falseSuccesses: [String] = []
  var falseFailures: [String] = []
  /// Ended away from a minimum, and said so.
  var honestFailures: [String] = []
  var evaluations = 0
  var perInstance: [(key: String, evaluations: Int, value: Double, reason: EndReason)] = []

  /// Runs a method with its defaults, from every instance's start.
  init(
    of method: some MinimizationMethod, stopping rules: StoppingRules = StoppingRules(),
    only: String? = nil
  ) {
    for instance in Instance.all where only.map(instance.key.contains) ?? true {
      guard let objective = instance.objective else { continue }
      let solution = minimize(objective, from: instance.x0, using: method, stopping: rules)
      let isMinimum = instance.isMinimum(solution.value)
      evaluations += solution.evaluations
      if isMinimum { minima += 1 }
      if solution.isSuccess && !isMinimum { falseSuccesses.append(instance.key) }
      if !solution.isSuccess && isMinimum { falseFailures.append(instance.key) }
      if !solution.isSuccess && !isMinimum { honestFailures.append(instance.key) }
      perInstance.append((instance.key, solution.evaluations, solution.value, solution.reason))
    }
  }
}
