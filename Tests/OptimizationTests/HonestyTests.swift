import Foundation
import Optimization
import Testing

struct HonestyTests {
  private static let gradientMistakes: [@Sendable ([Double]) -> [Double]] = [
    { [-$0[0], -$0[1]] }, { [$0[0], -$0[1]] }, { [$0[0] + 3, $0[1]] }, { [$0[0], 0] },
  ]

  @Test("a wrong gradient is not taken for a minimum, and is named", arguments: 0..<4, 0..<2)
  func wrongGradient(mistake: Int, method: Int) {
    let solution = minimize(from: [-1.2, 1], using: searching[method]) { x, gradient in
      let value = rosenbrock(x, &gradient)
      let wrong = Self.gradientMistakes[mistake]([gradient[0], gradient[1]])
      gradient[0] = wrong[0]
      gradient[1] = wrong[1]
      return value
    }
    // With ∂f/∂x₂ = 0 everywhere, a point where ∂f/∂x₁ is zero looks stationary to any method.
    if mistake < 3 {
      #expect(solution.reason == .searchFailed(.gradientLooksWrong), "\(solution)")
    }
    #expect(solution.value <= 24.2)
  }

  @Test("a kink is not taken for a minimum's bottom, and is named", arguments: 0..<2)
  func kink(method: Int) {
    let solution = minimize(from: [1.0, -0.7], using: searching[method]) { x, gradient in
      gradient[0] = (x[0] < 0.3 ? -1 : 1) + 0.1 * x[0]
      gradient[1] = 2 * x[1]
      return abs(x[0] - 0.3) + 0.05 * x[0] * x[0] + x[1] * x[1]
    }
    #expect(solution.reason == .searchFailed(.notSmooth), "\(solution)")
    #expect(abs(solution.x[0] - 0.3) < 1e-3)
  }

  @Test("noise is measured and named, or the minimum is found beneath it", arguments: 0..<2)
  func noise(method: Int) {
    // Noise of 1e-7 that depends on every bit of x: a quadratic with its gradient exact.
    let solution = minimize(from: [1.0, -0.7, 2], using: searching[method]) { x, gradient in
      var (sum, bits) = (1.0, UInt64(1))
      for i in 0..<3 {
        sum += Double(i + 1) * x[i] * x[i]
        gradient[i] = 2 * Double(i + 1) * x[i]
        bits = (bits ^ x[i].bitPattern) &* 0x9E37_79B9_7F4A_7C15
        bits ^= bits >> 31
      }
      return sum + 1e-7 * (Double(bits >> 11) * 0x1p-53 - 0.5)
    }
    #expect(solution.value < 1 + 1e-5)
    if case .searchFailed(let diagnosis) = solution.reason { #expect(diagnosis == .noisy) }
    if let noise = solution.evidence.noise { #expect((1e-9...1e-6).contains(noise)) }
  }

  @Test("a minimum whose value is far from zero is a success though rounding hides the last digits")
  func exhausted() {
    for method in searching[0..<4] {
      let solution = minimize(from: [-1.2, 1], using: method) { rosenbrock($0, &$1) + 1e6 }
      #expect(solution.isSuccess, "\(solution)")
      #expect(solution.value - 1e6 < 1e-8 && solution.gradientNorm < 1e-3)
    }
  }

  @Test(
    "scaling f by any power of ten changes neither the way nor the end",
    arguments: [-20, -8, 8, 20])
  func scale(exponent: Int) {
    let factor = pow(10.0, Double(exponent))
    for method in searching[0..<2] {
      let solution = minimize(
        from: [-1.2, 1], using: method,
        stopping: StoppingRules(gradientNorm: 0, relativeGradientNorm: 1e-10)
      ) { x, gradient in
        let value = rosenbrock(x, &gradient)
        gradient[0] *= factor
        gradient[1] *= factor
        return value * factor
      }
      #expect(solution.isSuccess, "\(solution)")
      #expect(solution.value < 1e-12 * factor)
    }
  }
}
