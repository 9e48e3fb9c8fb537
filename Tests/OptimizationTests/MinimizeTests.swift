import LinearAlgebra
import Optimization
import Testing

/// Rosenbrock's function of two variables, the minimum 0 at (1, 1).
func rosenbrock<Scalar: LinearAlgebraScalar>(
  _ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>
) -> Scalar {
  let a = x[1] - x[0] * x[0]
  let b = 1 - x[0]
  gradient[0] = -400 * x[0] * a - 2 * b
  gradient[1] = 200 * a
  return 100 * a * a + b * b
}

struct MinimizeTests {
  static let methods: [LineSearchMethod] = [.bfgs, .lbfgs, .lbfgs(memory: 3)]

  @Test("quasi-Newton methods reach the minimum of Rosenbrock's function", arguments: 0..<3)
  func rosenbrockMinimum(index: Int) {
    let solution = minimize(from: [-1.2, 1], using: Self.methods[index]) { rosenbrock($0, &$1) }
    #expect(solution.reason == .gradientConverged)
    #expect(solution.value < 1e-16 && solution.gradientNorm < 1.5e-8)
    #expect(solution.evaluations < 80)
    let single = minimize(from: [-1.2, 1] as [Float], using: Self.methods[index]) {
      rosenbrock($0, &$1)
    }
    #expect(single.isSuccess && single.value < 1e-6)
  }
}
