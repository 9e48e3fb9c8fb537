// Differences with Richardson's extrapolation: d = (4·D(h/2) − D(h))/3 for central differences
// D(h) = (f(x + h·eᵢ) − f(x − h·eᵢ))/2h, whose error is of order h⁴ from f and ε·|f|/h from rounding; both
// are about ε^(4/5) for h = ε^(1/5)·max(1, |xᵢ|), 3e-13 in `Double`. See W. H. Press et al., Numerical
// Recipes, 3rd ed., section 5.7.
//
// Departure: where the two disagree, h is shortened by 32, and again. A kink of f within h of the
// point, as a ReLU network has many, spoils the central difference and is left behind by a shorter
// one; a wrong gradient disagrees at every distance. A kink also shows itself: the differences of
// second order to one side, 2·F(h/2) − F(h) for F(h) = (f(x + h·eᵢ) − f(x))/h, and to the other
// differ by more than rounding explains, where those of a smooth f agree up to h³. Then the
// gradient may be either of them, and where the kink is nearer than the shortest distance lie
// between.
public import LinearAlgebra
import Matrices

/// How a gradient compares with differences of f.
public struct GradientCheck<Scalar: LinearAlgebraScalar>: Sendable {
  /// A kink of f at the point: the slopes to its two sides differ, and the gradient is one of them,
  /// or between them.
  public struct Kink: Sendable, Hashable {
    /// Which slope the gradient is.
    public enum Side: String, Sendable {
      case left = "its left side"
      case right = "its right side"
      case between = "between its sides"
    }

    /// The coordinate along which it lies.
    public let variable: Int
    /// The slope to the left, and to the right.
    public let left, right: Scalar
    /// Which of them the gradient is.
    public let side: Side
  }

  /// The objective's own gradient.
  public let gradient: [Scalar]
  /// What differences of f make of it; at a kink the slope of the side that the gradient takes.
  public let differences: [Scalar]
  /// The largest relative error of a coordinate, ``uncertainty`` taken into account; zero where
  /// there is no variable, NaN where f or the gradient is not finite at a point that was needed.
  ///
  /// Coordinate i's is |gᵢ − dᵢ| over the largest of |gᵢ|, |dᵢ|, the root mean square of the gradient, and
  /// the size from which differences of f have eight digits (`Float`: two).
  public let error: Scalar
  /// What of the error may be the differences' own, from rounding in f at the distance that was
  /// used.
  public let uncertainty: Scalar
  /// The coordinate with that error; `nil` where there is no variable.
  public let worst: Int?
  /// The kinks that the point lies on, in the order of the variables. They are no mistakes of the
  /// gradient.
  public let kinks: [Kink]

  /// Whether every coordinate agrees to the tolerance, 1e-6 in `Double` and 0.01 in `Float` where none is
  /// given, beside what the differences' own error explains.
  public func passes(tolerance: Scalar? = nil) -> Bool {
    error <= uncertainty + (tolerance ?? (isDouble(Scalar.self) ? 1e-6 : 0.01))
  }
}

/// One line: the largest error, whose coordinate it is, and what both sides have there; then the
/// kinks.
extension GradientCheck: CustomStringConvertible {
  public var description: String {
    guard let worst else { return "no variable to check" }
    let verdict = passes() ? "the gradient agrees with differences" : "the gradient looks wrong"
    return
      "\(verdict): the largest error is \(error), at variable \(worst), where the gradient has "
      + "\(gradient[worst]) and differences have \(differences[worst])"
      + kinks.prefix(5).map { "; \($0)" }.joined()
      + (kinks.count > 5 ? "; and \(kinks.count - 5) more kinks" : "")
  }
}

/// `a kink along variable 0: the gradient is its left side, the slopes are 0.0 and 1.0`
extension GradientCheck.Kink: CustomStringConvertible {
  public var description: String { description(along: "variable \(variable)") }

  /// The same with a name for the variable.
  public func description(along name: String) -> String {
    "a kink along \(name): the gradient is \(side.rawValue), the slopes are \(left) and \(right)"
  }
}

/// Compares the gradient of `objective` at `x` with differences of its values, coordinate by coordinate.
///
/// Takes 4·n + 1 evaluations, and up to 20 more for each coordinate that disagrees at first. On a
/// kink of f, as ReLU has, the gradient is right where it is the slope of one side, or between the
/// two: ``GradientCheck/kinks`` names those.
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
  var sampler = DifferenceSampler(objective: objective, x: x)
  let (gradient, size) = (sampler.gradient, sampler.size)
  let comparisons = x.indices.map { coordinate in
    CoordinateCheck(gradient[coordinate], along: coordinate, beside: size, &sampler)
  }
  let worst =
    comparisons.firstIndex { $0.best.distance.isNaN }
    ?? comparisons.indices.max { comparisons[$0].excess < comparisons[$1].excess }
  return GradientCheck(
    gradient: gradient, differences: comparisons.map(\.best.difference),
    error: worst.map { comparisons[$0].best.error } ?? 0,
    uncertainty: worst.map { comparisons[$0].best.uncertainty } ?? 0, worst: worst,
    kinks: comparisons.compactMap(\.kink))
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

/// The check of one coordinate: distances are shortened until the gradient agrees.
private struct CoordinateCheck<Scalar: LinearAlgebraScalar> {
  /// A derivative by differences beside the gradient's.
  struct Agreement {
    var difference: Scalar
    var distance: Scalar
    /// What rounding can make of the distance.
    var resolution: Scalar
    var size: Scalar
    var side: GradientCheck<Scalar>.Kink.Side?

    var error: Scalar { distance == 0 ? 0 : distance / size }
    var uncertainty: Scalar { distance == 0 ? 0 : resolution / size }
    /// How good an agreement it is: no better than it can tell.
    var score: Scalar { max(error, uncertainty) }
  }

  private(set) var best: Agreement
  private(set) var kink: GradientCheck<Scalar>.Kink?

  /// The error beyond what the differences' own error explains.
  var excess: Scalar { max(0, best.error - best.uncertainty) }

  init(
    _ gradient: Scalar, along coordinate: Int, beside size: Scalar,
    _ sampler: inout DifferenceSampler<Scalar>
  ) {
    best = Agreement(difference: .nan, distance: .nan, resolution: 0, size: 1)
    var lastJump = Scalar.infinity
    for (attempt, shortening) in Self.shortenings.enumerated() {
      let differences = sampler.differences(along: coordinate, shortening)
      let isShort = attempt >= Self.shortCount - 1
      // The jump of a kink stays as it is where the distance is shortened; rounding's grows with
      // 1/h.
      let isOnKink = isShort && differences.isKinked && differences.jump <= 8 * lastJump
      lastJump = differences.jump
      for found in Self.agreements(differences, gradient, size, isOnKink: isOnKink) {
        // Of agreements that are as good the longer distance's resolves more.
        if found.score < best.score / 2 || best.score.isNaN { best = found }
      }
      kink =
        isOnKink
        ? best.side.map { side in
          GradientCheck.Kink(
            variable: coordinate, left: differences.left, right: differences.right, side: side)
        } : nil
      if best.score <= Self.agreement && (best.side == nil || isShort) { break }
      if isShort && (excess <= Self.agreement || !isOnKink) { break }
    }
  }

  /// What the differences over one distance have to say, the central one first.
  private static func agreements(
    _ differences: Differences<Scalar>, _ gradient: Scalar, _ size: Scalar, isOnKink: Bool
  ) -> [Agreement] {
    func agreement(
      _ difference: Scalar, _ resolution: Scalar, _ side: GradientCheck<Scalar>.Kink.Side? = nil
    ) -> Agreement {
      Agreement(
        difference: difference, distance: (gradient - difference).magnitude,
        resolution: resolution,
        size: max(max(gradient.magnitude, difference.magnitude), size), side: side)
    }
    let central = agreement(differences.central, differences.resolution)
    guard differences.isKinked else { return [central] }
    let (left, right) = (differences.left, differences.right)
    var all = [
      central, agreement(left, differences.oneSidedResolution, .left),
      agreement(right, differences.oneSidedResolution, .right),
    ]
    if isOnKink, min(left, right) < gradient, gradient < max(left, right) {
      var between = agreement(gradient, differences.oneSidedResolution, .between)
      // No better an agreement than a side that is as near as can be told.
      between.distance = between.resolution
      all.append(between)
    }
    return all.filter { !($0.uncertainty > Self.coarsest) }
  }

  /// What the distance of the differences is multiplied by, from one attempt to the next; the last
  /// ones are for points between kinks.
  private static var shortenings: [Scalar] {
    isDouble(Scalar.self)
      ? [1, 0x1p-5, 0x1p-10, 0x1p-15, 0x1p-20, 0x1p-25] : [1, 0x1p-3]
  }

  /// How many distances are tried before a kink can be told from a steep curve.
  private static var shortCount: Int { isDouble(Scalar.self) ? 4 : 2 }

  /// The relative error at which no shorter distance is tried.
  private static var agreement: Scalar { isDouble(Scalar.self) ? 1e-9 : 1e-3 }

  /// The relative uncertainty of a difference that tells nothing more.
  private static var coarsest: Scalar { isDouble(Scalar.self) ? 1e-3 : 0.1 }
}

/// Differences of f over one distance.
private struct Differences<Scalar> where Scalar: LinearAlgebraScalar {
  let central: Scalar
  let left: Scalar
  let right: Scalar
  /// What rounding in f can make of the central difference.
  let resolution: Scalar

  /// The same for the others, whose weights add up to twice as much.
  var oneSidedResolution: Scalar { 2 * resolution }

  /// How much the slopes to the two sides differ.
  var jump: Scalar { (right - left).magnitude }

  /// Whether they differ by more than rounding explains.
  var isKinked: Bool { jump > 4 * oneSidedResolution }
}

/// The objective with its arguments' storage.
private struct DifferenceSampler<Scalar: LinearAlgebraScalar> {
  private var objective: any DifferentiableObjective<Scalar>
  private let x: [Scalar]
  private let value: Scalar
  /// The gradient at the point.
  let gradient: [Scalar]
  /// The size beside which a derivative's error is small or large: the root mean square of the
  /// gradient, or where that is more, what differences can tell of f's values.
  let size: Scalar

  init(objective: any DifferentiableObjective<Scalar>, x: [Scalar]) {
    var (objective, gradient) = (objective, x)
    var span = gradient.mutableSpan
    value = objective.value(at: x.span, gradient: &span)
    self.gradient = gradient
    (self.objective, self.x) = (objective, x)
    let rounding = Scalar.ulpOfOne * value.magnitude
    // A difference over h is wrong by some ε·|f|/h from rounding; 1e8 of that can be seen with
    // eight digits.
    let visible = rounding / Self.width * (isDouble(Scalar.self) ? 1e8 : 100)
    let rootMeanSquare =
      x.isEmpty ? 0 : VectorMath.norm(gradient) / Scalar(x.count).squareRoot()
    size = max(rootMeanSquare, visible)
  }

  /// ε^(1/5): a power of two, so that x ± h is as exact as it can be.
  private static var width: Scalar {
    Scalar(sign: .plus, exponent: Scalar.ulpOfOne.exponent / 5, significand: 1)
  }

  private mutating func value(at coordinate: Int, _ number: Scalar) -> Scalar {
    var (point, target) = (x, gradient)
    point[coordinate] = number
    var span = target.mutableSpan
    return objective.value(at: point.span, gradient: &span)
  }

  mutating func differences(along i: Int, _ shortening: Scalar) -> Differences<Scalar> {
    let middle = x[i]
    let h = Self.width * shortening * max(1, middle.magnitude)
    // What x ± h is when rounded.
    let points = (
      far: (left: middle - h, right: middle + h),
      near: (left: middle - h / 2, right: middle + h / 2)
    )
    let far = (left: value(at: i, points.far.left), right: value(at: i, points.far.right))
    let near = (left: value(at: i, points.near.left), right: value(at: i, points.near.right))
    let wide = (far.right - far.left) / (points.far.right - points.far.left)
    let narrow = (near.right - near.left) / (points.near.right - points.near.left)
    let right =
      2 * (near.right - value) / (points.near.right - middle)
      - (far.right - value) / (points.far.right - middle)
    let left =
      2 * (value - near.left) / (middle - points.near.left)
      - (value - far.left) / (middle - points.far.left)
    return Differences(
      central: (4 * narrow - wide) / 3, left: left, right: right,
      resolution: 4 * Scalar.ulpOfOne
        * max(value.magnitude, max(far.left.magnitude, far.right.magnitude))
        / h)
  }
}
