#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

public import Matrices

/// Two interleaving half circles, scikit-learn's `make_moons(sampleCount, noise=noise)` bit for bit.
///
/// Class 0 is the upper half of the unit circle, ⌊n/2⌋ points (cos φ, sin φ) for φ equally spaced on
/// [0, π]; class 1 the remaining points (1 − cos φ, ½ − sin φ). The samples are put into a random order
/// and then, unless `noise` is nil, `noise` times a ``MersenneTwister/normal()`` is added to each
/// coordinate, sample after sample, x before y.
///
/// With `MersenneTwister(seed: 0)` these are the points of `numpy.random.seed(0)` followed by
/// `make_moons`, and the stream stands afterwards where NumPy's does. Cosine, sine and logarithm are the
/// C library's, so another library may change last bits.
///
/// - Parameters:
///   - sampleCount: The number of samples n over both classes.
///   - noise: The standard deviation of the noise, zero or more; nil for none, and none drawn.
///   - random: The stream that the order and the noise are drawn from.
/// - Returns: The points, n×2, a sample a row, and the class, 0 or 1, of each.
///
/// ```swift
/// var random = MersenneTwister(seed: 0)
/// let moons = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
/// assert(moons.points.size == [200, 2])
/// assert(moons.labels.reduce(0, +) == 100)
/// ```
public func makeMoons(
  sampleCount: Int, noise: Double? = nil, using random: inout MersenneTwister
) -> (points: Matrix<Double>, labels: [Int]) {
  require(sampleCount >= 0, "cannot make \(sampleCount) samples")
  require(
    noise.map { $0 >= 0 } ?? true, "the noise cannot have the standard deviation \(noise ?? 0)")
  let outerCount = sampleCount / 2
  let outer = halfCircle(outerCount)
  let inner = halfCircle(sampleCount - outerCount).map { (x: 1 - $0.x, y: 1 - $0.y - 0.5) }
  var points = outer + inner
  let order = random.permutation(sampleCount)
  points = order.map { points[$0] }
  if let noise {
    for index in points.indices {
      points[index].x += noise * random.normal()
      points[index].y += noise * random.normal()
    }
  }
  return (
    Matrix(rowCount: sampleCount, columnCount: 2, elements: points.map(\.x) + points.map(\.y)),
    order.map { $0 < outerCount ? 0 : 1 }
  )
}

/// `count` points on the upper half of the unit circle, from (1, 0) to (−1, 0); one point is the first.
private func halfCircle(_ count: Int) -> [(x: Double, y: Double)] {
  let angles = count == 1 ? [0] : linspace(0, Double.pi, count: count)
  return angles.map { (x: cos($0), y: sin($0)) }
}
