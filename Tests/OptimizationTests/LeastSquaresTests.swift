import CAllocationCount
import Optimization
import SeededRandomness
import Testing

struct LeastSquaresTests {
  /// SciPy 1.17's `least_squares(method="lm")` ends at 44 of them with its defaults, with 1403 calls of the
  /// residuals and 1195 of their Jacobian and one false success, and at all with tolerances of 1e-15, with
  /// 1962 and 1575.
  @Test("every instance ends at a minimum, and is called a success")
  func minima() throws {
    var (evaluations, jacobians) = (0, 0)
    for instance in Instance.all {
      let residuals = ProblemResiduals(try #require(instance.objective), at: instance.x0)
      let solution = minimize(
        SumOfSquares(residuals), from: instance.x0, using: .levenbergMarquardt)
      // The reference has F = Σ r², twice ours.
      #expect(
        instance.isMinimum(2 * solution.value) && solution.isSuccess,
        "\(instance.key): \(2 * solution.value), \(solution.reason)")
      evaluations += solution.functionEvaluations
      jacobians += solution.gradientEvaluations
    }
    #expect(evaluations < 1190 && jacobians < 1130, "\(evaluations), \(jacobians)")
  }

  /// Two points leave a Jacobian too coarse for Watson's function, whose smallest singular value is 1e-8 of the
  /// largest: SciPy's ends higher by parts in a million, and calls that a success.
  @Test("without a Jacobian no success is false and no failure is")
  func differences() throws {
    for instance in Instance.all where instance.n <= 4 || instance.key == "20-Watson-n12m31" {
      let residuals = ProblemResiduals(try #require(instance.objective), at: instance.x0)
      let solution = minimize(
        SumOfSquares(residuals, formula: .automatic), from: instance.x0,
        using: .levenbergMarquardt)
      #expect(
        instance.isMinimum(2 * solution.value) == solution.isSuccess,
        "\(instance.key): \(2 * solution.value), \(solution.reason)")
    }
  }

  /// SciPy's takes 266 calls of the residuals and stops short of the minimum; with tight tolerances 430.
  @Test("residuals that stay large do not slow it down")
  func largeResiduals() throws {
    let instance = try #require(Instance.all.first { $0.name == "BrownDennis" })
    let residuals = ProblemResiduals(try #require(instance.objective), at: instance.x0)
    let solution = minimize(SumOfSquares(residuals), from: instance.x0, using: .levenbergMarquardt)
    #expect(solution.isSuccess && instance.isMinimum(2 * solution.value), "\(solution)")
    #expect(solution.functionEvaluations < 40)
  }

  /// What is worth having is a millionth of |f|, or 1e-12 of the whole descent.
  @Test("in single precision all end at a minimum, but for one saddle point, and none is a failure")
  func single() throws {
    var minima = 0
    for instance in Instance.all {
      let residuals = ProblemResiduals(try #require(instance.objective), at: instance.x0)
      let solution = minimize(
        SumOfSquares(RoundedResiduals(base: residuals)), from: instance.x0.map { Float($0) },
        using: .levenbergMarquardt)
      let (first, last) = (instance.x0, solution.x.map { Double($0) })
      let (start, value) = (residuals.sum(first.span).value, residuals.sum(last.span).value)
      // Three times that, and for penalty functions of 2e-5, whose rounding is that of squares near 1, more.
      let isMinimum = instance.minima.contains { value - $0 <= 5e-5 * $0 + 3e-12 * start }
      if isMinimum { minima += 1 }
      #expect(!isMinimum || solution.isSuccess, "\(instance.key): \(solution)")
    }
    #expect(minima >= Instance.all.count - 2)
  }

  @Test("a sum of squares that is zero needs no examination")
  func zeroResiduals() {
    let solution = minimize(
      SumOfSquares(ChainedResiduals(dimension: 8)), from: Self.start, using: .levenbergMarquardt)
    #expect(solution.isSuccess && solution.value < 1e-20)
    #expect(solution.gradientEvaluations == solution.iterations + 1)
  }

  @Test("the Hessian of a sum of squares is that of differences, with fewer roundings")
  func hessian() throws {
    let instance = try #require(Instance.all.first { $0.name == "Bard" })
    let problem = try #require(instance.objective)
    let twice = minimize(
      WithHessian(base: problem), from: instance.x0, using: .trustExact)
    let squares = minimize(
      SumOfSquares(ProblemResiduals(problem, at: instance.x0)), from: instance.x0,
      using: .trustExact)
    #expect(squares.isSuccess && instance.isMinimum(2 * squares.value))
    for (ours, known) in zip(squares.x, twice.x) { #expect(abs(ours - known) < 1e-6 * abs(known)) }
    #expect(squares.iterations <= twice.iterations + 2)
  }

  @Test("a run on an objective that has no residuals traps")
  func noResiduals() async {
    await #expect(processExitsWith: .failure) {
      _ = minimize(from: [-1.2, 1], using: .levenbergMarquardt) { x, gradient in
        gradient[0] = 2 * x[0]
        gradient[1] = 2 * x[1]
        return x[0] * x[0] + x[1] * x[1]
      }
    }
  }
}

/// The residuals of a test problem, rounded to single precision on the way in and out.
private struct RoundedResiduals: LeastSquaresObjective {
  let base: ProblemResiduals

  var dimension: Int { base.dimension }
  var residualCount: Int { base.residualCount }

  mutating func residuals(at x: Span<Float>, into residuals: inout MutableSpan<Float>) {
    let wide = x.indices.map { Double(x[$0]) }
    let sum = base.sum(wide.span)
    for i in residuals.indices { residuals[i] = Float(sum.residuals[i]) }
  }

  mutating func jacobian(at x: Span<Float>, into jacobian: inout MutableSpan<Float>) {
    let wide = x.indices.map { Double(x[$0]) }
    let rows = base.sum(wide.span).rows
    for i in rows.indices {
      for j in 0..<dimension { jacobian[i + residualCount * j] = Float(rows[i][j]) }
    }
  }
}

/// The residuals of Rosenbrock's chained function, with or without their Jacobian.
struct ChainedResiduals: LeastSquaresObjective {
  let dimension: Int
  var residualCount: Int { 2 * (dimension - 1) }

  mutating func residuals(at x: Span<Double>, into r: inout MutableSpan<Double>) {
    for i in 0..<(dimension - 1) {
      r[2 * i] = 10 * (x[i + 1] - x[i] * x[i])
      r[2 * i + 1] = 1 - x[i]
    }
  }

  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    let m = residualCount
    for i in 0..<(dimension - 1) {
      jacobian[2 * i + m * i] = -20 * x[i]
      jacobian[2 * i + m * (i + 1)] = 10
      jacobian[2 * i + 1 + m * i] = -1
    }
  }
}

extension LeastSquaresTests {
  private static let start = (0..<8).map { $0.isMultiple(of: 2) ? -1.2 : 1.0 }

  @Test(
    "a run goes on from a checkpoint of any iteration to the same bits", arguments: [true, false])
  func checkpoints(hasJacobian: Bool) throws {
    let residuals = ChainedResiduals(dimension: 8)
    try resume(
      hasJacobian ? SumOfSquares(residuals) : SumOfSquares(residuals, formula: .automatic),
      from: Self.start, using: .levenbergMarquardt)
  }

  @Test(
    "so it does where the curvature of large residuals was learnt, or measured",
    arguments: 0..<3)
  func checkpointsOfCurvature(index: Int) throws {
    let methods: [any MinimizationMethod] = [.levenbergMarquardt, .trustExact, .dogleg]
    let instance = try #require(Instance.all.first { $0.name == "BrownDennis" })
    let residuals = ProblemResiduals(try #require(instance.objective), at: instance.x0)
    try resume(SumOfSquares(residuals), from: instance.x0, using: methods[index])
  }

  private func resume(
    _ objective: SumOfSquares<some ResidualObjective<Double>>, from start: [Double],
    using method: some MinimizationMethod
  ) throws {
    var run = Minimization(objective, from: start, using: method)
    var checkpoints = [try run.checkpoint()]
    while run.next() != nil { checkpoints.append(try run.checkpoint()) }
    #expect(run.solution.isSuccess && checkpoints.count > 5)
    for checkpoint in checkpoints {
      let loaded = try Checkpoint(bytes: checkpoint.bytes)
      var other = try Minimization(objective, resuming: loaded, using: method)
      while other.next() != nil {}
      #expect(other.solution.x == run.solution.x)
      #expect(other.solution.counts == run.solution.counts)
    }
  }

  @Test("an iteration allocates nothing", .enabled(if: allocation_count_works() != 0))
  func allocations() {
    var run = Minimization(
      SumOfSquares(ChainedResiduals(dimension: 8)), from: Self.start, using: .levenbergMarquardt)
    for _ in 0..<2 { _ = run.next() }
    var steps = 0
    let before = allocation_count()
    while steps < 20, run.state.current.value > 0.01, run.next() != nil { steps += 1 }
    let allocations = allocation_count() - before
    #expect(steps >= 4 && allocations == 0)
  }

  /// The same minimum as L-BFGS's, which has bounds of its own.
  @Test("bounds are kept, and the minimum within them is found", arguments: 0..<12)
  func bounds(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let lower = (0..<8).map { _ in random.uniform(-2, 0.9) }
    let upper = lower.map { $0 + random.uniform(0.1, 2) }
    let box = Bounds(lower: lower, upper: upper)
    let objective = SumOfSquares(ChainedResiduals(dimension: 8), formula: .threePoint)
    let solution = minimize(
      objective, from: Self.start, bounds: box, using: .levenbergMarquardt)
    #expect(solution.isSuccess && box.contain(solution.x), "\(solution)")
    let again = minimize(objective, from: solution.x, bounds: box, using: .lbfgs)
    #expect(again.value >= solution.value * (1 - 1e-8) - 1e-15)
  }
}
