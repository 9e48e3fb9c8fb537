import SeededRandomness
import Testing

@testable import Optimization

/// xᵀA·x/2 − bᵀx with A = MᵀM/n + 0.1·I for a random M.
private struct RandomQuadratic: DifferentiableObjective {
  let dimension: Int
  private var a: [Double]
  private var b: [Double]

  init(dimension n: Int, random: inout SplitMix) {
    dimension = n
    let m = (0..<n * n).map { _ in random.uniform(-1, 1) }
    a = (0..<n * n).map { at in
      let (i, j) = (at / n, at % n)
      let sum = (0..<n).reduce(0) { $0 + m[$1 * n + i] * m[$1 * n + j] }
      return sum / Double(n) + (i == j ? 0.1 : 0)
    }
    b = (0..<n).map { _ in random.uniform(-2, 2) }
  }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var value = 0.0
    for i in 0..<dimension {
      var product = 0.0
      for j in 0..<dimension { product += a[i * dimension + j] * x[j] }
      gradient[i] = product - b[i]
      value += x[i] * (product / 2 - b[i])
    }
    return value
  }
}

struct LBFGSBTests {
  private func box(_ n: Int, _ random: inout SplitMix) -> Bounds<Double> {
    var (lower, upper): ([Double], [Double]) = ([], [])
    for _ in 0..<n {
      let low = random.uniform(-2, 1)
      lower.append(random.next() % 4 == 0 ? -.infinity : low)
      upper.append(random.next() % 4 == 0 ? .infinity : low + random.uniform(0, 2))
    }
    return Bounds(lower: lower, upper: upper)
  }

  @Test("a convex quadratic in a random box has one minimum, whichever method", arguments: 0..<20)
  func quadratics(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let n = 2 + seed
    let objective = RandomQuadratic(dimension: n, random: &random)
    let box = box(n, &random)
    let start = (0..<n).map { _ in random.uniform(-3, 3) }
    let methods: [LineSearchMethod] = [.lbfgs, .lbfgs(memory: 2), .bfgs]
    let solutions = methods.map { minimize(objective, from: start, bounds: box, using: $0) }
    for solution in solutions {
      #expect(solution.isSuccess && solution.gradientNorm < 1e-6, "\(seed): \(solution.reason)")
      #expect(box.contain(solution.x))
      #expect(abs(solution.value - solutions[0].value) < 1e-10 * max(1, abs(solution.value)))
    }
    // Projection that forgets at every change of the active set needs twice to four times as many.
    #expect(solutions[0].evaluations < 3 * n + 25)
  }

  @Test("the compact form is the matrix that BFGS updates make, also when old pairs are replaced")
  func compactForm() {
    let (n, m) = (6, 3)
    var random = SplitMix(state: 5)
    let objective = RandomQuadratic(dimension: n, random: &random)
    var run = Minimization(
      objective, from: [Double](repeating: 1, count: n), using: .gradientDescent)
    var memory = CompactMemory<Double>(dimension: n, capacity: m)
    var pairs: [(s: [Double], y: [Double])] = []
    _ = run.next()
    for _ in 0..<8 {
      _ = run.next()
      let (now, before) = (run.state.current, run.state.trial)
      memory.learn(from: run.state)
      pairs.append(
        (zip(now.x, before.x).map { $0 - $1 }, zip(now.gradient, before.gradient).map { $0 - $1 }))
      let v = (0..<n).map { _ in random.uniform(-1, 1) }
      let expected = updated(pairs.suffix(m), times: v)
      let found = product(memory, v)
      let size = expected.reduce(0) { max($0, abs($1)) }
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 * size })
    }
  }

  /// B·v with B = θ·I updated by each pair in turn.
  private func updated(_ pairs: ArraySlice<(s: [Double], y: [Double])>, times v: [Double])
    -> [Double]
  {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let n = v.count
    guard let last = pairs.last else { return v }
    let theta = dot(last.y, last.y) / dot(last.s, last.y)
    var b = (0..<n).map { i in (0..<n).map { $0 == i ? theta : 0 } }
    for (s, y) in pairs {
      let bs = b.map { dot($0, s) }
      let (sBs, sy) = (dot(s, bs), dot(s, y))
      for i in 0..<n {
        for j in 0..<n { b[i][j] += y[i] * y[j] / sy - bs[i] * bs[j] / sBs }
      }
    }
    return b.map { dot($0, v) }
  }

  private func product(_ memory: CompactMemory<Double>, _ v: [Double]) -> [Double] {
    var factors = PivotedFactors<Double>(capacity: 2 * memory.capacity)
    memory.middle(into: &factors.elements)
    let isRegular = factors.factor(memory.width)
    #expect(isRegular)
    var p = [Double](repeating: 0, count: 2 * memory.capacity)
    memory.product(transposedWith: v, into: &p)
    factors.solve(&p)
    var result = v.map { memory.theta * $0 }
    memory.add(-1, productWith: p, to: &result)
    return result
  }

  @Test("a bounded run is resumed to the bit", arguments: [1, 5, 12])
  func resumed(iterations: Int) throws {
    var random = SplitMix(state: 9)
    let objective = RandomQuadratic(dimension: 30, random: &random)
    let box = box(30, &random)
    let start = [Double](repeating: 0.5, count: 30)
    let method = LineSearchMethod.lbfgs(memory: 4)
    let whole = minimize(objective, from: start, bounds: box, using: method)
    var part = Minimization(
      objective, from: start, bounds: box, using: method,
      stopping: StoppingRules(iterations: iterations))
    while part.next() != nil {}
    let saved = try Checkpoint(bytes: part.checkpoint().bytes)
    var rest = try Minimization(objective, resuming: saved, bounds: box, using: method)
    while rest.next() != nil {}
    #expect(whole.iterations > iterations)
    #expect(rest.solution.x == whole.x && rest.solution.evaluations == whole.evaluations)
  }
}
