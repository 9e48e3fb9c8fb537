/// How a method fared on one instance.
struct Outcome {
  let value: Double
  let isMinimum: Bool
  let isSuccess: Bool
  /// The calls of the function, with or without its gradient, or of the residuals.
  let calls: Int
  /// The calls of the Hessian, or of the Jacobian.
  let matrices: Int

  init(_ instance: Instance, value: Double, isSuccess: Bool, calls: Int, matrices: Int) {
    self.value = value
    self.isSuccess = isSuccess
    self.calls = calls
    self.matrices = matrices
    isMinimum = instance.isMinimum(value)
  }
}

extension [Outcome] {
  var minima: Int { count { $0.isMinimum } }
  var falseSuccesses: Int { count { $0.isSuccess && !$0.isMinimum } }
  var falseFailures: Int { count { !$0.isSuccess && $0.isMinimum } }
  var calls: Int { reduce(0) { $0 + $1.calls } }
  var matrices: Int { reduce(0) { $0 + $1.matrices } }

  var summary: String {
    "\(minima) of \(count) minima, \(falseSuccesses) false successes, "
      + "\(falseFailures) false failures, \(calls) calls, \(matrices) matrices"
  }
}
