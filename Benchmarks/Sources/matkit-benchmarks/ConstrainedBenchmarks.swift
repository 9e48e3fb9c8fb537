import Optimization

/// What `.sqp` takes an iteration beside what its functions take: n variables in a box, n/2 curved rows. The ratios wanted
/// are those of SLSQP's 75, 124, 396 and 2,219 µs to 8, 40, 150 and 1,000 µs.
var constrainedBenchmarks: [Benchmark] {
  [
    sequentialQuadratic("minimize-sqp-n10", count: 10, wanted: 9.4),
    sequentialQuadratic("minimize-sqp-n50", count: 50, wanted: 3.1),
    sequentialQuadratic("minimize-sqp-n100", count: 100, wanted: 2.6),
    sequentialQuadratic("minimize-sqp-n200", count: 200, wanted: 2.2),
  ]
}

/// Runs of a fixed number of iterations, too few to converge; an operation is an iteration.
///
/// The functions' own time, that of as many calls at the start, is taken off.
private func sequentialQuadratic(_ name: String, count: Int, wanted: Double) -> Benchmark {
  Benchmark(name: name, peers: ["SciPy"], wanted: wanted) { _ in
    let objective = ChainedRosenbrock(dimension: count)
    let disks = Disks(dimension: count)
    let start = (0..<count).map { $0.isMultiple(of: 2) ? -0.5 : 0.4 }
    let (zeros, box) = ([Double](repeating: 0, count: count / 2), Bounds(-2...2, dimension: count))
    let iterations = 25
    let rules = StoppingRules(iterations: iterations)
    return { repeats in
      var counts = (f: 0, c: 0, jacobians: 0)
      var steps = 0
      let whole = seconds {
        for _ in 0..<repeats {
          let solution = minimize(
            objective, from: start, bounds: box,
            subjectTo: [Constraint(disks, from: zeros, to: zeros.map { _ in .infinity })],
            stopping: rules)
          counts.f += solution.counts.values
          counts.c += solution.counts.values
          counts.jacobians += solution.iterations + 1
          steps += solution.iterations
        }
      }
      guard steps == repeats * iterations else {
        throw BenchmarkError("\(name): the run ended before its time")
      }
      let (own, value) = time(objective, at: start, evaluations: counts.f)
      let rows = time(disks, at: start, values: counts.c, jacobians: counts.jacobians)
      return Measurement(seconds: (whole - own - rows) / Double(steps), check: value)
    }
  }
}

private func time(
  _ disks: Disks, at x: [Double], values: Int, jacobians: Int
) -> Double {
  var disks = disks
  var c = [Double](repeating: 0, count: disks.rowCount)
  var jacobian = [Double](repeating: 0, count: disks.rowCount * x.count)
  return seconds {
    var rows = c.mutableSpan
    for _ in 0..<values { disks.values(at: x.span, into: &rows) }
    var slopes = jacobian.mutableSpan
    for _ in 0..<jacobians { disks.jacobian(at: x.span, into: &slopes) }
  }
}

/// 1 − x₂ₖ² − x₂ₖ₊₁² + x₂ₖ₊₅/10 of each pair of variables, indices modulo n.
private struct Disks: DifferentiableConstraints {
  let dimension: Int
  var rowCount: Int { dimension / 2 }

  @inline(never)
  mutating func values(at x: Span<Double>, into values: inout MutableSpan<Double>) {
    for k in values.indices {
      let (a, b) = (x[2 * k], x[2 * k + 1])
      values[k] = 1 - a * a - b * b + x[(2 * k + 5) % dimension] / 10
    }
  }

  @inline(never)
  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    for k in 0..<rowCount {
      jacobian[k + rowCount * 2 * k] += -2 * x[2 * k]
      jacobian[k + rowCount * (2 * k + 1)] += -2 * x[2 * k + 1]
      jacobian[k + rowCount * ((2 * k + 5) % dimension)] += 0.1
    }
  }
}
