import Optimization
import Testing

struct TraceTests {
  @Test("a trace keeps every iterate's figures, and prints them")
  func trace() {
    var trace = Trace()
    let solution = minimize(from: [-1.2, 1], using: .bfgs, observer: { trace.record($0) }) {
      rosenbrock($0, &$1) as Double
    }
    #expect(trace.rows.count == solution.iterations + 1)
    #expect(trace.values.last == solution.value && trace.values[0] == 24.199999999999996)
    #expect(trace.rows[0].step == .start && trace.rows[1].step != .start)
    #expect(trace.columns.allSatisfy { $0.numbers.count == trace.rows.count })
    #expect(trace.description.split(separator: "\n").count == trace.rows.count + 1)
  }

  @Test("observers see every n-th iterate, and new bests alone")
  func observers() {
    var (nth, best, all): ([Int], [Double], Int) = ([], [], 0)
    _ = minimize(
      from: [-1.2, 1], using: .adam(stepSize: 0.05), stopping: StoppingRules(iterations: 100),
      observer: together(
        every(30) { nth.append($0.number) }, newBest { best.append($0.value) }, { _ in all += 1 })
    ) { rosenbrock($0, &$1) as Double }
    #expect(nth == [0, 30, 60, 90] && all == 101)
    #expect(best.count > 1 && best.count < 101 && best == best.sorted(by: >))
  }
}
