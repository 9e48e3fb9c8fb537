// Gradients by differences of values.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, section 8.1: with f known to a
// relative error η, a two-point difference (8.1) over h = √η is wrong by about √η, a three-point difference
// (8.7) over h = ∛η by about η^(2/3), where f and its derivatives are of like size. Automatic choice: P. E.
// Gill, W. Murray, M. H. Wright, Practical Optimization, Academic Press 1981, section 8.6: two points
// while they suffice, three from where they do not.
//
// Departures: h is taken times max(1, |xᵢ|) in the units of the run (`Units`), away from zero, and what is divided by is the distance of the
// rounded points. Where f is not finite at a point, the other side of x takes its place.
import LinearAlgebra
import Matrices

/// How a derivative is made of values of f.
public enum DifferenceFormula: Sendable, Hashable, Codable {
  /// (f(x + h) − f(x))/h: one evaluation a variable, half the digits.
  case twoPoint
  /// (f(x + h) − f(x − h))/2h: two evaluations a variable, two thirds of the digits.
  case threePoint
  /// Two points as long as they suffice, and three from there to the end.
  case automatic
}

/// An objective with a gradient made of differences of its values.
///
///     let objective = DifferenceObjective(simulation, threads: 8)
///     let solution = minimize(objective, from: start, using: .bfgs)
///
/// Each value counts as an evaluation: a gradient of n variables takes n of them, or 2·n.
public struct DifferenceObjective<Base: Objective>: DifferentiableObjective {
  public typealias Scalar = Base.Scalar

  /// How a derivative is made of values.
  public let formula: DifferenceFormula
  /// The relative error η of a value of f.
  public let noise: Scalar
  /// Whether three points are in use.
  var isRefined: Bool
  /// The box that every point has to lie in.
  var bounds: Bounds<Scalar>?
  var workers: [DifferenceWorker<Base>]
  /// f ahead of and behind x, a coordinate each.
  var ahead: [Scalar]
  var behind: [Scalar]
  /// f where two coordinates are moved; it takes storage when it is first used.
  var corners: [Scalar] = []
  /// x of calls from outside of a run.
  private var point: [Scalar]

  /// The differences of `objective`.
  ///
  /// - Parameters:
  ///   - objective: f.
  ///   - formula: How a derivative is made of values.
  ///   - noise: The relative error of a value of f, from which the distances follow; that of rounding
  ///     where it is `nil`. Traps unless it lies in 0..<1.
  public init(
    _ objective: Base, formula: DifferenceFormula = .automatic, noise: Double? = nil
  ) {
    self.init(copies: [objective], formula, noise)
  }

  /// The differences of `objective`, computed on several threads, each with a copy of it; the same bits
  /// whatever their number. Traps unless `threads` is positive.
  public init(
    _ objective: Base, formula: DifferenceFormula = .automatic, noise: Double? = nil, threads: Int
  ) where Base: Sendable {
    require(threads > 0, "a gradient cannot be computed by \(threads) threads")
    let count = max(1, min(threads, objective.dimension))
    self.init(copies: Array(repeating: objective, count: count), formula, noise)
  }

  private init(copies: [Base], _ formula: DifferenceFormula, _ noise: Double?) {
    let noise = noise.map { Scalar($0) } ?? Scalar.ulpOfOne
    require(noise >= 0 && noise < 1, "a relative error must lie in 0..<1, not at \(noise)")
    self.formula = formula
    self.noise = max(noise, Scalar.ulpOfOne)
    isRefined = formula == .threePoint
    let zero = [Scalar](repeating: 0, count: copies[0].dimension)
    workers = copies.map { DifferenceWorker(base: $0, x: zero) }
    (ahead, behind, point) = (zero, zero, zero)
  }

  public var dimension: Int { workers[0].base.dimension }

  public mutating func heed(_ signal: StopSignal) {
    for index in workers.indices { workers[index].base.heed(signal) }
  }

  public mutating func value(at x: Span<Scalar>) -> Scalar { workers[0].base.value(at: x) }

  public mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    for i in point.indices { point[i] = x[i] }
    var meter = EvaluationMeter<Scalar>()
    var written = [Scalar](repeating: 0, count: dimension)
    let value = value(at: point, known: nil, gradient: &written, meter: &meter)
    for i in written.indices { gradient[i] = written[i] }
    return value
  }
}

extension DifferenceObjective: Sendable where Base: Sendable {}

/// The objective with its own gradient where it has one, or with one of differences.
func differentiable<Scalar: LinearAlgebraScalar>(
  _ objective: some Objective<Scalar>
) -> any DifferentiableObjective<Scalar> {
  objective as? any DifferentiableObjective<Scalar> ?? DifferenceObjective(objective)
}

/// An objective with a point of which one or two coordinates can be moved.
struct DifferenceWorker<Base: Objective>: CoordinateWorker {
  var base: Base
  var x: [Base.Scalar]
  var calls = 0
  var units = Units<Base.Scalar>()

  mutating func take(_ point: [Base.Scalar]) {
    for i in x.indices { x[i] = point[i] }
  }

  /// f with coordinate i moved to `position`.
  mutating func value(_ i: Int, at position: Base.Scalar) -> Base.Scalar {
    let middle = x[i]
    defer { x[i] = middle }
    x[i] = position
    calls += 1
    return evaluate(x)
  }

  /// f at x.
  mutating func evaluate(_ x: [Base.Scalar]) -> Base.Scalar {
    Self.evaluate(&base, units.objectivePoint(x))
  }

  private static func evaluate(_ base: inout Base, _ x: [Base.Scalar]) -> Base.Scalar {
    base.value(at: x.span)
  }
}

extension DifferenceWorker: Sendable where Base: Sendable {}
