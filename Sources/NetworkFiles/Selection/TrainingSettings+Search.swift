import Matrices
import Networks
public import Optimization
import Randomness

extension TrainingSettings {
  /// Compares candidates by cross-validation: stratified folds drawn from the stream of the seed, and for each
  /// candidate and fold a training on the other folds, so many at the same time as there are threads.
  ///
  /// The table is the same whatever the number of threads.
  ///
  /// - Parameters:
  ///   - space: The candidates.
  ///   - count: The number of folds, two or more.
  ///   - data: All samples.
  ///   - signal: What ends a training, and so the search, from outside.
  ///   - observer: Called after every training with their number so far and in all; returns whether to go on.
  /// - Returns: The table, whose best row's settings are to be trained on all samples; nil where the observer or
  ///   the signal ended the search.
  public func search(
    _ space: SearchSpace, folds count: Int, on data: TrainingData,
    stoppedBy signal: StopSignal? = nil,
    observer: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }
  ) throws -> SearchTable? {
    let settings = space.candidates(of: self, seed: seed)
    let candidates = try settings.map { candidate in
      var job = try TrainingJob(candidate.withoutStandardizing, data)
      job.stopSignal = signal
      return Candidate(job.network, job.options)
    }
    let dataset = try TrainingJob(withoutStandardizing, data).dataset
    var random = MersenneTwister(seed: seed)
    let folds = try Folds(of: dataset, count: count, using: &random)
    guard
      let scores = try scores(of: candidates, on: dataset, folds: folds, observer)
    else { return nil }
    return SearchTable(settings, scores, foldCount: count)
  }

  private func scores(
    of candidates: [Candidate], on data: Dataset<Double>, folds: Folds,
    _ observer: (_ done: Int, _ all: Int) -> Bool
  ) throws(NetworkError) -> [ValidationScore]? {
    switch precision {
    case .double:
      try crossValidate(
        candidates, on: data, folds: folds, standardizes: standardizes, seed: seed,
        threads: threads, observer: observer)
    case .single:
      try crossValidate(
        candidates, on: Dataset<Float>(data), folds: folds, standardizes: standardizes, seed: seed,
        threads: threads, observer: observer)
    }
  }

  /// The same with features as they are: each fold's training standardises them by its own samples.
  private var withoutStandardizing: Self {
    var settings = self
    settings.standardizes = false
    return settings
  }
}
