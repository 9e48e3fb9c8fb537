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

/// A test problem with its Hessian, from differences of gradients with Richardson's extrapolation.
struct WithHessian: TwiceDifferentiableObjective {
  var base: MoreGarbowHillstrom

  var dimension: Int { base.dimension }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    base.value(at: x, gradient: &gradient)
  }

  mutating func hessian(at x: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let n = dimension
    let point = x.indices.map { x[$0] }
    let columns = (0..<n).map { j in
      let h = 0x1p-10 * max(abs(point[j]), 1e-6)
      let (wide, narrow) = (slope(point, j, h), slope(point, j, h / 2))
      return (0..<n).map { (4 * narrow[$0] - wide[$0]) / 3 }
    }
    for j in 0..<n {
      for i in 0..<n { hessian[i + n * j] = (columns[j][i] + columns[i][j]) / 2 }
    }
  }

  private mutating func slope(_ x: [Double], _ j: Int, _ h: Double) -> [Double] {
    var sides: [[Double]] = []
    for side in [h, -h] {
      var (moved, gradient) = (x, x)
      moved[j] += side
      var span = gradient.mutableSpan
      _ = base.value(at: moved.span, gradient: &span)
      sides.append(gradient)
    }
    return zip(sides[0], sides[1]).map { ($0 - $1) / (x[j] + h - (x[j] - h)) }
  }
}
