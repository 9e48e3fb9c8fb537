import LinearAlgebra

extension SequentialQuadratic {
  /// What a look at the curvature found.
  enum Look { case minimum, lower, interrupted }

  /// Measures the curvature of the Lagrangian on the directions that keep the active constraints, and goes to a point
  /// where φ is lower along the most negative one.
  ///
  /// - Parameter measuresAll: Whether every direction is measured, and the point stays.
  mutating func lookAtCurvature(
    _ evaluator: inout Evaluator, measuresAll: Bool = false
  ) -> Look {
    let normals = activeNormals()
    let space = NullSpace(of: normals, dimension: n)
    rank = n - space.count
    activeCount = normals.count / max(1, n)
    lowestCurvature = nil
    guard space.count > 0, space.count <= Limit<Scalar>.variables,
      departures < Numbers.departures
    else { return .minimum }
    guard
      let (curvature, largest, direction) = lowestCurvature(in: space, &evaluator, measuresAll)
    else {
      return evaluator.interruption == nil ? .minimum : .interrupted
    }
    lowestCurvature = curvature
    guard !measuresAll, curvature < -Numbers.negativePart * max(largest, Numbers.leastCurvature)
    else {
      return .minimum
    }
    return leave(along: direction, curvature, &evaluator)
  }

  /// The lowest and the largest curvature in a space and the direction of the lowest, by Lanczos's iteration from a
  /// direction of irregular elements; exact where as many products are allowed as the space has dimensions.
  private mutating func lowestCurvature(
    in space: NullSpace<Scalar>, _ evaluator: inout Evaluator, _ measuresAll: Bool
  ) -> (Scalar, Scalar, [Scalar])? {
    // Where gradients are differences a product takes 2·n calls, and tells less.
    let affordable =
      evaluator.hasDifferences
      ? 1 : max(Numbers.products, evaluator.counts.calls / Numbers.callsPerProduct)
    let most = measuresAll ? space.count : min(space.count, affordable)
    var basis: [[Scalar]] = []
    var images: [[Scalar]] = []
    var next = [Scalar](repeating: 0, count: n)
    for k in 0..<space.count {
      let (vector, share): ([Scalar], Scalar) = (space.vector(k), irregularShare(k, 5))
      for j in 0..<n { next[j] += share * vector[j] }
    }
    while basis.count < most {
      for _ in 0..<2 {
        for vector in basis {
          let part = BLAS.dot(n, vector, next)
          for j in 0..<n { next[j] -= part * vector[j] }
        }
      }
      let length = BLAS.dot(n, next, next).squareRoot()
      guard length > 1e-10 else { break }
      for j in 0..<n { next[j] /= length }
      guard let image = change(along: next, &evaluator) else { return nil }
      basis.append(next)
      images.append(image)
      for j in 0..<n { next[j] = 0 }
      for k in 0..<space.count {
        let vector = space.vector(k)
        let part = BLAS.dot(n, vector, image)
        for j in 0..<n { next[j] += part * vector[j] }
      }
    }
    let count = basis.count
    var hessian = [Scalar](repeating: 0, count: count * count)
    for k in 0..<count {
      for l in 0..<count {
        let both = BLAS.dot(n, basis[l], images[k]) + BLAS.dot(n, basis[k], images[l])
        hessian[l + count * k] = both / 2
      }
    }
    let eigen = SymmetricEigenvalues(of: hessian, dimension: count)
    guard let lowest = eigen.values.indices.min(by: { eigen.values[$0] < eigen.values[$1] }) else {
      return nil
    }
    var direction = [Scalar](repeating: 0, count: n)
    for k in 0..<count {
      let share = eigen.vectors[k + count * lowest]
      for j in 0..<n { direction[j] += share * basis[k][j] }
    }
    return (eigen.values[lowest], eigen.values.reduce(0) { max($0, $1.magnitude) }, direction)
  }

  /// The gradients of the constraints that are active with a multiplier that counts, n numbers each.
  private func activeNormals() -> [Scalar] {
    var normals: [Scalar] = []
    let largest = BLAS.maxAbs(m + n, multipliers)
    for k in 0..<(m + n) {
      let isEquation = lower[k] == upper[k]
      let counts = multipliers[k].magnitude > 1e-7 * largest && multipliers[k] != 0
      guard isEquation || counts else { continue }
      for j in 0..<n {
        normals.append(k < m ? current.jacobian[k + m * j] : (j == k - m ? 1 : 0))
      }
    }
    return normals
  }

  /// The change of ∇L along a direction over its length, of a difference within the box.
  private mutating func change(
    along vector: [Scalar], _ evaluator: inout Evaluator
  ) -> [Scalar]? {
    let size = max(1, BLAS.maxAbs(n, current.x))
    let h = Scalar(sign: .plus, exponent: Scalar.ulpOfOne.exponent / 3, significand: 1) * size
    let (up, down) = (room(vector, 1), room(vector, -1))
    let sign: Scalar = up >= min(h, down) ? 1 : -1
    let length = sign * min(h, max(up, down))
    guard length.magnitude > h / 1000 else { return [Scalar](repeating: 0, count: n) }
    for j in 0..<n { move[j] = length * vector[j] }
    if evaluator.hasDifferences || evaluator.keepsRows {
      guard let isFinite = tryMove(&evaluator) else { return nil }
      guard isFinite else { return [Scalar](repeating: 0, count: n) }
    } else {
      for j in 0..<n {
        trial.x[j] = min(max(current.x[j] + move[j], lower[m + j]), upper[m + j])
      }
    }
    guard let isFinite = complete(&evaluator) else { return nil }
    guard isFinite else { return [Scalar](repeating: 0, count: n) }
    var column = [Scalar](repeating: 0, count: n)
    Self.changeOfLagrangian(current, trial, multipliers, n, m, into: &column)
    for j in 0..<n { column[j] /= length }
    return column
  }

  /// How far the box lets a step go along a direction.
  private func room(_ vector: [Scalar], _ sign: Scalar) -> Scalar {
    var most = Scalar.infinity
    for j in 0..<n {
      let p = sign * vector[j]
      if p > 1e-12 { most = min(most, (upper[m + j] - current.x[j]) / p) }
      if p < -1e-12 { most = min(most, (lower[m + j] - current.x[j]) / p) }
    }
    return most
  }

  /// Goes to a lower point to one side or the other, the rows corrected for where they bend.
  private mutating func leave(
    along direction: [Scalar], _ curvature: Scalar, _ evaluator: inout Evaluator
  ) -> Look {
    let start = merit(current)
    var length = max(1, BLAS.maxAbs(n, current.x)) / BLAS.maxAbs(n, direction)
    for _ in 0..<4 {
      for sign in [1, -1] as [Scalar] {
        for j in 0..<n { move[j] = sign * length * direction[j] }
        guard let isFinite = tryMove(&evaluator) else { return .interrupted }
        guard isFinite else { continue }
        if m > 0, correctRows() {
          guard let isCorrected = tryMove(&evaluator) else { return .interrupted }
          guard isCorrected else { continue }
        }
        let wanted = start + curvature * length * length / 100
        let worth = Numbers.worthLeaving * (start.magnitude + firstValue.magnitude)
        guard merit(trial) < min(wanted, start - worth) else { continue }
        guard let isFinite = complete(&evaluator) else { return .interrupted }
        guard isFinite else { continue }
        departures += 1
        swap(&current, &trial)
        noteBest(current)
        beginAnew()
        return .lower
      }
      length /= 8
    }
    return .minimum
  }

  /// Adds to `move` the shortest step that makes up for what the trial's rows miss; false where there is none.
  mutating func correctRows() -> Bool {
    for j in 0..<n { step[j] = trial.x[j] - current.x[j] }
    for i in 0..<m { linear[i] = trial.rows[i] }
    setStepBounds(linear)
    for i in 0..<m where multipliers[i] != 0 {
      // Rows that hold the point are followed.
      let side = multipliers[i] > 0 ? lowerStep[i] : upperStep[i]
      lowerStep[i] = side
      upperStep[i] = side
    }
    for j in 0..<n {
      lowerStep[m + j] = lower[m + j] - trial.x[j]
      upperStep[m + j] = upper[m + j] - trial.x[j]
    }
    for i in 0..<(n * n) { quadratic.J[i] = 0 }
    for i in 0..<n { quadratic.J[i + n * i] = 1 }
    for j in 0..<n { product[j] = 0 }
    guard
      quadratic.solve(
        gradient: product, rows: current.jacobian, lower: lowerStep, upper: upperStep) == .solved
    else { return false }
    for j in 0..<n { move[j] = step[j] + quadratic.x[j] }
    return true
  }
}

/// An orthonormal basis of the vectors that are orthogonal to some.
struct NullSpace<Scalar: LinearAlgebraScalar> {
  private let n: Int
  private let elements: [Scalar]
  /// The number of vectors in it.
  let count: Int

  /// The basis for normals of n numbers each, one after another: Gram and Schmidt's method, twice.
  init(of normals: [Scalar], dimension n: Int) {
    self.n = n
    var basis: [Scalar] = []
    var vectors = stride(from: 0, to: normals.count, by: max(1, n)).map {
      Array(normals[$0..<($0 + n)])
    }
    let scale = vectors.map { v in BLAS.maxAbs(n, v) }
    for k in vectors.indices where scale[k] > 0 {
      for j in 0..<n { vectors[k][j] /= scale[k] }
      if let unit = Self.orthogonal(vectors[k], to: basis, n, least: 1e-8) { basis += unit }
    }
    let rank = basis.count / max(1, n)
    // Of the unit vectors that which the others leave most of is taken first.
    var left = Array(0..<n)
    while basis.count < n * n, !left.isEmpty {
      let parts = left.map { j in Self.part(of: j, outside: basis, n) }
      guard let most = parts.indices.max(by: { parts[$0] < parts[$1] }) else { break }
      var unit = [Scalar](repeating: 0, count: n)
      unit[left[most]] = 1
      left.remove(at: most)
      guard let next = Self.orthogonal(unit, to: basis, n, least: 1e-8) else { break }
      basis += next
    }
    elements = Array(basis[(rank * n)...])
    count = elements.count / max(1, n)
  }

  func vector(_ k: Int) -> [Scalar] { Array(elements[(n * k)..<(n * (k + 1))]) }

  private static func part(of j: Int, outside basis: [Scalar], _ n: Int) -> Scalar {
    var inside: Scalar = 0
    for k in stride(from: j, to: basis.count, by: n) { inside += basis[k] * basis[k] }
    return 1 - inside
  }

  private static func orthogonal(
    _ vector: [Scalar], to basis: [Scalar], _ n: Int, least: Scalar
  ) -> [Scalar]? {
    var v = vector
    let before = BLAS.dot(n, v, v).squareRoot()
    for _ in 0..<2 {
      for k in stride(from: 0, to: basis.count, by: n) {
        var dot: Scalar = 0
        for j in 0..<n { dot += basis[k + j] * v[j] }
        for j in 0..<n { v[j] -= dot * basis[k + j] }
      }
    }
    let after = BLAS.dot(n, v, v).squareRoot()
    guard after > least * before else { return nil }
    return v.map { $0 / after }
  }
}
