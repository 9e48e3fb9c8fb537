// Basin hopping.
//
// D. J. Wales, J. P. K. Doye, "Global optimization by basin-hopping and the lowest energy structures of
// Lennard-Jones clusters containing up to 110 atoms", Journal of Physical Chemistry A 101(28), 1997: minimise,
// step to a random place nearby, minimise again, and go there with Metropolis's probability
// min(1, exp(−Δf/T)).
//
// Departures: several chains, each with a random stream of its own, so that they can go at a time; the step
// size follows the rate of acceptance, ten per cent every ten hops towards one half.
public import LinearAlgebra
import Matrices

/// Hops from minimum to minimum and keeps all that were found.
///
///     var random = MersenneTwister(seed: 0)
///     let ledger = basinHopping(loss, from: start, hops: 100, using: &random)
///     print(ledger.best.value, ledger.minima.count)
///
/// The ledger is the same bits for the same stream, whatever the number of threads: run k of a chain began
/// at `starts[k]`, and `minimize` replays it. A chain's runs follow one another in the ledger.
///
/// - Parameters:
///   - objective: f, with its gradient or without: as for one start.
///   - start: Where every chain begins.
///   - bounds: A box that the variables stay in; `nil` for none.
///   - hops: Minimisations after the first, in each chain.
///   - chains: The number of chains.
///   - stepSize: The most that a hop displaces a variable, to begin with.
///   - temperature: T, in units of f; 0 to go downhill alone.
///   - method: How each minimum is found.
///   - rules: When each minimisation stops.
///   - distance: How far apart, relative to their size, two ends of one minimum may lie.
///   - threads: The most chains at a time; `nil` for as many as the machine has processors.
///   - random: Where the chains' streams are drawn from.
public func basinHopping<Scalar: LinearAlgebraScalar>(
  _ objective: some Objective<Scalar> & Sendable, from start: [Scalar],
  bounds: Bounds<Scalar>? = nil, hops: Int = 100, chains: Int = 1, stepSize: Scalar = 0.5,
  temperature: Scalar = 1, method: some MinimizationMethod = .lbfgs,
  stopping rules: StoppingRules = StoppingRules(), distance: Scalar = 1e-4, threads: Int? = nil,
  using random: inout some RandomNumberGenerator
) -> Ledger<Scalar> {
  require(hops >= 0 && chains > 0, "\(hops) hops in \(chains) chains cannot be made")
  require(
    stepSize > 0 && stepSize.isFinite && temperature >= 0,
    "hops need a positive step size and temperature, not \(stepSize) and \(temperature)")
  let seeds = (0..<chains).map { _ in random.next() }
  let parts = inParallel(chains, threads: threads) { index, isCancelled in
    var chain = HoppingChain(
      random: SplitStream(state: seeds[index]), stepSize: stepSize, temperature: temperature)
    for _ in 0...hops where chain.runs.isEmpty || !isCancelled() {
      let from = chain.nextStart(start, bounds)
      chain.add(
        from, minimize(objective, from: from, bounds: bounds, using: method, stopping: rules))
    }
    return chain
  }
  return Ledger(
    starts: parts.flatMap(\.starts), runs: parts.flatMap(\.runs), distance: distance)
}

private struct HoppingChain<Scalar: LinearAlgebraScalar>: Sendable {
  var random: SplitStream
  var stepSize: Scalar
  let temperature: Scalar
  private(set) var starts: [[Scalar]] = []
  private(set) var runs: [Solution<Scalar>] = []
  /// The run where the chain stands.
  private var place = 0
  private var accepted = 0

  init(random: SplitStream, stepSize: Scalar, temperature: Scalar) {
    self.random = random
    self.stepSize = stepSize
    self.temperature = temperature
  }

  mutating func nextStart(_ start: [Scalar], _ bounds: Bounds<Scalar>?) -> [Scalar] {
    guard !runs.isEmpty else { return bounds?.projection(of: start) ?? start }
    let hop = runs[place].x.map { $0 + stepSize * Scalar(2 * random.uniform() - 1) }
    return bounds?.projection(of: hop) ?? hop
  }

  mutating func add(_ start: [Scalar], _ run: Solution<Scalar>) {
    starts.append(start)
    runs.append(run)
    guard runs.count > 1 else { return }
    // Drawn in any case, so that the stream does not depend on what was found.
    let chance = random.uniform()
    let rise = Double(run.value - runs[place].value) / Double(temperature)
    if run.value.isFinite, run.value <= runs[place].value || chance < exponential(-rise) {
      place = runs.count - 1
      accepted += 1
    }
    if (runs.count - 1).isMultiple(of: 10) {
      stepSize *= accepted > 5 ? 1 / 0.9 : 0.9
      accepted = 0
    }
  }

  private func exponential(_ x: Double) -> Double {
    x.isNaN ? 0 : VectorMath.map(.exp, [x])[0]
  }
}

/// Steele, Lea and Flood's SplitMix64 ("Fast splittable pseudorandom number generators", OOPSLA 2014): a
/// stream from one number, with the same values everywhere.
struct SplitStream: Sendable {
  var state: UInt64

  /// The next number of [0, 1).
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// The next integer of 0..<count.
  mutating func index(_ count: Int) -> Int { min(Int(uniform() * Double(count)), count - 1) }
}
