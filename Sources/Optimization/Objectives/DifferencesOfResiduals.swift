// Jacobians by differences of residuals: J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer
// 2006, section 8.1, with the distances and departures of `DifferenceObjective`.
import LinearAlgebra
import Matrices

/// Residuals with a Jacobian made of differences.
struct DifferencesOfResiduals<Base: ResidualObjective>: JacobianSource {
  typealias Scalar = Base.Scalar

  let formula: DifferenceFormula
  let noise: Scalar
  private(set) var isRefined: Bool
  private var bounds: Bounds<Scalar>?
  var workers: [ResidualWorker<Base>]
  /// Whether column j was finite, as 1 or NaN.
  private var columns: [Scalar]
  /// The values of second differences; they take storage when they are first used.
  var products: [Scalar] = []

  init(_ copies: [Base], _ formula: DifferenceFormula, _ noise: Double?) {
    let noise = noise.map { Scalar($0) } ?? Scalar.ulpOfOne
    require(noise >= 0 && noise < 1, "a relative error must lie in 0..<1, not at \(noise)")
    self.formula = formula
    self.noise = max(noise, Scalar.ulpOfOne)
    isRefined = formula == .threePoint
    workers = copies.map { ResidualWorker($0) }
    columns = [Scalar](repeating: 0, count: copies[0].dimension)
  }

  var hasExactJacobian: Bool { false }
  var dimension: Int { workers[0].base.dimension }
  var residualCount: Int { workers[0].base.residualCount }
  private var width: Scalar { isRefined ? cubeRoot(noise) : noise.squareRoot() }
  var jacobianError: Scalar { isRefined ? width * width : width }

  mutating func refineJacobian() -> Bool {
    defer { isRefined = isRefined || formula == .automatic }
    return !isRefined && formula == .automatic
  }

  mutating func residuals(at x: [Scalar], into residuals: inout [Scalar]) {
    workers[0].evaluate(x, &residuals)
  }

  mutating func heed(_ signal: StopSignal) {
    for index in workers.indices { workers[index].base.heed(signal) }
  }

  mutating func measure(in sizes: [Scalar]) {
    for index in workers.indices { workers[index].units = Units(sizes) }
  }

  mutating func keep(within bounds: Bounds<Scalar>) { self.bounds = bounds }

  mutating func jacobian(
    at x: [Scalar], _ residuals: [Scalar], into jacobian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let (m, width, isRefined, bounds) = (residualCount, width, isRefined, bounds)
    guard meter.allows((isRefined ? 2 : 1) * dimension) else { return false }
    for worker in workers.indices { workers[worker].take(x) }
    jacobian.withUnsafeMutableBufferPointer { jacobian in
      workers.sweep(dimension, into: &columns, meter: &meter) { worker, j in
        let offsets = DifferenceOffsets(
          j, at: x[j], width, isRefined: isRefined, bounds: bounds)
        let column = UnsafeMutableBufferPointer(rebasing: jacobian[(m * j)..<(m * j + m)])
        let far = isRefined ? x[j] + offsets.far : nil
        return worker.column(j, residuals, near: x[j] + offsets.near, far: far, column)
      }
      for j in columns.indices where meter.interruption == nil && columns[j].isNaN {
        // One side of x then has to do.
        let h = DifferenceOffsets(j, at: x[j], width, isRefined: false, bounds: bounds).near
        let column = UnsafeMutableBufferPointer(rebasing: jacobian[(m * j)..<(m * j + m)])
        for side in isRefined ? [h, -h] : [-h] where columns[j].isNaN {
          let point = x[j] + side
          guard bounds.map({ $0.clamped(point, j) == point }) ?? true, meter.takeValue() else {
            continue
          }
          columns[j] = workers[0].column(j, residuals, near: point, far: nil, column)
          workers[0].calls = 0
        }
      }
    }
    return meter.interruption == nil
  }
}

/// Residuals with a point of which a coordinate can be moved.
struct ResidualWorker<Base: ResidualObjective>: CoordinateWorker {
  typealias Scalar = Base.Scalar
  var base: Base
  var calls = 0
  var units = Units<Scalar>()
  private var x: [Scalar]
  private var nearby: [Scalar]
  private var faraway: [Scalar]

  init(_ base: Base) {
    self.base = base
    x = [Scalar](repeating: 0, count: base.dimension)
    nearby = [Scalar](repeating: 0, count: base.residualCount)
    faraway = nearby
  }

  mutating func take(_ point: [Scalar]) {
    for i in x.indices { x[i] = point[i] }
  }

  /// Writes the derivatives of the residuals by coordinate j, from one other position of it or two, and
  /// returns 1, or NaN where one is not finite; zeros where the position is the same. `known` are the
  /// residuals at x.
  mutating func column(
    _ j: Int, _ known: [Scalar], near: Scalar, far: Scalar?,
    _ column: UnsafeMutableBufferPointer<Scalar>
  ) -> Scalar {
    let middle = x[j]
    guard near != middle else {
      column.update(repeating: 0)
      return 1
    }
    defer { x[j] = middle }
    x[j] = near
    evaluateNearby()
    if let far {
      x[j] = far
      Self.evaluate(&base, units.objectivePoint(x), &faraway)
    }
    calls += far == nil ? 1 : 2
    var isFinite = true
    for i in column.indices {
      let there = (x: far ?? middle, value: far == nil ? .nan : faraway[i])
      column[i] = DifferenceOffsets.derivative(middle, known[i], (near, nearby[i]), there)
      isFinite = isFinite && nearby[i].isFinite && column[i].isFinite
    }
    return isFinite ? 1 : .nan
  }

  /// r(x)·(r(y) − r(x)), y being x with one coordinate moved or two.
  mutating func product(
    with known: [Scalar], _ i: Int, _ step: Scalar, _ other: (j: Int, step: Scalar)?
  ) -> Scalar {
    let (first, second) = (x[i], other.map { x[$0.j] })
    defer {
      x[i] = first
      if let other, let second { x[other.j] = second }
    }
    x[i] += step
    if let other { x[other.j] += other.step }
    calls += 1
    evaluateNearby()
    var sum: Scalar = 0
    for k in known.indices { sum += known[k] * (nearby[k] - known[k]) }
    return sum
  }

  /// The residuals at x.
  mutating func evaluate(_ x: [Scalar], _ residuals: inout [Scalar]) {
    Self.evaluate(&base, units.objectivePoint(x), &residuals)
  }

  private mutating func evaluateNearby() {
    Self.evaluate(&base, units.objectivePoint(x), &nearby)
  }

  private static func evaluate(_ base: inout Base, _ x: [Scalar], _ residuals: inout [Scalar]) {
    var span = residuals.mutableSpan
    base.residuals(at: x.span, into: &span)
  }
}

// M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 25.3.23 and 25.3.27, for φ(y) = r(x)·r(y), over
// h = ⁴√η: an error of √η.

extension DifferencesOfResiduals {
  /// By n·(n + 1) values of the residuals.
  mutating func curvature(
    at x: [Scalar], _ residuals: [Scalar], into hessian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let n = dimension
    guard meter.allows(n * (n + 1)) else { return false }
    let width = noise.squareRoot().squareRoot()
    for worker in workers.indices { workers[worker].take(x) }
    let steps = x.map { distance(width, $0) }
    // Element i + n·j: both coordinates ahead for i > j, behind for i < j, and one of them for i = j; those
    // ahead and behind alone follow.
    if products.isEmpty { products = [Scalar](repeating: 0, count: n * n + 2 * n) }
    workers.sweep(n * n + 2 * n, into: &products, meter: &meter) { worker, index in
      let (i, j) = index < n * n ? (index % n, index / n) : ((index - n * n) % n, n)
      guard i != j else { return 0 }
      let isAhead = index < n * n ? i > j : index < n * n + n
      let sign: Scalar = isAhead ? 1 : -1
      let other = j < n ? (j, sign * steps[j]) : nil
      return worker.product(with: residuals, i, sign * steps[i], other)
    }
    guard meter.interruption == nil else { return false }
    for j in 0..<n {
      let (ahead, behind) = (products[n * n + j], products[n * n + n + j])
      hessian[j + n * j] = (ahead + behind) / (steps[j] * steps[j])
      for i in (j + 1)..<max(n, j + 1) {
        let alone = products[n * n + i] + products[n * n + n + i] + ahead + behind
        let both = products[i + n * j] + products[j + n * i]
        hessian[i + n * j] = (both - alone) / (2 * steps[i] * steps[j])
        hessian[j + n * i] = hessian[i + n * j]
      }
    }
    return true
  }
}
