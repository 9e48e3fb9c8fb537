import LinearAlgebra
import Optimization
import Testing

/// Every method on functions that are made to deceive: no success away from a minimum, no failure at one. Traps that
/// still deceive some method are known issues.
struct AdversarialTests {
  private struct Contestant: Sendable {
    let name: String
    let method: any MinimizationMethod
    /// Whether it may be left with what it has: steps of fixed length, or the path of steepest descent.
    var isSimple = false
  }

  private static let contestants: [Contestant] = [
    Contestant(name: "BFGS", method: .bfgs), Contestant(name: "L-BFGS", method: .lbfgs),
    Contestant(name: "CG", method: .conjugateGradient),
    Contestant(name: "SCG", method: .scaledConjugateGradient),
    Contestant(name: "gradient descent", method: .gradientDescent, isSimple: true),
    Contestant(name: "Adam", method: .adam(stepSize: 0.01), isSimple: true),
    Contestant(name: "Newton-CG", method: .newtonConjugateGradient),
    Contestant(name: "trust-exact", method: .trustExact),
    Contestant(name: "trust-krylov", method: .trustKrylov),
    Contestant(name: "Nelder-Mead", method: .nelderMead),
    Contestant(name: "Powell", method: .powell),
  ]

  private func expectHonest<Scalar: LinearAlgebraScalar>(
    _ trap: Trap, _ contestant: Contestant, as: Scalar.Type, values: Bool = false
  ) {
    let start = trap.start.map { Scalar($0) }
    let rules = StoppingRules(iterations: 1000, evaluations: 20_000)
    let solution =
      values
      ? minimize(
        SprungValues<Scalar>(trap: trap), from: start, using: contestant.method, stopping: rules)
      : minimize(Sprung<Scalar>(trap: trap), from: start, using: contestant.method, stopping: rules)
    let told: Comment = "\(contestant.name), \(Scalar.self), \(trap.name): \(solution)"
    let isMinimum =
      trap.nature != .bottomless
      && trap.isMinimum(wide(solution.value), precision: 4 * wide(Scalar.ulpOfOne))
    #expect(isMinimum || !solution.isSuccess, told)
    let mustSucceed = trap.nature == .smooth && !contestant.isSimple
    #expect(!mustSucceed || !isMinimum || solution.isSuccess, told)
  }

  private func expectHonest(_ traps: [Trap], _ index: Int) {
    let contestant = Self.contestants[index]
    for trap in traps where !trap.isOpen {
      expectHonest(trap, contestant, as: Double.self)
      expectHonest(trap, contestant, as: Float.self)
      if index == 0 { expectHonest(trap, contestant, as: Double.self, values: true) }
    }
    for trap in traps where trap.isOpen {
      withKnownIssue(isIntermittent: true) {
        expectHonest(trap, contestant, as: Double.self)
        expectHonest(trap, contestant, as: Float.self)
        if index == 0 { expectHonest(trap, contestant, as: Double.self, values: true) }
      }
    }
  }

  @Test(
    "where gradient and Hessian vanish, minima are told from other points",
    arguments: contestants.indices)
  func degenerate(index: Int) { expectHonest(Trap.degenerate, index) }

  @Test("corners, steps and jumps of the curvature are no minima", arguments: contestants.indices)
  func rough(index: Int) { expectHonest(Trap.rough, index) }

  @Test("a wrong gradient leads to no success away from a minimum", arguments: contestants.indices)
  func wrong(index: Int) { expectHonest(Trap.wrong, index) }

  @Test("noise leads to no success above the noise", arguments: contestants.indices)
  func noisy(index: Int) { expectHonest(Trap.noisy, index) }

  @Test("plateaus and ways without an end are no minima", arguments: contestants.indices)
  func flat(index: Int) { expectHonest(Trap.flat, index) }
}
