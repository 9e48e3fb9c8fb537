// Second derivatives by differences of gradients.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, (8.20): with gradients known to
// a relative error η, (∇f(x + h·v) − ∇f(x))/h for h = √η·max(1, |x|)/|v| is wrong by about √η; likewise for
// the columns of ∇²f, with a distance of each coordinate's own.
//
// Departures: where f is not finite at x + h·v, or that lies beyond bounds, x − h·v takes its place; where bounds
// leave no room to either side, each coordinate moves to its own. How far a Hessian of differences is
// from symmetric tells how wrong it is: beyond 1e-4 of √(hᵢᵢ·hⱼⱼ) its columns are computed on the other side
// of x too, as far from it, which leaves the error's square.
import LinearAlgebra

/// The workspace of differences of gradients; it takes storage when it is first used.
struct GradientDifferences<Scalar: LinearAlgebraScalar>: Sendable {
  private var x: [Scalar] = []
  private var gradient: [Scalar] = []
  /// The box that every point has to lie in.
  var bounds: Bounds<Scalar>?

  /// The lowest point of a difference that was lower than the iterate, until it is taken; ∞ for none.
  private var lowestX: [Scalar] = []
  private var lowestGradient: [Scalar] = []
  private var lowestValue = Scalar.infinity
  /// A point to be given away, allocated with the rest.
  private var spare: Point<Scalar>?

  private mutating func prepare(_ n: Int) {
    guard x.count != n else { return }
    x = [Scalar](repeating: 0, count: n)
    gradient = [Scalar](repeating: 0, count: n)
    lowestX = [Scalar](repeating: 0, count: n)
    lowestGradient = [Scalar](repeating: 0, count: n)
    spare = Point(copying: x)
  }

  /// Keeps the point where the objective was just evaluated, if it is lower than the iterate.
  private mutating func note(_ value: Scalar, below iterate: Scalar) {
    guard value < min(iterate, lowestValue), value.isFinite,
      BLAS.maxAbs(x.count, gradient).isFinite
    else { return }
    lowestValue = value
    for i in x.indices {
      lowestX[i] = x[i]
      lowestGradient[i] = gradient[i]
    }
  }

  /// Moves the point that was kept to `point`, if it is lower.
  mutating func take(into point: inout Point<Scalar>?) {
    guard lowestValue < point?.value ?? .infinity else { return }
    if point == nil {
      swap(&point, &spare)
      point = point ?? Point(copying: lowestX)
    }
    for i in x.indices {
      point?.x[i] = lowestX[i]
      point?.gradient[i] = lowestGradient[i]
    }
    point?.value = lowestValue
    lowestValue = .infinity
  }

  /// ∇²f·v, by one gradient, or two; false where a limit forbids them or neither is finite.
  mutating func product(
    of source: inout any DerivativeSource<Scalar>, at point: Point<Scalar>, _ v: [Scalar],
    into product: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let n = v.count
    prepare(n)
    let length = BLAS.maxAbs(n, v)
    guard length > 0 else {
      for i in 0..<n { product[i] = 0 }
      return true
    }
    let size = max(1, BLAS.maxAbs(n, point.x))
    let h = source.gradientError.squareRoot() * size / length
    let steps = steps(h, point.x, v)
    if bounds != nil, max(steps[0].magnitude, steps[1].magnitude) < h / 16 {
      return productBySides(of: &source, at: point, v, h, into: &product, meter: &meter)
    }
    for index in steps.indices where steps[index] != 0 {
      let step = steps[index]
      BLAS.addScaled(n, point.x, step, v, &x)
      bounds?.project(&x)
      let value = evaluate(&source, &meter)
      guard meter.interruption == nil else { return false }
      note(value, below: point.value)
      BLAS.addScaled(n, gradient, -1, point.gradient, &product)
      BLAS.scale(n, 1 / step, &product)
      if value.isFinite && BLAS.maxAbs(n, product).isFinite { return true }
    }
    return false
  }

  /// ∇²f·v where bounds leave too little room along v to either side, as with one coordinate at its upper bound
  /// and another at its lower one: each moves to the side where it has room, those to one side for one
  /// gradient and the others for a second. False as above.
  private mutating func productBySides(
    of source: inout any DerivativeSource<Scalar>, at point: Point<Scalar>, _ v: [Scalar],
    _ h: Scalar, into product: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard let bounds else { return false }
    var h = h
    for i in v.indices where v[i] != 0 {
      let room = max(bounds.upper[i] - point.x[i], point.x[i] - bounds.lower[i])
      if room > 0 { h = min(h, room / v[i].magnitude) }
    }
    for i in v.indices { product[i] = 0 }
    let sides: InlineArray<2, Scalar> = [h, -h]
    for index in sides.indices {
      let step = sides[index]
      var moves = false
      for i in v.indices {
        x[i] = point.x[i]
        let ahead = v[i] > 0 ? bounds.upper[i] - x[i] : x[i] - bounds.lower[i]
        let goesAhead = ahead >= h * v[i].magnitude
        guard v[i] != 0, goesAhead == (step > 0) else { continue }
        x[i] = bounds.clamped(x[i] + step * v[i], i)
        moves = moves || x[i] != point.x[i]
      }
      guard moves else { continue }
      let value = evaluate(&source, &meter)
      guard meter.interruption == nil, value.isFinite else { return false }
      note(value, below: point.value)
      for i in v.indices { product[i] += (gradient[i] - point.gradient[i]) / step }
    }
    return BLAS.maxAbs(v.count, product).isFinite
  }

  /// Makes `gradient` that at `x`, and returns f there.
  private mutating func evaluate(
    _ source: inout any DerivativeSource<Scalar>, _ meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    var value = Scalar.nan
    let known = meter.recent.recall(x, &value, &gradient)
    if known == true { return value }
    value = source.value(
      at: x, known: known == nil ? nil : value, gradient: &gradient, meter: &meter)
    if meter.isWhole(value) { meter.recent.keep(x, value, gradient) }
    return value
  }

  /// h and −h, or as much of them as stays within the bounds along v, the longer first.
  private func steps(_ h: Scalar, _ x: [Scalar], _ v: [Scalar]) -> InlineArray<2, Scalar> {
    guard let bounds else { return [h, -h] }
    var (ahead, behind) = (h, h)
    for i in x.indices where v[i] != 0 {
      let (up, down) = (bounds.upper[i] - x[i], x[i] - bounds.lower[i])
      ahead = min(ahead, (v[i] > 0 ? up : down) / v[i].magnitude)
      behind = min(behind, (v[i] > 0 ? down : up) / v[i].magnitude)
    }
    return ahead >= behind ? [ahead, -behind] : [-behind, ahead]
  }

  /// The distance to coordinate j's other point, on the side with room.
  private func offset(_ j: Int, _ width: Scalar, _ x: Scalar) -> Scalar {
    DifferenceOffsets(j, at: x, width, isRefined: false, bounds: bounds).near
  }

  /// ∇²f, both triangles, by n gradients; false where a limit forbids one or f is not finite around x.
  mutating func hessian(
    of source: inout any DerivativeSource<Scalar>, at point: Point<Scalar>,
    into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let n = point.x.count
    prepare(n)
    for i in 0..<n { x[i] = point.x[i] }
    let width = source.gradientError.squareRoot()
    for j in 0..<n {
      let h = offset(j, width, x[j])
      guard
        column(j, h, .replace, &source, point, &hessian, &meter)
          || column(j, -h, .replace, &source, point, &hessian, &meter)
      else { return false }
    }
    if asymmetry(hessian) > 1e-4 {
      for j in 0..<n {
        let h = offset(j, width, x[j])
        _ = column(j, -h, .average, &source, point, &hessian, &meter)
        guard meter.interruption == nil else { return false }
      }
    }
    symmetrize(&hessian)
    return true
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func symmetrize(_ hessian: inout [Scalar]) {
    let n = x.count
    for j in 0..<n {
      for i in 0..<j {
        let mean = (hessian[i + n * j] + hessian[j + n * i]) / 2
        hessian[i + n * j] = mean
        hessian[j + n * i] = mean
      }
    }
  }

  /// The largest |hᵢⱼ − hⱼᵢ|/√|hᵢᵢ·hⱼⱼ|.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func asymmetry(_ hessian: [Scalar]) -> Scalar {
    let n = x.count
    var largest: Scalar = 0
    for j in 0..<n {
      for i in 0..<j {
        let size = (hessian[i + n * i] * hessian[j + n * j]).magnitude.squareRoot()
        let difference = (hessian[i + n * j] - hessian[j + n * i]).magnitude
        if difference > 1e-4 * size { largest = max(largest, difference / size) }
      }
    }
    return largest
  }

  /// Writes zeros for a coordinate that bounds leave no room, unless the column is known from the other side.
  private func hold(
    _ j: Int, _ combination: Combination, _ n: Int, _ hessian: inout [Scalar]
  ) -> Bool {
    guard combination == .replace else { return false }
    for i in 0..<n { hessian[i + n * j] = 0 }
    return true
  }

  private enum Combination { case replace, average }

  private mutating func column(
    _ j: Int, _ h: Scalar, _ combination: Combination,
    _ source: inout any DerivativeSource<Scalar>,
    _ point: Point<Scalar>, _ hessian: inout [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let n = x.count
    let position = bounds?.clamped(point.x[j] + h, j) ?? point.x[j] + h
    guard position != point.x[j] else { return hold(j, combination, n, &hessian) }
    x[j] = position
    defer { x[j] = point.x[j] }
    let value = evaluate(&source, &meter)
    guard meter.interruption == nil, value.isFinite, BLAS.maxAbs(n, gradient).isFinite else {
      return false
    }
    note(value, below: point.value)
    write(j, x[j] - point.x[j], combination, point.gradient, &hessian)
    return true
  }

  /// Writes column j from the gradients over a distance of `step`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func write(
    _ j: Int, _ step: Scalar, _ combination: Combination, _ start: [Scalar],
    _ hessian: inout [Scalar]
  ) {
    let n = x.count
    for i in 0..<n {
      let element = (gradient[i] - start[i]) / step
      hessian[i + n * j] =
        combination == .replace ? element : (hessian[i + n * j] + element) / 2
    }
  }
}
