// Differences with Richardson's extrapolation: d = (4·D(h/2) − D(h))/3 for central differences
// D(h) = (f(x + h·eᵢ) − f(x − h·eᵢ))/2h, whose error is of order h⁴ from f and ε·|f|/h from rounding; both
// are about ε^(4/5) for h = ε^(1/5)·max(1, |xᵢ|), 3e-13 in `Double`. See W. H. Press et al., Numerical
// Recipes, 3rd ed., section 5.7.
//
// Departure: where the two disagree, h is shortened by 32, and again, down to 3e-8 in `Double`, and the
// best agreement counts. A kink of f within h of the point, as a ReLU network has many, spoils the
// difference and is left behind by a shorter one; a wrong gradient disagrees at every distance.
public import LinearAlgebra
import Matrices

/// How a gradient compares with differences of f.
public struct GradientCheck<Scalar: LinearAlgebraScalar>: Sendable {
  /// The objective's own gradient.
  public let gradient: [Scalar]
  /// What differences of f make of it.
  public let differences: [Scalar]
  /// The largest relative error of a coordinate; zero where there is no variable, NaN where f or the
  /// gradient is not finite at a point that was needed.
  ///
  /// Coordinate i's is |gᵢ − dᵢ| over the largest of |gᵢ|, |dᵢ|, the root mean square of the gradient, and
  /// the size from which differences of f have eight digits (`Float`: two).
  public let error: Scalar
  /// The coordinate with that error; `nil` where there is no variable.
  public let worst: Int?

  /// Whether every coordinate agrees to the tolerance, 1e-6 in `Double` and 0.01 in `Float` where none is
  /// given.
  public func passes(tolerance: Scalar? = nil) -> Bool {
    error <= tolerance ?? (isDouble(Scalar.self) ? 1e-6 : 0.01)
  }
}

/// One line: the largest error, whose coordinate it is, and what both sides have there.
extension GradientCheck: CustomStringConvertible {
  public var description: String {
    guard let worst else { return "no variable to check" }
    let verdict = passes() ? "the gradient agrees with differences" : "the gradient looks wrong"
    return
      "\(verdict): the largest error is \(error), at variable \(worst), where the gradient has "
      + "\(gradient[worst]) and differences have \(differences[worst])"
  }
}

/// Compares the gradient of `objective` at `x` with differences of its values, coordinate by coordinate.
///
/// Takes 4·n + 1 evaluations, and up to 12 more for each coordinate that disagrees at first. At a kink of
/// f itself (as ReLU has) differences mean nothing, so check elsewhere.
/// Traps where `x` has not as many elements as the objective has variables.
///
///     let check = checkGradient(of: loss, at: weights)
///     print(check.error, check.worst)
public func checkGradient<Scalar: LinearAlgebraScalar>(
  of objective: some DifferentiableObjective<Scalar>, at x: [Scalar]
) -> GradientCheck<Scalar> {
  require(
    x.count == objective.dimension,
    "a point of \(x.count) numbers does not fit a function of \(objective.dimension) variables")
  var sampler = Sampler(objective: objective, x: x)
  let value = sampler.value(at: x)
  let gradient = sampler.gradient
  let width = fifthRootOfUlp(of: Scalar.self)
  // A difference over h is wrong by some ε·|f|/h from rounding; 1e8 of that can be seen with eight digits.
  let rounding = Scalar.ulpOfOne * value.magnitude
  let visible = rounding / width * (isDouble(Scalar.self) ? 1e8 : 100)
  let rootMeanSquare =
    x.isEmpty ? 0 : VectorMath.norm(gradient) / Scalar(x.count).squareRoot()
  let comparisons = x.indices.map { (i: Int) -> (difference: Scalar, error: Scalar) in
    var best: (difference: Scalar, error: Scalar) = (.nan, .nan)
    for shortening in shortenings(of: Scalar.self) {
      let difference = sampler.difference(i, width * shortening * max(1, x[i].magnitude))
      let distance = (gradient[i] - difference).magnitude
      // A shorter h resolves less, and must not pass for a better agreement than it can tell.
      let resolution = shortening == 1 ? 0 : 4 * rounding / (width * shortening)
      let size = max(
        max(gradient[i].magnitude, difference.magnitude), max(rootMeanSquare, visible))
      let error = distance == 0 ? 0 : max(distance, resolution) / size
      if error < best.error || best.error.isNaN { best = (difference, error) }
      if best.error <= agreement(of: Scalar.self) { break }
    }
    return best
  }
  let errors = comparisons.map(\.error)
  let worst = errors.firstIndex { $0.isNaN } ?? errors.indices.max { errors[$0] < errors[$1] }
  return GradientCheck(
    gradient: gradient, differences: comparisons.map(\.difference),
    error: worst.map { errors[$0] } ?? 0, worst: worst)
}

/// Compares the gradient that a closure writes with differences of the values that it returns; see the other
/// `checkGradient`.
///
///     print(checkGradient(at: [-1.2, 1.0]) { x, gradient in … })
public func checkGradient<Scalar: LinearAlgebraScalar>(
  at x: [Scalar],
  _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
) -> GradientCheck<Scalar> {
  checkGradient(of: ClosureObjective(dimension: x.count, function), at: x)
}

private func isDouble<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) -> Bool {
  Scalar.ulpOfOne < 1e-10
}

/// What the distance of the differences is multiplied by, from one attempt to the next.
private func shortenings<Scalar: LinearAlgebraScalar>(of type: Scalar.Type) -> [Scalar] {
  isDouble(type) ? [1, 0x1p-5, 0x1p-10, 0x1p-15] : [1, 0x1p-3]
}

/// The relative error at which no shorter distance is tried.
private func agreement<Scalar: LinearAlgebraScalar>(of type: Scalar.Type) -> Scalar {
  isDouble(type) ? 1e-9 : 1e-3
}

private func fifthRootOfUlp<Scalar: LinearAlgebraScalar>(of type: Scalar.Type) -> Scalar {
  // A power of two, so that x ± h is as exact as it can be.
  Scalar(sign: .plus, exponent: Scalar.ulpOfOne.exponent / 5, significand: 1)
}

/// The objective with its arguments' storage.
private struct Sampler<Scalar: LinearAlgebraScalar> {
  var objective: any DifferentiableObjective<Scalar>
  var x: [Scalar]
  var gradient: [Scalar]

  init(objective: any DifferentiableObjective<Scalar>, x: [Scalar]) {
    self.objective = objective
    self.x = x
    gradient = x
  }

  mutating func value(at point: [Scalar]) -> Scalar {
    var target = gradient
    defer { gradient = target }
    var span = target.mutableSpan
    return objective.value(at: point.span, gradient: &span)
  }

  mutating func difference(_ i: Int, _ h: Scalar) -> Scalar {
    (4 * central(i, h / 2) - central(i, h)) / 3
  }

  private mutating func central(_ i: Int, _ h: Scalar) -> Scalar {
    let middle = x[i]
    defer { x[i] = middle }
    x[i] = middle + h
    let (ahead, right) = (value(at: x), x[i])
    x[i] = middle - h
    let (behind, left) = (value(at: x), x[i])
    return (ahead - behind) / (right - left)
  }
}
