import LinearAlgebra

/// Where the points of a coordinate's difference lie, relative to x: at `near` and, for three points, at
/// `far`, on the other side where the bounds leave room and twice as far where they do not. Zero where they
/// leave none.
struct DifferenceOffsets<Scalar: LinearAlgebraScalar> {
  let near: Scalar
  let far: Scalar

  /// The offsets of coordinate i at `x` for a relative distance of `width`.
  init(_ i: Int, at x: Scalar, _ width: Scalar, isRefined: Bool, bounds: Bounds<Scalar>?) {
    let h = distance(width, x)
    guard let bounds else {
      (near, far) = (h, -h)
      return
    }
    let (up, down) = (bounds.upper[i] - x, x - bounds.lower[i])
    guard !isRefined || min(up, down) < h.magnitude else {
      (near, far) = (h, -h)
      return
    }
    // To the side that the coordinate grows to, if there is room, or else to the one with more of it.
    let reach = h.magnitude * (isRefined ? 2 : 1)
    let goesUp = h > 0 ? up >= reach || up >= down : down < reach && up > down
    let room = goesUp ? up : down
    let length = min(h.magnitude, isRefined ? room / 2 : room)
    near = goesUp ? length : -length
    far = isRefined ? 2 * near : 0
  }

  /// The derivative from f at x, at the near point and, unless it is NaN, at the far one; x and the points
  /// as they were rounded.
  static func derivative(
    _ x: Scalar, _ value: Scalar, _ near: (x: Scalar, value: Scalar),
    _ far: (x: Scalar, value: Scalar)
  ) -> Scalar {
    let (a, b) = (near.x - x, far.x - x)
    let chord = (near.value - value) / a
    guard far.value.isFinite else { return chord }
    let other = (far.value - value) / b
    guard near.value.isFinite else { return other }
    if (a < 0) != (b < 0) { return (near.value - far.value) / (near.x - far.x) }
    // The slope of the parabola through the three points.
    return chord + (chord - other) * a / (b - a)
  }
}
