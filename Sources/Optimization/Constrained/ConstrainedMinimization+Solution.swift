import LinearAlgebra

extension ConstrainedMinimization {
  /// What the run has reached so far; `reason` is `stopped` where it has not ended.
  public var solution: ConstrainedSolution<Scalar> {
    var state = state
    let isEnd = reason?.isSuccess == true || reason == .noMultipliers
    if hasStarted, !isEnd, !state.best.value.isNaN { state.current = state.best }
    let isComputed = state.current.firstNotFinite == nil && state.current.hasFiniteDerivatives
    if isComputed {
      _ = state.estimateMultipliers(evaluator)
      for k in 0..<(state.m + state.n) { state.multipliers[k] = state.estimate.multipliers[k] }
    }
    let isInfeasible = reason == .infeasible
    return ConstrainedSolution(
      x: hasStarted ? original(state.current.x) : start,
      value: state.current.value / evaluator.valueFactor, reason: reason ?? .stopped,
      certificate: certificate(&state), iterations: iterations, counts: evaluator.counts,
      constraintCounts: evaluator.rowCounts, elapsed: elapsed, startWasMoved: startWasMoved,
      notFinite: notFinite, conflict: isInfeasible ? state.conflict : [],
      conflictWeights: isInfeasible ? ownWeights(state.conflictWeights) : [], rowNames: rowNames)
  }

  /// Weights of a combination of scaled rows as those of the rows themselves.
  private func ownWeights(_ weights: [Scalar]) -> [Scalar] {
    weights.indices.map { k in
      k < state.m
        ? weights[k] * evaluator.rowFactors[k] : weights[k] / evaluator.units[k - state.m]
    }
  }

  /// The certificate of `state.current` with `state.multipliers`, in the functions' units.
  func certificate(_ state: inout SequentialQuadratic<Scalar>) -> Certificate<Scalar> {
    let (n, m, factor) = (state.n, state.m, evaluator.valueFactor)
    let point = state.current
    let broken = violation(of: point)
    MultiplierEstimate.remainder(point, state.multipliers, n, m, into: &state.remainder)
    var (stationarity, slope, complementarity): (Scalar, Scalar, Scalar) = (0, 0, 0)
    for j in 0..<n {
      let unit = evaluator.units[j] * factor
      stationarity = max(stationarity, (state.remainder[j] / unit).magnitude)
      slope = max(slope, (point.gradient[j] / unit).magnitude)
    }
    var (activeRows, activeBounds): ([Int], [Int]) = ([], [])
    for k in 0..<(m + n) {
      let value = k < m ? point.rows[k] : point.x[k - m]
      let multiplier = state.multipliers[k]
      if multiplier != 0 {
        let bound = multiplier > 0 ? state.lower[k] : state.upper[k]
        let product = (multiplier * (value - bound)).magnitude / factor
        complementarity = max(complementarity, product)
      }
      let distance = min((value - state.lower[k]).magnitude, (state.upper[k] - value).magnitude)
      if multiplier != 0 || distance <= state.tolerances[k] {
        if k < m { activeRows.append(k) } else { activeBounds.append(k - m) }
      }
    }
    let size = max(1, slope)
    return Certificate(
      gradient: (0..<n).map { point.gradient[$0] / (evaluator.units[$0] * factor) },
      rows: (0..<m).map { point.rows[$0] / evaluator.rowFactors[$0] }, violation: broken.largest,
      relativeViolation: broken.relative, violatedRow: broken.row,
      isFeasible: state.isFeasible(point),
      multipliers: (0..<m).map { state.multipliers[$0] * evaluator.rowFactors[$0] / factor },
      boundMultipliers: (0..<n).map { state.multipliers[m + $0] / (evaluator.units[$0] * factor) },
      activeRows: activeRows, activeBounds: activeBounds, stationarity: stationarity,
      relativeStationarity: stationarity / size, complementarity: complementarity,
      relativeComplementarity: complementarity / size,
      rank: rank(of: activeRows + activeBounds.map { $0 + m }, state),
      lowestCurvature: state.lowestCurvature)
  }

  private func rank(of active: [Int], _ state: SequentialQuadratic<Scalar>) -> Int {
    let (n, m) = (state.n, state.m)
    guard n > 0 else { return 0 }
    let normals = active.flatMap { k in
      (0..<n).map { j in
        k < m ? state.current.jacobian[k + m * j] : (j == k - m ? 1 : 0 as Scalar)
      }
    }
    return n - NullSpace(of: normals, dimension: n).count
  }
}
