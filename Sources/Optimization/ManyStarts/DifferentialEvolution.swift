// Differential evolution.
//
// R. Storn, K. Price, "Differential evolution – a simple and efficient heuristic for global optimization over
// continuous spaces", Journal of Global Optimization 11, 1997: strategy best/1/bin with dithered weights, and
// a start by Latin hypercube.
//
// Departures: a whole generation is made before any of it is evaluated, so that it can be evaluated in
// parallel to the same bits; coordinates beyond a bound are drawn anew between the bounds; a value that is
// not finite loses to every other; the best are polished by the method at the end.
public import LinearAlgebra
import Matrices

/// Searches a box for its lowest minimum with a population of points, and polishes the best ones.
///
///     var random = MersenneTwister(seed: 0)
///     let ledger = differentialEvolution(loss, within: Bounds(-5...5, dimension: 3), using: &random)
///
/// The ledger holds the runs that polish the best five members; its evaluations count the whole search. It
/// is the same bits for the same stream, whatever the number of threads.
///
/// - Parameters:
///   - objective: f, with its gradient or without: the search calls for values alone, and the method that
///     polishes has gradients of differences where f has none of its own.
///   - bounds: The box; traps where a side is infinite.
///   - population: The number of members; `nil` for 15 a variable, at least 20.
///   - generations: The most generations; the search ends sooner where values differ by less than 1 % of
///     their mean.
///   - crossover: The chance that a coordinate changes.
///   - method: How the best are polished.
///   - rules: When that stops.
///   - distance: How far apart, relative to their size, two ends of one minimum may lie.
///   - threads: The most evaluations at a time; `nil` for as many as the machine has processors.
///   - random: Where the search's stream is drawn from.
public func differentialEvolution<Scalar: LinearAlgebraScalar>(
  _ objective: some Objective<Scalar> & Sendable, within bounds: Bounds<Scalar>,
  population: Int? = nil, generations: Int = 1000, crossover: Double = 0.7,
  method: some MinimizationMethod = .lbfgs, stopping rules: StoppingRules = StoppingRules(),
  distance: Scalar = 1e-4, threads: Int? = nil, using random: inout some RandomNumberGenerator
) -> Ledger<Scalar> {
  require(
    (bounds.lower + bounds.upper).allSatisfy(\.isFinite), "evolution needs bounds on every side")
  let count = population ?? max(20, 15 * bounds.dimension)
  require(count >= 4, "a population of \(count) has no differences; 4 are the fewest")
  var stream = SplitStream(state: random.next())
  var search = Evolution(
    bounds: bounds, crossover: crossover,
    members: latinHypercube(count, bounds, &stream), random: stream)
  search.begin(values(of: objective, search.members, threads))
  for _ in 0..<generations where !search.hasConverged && !Task.isCancelled {
    let trials = search.trials()
    search.select(trials, values(of: objective, trials, threads))
  }
  let starts = search.best(5)
  let polished = minimize(
    objective, starts: starts, bounds: bounds, using: method, stopping: rules, distance: distance,
    threads: threads)
  return Ledger(
    starts: starts, runs: polished.runs, distance: distance,
    searchEvaluations: search.evaluations)
}

/// f at many points; pieces of fixed size, each with a copy of the objective.
private func values<Scalar: LinearAlgebraScalar>(
  of objective: some Objective<Scalar> & Sendable, _ points: [[Scalar]],
  _ threads: Int?
) -> [Scalar] {
  let size = 8
  return inParallel((points.count + size - 1) / size, threads: threads) { piece, _ in
    var copy = objective
    return points[piece * size..<min(points.count, (piece + 1) * size)].map {
      let value = copy.value(at: $0.span)
      return value.isFinite ? value : .infinity
    }
  }.flatMap { $0 }
}

/// Points of which every coordinate's range has one in each of `count` equal parts.
private func latinHypercube<Scalar: LinearAlgebraScalar>(
  _ count: Int, _ bounds: Bounds<Scalar>, _ random: inout SplitStream
) -> [[Scalar]] {
  var points = [[Scalar]](
    repeating: [Scalar](repeating: 0, count: bounds.dimension), count: count)
  for j in 0..<bounds.dimension {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, random.index(i + 1)) }
    for i in 0..<count {
      let part = Scalar((Double(order[i]) + random.uniform()) / Double(count))
      points[i][j] = bounds.lower[j] + part * (bounds.upper[j] - bounds.lower[j])
    }
  }
  return points
}

private struct Evolution<Scalar: LinearAlgebraScalar> {
  let bounds: Bounds<Scalar>
  let crossover: Double
  private(set) var members: [[Scalar]]
  private var random: SplitStream
  private var values: [Scalar] = []
  private(set) var evaluations = 0

  init(bounds: Bounds<Scalar>, crossover: Double, members: [[Scalar]], random: SplitStream) {
    self.bounds = bounds
    self.crossover = crossover
    self.members = members
    self.random = random
  }

  mutating func begin(_ values: [Scalar]) {
    self.values = values
    evaluations = values.count
  }

  /// Whether the values' standard deviation is below 1 % of their mean.
  var hasConverged: Bool {
    let count = Scalar(values.count)
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return square.squareRoot() <= mean.magnitude / 100
  }

  /// A trial for every member: best + F·(a − b), mixed with the member.
  mutating func trials() -> [[Scalar]] {
    let best = members[values.indices.min { values[$0] < values[$1] } ?? 0]
    let weight = Scalar(0.5 + 0.5 * random.uniform())
    return members.indices.map { index in
      let (a, b) = twoOthers(than: index)
      var trial = members[index]
      let always = random.index(max(1, trial.count))
      for j in trial.indices {
        let chance = random.uniform()
        guard chance < crossover || j == always else { continue }
        trial[j] = best[j] + weight * (members[a][j] - members[b][j])
        if !(bounds.lower[j]...bounds.upper[j]).contains(trial[j]) {
          let part = Scalar(random.uniform())
          trial[j] = bounds.lower[j] + part * (bounds.upper[j] - bounds.lower[j])
        }
      }
      return trial
    }
  }

  private mutating func twoOthers(than index: Int) -> (Int, Int) {
    var (a, b) = (index, index)
    while a == index { a = random.index(members.count) }
    while b == index || b == a { b = random.index(members.count) }
    return (a, b)
  }

  /// Keeps the better of each member and its trial.
  mutating func select(_ trials: [[Scalar]], _ trialValues: [Scalar]) {
    evaluations += trialValues.count
    for index in trials.indices where trialValues[index] <= values[index] {
      members[index] = trials[index]
      values[index] = trialValues[index]
    }
  }

  /// The lowest members, the lowest first.
  func best(_ count: Int) -> [[Scalar]] {
    values.indices.sorted { (values[$0], $0) < (values[$1], $1) }.prefix(count)
      .map { members[$0] }
  }
}
