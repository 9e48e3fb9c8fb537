import Optimization

/// What `minimize` takes an iteration, beside what the objective takes. The ratios wanted are those of an
/// iteration of SciPy's to 1 µs (L-BFGS, n = 9), 1.5 (41), 10 (400), 400 (10,000), and to 1, 3 and 200 µs
/// for BFGS.
var minimizeBenchmarks: [Benchmark] {
  [
    overhead("minimize-lbfgs-n9", .lbfgs, count: 9, iterations: 25, wanted: 37),
    overhead("minimize-lbfgs-n41", .lbfgs, count: 41, iterations: 60, wanted: 24),
    overhead("minimize-lbfgs-n400", .lbfgs, count: 400, iterations: 100, wanted: 6.4),
    overhead("minimize-lbfgs-n10000", .lbfgs, count: 10_000, iterations: 60, wanted: 1.6),
    overhead("minimize-bfgs-n9", .bfgs, count: 9, iterations: 25, wanted: 122),
    overhead("minimize-bfgs-n41", .bfgs, count: 41, iterations: 60, wanted: 42),
    overhead("minimize-bfgs-n400", .bfgs, count: 400, iterations: 60, wanted: 36),
  ]
}

/// Runs of a fixed number of iterations, too few to converge; an operation is an iteration.
///
/// The objective's own time, that of as many calls at the start, is taken off.
private func overhead(
  _ name: String, _ method: LineSearchMethod, count: Int, iterations: Int, wanted: Double
) -> Benchmark {
  Benchmark(name: name, peers: ["SciPy"], wanted: wanted) { _ in
    let objective = ChainedRosenbrock(dimension: count)
    let start = (0..<count).map { $0.isMultiple(of: 2) ? -1.2 : 1.0 }
    let rules = StoppingRules(gradientNorm: 0, iterations: iterations)
    return { repeats in
      var evaluations = 0
      var steps = 0
      let whole = seconds {
        for _ in 0..<repeats {
          let solution = minimize(objective, from: start, using: method, stopping: rules)
          evaluations += solution.evaluations
          steps += solution.iterations
        }
      }
      guard steps == repeats * iterations else {
        throw BenchmarkError("\(name): the run ended before its time")
      }
      let (calls, value) = time(objective, at: start, evaluations: evaluations)
      return Measurement(seconds: (whole - calls) / Double(steps), check: value)
    }
  }
}

func time(
  _ objective: ChainedRosenbrock, at x: [Double], evaluations: Int
) -> (seconds: Double, value: Double) {
  var objective = objective
  var gradient = x
  var value = 0.0
  let elapsed = seconds {
    var span = gradient.mutableSpan
    for _ in 0..<evaluations { value = objective.value(at: x.span, gradient: &span) }
  }
  return (elapsed, value)
}

/// Σ 100 (x[i+1] − x[i]²)² + (1 − x[i])².
struct ChainedRosenbrock: DifferentiableObjective {
  let dimension: Int

  /// Not inlined, so that alone it takes what it takes when `minimize` calls it.
  @inline(never)
  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var value = 0.0
    gradient[0] = 0
    for i in 0..<dimension - 1 {
      let valley = x[i + 1] - x[i] * x[i]
      let slope = 1 - x[i]
      value += 100 * valley * valley + slope * slope
      gradient[i] += -400 * x[i] * valley - 2 * slope
      gradient[i + 1] = 200 * valley
    }
    return value
  }
}
