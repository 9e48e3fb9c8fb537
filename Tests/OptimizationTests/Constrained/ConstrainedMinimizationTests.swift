import Foundation
import Matrices
import Optimization
import Testing

struct ConstrainedMinimizationTests {
  /// Hock and Schittkowski's problem 71 as a user writes it.
  private static func problem71(
    stopping rules: StoppingRules = StoppingRules(),
    observer: (inout ConstrainedIteration<Double>) -> Void = { _ in }
  ) -> ConstrainedSolution<Double> {
    minimize(
      from: [1, 5, 5, 1], bounds: Bounds(1...5, dimension: 4),
      subjectTo: [
        .atLeast(25, named: "product") { x in x[0] * x[1] * x[2] * x[3] },
        .equal(to: 40, named: "norm") { x, gradient in
          for i in 0..<4 { gradient[i] = 2 * x[i] }
          return x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3]
        },
      ], stopping: rules, observer: observer
    ) { x in x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2] }
  }

  @Test("closures with and without derivatives make one problem")
  func closures() {
    let solution = Self.problem71()
    #expect(solution.isSuccess && abs(solution.value - 17.0140172892) < 1e-8)
    #expect(solution.certificate.activeRows == [0, 1] && solution.certificate.activeBounds == [0])
    #expect(solution.certificate.rank == 3 && solution.rowNames == ["product", "norm"])
  }

  @Test("multipliers are how the minimum changes with the bound, for rows and variables")
  func sensitivity() {
    func minimum(_ product: Double, _ least: Double) -> ConstrainedSolution<Double> {
      minimize(
        from: [1, 5, 5, 1], bounds: Bounds(lower: [least, 1, 1, 1], upper: [5, 5, 5, 5]),
        subjectTo: [
          .atLeast(product) { x, gradient in
            let all = x[0] * x[1] * x[2] * x[3]
            for i in 0..<4 { gradient[i] = all / x[i] }
            return all
          },
          .equal(to: 40) { x, gradient in
            for i in 0..<4 { gradient[i] = 2 * x[i] }
            return x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3]
          },
        ]
      ) { x, gradient in
        let sum = x[0] + x[1] + x[2]
        gradient[0] = x[3] * (sum + x[0])
        gradient[1] = x[0] * x[3]
        gradient[2] = x[0] * x[3] + 1
        gradient[3] = x[0] * sum
        return x[0] * x[3] * sum + x[2]
      }
    }
    let middle = minimum(25, 1).certificate
    let byRow = (minimum(25.001, 1).value - minimum(24.999, 1).value) / 0.002
    let byBound = (minimum(25, 1.0001).value - minimum(25, 0.9999).value) / 0.0002
    #expect(abs(middle.multipliers[0] - byRow) < 1e-5 && byRow > 0.1)
    #expect(abs(middle.boundMultipliers[0] - byBound) < 1e-5 && byBound > 0.1)
  }

  private struct Corner: ConstrainedObjective {
    let dimension = 2
    let rowCount = 1
    var calls = 0

    mutating func value(
      at x: Span<Double>, rows: inout MutableSpan<Double>, gradient: inout MutableSpan<Double>,
      jacobian: inout MutableSpan<Double>
    ) -> Double {
      rows[0] = x[0] * x[1]
      jacobian[0] = x[1]
      jacobian[1] = x[0]
      gradient[0] = 1
      gradient[1] = 4
      return x[0] + 4 * x[1]
    }
  }

  @Test("one call may give f, its gradient, the rows and their Jacobian")
  func together() {
    let solution = minimize(
      Corner(), from: [1, 1], bounds: Bounds(0.1...10, dimension: 2), rowsFrom: [1],
      to: [.infinity],
      subjectTo: [.linear([[1, 0]], atMost: [1.5])])
    #expect(solution.isSuccess)
    #expect(abs(solution.x[0] - 1.5) < 1e-9 && abs(solution.x[1] - 1 / 1.5) < 1e-9)
    #expect(solution.counts.calls == solution.counts.values)
  }

  @Test("single precision works too")
  func single() {
    let solution = minimize(
      from: [1, 5, 5, 1] as [Float], bounds: Bounds(1...5, dimension: 4),
      subjectTo: [
        .atLeast(25) { (x: Span<Float>) in x[0] * x[1] * x[2] * x[3] },
        .linear([[1, 1, 1, 1]], atMost: [13]),
      ]
    ) { (x: Span<Float>, gradient: inout MutableSpan<Float>) in
      var sum: Float = 0
      for i in 0..<4 {
        gradient[i] = 2 * x[i]
        sum += x[i] * x[i]
      }
      return sum
    }
    #expect(solution.isSuccess && abs(solution.value - 20) < 1e-3, "\(solution)")
  }

  @Test("an observer sees iterates and may stop the run; so may limits and a signal")
  func interruption() {
    var seen: [Int] = []
    let stopped = Self.problem71(observer: {
      seen.append($0.number)
      if $0.number == 2 { $0.stop() }
    })
    #expect(stopped.reason == .stopped && seen == [0, 1, 2])
    #expect(Self.problem71(stopping: StoppingRules(iterations: 3)).reason == .iterationLimit)
    let few = Self.problem71(stopping: StoppingRules(evaluations: 12))
    #expect(few.reason == .evaluationLimit && few.counts.calls <= 12)
    let signal = StopSignal()
    var run = ConstrainedMinimization(
      Corner(), from: [1, 1], rowsFrom: [1], to: [.infinity], stoppedBy: signal)
    _ = run.next()
    signal.stop()
    #expect(run.next() == nil && run.solution.reason == .stopped)
  }

  @Test("f is never asked for where a row is broken that is to be kept")
  func kept() {
    var broken = 0
    let solution = minimize(
      from: [0.5, 0.5],
      subjectTo: [
        Constraint<Double>.atMost(1) { x, gradient in
          gradient[0] = 2 * x[0]
          gradient[1] = 2 * x[1]
          return x[0] * x[0] + x[1] * x[1]
        }.keepingFeasible()
      ]
    ) { x, gradient in
      if x[0] * x[0] + x[1] * x[1] > 1 + 1e-12 { broken += 1 }
      gradient[0] = -1
      gradient[1] = -2
      return -x[0] - 2 * x[1]
    }
    #expect(broken == 0 && abs(solution.value + 5.0.squareRoot()) < 1e-6, "\(solution)")
  }

  @Test("anybody's point is examined")
  func examination() {
    let sum = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
      gradient[0] = 1
      gradient[1] = 1
      return x[0] + x[1]
    }
    let circle = Constraint<Double>.equal(to: 2) { x in x[0] * x[0] + x[1] * x[1] }
    let minimum = examine(sum, at: [-1, -1], subjectTo: [circle])
    #expect(minimum.residual < 1e-9 && abs(minimum.multipliers[0] + 0.5) < 1e-9)
    #expect(abs((minimum.lowestCurvature ?? 0) - 1) < 1e-3 && minimum.isFeasible)
    let maximum = examine(sum, at: [1, 1], subjectTo: [circle])
    #expect(maximum.residual < 1e-9 && abs((maximum.lowestCurvature ?? 0) + 1) < 1e-3)
    let elsewhere = examine(sum, at: [1, 0], subjectTo: [circle])
    #expect(!elsewhere.isFeasible && elsewhere.violatedRow == 0 && elsewhere.residual > 0.1)
  }

  private struct Pair: DifferentiableConstraints {
    let rowCount = 2
    let isWrong: Bool

    mutating func values(at x: Span<Double>, into values: inout MutableSpan<Double>) {
      values[0] = x[0] * x[1]
      values[1] = x[0] + x[1] * x[1]
    }

    mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
      jacobian[0] = x[1]
      jacobian[1] = 1
      jacobian[2] = x[0]
      jacobian[3] = isWrong ? x[1] : 2 * x[1]
    }
  }

  @Test("a Jacobian is checked row by row")
  func jacobian() {
    #expect(checkJacobian(of: Pair(isWrong: false), at: [1.3, 0.4]).passes)
    let check = checkJacobian(of: Pair(isWrong: true), at: [1.3, 0.4])
    #expect(check.mistakes == [1] && "\(check)".contains("row 1"))
  }

  @Test("a checkpoint of another problem does not fit, and damaged ones lead nowhere")
  func misfits() throws {
    var run = ConstrainedMinimization(Corner(), from: [1, 1], rowsFrom: [1], to: [.infinity])
    for _ in 0..<3 { _ = run.next() }
    let saved = try run.checkpoint()
    var other = ConstrainedMinimization(
      Corner(), from: [1, 1], rowsFrom: [1], to: [.infinity],
      subjectTo: [.linear([[1, 1]], atLeast: [0])])
    #expect(throws: CheckpointError.self) { try other.resume(saved) }
    let wide = ClosureObjective(dimension: 3) { (x: Span<Double>, gradient) in x[0] }
    var third = ConstrainedMinimization(wide, from: [1, 1, 1], subjectTo: [])
    #expect(throws: CheckpointError.self) { try third.resume(saved) }
  }
}
