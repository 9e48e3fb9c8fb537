import Foundation
import Optimization
import Testing

@Suite("Student's t")
struct StudentTTests {
  @Test("quantiles are right to 1e-12, in both tails")
  func quantiles() throws {
    for row in try FittingReference.load().quantiles {
      let t = StudentT(degreesOfFreedom: row[0])
      #expect(agree(t.quantile(row[1]), row[2], to: 1e-12), "\(row): \(t.quantile(row[1]))")
      #expect(agree(t.quantile(1 - row[1]), -row[2], to: 1e-8 / (1 - row[1]) * 1e-8 + 1e-12))
    }
  }

  @Test("one and two degrees of freedom have closed forms, far out in the tails too")
  func closedForms() {
    for p in [1e-300, 1e-20, 1e-5, 0.01, 0.2, 0.4999] {
      let cauchy = -1 / tan(.pi * p)
      #expect(agree(StudentT(degreesOfFreedom: 1).quantile(p), cauchy, to: 1e-12), "\(p)")
      let second = (2 * p - 1) / (2 * p * (1 - p)).squareRoot()
      #expect(agree(StudentT(degreesOfFreedom: 2).quantile(p), second, to: 1e-12), "\(p)")
    }
  }

  @Test("the probability of a quantile is what it was asked for")
  func inverse() {
    for v in [0.3, 1, 2.5, 6, 40, 3000, 5e5, 1e9, .infinity] {
      let t = StudentT(degreesOfFreedom: v)
      for p in [1e-12, 0.001, 0.1, 0.3, 0.5, 0.6, 0.9, 0.999] {
        #expect(agree(t.cumulative(t.quantile(p)), p, to: 1e-12), "\(v), \(p)")
      }
    }
  }

  @Test("infinite degrees of freedom are the normal distribution, and large ones close to it")
  func normal() {
    let z = 1.959963984540054
    #expect(agree(StudentT(degreesOfFreedom: .infinity).quantile(0.975), z, to: 1e-15))
    #expect(agree(StudentT(degreesOfFreedom: 1e12).quantile(0.975), z, to: 1e-11))
    // The two ways of computing meet.
    let (below, above) = (StudentT(degreesOfFreedom: 2e4), StudentT(degreesOfFreedom: 20_000.001))
    #expect(agree(below.quantile(0.999), above.quantile(0.999), to: 1e-11))
  }

  @Test("the ends and the middle are what they are")
  func ends() {
    let t = StudentT(degreesOfFreedom: 5)
    #expect(t.quantile(0) == -.infinity && t.quantile(1) == .infinity && t.quantile(0.5) == 0)
    #expect(t.cumulative(.infinity) == 1 && t.cumulative(-.infinity) == 0)
    #expect(t.cumulative(.nan).isNaN)
  }

  @Test("what is no probability traps")
  func impossible() async {
    await #expect(processExitsWith: .failure) {
      _ = StudentT(degreesOfFreedom: 5).quantile(1.5)
    }
    await #expect(processExitsWith: .failure) { _ = StudentT(degreesOfFreedom: 0) }
  }
}
