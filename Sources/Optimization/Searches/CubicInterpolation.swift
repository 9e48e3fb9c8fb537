import LinearAlgebra

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
