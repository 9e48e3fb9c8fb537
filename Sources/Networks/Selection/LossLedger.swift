/// The minima that the starts of a training found, lowest first, with the starts that led to each.
///
/// Told apart by their losses, where the ledger of Optimization compares the variables: a network whose units
/// have changed places is the same.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let result = try train(network, on: data, TrainingOptions(l2: 1e-3), from: [[0.0, 0], [1, 0]])
/// assert(LossLedger(result).minima.map(\.starts) == [[0, 1]])
/// ```
public struct LossLedger<Scalar: NetworkScalar>: Sendable {
  /// Where several starts ended.
  public struct Minimum: Hashable, Sendable {
    /// The lowest loss among them.
    public let loss: Scalar
    /// The starts, from zero, in their order.
    public let starts: [Int]
    /// True if each of them ended with evidence of a stationary point.
    public let isStationary: Bool
  }

  /// The minima, lowest first; those that are not finite last.
  public let minima: [Minimum]

  /// Puts runs together whose losses differ by no more than `tolerance`, relative, from one to the next.
  ///
  /// Networks of the same loss need not have the same weights: units can change places, and with odd
  /// activations their signs. O(n log n).
  public init(_ result: TrainingResult<Scalar>, tolerance: Scalar = 1e-6) {
    let runs = result.runs.sorted { a, b in
      let (left, right) = (a.solution.value, b.solution.value)
      return left < right || left.isFinite && !right.isFinite
    }
    var groups: [[TrainingRun<Scalar>]] = []
    for run in runs {
      let value = run.solution.value
      if let last = groups.last?.last?.solution.value,
        value - last <= tolerance * max(value.magnitude, last.magnitude)
          || !value.isFinite && !last.isFinite
      {
        groups[groups.count - 1].append(run)
      } else {
        groups.append([run])
      }
    }
    minima = groups.map { group in
      Minimum(
        loss: group[0].solution.value, starts: group.map(\.start).sorted(),
        isStationary: group.allSatisfy { $0.solution.isSuccess })
    }
  }
}
