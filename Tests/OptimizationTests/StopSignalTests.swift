import Optimization
import Testing

/// Rosenbrock's chained function that takes its time: at one of its evaluations the signal is given, or waited
/// for, and the evaluation is then left undone.
private struct Slow: DifferentiableObjective {
  var base = Chained(dimension: 5)
  /// The evaluation that is not finished, from 1; 0 for none.
  var cut: Int
  /// Given at that evaluation; nil to wait for it.
  var given: StopSignal?
  let calls: Calls
  private var signal: StopSignal?

  final class Calls {
    var count = 0
    var lowest = Double.infinity
  }

  init(cut: Int, given: StopSignal?, calls: Calls) {
    (self.cut, self.given, self.calls) = (cut, given, calls)
  }

  var dimension: Int { base.dimension }

  mutating func heed(_ signal: StopSignal) { self.signal = signal }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    calls.count += 1
    if calls.count == cut {
      given?.stop()
      while let signal, !signal.isStopped {}
      for i in 0..<dimension { gradient[i] = 7 }
      return .nan
    }
    let value = base.value(at: x, gradient: &gradient)
    calls.lowest = min(calls.lowest, value)
    return value
  }
}

@Suite("Stop signals")
struct StopSignalTests {
  private let start = [-1.2, 1.0, -1.2, 1.0, 0.5]

  @Test("a run that is told to stop within an evaluation ends there and keeps the best point")
  func withinEvaluation() {
    for method in everyMethod {
      for cut in [2, 5, 9] {
        let (signal, calls) = (StopSignal(), Slow.Calls())
        var run = Minimization(
          Slow(cut: cut, given: signal, calls: calls), from: start, using: method, stoppedBy: signal
        )
        while run.next() != nil {}
        let solution = run.solution
        #expect(solution.reason == .stopped, "\(method), \(cut)")
        #expect(calls.count == cut, "\(method), \(cut): \(calls.count) calls")
        #expect(solution.value == calls.lowest, "\(method), \(cut)")
      }
    }
  }

  @Test("told within the first evaluation, it has the start and knows nothing of it")
  func withinFirst() {
    for method in everyMethod {
      let (signal, calls) = (StopSignal(), Slow.Calls())
      var run = Minimization(
        Slow(cut: 1, given: signal, calls: calls), from: start, using: method, stoppedBy: signal)
      #expect(run.next() == nil)
      #expect(run.solution.reason == .stopped && run.solution.x == start, "\(method)")
      #expect(run.solution.value.isNaN && run.solution.gradientNorm.isNaN, "\(method)")
    }
  }

  @Test("told before, it evaluates nothing")
  func before() {
    let (signal, calls) = (StopSignal(), Slow.Calls())
    signal.stop()
    var run = Minimization(
      Slow(cut: 0, given: nil, calls: calls), from: start, using: .lbfgs, stoppedBy: signal)
    #expect(run.next() == nil && calls.count == 0 && run.solution.reason == .stopped)
  }

  @Test("a limit of time ends a run within an evaluation that heeds it", arguments: [1, 4])
  func timeLimit(cut: Int) {
    let calls = Slow.Calls()
    let solution = minimize(
      Slow(cut: cut, given: nil, calls: calls), from: start, using: .bfgs,
      stopping: StoppingRules(time: .milliseconds(20)))
    // On a slow machine the time may have passed before.
    #expect(solution.reason == .timeLimit && calls.count <= cut)
    #expect(calls.count < cut || solution.value == calls.lowest || cut == 1)
  }

  @Test(
    "a step that a signal cut short is taken anew where the run is resumed, one of fixed length to the same bits"
  )
  func resumed() throws {
    for method in everyMethod {
      let whole = minimize(Slow(cut: 0, given: nil, calls: .init()), from: start, using: method)
      for cut in [1, 2, 7, 12] {
        let signal = StopSignal()
        var run = Minimization(
          Slow(cut: cut, given: signal, calls: .init()), from: start, using: method,
          stoppedBy: signal)
        while run.next() != nil {}
        var rest = try Minimization(
          Slow(cut: 0, given: nil, calls: .init()), resuming: run.checkpoint(), using: method)
        while rest.next() != nil {}
        #expect(rest.solution.reason.isSuccess == whole.isSuccess, "\(method), \(cut)")
        // 3.93 is the other minimum's.
        #expect(rest.solution.value < max(3.94, whole.value * 1.01), "\(method), \(cut)")
        let isFixed = method is MomentumDescent || method is Adam
        #expect(!isFixed || rest.solution.x == whole.x, "\(method), \(cut)")
      }
    }
  }

  @Test(
    "residuals and Jacobians may be left undone, and Levenberg and Marquardt's method goes on from there"
  )
  func residuals() throws {
    for cut in 1...8 {
      let (signal, calls) = (StopSignal(), Slow.Calls())
      var run = Minimization(
        SumOfSquares(SlowResiduals(cut: cut, given: signal, calls: calls)), from: [-1.2, 1],
        using: .levenbergMarquardt, stoppedBy: signal)
      while run.next() != nil {}
      #expect(run.solution.reason == .stopped && calls.count == cut, "\(cut): \(calls.count)")
      var rest = try Minimization(
        SumOfSquares(SlowResiduals(cut: 0, given: nil, calls: .init())),
        resuming: run.checkpoint(), using: .levenbergMarquardt)
      while rest.next() != nil {}
      #expect(rest.solution.isSuccess && rest.solution.value < 1e-20, "\(cut)")
    }
  }

  @Test("differences are left undone, too, on several threads")
  func differences() {
    for threads in [1, 3] {
      let signal = StopSignal()
      let objective = DifferenceObjective(Waiting(given: signal), threads: threads)
      var run = Minimization(objective, from: start, using: .bfgs, stoppedBy: signal)
      while run.next() != nil {}
      #expect(run.solution.reason == .stopped && run.solution.x == start)
    }
  }
}

/// The residuals of Rosenbrock's function, left undone at one call.
private struct SlowResiduals: LeastSquaresObjective {
  var base = ChainedResiduals(dimension: 2)
  let cut: Int
  let given: StopSignal?
  let calls: Slow.Calls

  var dimension: Int { base.dimension }
  var residualCount: Int { base.residualCount }

  private func isCut() -> Bool {
    calls.count += 1
    if calls.count == cut { given?.stop() }
    return calls.count == cut
  }

  mutating func residuals(at x: Span<Double>, into r: inout MutableSpan<Double>) {
    base.residuals(at: x, into: &r)
    if isCut() { r[0] = .nan }
  }

  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    base.jacobian(at: x, into: &jacobian)
    if isCut() { jacobian[0] = .nan }
  }
}

/// x·x, whose evaluations away from the start wait for a signal that the first of them gives.
private struct Waiting: Objective {
  let given: StopSignal
  let dimension = 5
  private var signal: StopSignal?

  init(given: StopSignal) { self.given = given }

  mutating func heed(_ signal: StopSignal) { self.signal = signal }

  mutating func value(at x: Span<Double>) -> Double {
    if x[0] == -1.2 && x[1] == 1 && x[2] == -1.2 && x[3] == 1 && x[4] == 0.5 {
      return 5
    }
    given.stop()
    while let signal, !signal.isStopped {}
    return .nan
  }
}
