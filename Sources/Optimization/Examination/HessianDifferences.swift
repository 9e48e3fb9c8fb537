import LinearAlgebra

/// A Hessian that is being measured by differences of the gradient, on one side of the iterate and then on
/// the other.
struct HessianDifferences<Scalar: LinearAlgebraScalar> {
  /// The sum of the gradient's changes away from the iterate, column after column.
  private(set) var changes: [Scalar]
  /// How far apart the points are that each column comes of.
  private(set) var distances: [Scalar]
  /// The variables of which there is nothing more to measure: those that a bound holds, and those with one
  /// side only.
  private(set) var isDone: [Bool]
  /// The variables that no bound holds.
  let isFree: [Bool]
  /// The side on which each variable is moved first.
  let sides: [Scalar]
  /// What the values of f at these points say.
  private(set) var evidence: ValueEvidence<Scalar>
  /// A unit vector while a point is evaluated, and zero between.
  fileprivate var probe: [Scalar]

  init(isFree: [Bool], sides: [Scalar]) {
    self.sides = sides
    let n = isFree.count
    changes = [Scalar](repeating: 0, count: n * n)
    distances = [Scalar](repeating: 0, count: n)
    probe = distances
    self.isFree = isFree
    evidence = ValueEvidence(dimension: n)
    isDone = isFree.map { !$0 }
  }

  /// Takes in a point `moved` away from the iterate along variable j.
  @inline(__always)
  fileprivate mutating func add(
    _ j: Int, moved: Scalar, _ point: borrowing Point<Scalar>, from origin: borrowing Point<Scalar>
  ) {
    let n = distances.count
    let sign: Scalar = moved < 0 ? -1 : 1
    for i in 0..<n where isFree[i] {
      changes[j * n + i] += sign * (point.gradient[i] - origin.gradient[i])
    }
    evidence.add(j, moved: moved, point, from: origin)
    distances[j] += moved.magnitude
    if moved * sides[j] < 0 { isDone[j] = true }
  }

  /// The system with the gradient at the iterate; `nil` where an element is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func system(gradient: [Scalar]) -> ScaledSystem<Scalar>? {
    let n = distances.count
    var (hessian, gradient) = (changes, gradient)
    for j in 0..<n {
      if !isFree[j] {
        gradient[j] = 0
        hessian[j * n + j] = 1
        continue
      }
      for i in 0..<n { hessian[j * n + i] /= distances[j] }
    }
    guard BLAS.maxAbs(n * n, hessian).isFinite else { return nil }
    return ScaledSystem(hessian: hessian, gradient: gradient, evidence: evidence)
  }
}

extension MinimizationState {
  /// The Hessian and the gradient at the iterate, in the variables that bounds leave free; `nil` where f or its
  /// gradient is not finite close by, or a limit is met.
  ///
  /// The objective's own Hessian, or two evaluations for each variable; where gradients are themselves made of
  /// values, so is the Hessian.
  ///
  /// The first side is that away from `start`: there the run has not been yet.
  ///
  /// Both sides, because the error of one, of order h, bends the flattest directions by the change of the
  /// steepest. Yet the system of one side is handed to `isEnough` first, which may spare the other.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func scaledSystem(
    from start: [Scalar], oneSidedWhere isEnough: (ScaledSystem<Scalar>) -> Bool = { _ in false }
  ) -> ScaledSystem<Scalar>? {
    if evaluator.gives.makesHessian && bounds == nil {
      var hessian = [Scalar](repeating: 0, count: dimension * dimension)
      var square = hessian
      if evaluator.hessianAhead(at: current, into: &hessian, square: &square) {
        let system = ScaledSystem(
          hessian: square, uncertain: hessian, gradient: current.gradient)
        if isEnough(system) { return system }
      }
      guard interruption == nil else { return nil }
      guard self.hessian(into: &hessian) else { return nil }
      return ScaledSystem(hessian: hessian, gradient: current.gradient)
    }
    var differences = HessianDifferences<Scalar>(
      isFree: freeVariables, sides: start.indices.map { current.x[$0] < start[$0] ? -1 : 1 })
    guard differAhead(&differences) else { return nil }
    if let system = differences.system(gradient: current.gradient), isEnough(system) {
      return system
    }
    for j in 0..<dimension where !differences.isDone[j] {
      _ = differ(&differences, j, side: -differences.sides[j])
      if interruption != nil { return nil }
    }
    return differences.system(gradient: current.gradient)
  }

  private var freeVariables: [Bool] {
    (0..<dimension).map { i in
      bounds.map { !$0.blocks(i, at: current.x[i], towards: -current.gradient[i]) } ?? true
    }
  }

  /// Takes in the gradients at x + h·eⱼ, h to the first side, or at x − h·eⱼ where the former is not finite or a bound
  /// is in the way; false where neither will do, or a limit is met.
  private mutating func differAhead(_ differences: inout HessianDifferences<Scalar>) -> Bool {
    for j in 0..<dimension where !differences.isDone[j] {
      let side = differences.sides[j]
      if differ(&differences, j, side: side) { continue }
      guard interruption == nil, differ(&differences, j, side: -side) else { return false }
    }
    return true
  }

  /// Takes in the gradient at x + h·eⱼ, or x − h·eⱼ; false where it is not finite, a bound is in the way, or a
  /// limit is met.
  private mutating func differ(
    _ differences: inout HessianDifferences<Scalar>, _ j: Int, side: Scalar
  ) -> Bool {
    let x = current.x[j]
    let h = Limit.differenceStep * max(Limit.leastSize, x.magnitude)
    differences.probe[j] = side
    defer { differences.probe[j] = 0 }
    guard tryPoint(differences.probe, h) else { return false }
    let moved = trial.x[j] - x
    if !BLAS.maxAbs(dimension, trial.gradient).isFinite { rejectTrial() }
    guard trial.value.isFinite, moved.magnitude >= h / 2 else { return false }
    differences.add(j, moved: moved, trial, from: current)
    return true
  }
}
