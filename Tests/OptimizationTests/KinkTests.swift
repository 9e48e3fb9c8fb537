import Foundation
import Testing

@testable import Optimization

/// Kinks are told from curvature, however sharp.
struct KinkTests {
  /// Whether a kink is seen at a point of a function of two variables.
  private func isSeen(
    at x: [Double], _ function: @escaping (Double, Double) -> (Double, Double, Double)
  ) -> Bool {
    let objective = ClosureObjective(dimension: 2) { x, gradient in
      let (value, first, second) = function(x[0], x[1])
      gradient[0] = first
      gradient[1] = second
      return value
    }
    var run = Minimization(objective, from: x, using: .bfgs)
    _ = run.next()
    return run.state.hasKinkDownhill()
  }

  @Test("a kink is seen from a short way off", arguments: [0, 1e-12, 1e-9, 1e-7, 1e-4])
  func kinks(distance: Double) {
    #expect(
      isSeen(at: [distance, 1]) { x, y in
        (abs(x) + 0.1 * y * y, x < 0 ? -1 : 1, 0.2 * y)
      })
    // Unequal slopes, far from zero; the gradient at 3 itself points away from the kink.
    #expect(
      distance == 0
        || isSeen(at: [3 + distance, 1]) { x, y in
          (
            max(x - 3, 0) + 1e-3 * (y - x) * (y - x), (x > 3 ? 1 : 0) - 2e-3 * (y - x),
            2e-3 * (y - x)
          )
        })
  }

  @Test(
    "curvature is no kink, however sharp", arguments: [1e-6, 1, 1e4, 1e6, 1e8],
    [0, 1e-9, 1e-4, 0.1])
  func curvatures(sharpness: Double, distance: Double) {
    let k = sharpness
    #expect(!isSeen(at: [distance, 1]) { x, y in (k * x * x + y * y, 2 * k * x, 2 * y) })
    // log cosh kx: |kx| with its corner rounded off over 1/k.
    #expect(
      !isSeen(at: [distance, 1]) { x, y in
        (log(cosh(min(k * abs(x), 300))) / k + y * y / 100, tanh(k * x), y / 50)
      } || k * 1e-7 > 0.1)
    #expect(
      !isSeen(at: [-1.2 + distance, 1]) { x, y in
        let r = y - x * x
        return (k * r * r + (1 - x) * (1 - x), -4 * k * x * r - 2 * (1 - x), 2 * k * r)
      })
  }

  @Test("a run along a kink ends in time, and says why")
  func valley() {
    var values: [Double] = []
    // The bottom of |y − x²| is bent and never smooth.
    let solution = minimize(from: [-1.2, 1.0], using: .bfgs) { x, gradient in
      let r = x[1] - x[0] * x[0]
      let sign: Double = r < 0 ? -1 : 1
      gradient[0] = -200 * x[0] * sign + 2 * (x[0] - 1)
      gradient[1] = 100 * sign
      let value = 100 * abs(r) + (x[0] - 1) * (x[0] - 1) + 1
      values.append(value)
      return value
    }
    #expect(solution.reason == .searchFailed(.notSmooth), "\(solution)")
    #expect(solution.value == values.min())
    #expect(solution.evaluations < 20_000)
  }
}
