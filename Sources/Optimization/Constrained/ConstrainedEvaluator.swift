import LinearAlgebra
import Matrices

/// f and the rows at a point, with their derivatives where they are known.
struct ConstrainedPoint<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  /// The variables in the units of the run.
  var x: [Scalar]
  var value: Scalar = .nan
  var gradient: [Scalar]
  /// c, m numbers, and J, m×n column after column.
  var rows: [Scalar]
  var jacobian: [Scalar]

  init(variables n: Int, rows m: Int) {
    x = [Scalar](repeating: 0, count: n)
    gradient = x
    rows = [Scalar](repeating: .nan, count: m)
    jacobian = [Scalar](repeating: 0, count: n * m)
  }

  /// Takes over another's numbers without storage of its own.
  mutating func copy(_ other: Self) {
    value = other.value
    for j in x.indices { (x[j], gradient[j]) = (other.x[j], other.gradient[j]) }
    for i in rows.indices { rows[i] = other.rows[i] }
    for i in jacobian.indices { jacobian[i] = other.jacobian[i] }
  }

  /// The first number that is not finite: −1 for f, i for row i; `nil` where all are.
  var firstNotFinite: Int? {
    if !value.isFinite { return -1 }
    return rows.firstIndex { !$0.isFinite }
  }

  var hasFiniteDerivatives: Bool {
    BLAS.maxAbs(gradient.count, gradient).isFinite
      && BLAS.maxAbs(jacobian.count, jacobian).isFinite
  }
}

/// Asks the functions of a problem for what is wanted, in the units of the run: xᵢ = unitᵢ·zᵢ, with f and every row
/// times a factor of its own. Never asks outside the box.
///
/// f and the rows are asked for first, derivatives where a point is accepted. Derivatives that came along with the values
/// are remembered, so that nothing is asked for twice.
struct ConstrainedEvaluator<Scalar: LinearAlgebraScalar> {
  /// What f gives.
  enum Function {
    case value(any Objective<Scalar>)
    case gradient(any DifferentiableObjective<Scalar>)
    case together(any ConstrainedObjective<Scalar>)
  }

  let n: Int
  let m: Int
  // One of the three; apart, so that each is called in place.
  private var valueAlone: (any Objective<Scalar>)?
  private var withGradient: (any DifferentiableObjective<Scalar>)?
  private var together: (any ConstrainedObjective<Scalar>)?
  /// The rows of `together`, which come first.
  let ownRows: Int
  var constraints: [Constraint<Scalar>]
  let bounds: Bounds<Scalar>
  /// Scales; powers of two, so that a bound stays exactly where it is.
  var units: [Scalar]
  var valueFactor: Scalar = 1
  var rowFactors: [Scalar]
  var counts = EvaluationCounts()
  var rowCounts = EvaluationCounts()
  let limit: Int
  let signal: StopSignal?
  /// The limit that was met, once one was.
  var interruption: EndReason?
  /// Whether differences are central ones.
  var isRefined = false
  /// Whether f, or a row that is not linear, gives no derivative.
  let hasDifferences: Bool
  var isValueDifferenced: Bool { valueAlone != nil }
  /// Whether f is not to be asked for where a row is broken.
  var keepsRows: Bool { constraints.contains { $0.isKept } }

  private var memory = LastDerivatives<Scalar>()
  /// The point in the units of the functions, and the rows there.
  var point: [Scalar]
  private var rowScratch: [Scalar]
  private var jacobianScratch: [Scalar]
  private var gradientScratch: [Scalar]
  /// The rows on the sides of a point that differences are taken of.
  var besideRows: [Scalar]
  var oppositeRows: [Scalar]

  init(
    _ function: Function, dimension n: Int, rows: Int, constraints: [Constraint<Scalar>],
    bounds: Bounds<Scalar>, limit: Int?, signal: StopSignal?
  ) {
    switch function {
    case .value(let objective): valueAlone = objective
    case .gradient(let objective): withGradient = objective
    case .together(let objective): together = objective
    }
    self.n = n
    m = rows
    self.constraints = constraints
    self.bounds = bounds
    ownRows = rows - constraints.reduce(0) { $0 + $1.rowCount }
    hasDifferences = valueAlone != nil || constraints.contains { $0.function != nil }
    units = [Scalar](repeating: 1, count: n)
    rowFactors = [Scalar](repeating: 1, count: rows)
    self.limit = limit ?? .max
    self.signal = signal
    point = [Scalar](repeating: 0, count: n)
    gradientScratch = point
    rowScratch = [Scalar](repeating: 0, count: rows)
    besideRows = [Scalar](repeating: 0, count: rows)
    oppositeRows = [Scalar](repeating: 0, count: rows)
    jacobianScratch = [Scalar](repeating: 0, count: n * rows)
    if let signal {
      valueAlone?.heed(signal)
      withGradient?.heed(signal)
    }
  }

  /// Whether row i is that of a matrix.
  func isLinear(row i: Int) -> Bool {
    var offset = ownRows
    for constraint in constraints {
      if (offset..<(offset + constraint.rowCount)).contains(i) { return constraint.matrix != nil }
      offset += constraint.rowCount
    }
    return false
  }

  mutating func allows() -> Bool {
    if interruption == nil {
      if counts.calls >= limit { interruption = .evaluationLimit }
      if let reason = signal?.reason(heedsTime: true) { interruption = reason }
    }
    return interruption == nil
  }

  /// Writes the point z into the functions' units, within the box to the last bit.
  mutating func place(_ z: [Scalar]) {
    for i in 0..<n { point[i] = bounds.clamped(units[i] * z[i], i) }
  }

  /// f and the rows at p.x; f is NaN where a row that is to be kept is broken. False where a limit forbids it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func evaluate(_ p: inout ConstrainedPoint<Scalar>) -> Bool {
    guard allows() else { return false }
    place(p.x)
    counts.calls += 1
    let ownValue = together == nil ? nil : sampleTogether()
    sampleRows()
    p.value = ownValue ?? (breaksKept() ? .nan : sampleValue())
    p.value *= valueFactor
    for i in 0..<m { p.rows[i] = rowScratch[i] * rowFactors[i] }
    return true
  }

  /// f, ∇f, c and J of the function that gives all; the derivatives are remembered.
  private mutating func sampleTogether() -> Scalar {
    counts.values += 1
    rowCounts.values += 1
    let slot = memory.makeSlot(at: point, count: n + n * ownRows)
    for i in 0..<(n * ownRows) { jacobianScratch[i] = 0 }
    let value = together?.value(
      at: point, rows: &rowScratch, gradient: &gradientScratch, jacobian: &jacobianScratch)
    for i in 0..<n { memory.slots[slot].derivatives[i] = gradientScratch[i] }
    for i in 0..<(n * ownRows) { memory.slots[slot].derivatives[n + i] = jacobianScratch[i] }
    return value ?? .nan
  }

  /// f at `point`, together with its gradient where they are one call.
  mutating func sampleValue() -> Scalar {
    counts.values += 1
    if valueAlone != nil { return valueAlone?.value(at: point) ?? .nan }
    counts.gradients += 1
    let slot = memory.makeSlot(at: point, count: n)
    return withGradient?.value(at: point, gradient: &memory.slots[slot].derivatives) ?? .nan
  }

  /// The rows at `point`, but for those of `together`.
  private mutating func sampleRows() {
    var offset = ownRows
    var asked = false
    for k in constraints.indices {
      let count = constraints[k].rowCount
      if let matrix = constraints[k].matrix {
        for i in 0..<count {
          var sum: Scalar = 0
          for j in 0..<n { sum += matrix.elements[i + count * j] * point[j] }
          rowScratch[offset + i] = sum
        }
      } else {
        asked = true
        constraints[k].function?.values(at: point, into: &rowScratch, from: offset)
        constraints[k].differentiable?.values(at: point, into: &rowScratch, from: offset)
      }
      offset += count
    }
    if asked && ownRows == 0 { rowCounts.values += 1 }
  }

  /// Whether a row that is to be kept is broken; at the start none is asked.
  private func breaksKept() -> Bool {
    guard counts.values > 0 else { return false }
    var offset = ownRows
    for constraint in constraints {
      if constraint.isKept {
        for i in 0..<constraint.rowCount {
          let (c, l, u) = (rowScratch[offset + i], constraint.lower[i], constraint.upper[i])
          let slack: Scalar = l == u ? ConstrainedLimit.violation * max(1, l.magnitude) : 0
          if !(c >= l - slack && c <= u + slack) { return true }
        }
      }
      offset += constraint.rowCount
    }
    return false
  }

  /// ∇f and J at p.x, where f and the rows are known. False where a limit forbids it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func differentiate(_ p: inout ConstrainedPoint<Scalar>) -> Bool {
    guard allows() else { return false }
    place(p.x)
    if withGradient != nil {
      if memory.slot(at: point) == nil {
        counts.calls += 1
        _ = sampleValue()
      }
      if let slot = memory.slot(at: point) {
        for j in 0..<n { p.gradient[j] = memory.slots[slot].derivatives[j] }
      }
    }
    if together != nil { differentiateTogether(&p) }
    differentiateRows(&p)
    if hasDifferences { guard differences(&p) else { return false } }
    for j in 0..<n { p.gradient[j] *= valueFactor * units[j] }
    Self.scale(&p.jacobian, n, m, rowFactors, units)
    return true
  }

  // Without self, which would be copied for the closure.
  private static func scale(
    _ jacobian: inout [Scalar], _ n: Int, _ m: Int, _ factors: [Scalar], _ units: [Scalar]
  ) {
    jacobian.withUnsafeMutableBufferPointer { jacobian in
      factors.withUnsafeBufferPointer { factors in
        for j in 0..<n {
          let unit = units[j]
          for i in 0..<m { jacobian[i + m * j] *= factors[i] * unit }
        }
      }
    }
  }

  /// Writes the count×n columns of `part` into those of m numbers of J, from a row on.
  private static func place(
    _ part: [Scalar], _ count: Int, in jacobian: inout [Scalar], _ n: Int, _ m: Int, from row: Int
  ) {
    jacobian.withUnsafeMutableBufferPointer { jacobian in
      part.withUnsafeBufferPointer { part in
        for j in 0..<n {
          for i in 0..<count { jacobian[row + i + m * j] = part[i + count * j] }
        }
      }
    }
  }

  private mutating func differentiateTogether(_ p: inout ConstrainedPoint<Scalar>) {
    if memory.slot(at: point) == nil {
      counts.calls += 1
      _ = sampleTogether()
    }
    guard let slot = memory.slot(at: point) else { return }
    counts.gradients += 1
    rowCounts.gradients += 1
    for j in 0..<n {
      p.gradient[j] = memory.slots[slot].derivatives[j]
      for i in 0..<ownRows {
        p.jacobian[i + m * j] = memory.slots[slot].derivatives[n + i + ownRows * j]
      }
    }
  }

  private mutating func differentiateRows(_ p: inout ConstrainedPoint<Scalar>) {
    var offset = ownRows
    var asked = false
    for k in constraints.indices {
      let count = constraints[k].rowCount
      if let matrix = constraints[k].matrix {
        Self.place(matrix.elements, count, in: &p.jacobian, n, m, from: offset)
      } else if constraints[k].differentiable != nil {
        asked = true
        for i in 0..<(n * count) { jacobianScratch[i] = 0 }
        constraints[k].differentiable?.jacobian(at: point, into: &jacobianScratch)
        Self.place(jacobianScratch, count, in: &p.jacobian, n, m, from: offset)
      }
      offset += count
    }
    if asked && ownRows == 0 { rowCounts.gradients += 1 }
  }

  /// f and the rows that are differenced at `point` into `rows`; f is zero where it has a gradient.
  mutating func sampleDifferenced(into rows: inout [Scalar]) -> Scalar {
    counts.calls += 1
    var offset = ownRows
    var asked = false
    for k in constraints.indices {
      let count = constraints[k].rowCount
      if constraints[k].function != nil {
        asked = true
        constraints[k].function?.values(at: point, into: &rows, from: offset)
      }
      offset += count
    }
    if asked { rowCounts.values += 1 }
    return isValueDifferenced ? sampleValue() : 0
  }
}
