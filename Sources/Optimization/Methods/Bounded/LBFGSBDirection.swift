// Limited-memory BFGS within bounds, L-BFGS-B.
//
// R. H. Byrd, P. Lu, J. Nocedal, C. Zhu, "A limited memory algorithm for bound constrained optimization", SIAM
// Journal on Scientific Computing 16(5), 1995: the generalised Cauchy point (algorithm CP, section 4), then
// the minimiser of the quadratic model over the variables that are free there (the direct primal method,
// section 5.1). J. L. Morales, J. Nocedal, "Remark on Algorithm 778", ACM Transactions on Mathematical Software
// 38(1), 2011: that minimiser is projected into the box, and only where this leads uphill is the way to it cut
// short.
//
// Departures: middle matrices are factored with pivoting rather than by Cholesky's method; the search along
// the direction is whichever the caller chose; a direction that turns out useless is replaced by projected
// steepest descent by the stepper.
import LinearAlgebra

/// The direction from x to the minimiser of the model in the box.
struct LBFGSBDirection<Scalar: LinearAlgebraScalar>: DescentDirection {
  private var memory: CompactMemory<Scalar>
  private var factors: PivotedFactors<Scalar>
  private var breakpoints: Breakpoints<Scalar>
  private var isFree: [Bool]
  /// The path's direction, and later the residual of the model at the Cauchy point.
  private var r: [Scalar]
  /// From x to the Cauchy point.
  private var z: [Scalar]
  /// p, c, a row of W, and K⁻¹ times one, as in the paper.
  private var p: [Scalar]
  private var c: [Scalar]
  private var w: [Scalar]
  private var kw: [Scalar]
  /// WᵀZZᵀW.
  private var square: [Scalar]

  init(dimension n: Int, memory m: Int) {
    memory = CompactMemory(dimension: n, capacity: m)
    factors = PivotedFactors(capacity: 2 * m)
    breakpoints = Breakpoints(dimension: n)
    isFree = [Bool](repeating: true, count: n)
    r = [Scalar](repeating: 0, count: n)
    z = r
    p = [Scalar](repeating: 0, count: 2 * m)
    (c, w, kw) = (p, p, p)
    square = [Scalar](repeating: 0, count: 4 * m * m)
  }

  var knowsCurvature: Bool { memory.count > 0 }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func point(_ state: inout MinimizationState<Scalar>) {
    guard let bounds = state.bounds else { return }
    if knowsCurvature {
      memory.middle(into: &factors.elements)
      if factors.factor(memory.width) {
        goToCauchyPoint(state.current, bounds)
        minimiseInSubspace(state.current, bounds, &state.direction)
        return
      }
      memory.forget()
    }
    for i in isFree.indices {
      let g = state.current.gradient[i]
      state.direction[i] = bounds.blocks(i, at: state.current.x[i], towards: -g) ? 0 : -g
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: inout MinimizationState<Scalar>) { memory.learn(from: state) }

  mutating func forget() -> Bool {
    defer { memory.forget() }
    return memory.count > 0
  }

  /// Sets out along −g, every variable up to its bound. Returns −f′(0), the square of the path's direction.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func setOut(_ x: [Scalar], _ g: [Scalar], _ bounds: Bounds<Scalar>) -> Scalar {
    breakpoints.removeAll()
    var square: Scalar = 0
    for i in x.indices {
      let room = g[i] < 0 ? x[i] - bounds.upper[i] : x[i] - bounds.lower[i]
      let time = g[i] == 0 ? .infinity : room / g[i]
      isFree[i] = time > 0 && bounds.lower[i] < bounds.upper[i]
      r[i] = isFree[i] ? -g[i] : 0
      z[i] = 0
      square += r[i] * r[i]
      if isFree[i], time < .infinity { breakpoints.insert(i, at: time) }
    }
    return square
  }

  /// Algorithm CP: the first minimiser of the model along the projected path.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func goToCauchyPoint(_ point: Point<Scalar>, _ bounds: Bounds<Scalar>) {
    let (x, g, theta, width) = (point.x, point.gradient, memory.theta, memory.width)
    var slope = -setOut(x, g, bounds)
    for k in 0..<width { c[k] = 0 }
    memory.product(transposedWith: r, into: &p)
    for k in 0..<width { kw[k] = p[k] }
    factors.solve(&kw)
    let least = -Scalar.ulpOfOne * theta * slope
    var curvature = max(-theta * slope - dot(p, kw), least)
    var time: Scalar = 0
    while slope < 0, breakpoints.nextTime - time <= -slope / curvature {
      let gap = breakpoints.nextTime - time
      time += gap
      let b = breakpoints.removeNext()
      isFree[b] = false
      z[b] = stepToBound(x[b], g[b] > 0 ? bounds.lower[b] : bounds.upper[b])
      for k in 0..<width { c[k] += gap * p[k] }
      memory.row(b, into: &w)
      for k in 0..<width { kw[k] = w[k] }
      factors.solve(&kw)
      slope += gap * curvature + g[b] * (g[b] + theta * z[b] - dot(kw, c))
      curvature -= g[b] * (theta * g[b] + 2 * dot(kw, p) + g[b] * dot(kw, w))
      curvature = max(curvature, least)
      for k in 0..<width { p[k] += g[b] * w[k] }
      r[b] = 0
    }
    let rest = max(0, slope < 0 ? -slope / curvature : 0)
    time += rest
    for i in x.indices where isFree[i] { z[i] = time * r[i] }
    for k in 0..<width { c[k] += rest * p[k] }
  }

  /// u − x, or what gives u when it is added to x.
  private func stepToBound(_ x: Scalar, _ u: Scalar) -> Scalar {
    let step = u - x
    if x + step < u, step > 0 { return step.nextUp }
    return x + step > u && step < 0 ? step.nextDown : step
  }

  /// The direct primal method: writes the step to the minimiser of the model over the free variables.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func minimiseInSubspace(
    _ point: Point<Scalar>, _ bounds: Bounds<Scalar>, _ direction: inout [Scalar]
  ) {
    let (x, g, theta, width) = (point.x, point.gradient, memory.theta, memory.width)
    factors.solve(&c)
    for i in x.indices { r[i] = g[i] + theta * z[i] }
    memory.add(-1, productWith: c, to: &r)
    for i in x.indices where !isFree[i] { r[i] = 0 }
    memory.product(transposedWith: r, into: &p)
    guard factorReduced() else { return finish(x, bounds, fraction: 0, &direction) }
    factors.solve(&p)
    for k in 0..<width { p[k] /= theta }
    memory.add(1, productWith: p, to: &r)
    for i in x.indices { r[i] = isFree[i] ? -r[i] / theta : 0 }
    finish(x, bounds, fraction: nil, &direction)
    if !(BLAS.dot(x.count, g, direction) < 0) {
      finish(x, bounds, fraction: feasibleFraction(x, bounds), &direction)
    }
  }

  /// Factors K − WᵀZZᵀW/θ, the sum over the free variables being that over all less that over the others, or
  /// the sum over the free ones where they are few.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func factorReduced() -> Bool {
    let (width, theta) = (memory.width, memory.theta)
    let free = isFree.reduce(0) { $0 + ($1 ? 1 : 0) }
    let addsFree = 2 * free < isFree.count
    let count = width * width
    if addsFree {
      for k in 0..<count { square[k] = 0 }
    } else {
      memory.square(into: &square)
    }
    for i in isFree.indices where isFree[i] == addsFree {
      memory.row(i, into: &w)
      for j in 0..<width {
        let a = addsFree ? w[j] : -w[j]
        for k in 0..<width { square[j * width + k] += a * w[k] }
      }
    }
    memory.middle(into: &factors.elements)
    for k in 0..<count { factors.elements[k] -= square[k] / theta }
    return factors.factor(width)
  }

  /// The part of the way beyond the Cauchy point that stays within the box.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func feasibleFraction(_ x: [Scalar], _ bounds: Bounds<Scalar>) -> Scalar {
    var fraction: Scalar = 1
    for i in x.indices where isFree[i] && r[i] != 0 {
      let room = (r[i] < 0 ? bounds.lower[i] : bounds.upper[i]) - x[i] - z[i]
      fraction = min(fraction, max(0, room / r[i]))
    }
    return fraction
  }

  /// Writes the step to x + z + fraction·r; with no fraction, to the point of the box closest to x + z + r.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func finish(
    _ x: [Scalar], _ bounds: Bounds<Scalar>, fraction: Scalar?, _ direction: inout [Scalar]
  ) {
    for i in x.indices {
      direction[i] = z[i]
      guard isFree[i] else { continue }
      direction[i] += (fraction ?? 1) * r[i]
      let end = x[i] + direction[i]
      if end > bounds.upper[i] { direction[i] = stepToBound(x[i], bounds.upper[i]) }
      if end < bounds.lower[i] { direction[i] = stepToBound(x[i], bounds.lower[i]) }
    }
  }

  private func dot(_ a: [Scalar], _ b: [Scalar]) -> Scalar {
    var sum: Scalar = 0
    for k in 0..<memory.width { sum += a[k] * b[k] }
    return sum
  }
}

/// The pairs are all that lasts; the rest is workspace.
extension LBFGSBDirection {
  func encode(to encoder: any Encoder) throws { try memory.encode(to: encoder) }

  mutating func restore(from decoder: any Decoder) throws {
    let saved = try CompactMemory<Scalar>(from: decoder)
    guard saved.dimension == memory.dimension, saved.capacity == memory.capacity, saved.isPossible
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\(saved.count) pairs of \(saved.capacity)"))
    }
    memory = saved
  }
}
