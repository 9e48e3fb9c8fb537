import Foundation
import Optimization
import Testing

struct RootsTests {
  /// SciPy's `hybr` calls 32 of the 45 a success.
  @Test(
    "systems of MINPACK's tests are solved from near and far, and no root is claimed that is none")
  func classicSystems() throws {
    var roots = 0
    for run in try RootReference.load() {
      let solution = try #require(run.solve())
      let isSmall = solution.norm <= max(1e-8, 1e-12 * run.startNorm)
      #expect(!solution.isRoot || isSmall, "\(run.name) from \(run.start): \(solution)")
      if solution.isRoot { roots += 1 }
      // What SciPy solves is solved, but for one that lies at the end of a long flat valley.
      let isHard = run.name == "PowellBadlyScaled" && run.start == [0, 10]
      #expect(
        solution.isRoot || !run.success || isHard,
        "\(run.name) from \(run.start): \(solution), \(run.norm)")
    }
    #expect(roots >= 37, "\(roots)")
  }

  @Test(
    "a minimum of |F| that is no root is not called one, whatever its unit",
    arguments: [1, 1e-12, 1e9])
  func noRoot(unit: Double) {
    let solution = solve(
      equations: ResidualClosure(dimension: 1, residualCount: 1) { (x: Span<Double>, F) in
        F[0] = unit * (x[0] * x[0] + 1)
      }, from: [1])
    #expect(!solution.isRoot && abs(solution.norm - unit) < 1e-6 * unit, "\(solution)")
    #expect("\(solution)".hasPrefix("no root"))
  }

  /// SciPy's `hybr` calls 1.01 a root of it (scipy/scipy#7332).
  @Test("a start near a maximum of |F| leads to a root")
  func nearMaximum() {
    let solution = solve(
      equations: ResidualClosure(dimension: 1, residualCount: 1) { (x: Span<Double>, F) in
        F[0] = x[0] * x[0] - 2 * x[0]
      }, from: [1.01])
    #expect(solution.isRoot && abs(solution.x[0] - 2) < 1e-9, "\(solution)")
  }

  @Test("double roots and roots on a curve are roots")
  func degenerate() {
    let double = solve(
      equations: ResidualClosure(dimension: 1, residualCount: 1) { (x: Span<Double>, F) in
        F[0] = (x[0] - 3) * (x[0] - 3)
      }, from: [10])
    #expect(double.isRoot && abs(double.x[0] - 3) < 1e-4, "\(double)")
    let circle = solve(
      equations: ResidualClosure(dimension: 2, residualCount: 1) { (x: Span<Double>, F) in
        F[0] = x[0] * x[0] + x[1] * x[1] - 4
      }, from: [1, 0.5])
    #expect(circle.isRoot && abs(circle.norm) < 1e-12, "\(circle)")
  }

  @Test("a box is never left, and a root outside it is none")
  func box() {
    var isOutside = false
    func equation(_ lower: Double) -> EquationSolution<Double> {
      solve(
        equations: ResidualClosure(dimension: 1, residualCount: 1) { (x: Span<Double>, F) in
          if x[0] < lower { isOutside = true }
          F[0] = x[0] * x[0] - 4
        }, from: [5], bounds: Bounds(lower...9, dimension: 1))
    }
    #expect(equation(-1).isRoot)
    let outside = equation(3)
    #expect(!outside.isRoot && outside.x == [3] && outside.values == [5], "\(outside)")
    #expect(!isOutside)
  }

  @Test("a tolerance in the unit of F is all that is asked where it is given")
  func tolerance() {
    let bent = ResidualClosure(dimension: 1, residualCount: 1) { (x: Span<Double>, F) in
      F[0] = x[0] * x[0] + 1e-3
    }
    #expect(solve(equations: bent, from: [1], tolerance: 0.01).isRoot)
    #expect(!solve(equations: bent, from: [1], tolerance: 1e-4).isRoot)
  }

  @Test("a start where F is not finite is no root, and the same bits come twice")
  func hostile() {
    let logarithm = ResidualClosure(dimension: 1, residualCount: 1) { (x: Span<Double>, F) in
      F[0] = log(x[0])
    }
    let bad = solve(equations: logarithm, from: [-1])
    #expect(!bad.isRoot && bad.reason == .nonFiniteStart, "\(bad)")
    let (a, b) = (
      solve(equations: logarithm, from: [0.1]), solve(equations: logarithm, from: [0.1])
    )
    #expect(a.isRoot && a.x[0].bitPattern == b.x[0].bitPattern && a.counts == b.counts, "\(a)")
  }

  @Test("single precision tells roots from what are none")
  func single() {
    func equation(_ shift: Float) -> EquationSolution<Float> {
      solve(
        equations: ResidualClosure(dimension: 1, residualCount: 1) { (x: Span<Float>, F) in
          F[0] = x[0] * x[0] + shift
        }, from: [3])
    }
    #expect(equation(-2).isRoot && !equation(2).isRoot)
  }
}
