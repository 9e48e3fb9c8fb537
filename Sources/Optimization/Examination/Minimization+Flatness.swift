import LinearAlgebra

/// A look around where the curvature tells nothing: at a point of inflexion like 0 for x³, a maximum of fourth
/// order, a plateau.
///
/// Along each direction without a curvature, or one that changes within the step of its difference, f is
/// evaluated to both sides, at a sixteenth of the size of x: lower, and the run goes on from there; higher by as much
/// on both sides, and that is a minimum of even order; by different amounts, and closer points decide, where the
/// lowest order reigns; equal, and it is a plateau, which one more look at the size of x itself must find
/// as flat. Sums of all these directions with irregular shares are tried too, for f that like xyz is flat along
/// every axis.
extension Minimization {
  /// Looks along the directions in which a Hessian is flat; `nil` where nothing is lower.
  mutating func leaveFlat(_ system: ScaledSystem<Scalar>) -> Finding? {
    guard let directions = flatDirections(system) else { return .interrupted }
    return look(along: directions)
  }

  /// Looks along sums of all variables, where there is nothing else to go by.
  mutating func leaveBlindly() -> Finding? {
    let sizes = sizes
    for k in 0..<2 {
      let direction = sizes.indices.map { irregularShare($0, k) * sizes[$0] }
      if case .found(let finding) = look(along: direction) { return finding }
    }
    return nil
  }

  /// Looks along these directions and sums of them; `nil` where nothing is lower.
  ///
  /// Of many, as in a large network of units that are off, a sum that shows no change at all speaks for all.
  mutating func look(along directions: [[Scalar]]) -> Finding? {
    var sums = directions.count < 2 ? [] : [0, 1].map { sum(of: directions, $0) }
    if directions.count > 3 {
      switch look(along: sums.removeFirst()) {
      case .found(let finding): return finding
      case .quiet: return nil
      case .higher: break
      }
    }
    var isQuiet = true
    for direction in directions.prefix(Limit<Scalar>.directions) {
      switch look(along: direction) {
      case .found(let finding): return finding
      case .quiet: break
      case .higher: isQuiet = false
      }
    }
    for direction in isQuiet ? sums.prefix(1) : sums[...] {
      if case .found(let finding) = look(along: direction) { return finding }
    }
    return nil
  }

  /// What a look along a direction saw.
  private enum Sight {
    /// A lower point, or that there is no going on.
    case found(Finding)
    /// Nothing but higher points.
    case higher
    /// No change at all.
    case quiet
  }

  private mutating func look(along direction: [Scalar]) -> Sight {
    state.direction = direction
    state.slope = BLAS.dot(state.dimension, state.current.gradient, direction)
    state.beginSearch()
    var step = 1 / Limit<Scalar>.lookStep
    for _ in 0..<Limit<Scalar>.looks {
      guard let ahead = rise(step), let behind = rise(-step) else { return .found(.interrupted) }
      let least = min(ahead, behind)
      if least < 0 { return goToLowest(least) }
      if max(ahead, behind) == 0 {
        if step > 0.05 && step < 1 {
          step = 1
          continue
        }
        return step < 1 ? .higher : .quiet
      }
      let isEven = (ahead - behind).magnitude <= (ahead + behind) / Limit.evenness
      if isEven || step == 1 { return .higher }
      step /= Limit.lookStep
    }
    return .higher
  }

  /// By how much f is higher at so much of the direction; zero where rounding could make as much of it, and ∞ where
  /// f is not finite.
  private mutating func rise(_ step: Scalar) -> Scalar? {
    guard let value = state.tryValue(step) else { return nil }
    let rise = value - state.current.value
    if rise.isNaN { return .infinity }
    let rounding = max(negligibleDecrease, Limit.rounding * state.current.value.magnitude)
    return rise.magnitude > rounding ? rise : 0
  }

  /// Puts the lowest point on trial, unless f changes by a sixteenth as much over a hair's breadth, which is no
  /// more than noise.
  private mutating func goToLowest(_ fall: Scalar) -> Sight {
    for hair in [Limit<Scalar>.hair, -Limit<Scalar>.hair] {
      guard let change = rise(hair) else { return .found(.interrupted) }
      if change.isFinite && change.magnitude > -fall / Limit.evenness { return .higher }
    }
    if tryLowest() { return .found(.lower) }
    return state.interruption == nil ? .higher : .found(.interrupted)
  }

  /// The directions in which a Hessian is flat, as long as x is large: variables, and eigenvectors of what is left.
  /// `nil` where a limit is met.
  private mutating func flatDirections(_ system: ScaledSystem<Scalar>) -> [[Scalar]]? {
    let sizes = sizes
    guard let variables = flatVariables(system, sizes) else { return nil }
    let axes = variables.map { j in sizes.indices.map { $0 == j ? sizes[j] : 0 } }
    let rest = variables.isEmpty ? system : system.isolating(variables)
    let error = max(4 * system.asymmetry, Limit.flatError)
    guard variables.count < sizes.count, rest.greatestDecrease(within: error) == nil else {
      return axes
    }
    let model = CurvatureModel(rest)
    let flat = model.spectrum.curvatures.indices.filter {
      model.spectrum.curvatures[$0].magnitude <= error
    }
    return axes + flat.map { atFullSize(model.direction($0)) }
  }

  /// The variables of which the Hessian says nothing; `nil` where a limit is met.
  private mutating func flatVariables(
    _ system: ScaledSystem<Scalar>, _ sizes: [Scalar]
  ) -> [Int]? {
    if let evidence = system.evidence {
      let negligible = negligibleDecrease
      return sizes.indices.filter {
        evidence.distances[$0] != 0
          && evidence.isFlat($0, size: sizes[$0], negligible: negligible)
      }
    }
    let f = max(state.current.value.magnitude, progress.initialValue - state.current.value)
    func depth(_ i: Int) -> Scalar { system.curvature(i).magnitude * sizes[i] * sizes[i] }
    let none = sizes.indices.filter { depth($0) <= Limit.rounding * f }
    let little = sizes.indices.filter {
      depth($0) <= Limit<Scalar>.differenceStep / 4 * f && !none.contains($0)
    }
    guard !little.isEmpty else { return none }
    return bends(little, as: system, sizes).map { $0 ? none : none + little }
  }

  /// Whether f close by is what an objective's own Hessian says along a sum of these variables: one evaluation.
  /// `nil` where a limit is met.
  private mutating func bends(
    _ variables: [Int], as system: ScaledSystem<Scalar>, _ sizes: [Scalar]
  ) -> Bool? {
    let h = Limit<Scalar>.differenceStep
    let step = sizes.indices.map {
      variables.contains($0) ? irregularShare($0, 0) * sizes[$0] * h : 0
    }
    var point = state.current.x
    for i in point.indices { point[i] += step[i] }
    guard let value = state.tryValue(at: point) else { return nil }
    let slope = BLAS.dot(step.count, state.current.gradient, step)
    let bend = system.change(by: step)
    let error = value - state.current.value - slope - bend
    return error.magnitude <= bend.magnitude / 64
  }

  /// What counts as far for each variable: its size, and at least 1.
  private var sizes: [Scalar] { state.current.x.map { max(1, $0.magnitude) } }

  /// A direction as long as x is large, or 1.
  func atFullSize(_ direction: [Scalar]) -> [Scalar] {
    let sizes = sizes
    let most = sizes.indices.reduce(0) { max($0, direction[$1].magnitude / sizes[$1]) }
    return direction.map { $0 / most }
  }

  /// A sum of directions with irregular shares.
  private func sum(of directions: [[Scalar]], _ k: Int) -> [Scalar] {
    var sum = [Scalar](repeating: 0, count: state.dimension)
    for (j, direction) in directions.enumerated() {
      BLAS.axpy(sum.count, irregularShare(j, k), direction, &sum)
    }
    return atFullSize(sum)
  }
}

/// A number between ¼ and 1 of either sign for the j-th element of the k-th vector: the golden ratio's multiples
/// fill that evenly, and no symmetry of f is theirs.
func irregularShare<Scalar: LinearAlgebraScalar>(_ j: Int, _ k: Int) -> Scalar {
  let golden: Scalar = 0.618_033_988_749_894_8
  let turns = Scalar(j % 997 + 1 + 41 * k) * golden
  let place = turns - turns.rounded(.down)
  return place < 0.5 ? -1 + 1.5 * place : 0.25 + 1.5 * (place - 0.5)
}
