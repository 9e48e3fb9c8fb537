import LinearAlgebra

/// What values of f at the points of a Hessian's differences say of the gradient and of the curvatures.
///
/// Over a distance h the values rise by h·(g + g₊)/2 for the gradients g at both ends, if those are the gradients
/// of f and its curvature stays what it is. What they rise by otherwise, divided by h, is how wrong the slope is,
/// or else a kink; and where it is much of ½·H·h² already, h says nothing of the curvature.
struct ValueEvidence<Scalar: LinearAlgebraScalar> {
  /// ½·H·h² of each variable as the gradients have it.
  private(set) var bends: [Scalar]
  /// What f rises by otherwise, as far as it is beyond rounding.
  private(set) var errors: [Scalar]
  /// The rounding of that.
  private(set) var roundings: [Scalar]
  /// The distances h, negative to the other side.
  private(set) var distances: [Scalar]

  init(dimension n: Int) {
    bends = [Scalar](repeating: 0, count: n)
    (errors, roundings, distances) = (bends, bends, bends)
  }

  /// Takes in a point `moved` away from the iterate along variable j. Of the two sides, that with the larger error
  /// stays.
  @inline(__always)
  mutating func add(
    _ j: Int, moved h: Scalar, _ point: borrowing Point<Scalar>,
    from origin: borrowing Point<Scalar>
  ) {
    let slope = origin.gradient[j]
    let (f, x) = (origin.value.magnitude, origin.x[j].magnitude)
    let rounding = 4 * Scalar.ulpOfOne * (f + slope.magnitude * x)
    let bend = h * (point.gradient[j] - slope) / 2
    let error = point.value - origin.value - h * slope - bend
    guard distances[j] == 0 || error.magnitude > errors[j].magnitude else { return }
    bends[j] = bend
    errors[j] = error.magnitude > 2 * rounding ? error : 0
    roundings[j] = rounding
    distances[j] = h
  }

  /// Whether the curvature along variable j, of a size `x`, cannot be told from zero, or changes by much within the
  /// distance in which it changes f by what is negligible: f may as well have no minimum there.
  func isFlat(_ j: Int, size x: Scalar, negligible: Scalar) -> Bool {
    let (bend, error) = (bends[j].magnitude, errors[j].magnitude)
    // A gradient is as exact as f over the size of x.
    if bend <= 4 * roundings[j] / x * distances[j].magnitude { return true }
    return error > bend / 64 || error * (negligible / bend).squareRoot() > bend / 24
  }

  /// By how much the slope along variable j differs from that of the values; zero where curvature or rounding
  /// explain it.
  func slopeError(_ j: Int) -> Scalar {
    let error = errors[j].magnitude
    let isBeyond = error > max(bends[j].magnitude / 64, 16 * roundings[j])
    return isBeyond ? errors[j] / distances[j] : 0
  }
}
