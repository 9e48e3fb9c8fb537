import Foundation
import Optimization
import Testing

/// The problems of Hock and Schittkowski that have constraints or bounds, but for HS67 and HS87, whose functions jump.
struct HockSchittkowskiTests {
  private static func solve(
    _ problem: TabledProblem, differences: Bool = false
  ) -> (ConstrainedSolution<Double>, CountedProblem) {
    let counted = CountedProblem(problem)
    let bounds = Bounds(lower: problem.lower, upper: problem.upper)
    let solution =
      differences
      ? minimize(
        counted.valueAlone, from: problem.start, bounds: bounds,
        subjectTo: counted.constraints(differentiable: false))
      : minimize(
        counted.objective, from: problem.start, bounds: bounds, subjectTo: counted.constraints())
    return (solution, counted)
  }

  /// Whether the point is one by the standard that the peers were held to: rows to 2e-8, and the KKT conditions to 1e-6
  /// or the lowest known f to 1e-10.
  private static func isTight(
    _ solution: ConstrainedSolution<Double>, _ problem: TabledProblem
  ) -> Bool {
    let gap = abs(solution.value - problem.best) / max(1, abs(problem.best))
    return solution.certificate.relativeViolation <= 2e-8
      && (solution.certificate.residual <= 1e-6 || gap <= 1e-10)
  }

  @Test("every start has the f and the rows that are known of it")
  func starts() {
    #expect(TabledProblem.hockSchittkowski.count == 112)
    for problem in TabledProblem.hockSchittkowski {
      let rows = problem.rowValues(problem.start).map(\.value)
      let found = [problem.value(problem.start).value] + rows
      let known = [problem.known[0]] + problem.known.dropFirst(2)
      #expect(found.count == known.count, "\(problem.name)")
      // CUTEst rounds exponents in HS101 to HS103, and a coefficient of the 19th row of HS85.
      for (a, b) in zip(found, known) {
        #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(problem.name): \(a), not \(b)")
      }
    }
  }

  @Test(
    "111 end at a KKT point, HS13 where no multipliers exist, and nothing is asked for outside the box"
  )
  func sweep() {
    var (values, gradients, lowest) = (0, 0, 0)
    for problem in TabledProblem.hockSchittkowski {
      let (solution, counted) = Self.solve(problem)
      #expect(!counted.isOutside, "\(problem.name)")
      values += counted.values
      gradients += counted.gradients
      if solution.value - problem.best <= 1e-6 * max(1, abs(problem.best)) { lowest += 1 }
      if problem.name == "HS13" {
        #expect(solution.reason == .noMultipliers && abs(solution.value - 1) < 1e-6)
      } else {
        #expect(
          solution.isSuccess && Self.isTight(solution, problem), "\(problem.name): \(solution)")
      }
    }
    // SciPy's SLSQP ends 80 so with tight tolerances, in 24,994 values; IPOPT 112 of 113 with second derivatives.
    #expect(
      values <= 2700 && gradients <= 2600 && lowest >= 103, "\(values), \(gradients), \(lowest)")
  }

  /// What takes long in a debug build: sums of 450 terms.
  private static let slow: Set = ["HS88", "HS89", "HS90", "HS91", "HS92", "HS105", "HS119"]

  @Test("values alone lead to the same ends, of differences that stay in the box")
  func differences() {
    var (values, tight, count) = (0, 0, 0)
    for problem in TabledProblem.hockSchittkowski where !Self.slow.contains(problem.name) {
      let (solution, counted) = Self.solve(problem, differences: true)
      #expect(!counted.isOutside, "\(problem.name)")
      count += 1
      values += counted.values
      if Self.isTight(solution, problem) { tight += solution.isSuccess ? 1 : 0 }
      #expect(
        !solution.isSuccess || Self.isTight(solution, problem), "\(problem.name): \(solution)")
    }
    #expect(tight >= count - 1 && values <= 16_500, "\(tight) of \(count), \(values)")
  }

  @Test("a run that is saved after five iterations and resumed takes the same steps, to the bit")
  func resumption() throws {
    for problem in TabledProblem.hockSchittkowski where !Self.slow.contains(problem.name) {
      func run() -> ConstrainedMinimization<Double> {
        let counted = CountedProblem(problem)
        return ConstrainedMinimization(
          counted.objective, from: problem.start,
          bounds: Bounds(lower: problem.lower, upper: problem.upper),
          subjectTo: counted.constraints())
      }
      var whole = run()
      var saved: Checkpoint?
      while let iterate = whole.next() {
        if iterate.number == 5 { saved = try whole.checkpoint() }
      }
      guard let saved else { continue }
      var rest = run()
      try rest.resume(Checkpoint(bytes: saved.bytes))
      while rest.next() != nil {}
      let (a, b) = (whole.solution, rest.solution)
      #expect(a.x.map(\.bitPattern) == b.x.map(\.bitPattern), "\(problem.name)")
      #expect(a.reason == b.reason && a.iterations == b.iterations, "\(problem.name)")
      #expect(a.certificate.multipliers == b.certificate.multipliers, "\(problem.name)")
    }
  }
}
