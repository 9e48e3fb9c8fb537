import Optimization
import Testing

struct LeastSquaresTests {
  /// MINPACK's `lmder` and SciPy's `least_squares(method="lm")` end at a minimum or at infinity likewise.
  @Test("every instance ends at a minimum, and is called a success")
  func minima() throws {
    var evaluations = 0
    for instance in Instance.all {
      let residuals = ProblemResiduals(try #require(instance.objective), at: instance.x0)
      let solution = minimize(
        SumOfSquares(residuals), from: instance.x0, using: .levenbergMarquardt)
      // The reference has F = Σ r², twice ours.
      #expect(
        instance.isMinimum(2 * solution.value) && solution.isSuccess,
        "\(instance.key): \(2 * solution.value), \(solution.reason)")
      evaluations += solution.functionEvaluations
    }
    #expect(evaluations < 2200)
  }

  @Test("a run on an objective that has no residuals traps")
  func noResiduals() async {
    await #expect(processExitsWith: .failure) {
      _ = minimize(from: [-1.2, 1], using: .levenbergMarquardt) { x, gradient in
        gradient[0] = 2 * x[0]
        gradient[1] = 2 * x[1]
        return x[0] * x[0] + x[1] * x[1]
      }
    }
  }
}
