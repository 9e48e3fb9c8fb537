public import LinearAlgebra

/// What many minimisations of one function found: every run, and the different minima among their ends.
public struct Ledger<Scalar: LinearAlgebraScalar>: Sendable {
  /// A minimum, and the runs that ended there.
  public struct Minimum: Sendable {
    /// The run that reached the lowest value there.
    public let solution: Solution<Scalar>
    /// The runs that ended there, by their places in `runs`.
    public internal(set) var runs: [Int]
    /// How often it was met.
    public var count: Int { runs.count }
  }

  /// Where each run began. A run alone from its start gives the same bits again.
  public let starts: [[Scalar]]
  /// How each run ended, in the order of the starts, whichever was done first.
  public let runs: [Solution<Scalar>]
  /// The different minima that runs with success ended at, the lowest first.
  public let minima: [Minimum]

  /// The runs that did not end at a minimum.
  public var failures: [Int] { runs.indices.filter { !runs[$0].isSuccess } }

  /// The run with the lowest value, the first of several; one without success where it is lower than all
  /// minima.
  public var best: Solution<Scalar> { runs[bestRun] }

  /// The place of `best` in `runs`.
  public var bestRun: Int {
    var best = 0
    for i in runs.indices where runs[i].value < runs[best].value || runs[best].value.isNaN {
      best = i
    }
    return best
  }

  /// Calls of the objective by a search that led to the starts; 0 where they were given.
  public let searchEvaluations: Int

  /// Calls of the objective in all.
  public var evaluations: Int { runs.reduce(searchEvaluations) { $0 + $1.evaluations } }

  /// The ledger of runs; two ends are one minimum where their variables differ by `distance` at most,
  /// relative to the larger of 1 and the largest of them, and their values by `distance` of theirs.
  init(starts: [[Scalar]], runs: [Solution<Scalar>], distance: Scalar, searchEvaluations: Int = 0) {
    self.searchEvaluations = searchEvaluations
    self.starts = starts
    self.runs = runs
    var minima: [Minimum] = []
    // Whichever run is met first, the lowest end stands for its minimum.
    let successes = runs.indices.filter { runs[$0].isSuccess }
      .sorted { (runs[$0].value, $0) < (runs[$1].value, $1) }
    for index in successes {
      let run = runs[index]
      if let known = minima.firstIndex(where: { $0.solution.isSame(as: run, within: distance) }) {
        minima[known].runs.append(index)
      } else {
        minima.append(Minimum(solution: run, runs: [index]))
      }
    }
    for index in minima.indices { minima[index].runs.sort() }
    self.minima = minima
  }
}

extension Solution {
  fileprivate func isSame(as other: Solution, within distance: Scalar) -> Bool {
    let size = max(1, x.reduce(0) { max($0, $1.magnitude) })
    return (value - other.value).magnitude <= distance * max(1, value.magnitude)
      && zip(x, other.x).allSatisfy { ($0 - $1).magnitude <= distance * size }
  }
}
