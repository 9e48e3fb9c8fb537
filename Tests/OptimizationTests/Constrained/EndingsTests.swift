import Foundation
import Optimization
import Testing

struct EndingsTests {
  private static func solve(_ problem: TabledProblem) -> (
    ConstrainedSolution<Double>, CountedProblem
  ) {
    let counted = CountedProblem(problem)
    if problem.right == ["wrong"] { counted.mistake = String(problem.name.dropFirst(6)) }
    let solution = minimize(
      counted.objective, from: problem.start,
      bounds: Bounds(lower: problem.lower, upper: problem.upper), subjectTo: counted.constraints(),
      stopping: StoppingRules(iterations: 400))
    return (solution, counted)
  }

  /// Points where no multipliers exist: the right point, and no claim.
  private static let degenerate: Set = [
    "no-multipliers-cusp", "no-multipliers-point", "double-root",
  ]

  @Test(
    "small problems end rightly, and none claims what is not so", arguments: TabledProblem.endings)
  func endings(problem: TabledProblem) {
    let (solution, counted) = Self.solve(problem)
    #expect(!counted.isOutside)
    switch problem.right.first {
    case "infeasible":
      #expect(solution.reason == .infeasible && !solution.conflict.isEmpty, "\(solution)")
    case "unbounded": #expect(solution.reason == .unbounded, "\(solution)")
    case "wrong":
      let jacobian = SearchDiagnosis.jacobianLooksWrong(row: 0)
      let expected = counted.mistake == "gradient" ? SearchDiagnosis.gradientLooksWrong : jacobian
      #expect(solution.reason == .searchFailed(expected), "\(solution)")
    default:
      let slack = problem.name.hasPrefix("scale-f") ? 0 : 1e-5
      let isThere = problem.right.compactMap(Double.init).contains {
        abs(solution.value - $0) <= 1e-4 * abs($0) + slack
      }
      #expect(isThere && solution.certificate.relativeViolation <= 1e-6, "\(solution)")
      if Self.degenerate.contains(problem.name) {
        #expect(solution.reason == .noMultipliers, "\(solution)")
      } else {
        #expect(solution.isSuccess, "\(solution)")
      }
    }
  }

  @Test("linear rows that contradict each other are named, with the combination that proves it")
  func conflict() {
    let solution = minimize(
      from: [1.0, 2.0], bounds: Bounds(lower: [0, 0], upper: [.infinity, .infinity]),
      subjectTo: [
        .linear([[1, 1]], equal: [1], named: "sum"), .linear([[0, 1]], atMost: [5], named: "idle"),
        .linear([[1, 0]], atLeast: [2], named: "share"),
      ]
    ) { x in x[0] * x[0] + x[1] * x[1] }
    #expect(solution.reason == .infeasible && solution.conflict == [0, 2])
    #expect("\(solution)".contains("sum, share"))
    let y = solution.conflictWeights
    // y₀·(x₀ + x₁) + y₂·x₀ + z₁·x₁ has no gradient, and its sides add up to more than zero.
    #expect(abs(y[0] + y[2] + y[3]) < 1e-9 && abs(y[0] + y[4]) < 1e-9)
    #expect(y[0] * 1 + y[2] * 2 > 0.1)
  }

  @Test("what is not finite at the start is named")
  func nonFiniteStart() {
    let f = minimize(from: [-1.0], subjectTo: []) { x in x[0] < 0 ? .nan : x[0] }
    #expect(f.reason == .nonFiniteStart && f.notFinite == "f")
    let row = minimize(
      from: [-1.0], subjectTo: [.atLeast(1, named: "root") { x in x[0].squareRoot() }]
    ) { x in x[0] * x[0] }
    #expect(row.reason == .nonFiniteStart && row.notFinite == "root")
  }
}
