// A quadratic model of f from values alone, in axes of its own.
//
// R. P. Brent, Algorithms for Minimization without Derivatives, Prentice-Hall 1973, chapter 7: along the
// principal axes of f, each as long as it takes to change f by one amount, curvatures of very different sizes
// are told apart, which rounding drowns along the variables. M. J. D. Powell, "The NEWUOA software for
// unconstrained optimization without derivatives", 2006, fits a whole quadratic.
//
// Departures: the quadratic is measured, by central differences along the axes and a corner between each two;
// its eigenvectors are the next axes. A curvature that is known to a relative error e of its axes' gives an
// axis that is flat to e², so that three or four measurements tell curvatures of 1e-16 of the largest from zero.
import LinearAlgebra

/// The quadratic model m(t) = f + b·t + ½·tᵀ·A·t of f(x + V·t), V being the axes.
struct PrincipalAxes<Scalar: LinearAlgebraScalar> {
  /// The number of variables, n.
  let dimension: Int
  /// The axes V, n numbers each: as many as variables are free.
  var axes: [Scalar]
  /// f at the ends of each axis.
  var ahead: [Scalar]
  var behind: [Scalar]
  /// A, both triangles.
  var hessian: [Scalar]

  /// Axes along the variables that are free, with a length each.
  init(lengths: [Scalar], free: [Int]) {
    dimension = lengths.count
    axes = [Scalar](repeating: 0, count: dimension * free.count)
    for (k, i) in free.enumerated() { axes[dimension * k + i] = lengths[i] }
    ahead = [Scalar](repeating: 0, count: free.count)
    (behind, hessian) = (ahead, [Scalar](repeating: 0, count: free.count * free.count))
  }

  /// The number of axes.
  var count: Int { ahead.count }

  /// The slope b along axis k.
  func slope(_ k: Int) -> Scalar { (ahead[k] - behind[k]) / 2 }

  /// The largest |vᵢ| of axis k.
  func length(_ k: Int) -> Scalar {
    (0..<dimension).reduce(0) { max($0, axes[dimension * k + $1].magnitude) }
  }

  /// Makes axis k longer by a factor.
  mutating func scale(_ k: Int, by factor: Scalar) {
    for i in 0..<dimension { axes[dimension * k + i] *= factor }
  }

  /// Writes x + s·vⱼ + t·vₖ into `point`.
  func place(
    _ x: [Scalar], _ j: Int, _ s: Scalar, _ k: Int, _ t: Scalar, into point: inout [Scalar]
  ) {
    for i in 0..<dimension {
      point[i] = x[i] + s * axes[dimension * j + i] + t * axes[dimension * k + i]
    }
  }

  /// The eigenvalues of A with the axes that they belong to, and the slopes along those.
  func principal() -> Principal {
    let m = count
    let eigen = SymmetricEigenvalues(of: hessian, dimension: m)
    var turned = [Scalar](repeating: 0, count: axes.count)
    var slopes = [Scalar](repeating: 0, count: m)
    var curvatures = slopes
    for k in 0..<m {
      for j in 0..<m {
        let share = eigen.vectors[k * m + j]
        slopes[k] += share * slope(j)
        curvatures[k] += share * share * hessian[j * m + j]
        for i in 0..<dimension { turned[dimension * k + i] += share * axes[dimension * j + i] }
      }
    }
    return Principal(
      axes: turned, slopes: slopes, curvatures: eigen.values, unrelated: curvatures)
  }

  /// The eigenvectors of A as axes.
  struct Principal {
    let axes: [Scalar]
    let slopes: [Scalar]
    /// The eigenvalues.
    let curvatures: [Scalar]
    /// What the curvatures were if the former axes had nothing to do with one another.
    let unrelated: [Scalar]

    /// How much lower the minimum of the model lies where no curvature is below `floor`; negative ones are
    /// gone down for the length of their axis.
    func expectedDecrease(floor: Scalar) -> Scalar {
      curvatures.indices.reduce(0) { sum, k in
        let (b, c) = (slopes[k].magnitude, curvatures[k])
        return sum + (c < -floor ? b - c / 2 : b * b / (2 * max(c, floor)))
      }
    }

    /// The step to that minimum.
    func step(floor: Scalar) -> [Scalar] {
      let n = axes.count / max(curvatures.count, 1)
      var step = [Scalar](repeating: 0, count: n)
      for k in curvatures.indices {
        let (b, c) = (slopes[k], curvatures[k])
        let length = c < -floor ? (b > 0 ? -1 : 1) - b / -c : -b / max(c, floor)
        for i in 0..<n { step[i] += length * axes[n * k + i] }
      }
      return step
    }
  }
}
