import LinearAlgebra

/// The choice of the next step from values and slopes, Moré and Thuente, section 4. Names are the paper's:
/// c is the minimiser of the cubic through both points, q and s those of quadratics.
extension Bracket {
  /// Sets the next step from the trial and the endpoints, and moves an endpoint to the trial.
  mutating func chooseNext(_ trial: LinePoint<Scalar>) {
    let signsDiffer = (trial.slope < 0) != (best.slope < 0)
    if trial.value > best.value {
      next = afterHigherValue(trial)
      isBracketed = true
      other = trial
      return
    }
    if signsDiffer {
      next = afterOppositeSlope(trial)
      isBracketed = true
      other = best
    } else if trial.slope.magnitude < best.slope.magnitude {
      next = afterSmallerSlope(trial)
    } else {
      next = afterLargerSlope(trial)
    }
    best = trial
  }

  /// Case 1: the minimum is bracketed by the rise of f.
  private func afterHigherValue(_ trial: LinePoint<Scalar>) -> Scalar {
    let length = trial.step - best.step
    let c = cubicMinimiser(from: best, to: trial)
    let q =
      best.step
      + best.slope / ((best.value - trial.value) / length + best.slope) / 2 * length
    return (c - best.step).magnitude < (q - best.step).magnitude ? c : c + (q - c) / 2
  }

  /// Case 2: the minimum is bracketed by the slopes.
  private func afterOppositeSlope(_ trial: LinePoint<Scalar>) -> Scalar {
    let c = cubicMinimiser(from: trial, to: best)
    let s = secant(trial)
    return (c - trial.step).magnitude > (s - trial.step).magnitude ? c : s
  }

  /// Case 3: the slope flattens. The cubic counts only where it has its minimum beyond the trial.
  private func afterSmallerSlope(_ trial: LinePoint<Scalar>) -> Scalar {
    let forward = trial.step > best.step
    let c = cubicMinimiserBeyond(trial) ?? (forward ? upper : lower)
    let s = secant(trial)
    let cIsCloser = (c - trial.step).magnitude < (s - trial.step).magnitude
    if isBracketed {
      let closer = cIsCloser ? c : s
      let bound = trial.step + 0.66 * (other.step - trial.step)
      return forward ? min(bound, closer) : max(bound, closer)
    }
    return min(max(cIsCloser ? s : c, lower), upper)
  }

  /// Case 4: the slope steepens.
  private func afterLargerSlope(_ trial: LinePoint<Scalar>) -> Scalar {
    if isBracketed { return cubicMinimiser(from: trial, to: other) }
    return trial.step > best.step ? upper : lower
  }

  /// The minimiser of the quadratic that has both slopes.
  private func secant(_ trial: LinePoint<Scalar>) -> Scalar {
    trial.step + trial.slope / (trial.slope - best.slope) * (best.step - trial.step)
  }

  /// The minimiser of the cubic of the best point and the trial where it lies beyond the trial.
  private func cubicMinimiserBeyond(_ trial: LinePoint<Scalar>) -> Scalar? {
    let length = best.step - trial.step
    let theta = 3 * (trial.value - best.value) / length + trial.slope + best.slope
    var gamma = cubicRoot(theta, best.slope, trial.slope)
    if length < 0 { gamma = -gamma }
    let p = gamma - trial.slope + theta
    let q = gamma + (best.slope - trial.slope) + gamma
    let ratio = p / q
    return ratio < 0 && gamma != 0 ? trial.step + ratio * length : nil
  }
}

/// The minimiser of the cubic that has the values and slopes of two points.
func cubicMinimiser<Scalar: LinearAlgebraScalar>(
  from a: LinePoint<Scalar>, to b: LinePoint<Scalar>
) -> Scalar {
  let length = b.step - a.step
  let theta = 3 * (a.value - b.value) / length + a.slope + b.slope
  var gamma = cubicRoot(theta, a.slope, b.slope)
  if length < 0 { gamma = -gamma }
  let p = gamma - a.slope + theta
  let q = gamma - a.slope + gamma + b.slope
  return a.step + p / q * length
}

/// √(θ² − d₁·d₂), scaled so that nothing overflows; zero where rounding makes it imaginary.
func cubicRoot<Scalar: LinearAlgebraScalar>(
  _ theta: Scalar, _ d1: Scalar, _ d2: Scalar
) -> Scalar {
  let s = max(theta.magnitude, max(d1.magnitude, d2.magnitude))
  guard s > 0 else { return 0 }
  return s * max(0, (theta / s) * (theta / s) - (d1 / s) * (d2 / s)).squareRoot()
}
