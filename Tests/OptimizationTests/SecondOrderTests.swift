import LinearAlgebra
import Optimization
import Testing

/// The methods that use second derivatives.
let secondOrder: [(name: String, method: any MinimizationMethod)] = [
  ("trust-exact", .trustExact), ("trust-ncg", .trustConjugateGradient),
  ("trust-krylov", .trustKrylov), ("dogleg", .dogleg), ("Newton-CG", .newtonConjugateGradient),
]

struct SecondOrderTests {
  /// Those that a debug build computes Hessians of in good time.
  private static let instances = Instance.all.filter { $0.n <= 6 }

  @Test(
    "with Hessians every instance ends at a minimum, and is called a success",
    arguments: secondOrder.indices)
  func minima(index: Int) throws {
    let (name, method) = secondOrder[index]
    for instance in Self.instances {
      let objective = WithHessian(base: try #require(instance.objective))
      let solution = minimize(objective, from: instance.x0, using: method)
      #expect(
        instance.isMinimum(solution.value) && solution.isSuccess,
        "\(name), \(instance.key): \(solution.value), \(solution.reason)")
    }
  }

  @Test(
    "without Hessians no success is false and no failure is", arguments: secondOrder.indices)
  func differences(index: Int) throws {
    let (name, method) = secondOrder[index]
    for instance in Self.instances where instance.n <= 3 {
      let objective = try #require(instance.objective)
      let solution = minimize(objective, from: instance.x0, using: method)
      #expect(
        instance.isMinimum(solution.value) == solution.isSuccess,
        "\(name), \(instance.key): \(solution.value), \(solution.reason)")
    }
  }
}
