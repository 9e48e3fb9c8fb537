import Optimization
import Testing

struct LoopTests {
  private let start = [-1.2, 1.0, -1.2, 1.0, 0.5]

  @Test("the loop can be driven by hand, to the same bits")
  func byHand() {
    for method in searching {
      let whole = minimize(Chained(dimension: 5), from: start, using: method)
      var run = Minimization(Chained(dimension: 5), from: start, using: method)
      var numbers: [Int] = []
      while let iterate = run.next() { numbers.append(iterate.number) }
      #expect(numbers == Array(0...whole.iterations))
      #expect(run.solution.x == whole.x && run.solution.reason == whole.reason)
      #expect(run.next() == nil)
    }
  }

  @Test("the observer sees every iterate with its figures")
  func observer() {
    var seen: [(number: Int, value: Double, evaluations: Int, best: Bool)] = []
    var steps: [Double] = []
    let solution = minimize(Chained(dimension: 5), from: start, using: .bfgs) { iterate in
      seen.append((iterate.number, iterate.value, iterate.evaluations, iterate.isBest))
      steps.append(iterate.stepLength)
      #expect(iterate.x.count == 5 && iterate.gradient.count == 5)
      #expect(iterate.gradientNorm == iterate.gradient.map(\.magnitude).max())
    }
    #expect(seen.map(\.number) == Array(0...solution.iterations))
    #expect(seen[0].evaluations == 1 && steps[0] == 0 && steps.dropFirst().allSatisfy { $0 > 0 })
    for (before, after) in zip(seen, seen.dropFirst()) {
      #expect(after.value <= before.value && after.evaluations > before.evaluations)
      #expect(after.best == (after.value < before.value))
    }
    #expect(seen.last?.value == solution.value)
  }

  @Test("the observer can stop the run")
  func stop() {
    let solution = minimize(Chained(dimension: 5), from: start, using: .lbfgs) {
      if $0.number == 4 { $0.stop() }
    }
    #expect(solution.reason == .stopped && solution.iterations == 4 && !solution.isSuccess)
  }

  @Test("iterations are limited to what is said", arguments: [0, 1, 7])
  func iterationLimit(limit: Int) {
    for method in searching {
      var observed = 0
      let solution = minimize(
        Chained(dimension: 5), from: start, using: method,
        stopping: StoppingRules(iterations: limit)
      ) { _ in observed += 1 }
      #expect(solution.reason == .iterationLimit && solution.iterations == limit)
      #expect(observed == limit + 1)
    }
  }

  @Test("evaluations are limited to what is said", arguments: [0, 1, 2, 3, 10, 17])
  func evaluationLimit(limit: Int) {
    for method in searching {
      let objective = Recorded(Chained(dimension: 5))
      let solution = minimize(
        objective, from: start, using: method, stopping: StoppingRules(evaluations: limit))
      #expect(solution.reason == .evaluationLimit)
      #expect(solution.evaluations == limit && objective.values.count == limit)
      #expect(limit == 0 ? solution.value.isNaN : solution.value == objective.values.min())
    }
  }

  @Test("time is limited, and the iterate kept")
  func timeLimit() {
    let slow = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) -> Double in
      let until = ContinuousClock.now + .milliseconds(2)
      while ContinuousClock.now < until {}
      return rosenbrock(x, &gradient)
    }
    let solution = minimize(
      slow, from: [-1.2, 1], using: .bfgs, stopping: StoppingRules(time: .milliseconds(20)))
    #expect(solution.reason == .timeLimit)
    // Eleven of 2 ms would end after 22; on a busy machine each takes longer.
    #expect((1...11).contains(solution.evaluations) && solution.value <= 24.2)
  }

  @Test("a cancelled task ends the run")
  func cancellation() async {
    let task = Task {
      minimize(from: [-1.2, 1.0], using: .bfgs) { x, gradient in
        withUnsafeCurrentTask { $0?.cancel() }
        return rosenbrock(x, &gradient)
      }
    }
    let solution = await task.value
    #expect(solution.reason == .cancelled && solution.iterations == 0)
  }

  @Test("a copy of a run goes on by itself")
  func copies() {
    for method in searching {
      var run = Minimization(Chained(dimension: 5), from: start, using: method)
      for _ in 0..<6 { _ = run.next() }
      var other = run
      while run.next() != nil {}
      #expect(other.iterations == 5)
      while other.next() != nil {}
      #expect(run.solution.x == other.solution.x)
      #expect(run.solution.evaluations == other.solution.evaluations)
    }
  }
}

/// Keeps the finite values that another objective gave, for all copies of it.
struct Recorded<Base: DifferentiableObjective<Double>>: DifferentiableObjective {
  final class Store { var values: [Double] = [] }

  private let store = Store()
  private var base: Base

  init(_ base: Base) { self.base = base }

  var dimension: Int { base.dimension }

  var values: [Double] {
    get { store.values }
    nonmutating set { store.values = newValue }
  }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let value = base.value(at: x, gradient: &gradient)
    if value.isFinite { store.values.append(value) }
    return value
  }
}
