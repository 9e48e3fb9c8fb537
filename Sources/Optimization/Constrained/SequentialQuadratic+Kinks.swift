import LinearAlgebra

extension SequentialQuadratic {
  /// Whether no direction lowers f at a kink: gradients of points close by, of which f is lower at none, and those of the
  /// active constraints have a combination that is zero. O(n) gradients, of 30 variables at most.
  ///
  /// That is Clarke's condition with the ε-subdifferential of A. A. Goldstein, "Optimization of Lipschitz continuous
  /// functions", Mathematical Programming 13, 1977, of which the sampled gradients are a part. The shortest combination is
  /// −d of the program min ½·|d|² + t with gᵢᵀd ≤ t and d along the active constraints.
  mutating func isStationaryKink(_ evaluator: inout Evaluator) -> Bool {
    guard !evaluator.hasDifferences, isFeasible(current), n > 0, n <= Numbers.kinkVariables,
      let gradients = gradientsNearby(&evaluator)
    else { return false }
    let (count, size) = (gradients.count, gradients.map { BLAS.maxAbs(n, $0) }.max() ?? 0)
    guard size > 0, size.isFinite else { return false }
    var program = DualActiveSet<Scalar>(variables: n + 1, rows: count + m)
    let all = count + m
    var rows = [Scalar](repeating: 0, count: all * (n + 1))
    var low = [Scalar](repeating: -.infinity, count: all + n + 1)
    var high = [Scalar](repeating: .infinity, count: all + n + 1)
    for (i, gradient) in gradients.enumerated() {
      for j in 0..<n { rows[i + all * j] = gradient[j] / size }
      rows[i + all * n] = -1
      high[i] = 0
    }
    for i in 0..<m {
      for j in 0..<n { rows[count + i + all * j] = current.jacobian[i + m * j] }
    }
    for k in 0..<(m + n) {
      let value = k < m ? current.rows[k] : current.x[k - m]
      if value - lower[k] <= tolerances[k] { low[count + k] = 0 }
      if upper[k] - value <= tolerances[k] { high[count + k] = 0 }
    }
    var objective = [Scalar](repeating: 0, count: n + 1)
    objective[n] = 1
    for j in 0..<n { program.J[j + (n + 1) * j] = 1 }
    // A little curvature in t keeps the program strictly convex.
    program.J[n + (n + 1) * n] = 30
    let outcome = program.solve(gradient: objective, rows: rows, lower: low, upper: high)
    return outcome == .solved && BLAS.maxAbs(n, program.x) <= Numbers.kinkResidual
  }

  /// The gradients here and a little way along each variable; `nil` where f is lower there, or a limit forbids to look.
  private mutating func gradientsNearby(_ evaluator: inout Evaluator) -> [[Scalar]]? {
    var gradients = [current.gradient]
    let rounding = 64 * Scalar.ulpOfOne * max(current.value.magnitude, Scalar.ulpOfOne)
    for j in 0..<n {
      for sign in [1, -1] as [Scalar] {
        for i in 0..<n { move[i] = 0 }
        move[j] = sign * Numbers.kinkRadius * max(1, current.x[j].magnitude)
        guard let isFinite = tryMove(&evaluator) else { return nil }
        guard isFinite else { continue }
        if isFeasible(trial), trial.value < current.value - rounding { return nil }
        guard let hasDerivatives = complete(&evaluator) else { return nil }
        if hasDerivatives { gradients.append(trial.gradient) }
      }
    }
    return gradients
  }
}
