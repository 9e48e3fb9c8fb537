// The dual active-set method for strictly convex quadratic programs.
//
// D. Goldfarb, A. Idnani, "A numerically stable dual method for solving strictly convex quadratic programs",
// Mathematical Programming 27, 1983: from the minimum without constraints, the most violated constraint is added to
// the active ones, by steps that keep the multipliers' signs, until none is violated. J·Jᵀ is the inverse of the
// Hessian, the first q rows of Jᵀ·N are the triangle R of the active normals N, and the others zero.
//
// Departures: constraints have two sides, of which one at most is active; equations come first and are never
// dropped; a violation is measured over the length of its row; a row that depends on the active ones and agrees
// with them is passed over, and one that does not ends the method with the combination that proves it
// (J. Farkas, 1902). Where programs follow one another, the active constraints of the last one are tried first (see
// `DualActiveSet+Sequence.swift`).
import LinearAlgebra

/// The workspace of the method for n variables and m rows.
struct DualActiveSet<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  /// How it ended.
  enum Outcome: Sendable, Codable { case solved, infeasible, stalled }

  let n: Int
  let m: Int
  /// The minimum, once solved.
  var x: [Scalar]
  /// The multipliers of the m rows and then of the n bounds, positive where the lower side is active. Where there is no
  /// feasible point, the weights of the combination that proves it.
  var multipliers: [Scalar]

  /// n×n, column after column.
  var J: [Scalar]
  private var R: [Scalar]
  var d: [Scalar]
  var z: [Scalar]
  private var r: [Scalar]
  var u: [Scalar]
  private var normal: [Scalar]
  private var products: [Scalar]
  /// The lengths of the rows, and of the bounds, which are 1.
  private var lengths: [Scalar]
  /// The active constraints in the order of R's columns, and the side of each constraint that is active: 1 the lower,
  /// −1 the upper, 0 none.
  var active: [Int]
  var side: [Int]
  /// Rows that follow from the active ones.
  private var isPassedOver: [Bool]
  /// The number of active constraints.
  var q = 0
  /// The largest |xᵢ| on the way.
  private var largest: Scalar = 0
  /// What is known of the active constraints where programs follow one another.
  var guess: ActiveGuess<Scalar>

  init(variables n: Int, rows m: Int) {
    self.n = n
    self.m = m
    x = [Scalar](repeating: 0, count: n)
    multipliers = [Scalar](repeating: 0, count: m + n)
    J = [Scalar](repeating: 0, count: n * n)
    R = [Scalar](repeating: 0, count: n * n)
    d = [Scalar](repeating: 0, count: n)
    z = d
    r = d
    u = [Scalar](repeating: 0, count: n + 1)
    normal = d
    products = [Scalar](repeating: 0, count: m)
    lengths = [Scalar](repeating: 1, count: m + n)
    active = [Int](repeating: 0, count: n + 1)
    side = [Int](repeating: 0, count: m + n)
    isPassedOver = [Bool](repeating: false, count: m + n)
    guess = ActiveGuess(variables: n)
  }

  /// Whether every array is as long as n variables and m rows want.
  func isSound(_ n: Int, _ m: Int) -> Bool {
    self.n == n && self.m == m && (0...n).contains(q) && J.count == n * n && R.count == n * n
      && [x, d, z, r, normal].allSatisfy { $0.count == n } && u.count == n + 1
      && products.count == m && active.count == n + 1
      && active.allSatisfy { (0..<max(1, m + n)).contains($0) }
      && [multipliers, lengths].allSatisfy { $0.count == m + n } && side.count == m + n
      && isPassedOver.count == m + n && guess.isSound(n)
  }

  /// The side of a constraint, a row or m plus a variable, that is active: 1 the lower, −1 the upper, 0 none.
  func activeSide(_ k: Int) -> Int { side[k] }

  /// Minimises ½·xᵀHx + gᵀx with lower ≤ A·x ≤ upper for the constraints, whose last n are the variables themselves.
  ///
  /// J must hold the inverse of H's factor; A has m rows, column after column. O(n³ + (m + n)·n) a constraint
  /// that is added.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(
    gradient g: [Scalar], rows a: [Scalar], lower: [Scalar], upper: [Scalar]
  ) -> Outcome {
    begin(g, a)
    for k in 0..<(m + n) where lower[k] == upper[k] {
      let slack = value(k) - lower[k]
      if let ending = add(
        k, slack <= 0 ? 1 : -1, slack.magnitude, a, lower, upper, isEquation: true)
      {
        return finish(ending)
      }
    }
    var steps = 0
    while let (k, towards) = mostViolated(a, lower, upper) {
      steps += 1
      if steps > 50 * (m + n + 1) { return finish(.stalled) }
      let distance = towards > 0 ? lower[k] - value(k) : value(k) - upper[k]
      if let ending = add(k, towards, distance, a, lower, upper, isEquation: false) {
        return finish(ending)
      }
    }
    return finish(.solved)
  }

  private mutating func begin(_ g: [Scalar], _ a: [Scalar]) {
    q = 0
    for k in 0..<(m + n) {
      side[k] = 0
      isPassedOver[k] = false
      multipliers[k] = 0
    }
    measureRows(a)
    for j in 0..<n { d[j] = Self.dotColumn(J, n, j, g) }
    for i in 0..<n { x[i] = 0 }
    for j in 0..<n { Self.addColumn(J, n, j, -d[j], to: &x) }
    largest = BLAS.maxAbs(n, x)
    refreshProducts(a)
  }

  /// Takes the lengths of the rows. O(m·n).
  mutating func measureRows(_ a: [Scalar]) {
    let (n, m) = (n, m)
    for i in 0..<m { lengths[i] = 0 }
    lengths.withUnsafeMutableBufferPointer { lengths in
      a.withUnsafeBufferPointer { a in
        for j in 0..<n { for i in 0..<m { lengths[i] += a[i + m * j] * a[i + m * j] } }
      }
    }
    for i in 0..<m { lengths[i] = lengths[i].squareRoot() }
  }

  // Without self, which would be copied for the closures.

  private static func dotColumn(_ J: [Scalar], _ n: Int, _ j: Int, _ v: [Scalar]) -> Scalar {
    J.withUnsafeBufferPointer { columns in
      guard let base = columns.baseAddress else { return 0 }
      return BLAS.dot(n, base + n * j, v)
    }
  }

  private static func addColumn(
    _ J: [Scalar], _ n: Int, _ j: Int, _ factor: Scalar, to v: inout [Scalar]
  ) {
    J.withUnsafeBufferPointer { columns in
      guard let base = columns.baseAddress else { return }
      BLAS.axpy(n, factor, base + n * j, &v)
    }
  }

  mutating func refreshProducts(_ a: [Scalar]) {
    guard m > 0 else { return }
    for i in 0..<m { products[i] = 0 }
    for j in 0..<n where x[j] != 0 { Self.addColumn(a, m, j, x[j], to: &products) }
  }

  /// aₖᵀx of a constraint.
  func value(_ k: Int) -> Scalar { k < m ? products[k] : x[k - m] }

  /// The constraint that is violated by most over its length, beyond rounding, and on which side.
  private func mostViolated(
    _ a: [Scalar], _ lower: [Scalar], _ upper: [Scalar]
  ) -> (Int, Int)? {
    var worst: (Int, Int)?
    var most: Scalar = 0
    let size = BLAS.maxAbs(n, x)
    for k in 0..<(m + n) where side[k] == 0 && !isPassedOver[k] {
      let (violation, towards) = violation(k, lower, upper, size)
      guard violation > 0 else { continue }
      let relative = violation / max(lengths[k], .leastNormalMagnitude)
      if relative > most {
        most = relative
        worst = (k, towards)
      }
    }
    return worst
  }

  /// By how much a constraint is violated beyond rounding, and on which side, where the largest |xᵢ| is `size`; else zero.
  @inline(__always)
  func violation(
    _ k: Int, _ lower: [Scalar], _ upper: [Scalar], _ size: Scalar
  ) -> (Scalar, Int) {
    let value = value(k)
    let below = lower[k] - value
    let above = value - upper[k]
    guard below > 0 || above > 0 else { return (0, 0) }
    let violation = max(below, above)
    let bound = below > above ? lower[k] : upper[k]
    let rounding = 64 * Scalar.ulpOfOne * (bound.magnitude + (k < m ? lengths[k] * size : 0))
    return violation > rounding ? (violation, below > above ? 1 : -1) : (0, 0)
  }

  /// Adds the violated side of a constraint to the active ones; returns how the method ends, if it does.
  private mutating func add(
    _ k: Int, _ towards: Int, _ violation: Scalar, _ a: [Scalar], _ lower: [Scalar],
    _ upper: [Scalar], isEquation: Bool
  ) -> Outcome? {
    let sign: Scalar = towards > 0 ? 1 : -1
    for j in 0..<n { normal[j] = k < m ? sign * a[k + m * j] : (j == k - m ? sign : 0) }
    var distance = violation
    u[q] = 0
    for _ in 0...(2 * (m + n) + 10) {
      let (free, whole) = project(variable: k < m ? nil : k - m, sign)
      let isDependent = free <= dependence * whole || whole == 0
      let (blocking, dualStep) = longestDualStep(lower, upper)
      if isDependent {
        guard let blocking else {
          // What the largest x on the way lost by rounding is no contradiction.
          let bound = towards > 0 ? lower[k] : upper[k]
          let size = bound.magnitude + lengths[k] * largest
          if distance <= 1e4 * Scalar.ulpOfOne * size {
            isPassedOver[k] = true
            return nil
          }
          prove(k, sign)
          return .infeasible
        }
        moveMultipliers(by: dualStep)
        drop(blocking)
        continue
      }
      let primalStep = distance / (free * free)
      let step = min(primalStep, dualStep)
      for i in 0..<n { x[i] += step * z[i] }
      largest = max(largest, BLAS.maxAbs(n, x))
      moveMultipliers(by: step)
      refreshProducts(a)
      if primalStep <= dualStep {
        append(k, towards)
        return nil
      }
      if let blocking { drop(blocking) }
      distance = towards > 0 ? lower[k] - value(k) : value(k) - upper[k]
      if isEquation { distance = (lower[k] - value(k)) * sign }
    }
    return .stalled
  }

  /// Below which part of a normal what the active ones leave of it is none.
  private var dependence: Scalar { 4 * Scalar.ulpOfOne * Scalar(n).squareRoot() }

  /// d = Jᵀ·normal, z = the part of J·d that leaves the active constraints where they are, r = R⁻¹·d; returns the
  /// lengths of that part of d and of the whole.
  ///
  /// - Parameter variable: The variable whose unit vector, with a sign, the normal is, if it is one.
  private mutating func project(
    variable: Int?, _ sign: Scalar
  ) -> (free: Scalar, whole: Scalar) {
    if let variable {
      for j in 0..<n { d[j] = sign * J[variable + n * j] }
    } else {
      for j in 0..<n { d[j] = Self.dotColumn(J, n, j, normal) }
    }
    for i in 0..<n { z[i] = 0 }
    var free: Scalar = 0
    var whole: Scalar = 0
    for j in 0..<n {
      whole += d[j] * d[j]
      if j >= q {
        free += d[j] * d[j]
        if d[j] != 0 { Self.addColumn(J, n, j, d[j], to: &z) }
      }
    }
    for i in stride(from: q - 1, through: 0, by: -1) {
      var sum = d[i]
      for j in (i + 1)..<max(q, i + 1) { sum -= R[i + n * j] * r[j] }
      r[i] = sum / R[i + n * i]
    }
    return (free.squareRoot(), whole.squareRoot())
  }

  /// The column whose multiplier becomes zero first, and when.
  private func longestDualStep(_ lower: [Scalar], _ upper: [Scalar]) -> (Int?, Scalar) {
    var step = Scalar.infinity
    var column: Int?
    for j in 0..<q where r[j] > 0 && lower[active[j]] != upper[active[j]] && u[j] / r[j] < step {
      step = u[j] / r[j]
      column = j
    }
    return (column, step)
  }

  private mutating func moveMultipliers(by step: Scalar) {
    for j in 0..<q { u[j] -= step * r[j] }
    u[q] += step
  }

  /// Makes the constraint the last active one: rotations leave d with q + 1 elements, the new column of R.
  private mutating func append(_ k: Int, _ towards: Int) {
    for j in stride(from: n - 1, to: q, by: -1) {
      let (c, s, h) = Self.rotation(d[j - 1], d[j])
      d[j - 1] = h
      d[j] = 0
      rotateColumns(j - 1, j, c, s)
    }
    for i in 0...q { R[i + n * q] = d[i] }
    active[q] = k
    side[k] = towards
    q += 1
  }

  /// Drops the active constraint of a column.
  private mutating func drop(_ column: Int) {
    side[active[column]] = 0
    let waiting = u[q]
    for j in column..<(q - 1) {
      active[j] = active[j + 1]
      u[j] = u[j + 1]
      for i in 0...(j + 1) { R[i + n * j] = R[i + n * (j + 1)] }
    }
    q -= 1
    u[q] = waiting
    for j in column..<max(q, column) {
      let (c, s, h) = Self.rotation(R[j + n * j], R[j + 1 + n * j])
      R[j + n * j] = h
      R[j + 1 + n * j] = 0
      for k in (j + 1)..<max(q, j + 1) {
        let (top, bottom) = (R[j + n * k], R[j + 1 + n * k])
        R[j + n * k] = c * top + s * bottom
        R[j + 1 + n * k] = c * bottom - s * top
      }
      rotateColumns(j, j + 1, c, s)
    }
  }

  private static func rotation(_ a: Scalar, _ b: Scalar) -> (Scalar, Scalar, Scalar) {
    guard b != 0 else { return (1, 0, a) }
    let h = hypotenuse(a, b)
    return (a / h, b / h, h)
  }

  private static func hypotenuse(_ a: Scalar, _ b: Scalar) -> Scalar {
    let (x, y) = (max(a.magnitude, b.magnitude), min(a.magnitude, b.magnitude))
    let t = y / x
    return x * (1 + t * t).squareRoot()
  }

  private mutating func rotateColumns(_ i: Int, _ j: Int, _ c: Scalar, _ s: Scalar) {
    guard s != 0 else { return }
    let n = n
    J.withUnsafeMutableBufferPointer { columns in
      for k in 0..<n {
        let (a, b) = (columns[k + n * i], columns[k + n * j])
        columns[k + n * i] = c * a + s * b
        columns[k + n * j] = c * b - s * a
      }
    }
  }

  /// The weights of the constraints whose combination no point can meet: yᵀA = 0 and yᵀb > 0 for sides Ax ≥ b.
  private mutating func prove(_ k: Int, _ sign: Scalar) {
    for i in 0..<(m + n) { multipliers[i] = 0 }
    for j in 0..<q { multipliers[active[j]] = -r[j] * Scalar(side[active[j]]) }
    multipliers[k] = sign
  }

  private mutating func finish(_ outcome: Outcome) -> Outcome {
    if outcome != .infeasible {
      for j in 0..<q { multipliers[active[j]] = u[j] * Scalar(side[active[j]]) }
    }
    return outcome
  }
}
