import LinearAlgebra
public import Networks
import Randomness

/// The candidates of a search: every combination of hidden layers, activations and λ, or some drawn at random.
public struct SearchSpace: Hashable, Sendable {
  /// The hidden layers to compare.
  public var hidden: [[Int]]
  /// The activations to compare, each one for all hidden layers.
  public var activations: [Activation]
  /// The λ to compare.
  public var l2: [Double]
  /// A range that λ is drawn from, its logarithm uniform, in place of `l2`; for a random search.
  public var l2Range: ClosedRange<Double>?
  /// How many candidates to draw; nil for all combinations.
  public var trials: Int?

  /// A space of one candidate: the settings' own. To be widened.
  public init(_ settings: TrainingSettings) {
    hidden = [settings.hidden]
    activations = [settings.activations[0]]
    l2 = [settings.l2]
  }

  /// The settings of each candidate.
  ///
  /// All combinations, λ running first, then activations, then hidden layers. Or so many trials, each with a
  /// hidden layer, an activation and a λ drawn in this order from the stream of `seed`, without the grid's
  /// repetitions of one λ: J. Bergstra and Y. Bengio, "Random search for hyper-parameter optimization",
  /// JMLR 13, 2012.
  func candidates(of settings: TrainingSettings, seed: UInt32) -> [TrainingSettings] {
    guard let trials else {
      return hidden.flatMap { hidden in
        activations.flatMap { activation in
          l2.map { settings.replacing(hidden: hidden, activation: activation, l2: $0) }
        }
      }
    }
    var random = MersenneTwister(seed: seed)
    return (0..<trials).map { _ in
      let layers = hidden[random.integer(in: 0..<hidden.count)]
      let activation = activations[random.integer(in: 0..<activations.count)]
      let lambda = l2Range.map { random.logUniform(in: $0) } ?? l2[random.integer(in: 0..<l2.count)]
      return settings.replacing(hidden: layers, activation: activation, l2: lambda)
    }
  }
}

extension MersenneTwister {
  /// A number whose logarithm is uniform.
  fileprivate mutating func logUniform(in range: ClosedRange<Double>) -> Double {
    let (low, high) = (range.lowerBound.logarithm, range.upperBound.logarithm)
    guard low < high else { return range.lowerBound }
    return uniform(in: low..<high).exponential
  }
}

extension TrainingSettings {
  fileprivate func replacing(hidden: [Int], activation: Activation, l2: Double) -> Self {
    var settings = self
    let keeps = hidden == self.hidden && activation == activations[0]
    settings.hidden = hidden
    if !keeps { settings.activations = [activation] }
    if l2 != self.l2 { settings.penalty = Penalty(l1: penalty.l1, l2: [l2]) }
    return settings
  }
}

extension Double {
  /// ln x, the same bits on every machine.
  var logarithm: Double { VectorMath.map(.log, [self])[0] }
  /// eˣ, the same bits on every machine.
  var exponential: Double { VectorMath.map(.exp, [self])[0] }
}
