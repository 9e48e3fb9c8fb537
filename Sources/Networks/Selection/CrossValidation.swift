internal import Matrices
internal import Dispatch
internal import Foundation
internal import Randomness

/// A network and how to train it, one of several that are to be compared.
///
/// ```swift
/// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
/// let candidates = [1e-4, 1e-2].map { Candidate(network, TrainingOptions(l2: $0)) }
/// assert(candidates.count == 2)
/// ```
public struct Candidate: Sendable {
  /// The network.
  public let network: Network
  /// How it is trained; its number of threads does not count.
  public let options: TrainingOptions

  /// A candidate of a network and the way to train it.
  public init(_ network: Network, _ options: TrainingOptions) {
    self.network = network
    self.options = options
  }
}

/// The result of cross-validation for one candidate.
public struct ValidationScore: Hashable, Sendable {
  /// The loss on each fold, without a regulariser and as the mean over its samples, of the network trained on
  /// the others.
  public let losses: [Double]
  /// The accuracy on each fold; R² where the targets are numbers.
  public let scores: [Double]
  /// The loss on the samples that were trained on, regulariser included, fold by fold.
  public let trainingLosses: [Double]

  /// The mean over the folds of the losses: what the best candidate has the lowest of.
  public var meanLoss: Double { mean(losses) }
  /// The mean over the folds of the scores.
  public var meanScore: Double { mean(scores) }
  /// The standard deviation of the losses over the folds, with k − 1; NaN for one fold.
  public var lossDeviation: Double { deviation(losses) }
  /// The standard deviation of the scores over the folds, with k − 1.
  public var scoreDeviation: Double { deviation(scores) }

  private func deviation(_ numbers: [Double]) -> Double {
    let middle = mean(numbers)
    let sum = numbers.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    return (sum / Double(numbers.count - 1)).squareRoot()
  }
}

/// Trains every candidate on all folds but one, for every fold, and judges it on that one.
///
/// The trainings are independent, and run on as many threads as asked for; each draws its starting weights
/// from a stream of the same seed, so that the result depends on nothing but the arguments before `threads`.
///
/// - Parameters:
///   - candidates: What to compare.
///   - data: All samples.
///   - folds: Their partition.
///   - standardizes: Whether features are standardised, by the means and deviations of the samples that are
///     trained on.
///   - seed: That of the starting weights.
///   - threads: The most trainings at the same time.
///   - observer: Called after every training with their number so far and in all, one call at a time; returns
///     whether to go on.
/// - Returns: One score a candidate, in their order; nil where the observer, or a candidate's signal to stop,
///   ended it.
/// - Throws: `sizeMismatch` where data and a candidate do not fit, `oneClass` where all samples outside a
///   fold belong to one class.
///
/// ```swift
/// import Randomness
///
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// var random = MersenneTwister(seed: 0)
/// let folds = try Folds(of: data, count: 2, using: &random)
/// assert(folds.count == 2 && network.parameterCount == 2)
/// ```
public func crossValidate<Scalar: NetworkScalar>(
  _ candidates: [Candidate], on data: Dataset<Scalar>, folds: Folds, standardizes: Bool = false,
  seed: UInt32 = 0, threads: Int = 1, observer: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }
) throws(NetworkError) -> [ValidationScore]? {
  require(
    folds.assignments.count == data.sampleCount,
    "folds of \(folds.assignments.count) samples do not fit \(data.sampleCount)")
  require(threads > 0, "candidates cannot be trained by \(threads) threads")
  let parts = (0..<folds.count).map { fold in
    FoldData(data, folds, fold, standardizes: standardizes)
  }
  for part in parts { try part.training.checkSeveralClasses() }
  for candidate in candidates { try data.checkFits(candidate.network) }
  let jobs = Jobs(candidates, parts, seed: seed)
  jobs.work(threads: threads, observer)
  guard let results = try jobs.results.get() else { return nil }
  return candidates.indices.map { index in
    let ofFolds = results[index * folds.count..<(index + 1) * folds.count]
    return ValidationScore(
      losses: ofFolds.map(\.loss), scores: ofFolds.map(\.score),
      trainingLosses: ofFolds.map(\.trainingLoss))
  }
}

/// A fold and the samples outside it, standardised where asked.
private struct FoldData<Scalar: NetworkScalar>: Sendable {
  let training: Dataset<Scalar>
  let validation: Dataset<Scalar>

  init(_ data: Dataset<Scalar>, _ folds: Folds, _ fold: Int, standardizes: Bool) {
    let (inside, outside) = (folds.trainedOn(fold), folds.heldBack(fold))
    let (training, validation) = (data.selecting(inside), data.selecting(outside))
    guard standardizes else {
      (self.training, self.validation) = (training, validation)
      return
    }
    let map = Standardization(of: training.inputs)
    self.training = training.replacingInputs { map.applied(to: $0) }
    self.validation = validation.replacingInputs { map.applied(to: $0) }
  }
}

/// The result of one training.
private struct Outcome {
  let loss: Double
  let score: Double
  let trainingLoss: Double
}

/// The trainings of all candidates on all folds.
///
/// Sendable because its lock guards all that changes.
private final class Jobs<Scalar: NetworkScalar>: @unchecked Sendable {
  private let candidates: [Candidate]
  private let parts: [FoldData<Scalar>]
  private let seed: UInt32
  private let lock = NSLock()
  private var next = 0
  private var done = 0
  private var isEnded = false
  private var outcomes: [Result<Outcome, NetworkError>?]

  init(_ candidates: [Candidate], _ parts: [FoldData<Scalar>], seed: UInt32) {
    self.candidates = candidates
    self.parts = parts
    self.seed = seed
    outcomes = Array(repeating: nil, count: candidates.count * parts.count)
  }

  /// All outcomes, candidate by candidate; nil where not all were waited for.
  var results: Result<[Outcome]?, NetworkError> {
    var all: [Outcome] = []
    for outcome in outcomes {
      switch outcome {
      case .success(let outcome): all.append(outcome)
      case .failure(let error): return .failure(error)
      case nil: return .success(nil)
      }
    }
    return .success(all)
  }

  func work(threads: Int, _ observer: (Int, Int) -> Bool) {
    withoutActuallyEscaping(observer) { observer in
      // Called under the lock alone.
      nonisolated(unsafe) let observer = observer
      DispatchQueue.concurrentPerform(iterations: min(threads, max(1, outcomes.count))) { _ in
        while let job = self.take() {
          guard let outcome = self.outcome(of: job) else { return }
          self.lock.withLock {
            self.outcomes[job] = outcome
            self.done += 1
            let goesOn = unsafe observer(self.done, self.outcomes.count)
            self.isEnded = self.isEnded || !goesOn
          }
        }
      }
    }
  }

  private func take() -> Int? {
    lock.withLock {
      guard next < outcomes.count, !isEnded else { return nil }
      defer { next += 1 }
      return next
    }
  }

  /// The result of a training; nil where its signal ended it.
  private func outcome(of job: Int) -> Result<Outcome, NetworkError>? {
    let (candidate, part) = (candidates[job / parts.count], parts[job % parts.count])
    do throws(NetworkError) {
      var options = candidate.options
      options.threads = 1
      var random = MersenneTwister(seed: seed)
      let best = try train(candidate.network, on: part.training, options, using: &random).best
      if options.stopSignal?.isStopped ?? false { return nil }
      return .success(judge(best, options, on: part.validation))
    } catch {
      return .failure(error)
    }
  }

  /// The share of right classes, as the loss tells them from the outputs.
  private func accuracy(
    of trained: TrainedNetwork<Scalar>, by loss: any Loss, on data: Dataset<Scalar>
  ) -> Double {
    let classes = loss.classes(ofOutputs: trained.outputs(for: data.inputs))
    return Double(zip(classes, data.labels).count { $0 == $1 }) / Double(data.sampleCount)
  }

  private func judge(
    _ run: TrainingRun<Scalar>, _ options: TrainingOptions, on data: Dataset<Scalar>
  ) -> Outcome {
    let trained = run.network
    guard let kind = options.loss ?? BuiltInLoss(for: trained.network) else {
      trap({ "no loss is defined for the output layer of \(trained.network)" })
    }
    var loss = RegularizedLoss(trained.network, on: data, kind)
    let score =
      data.targets.map { targets in
        RegressionErrors(
          targets: targets.map { Double($0) },
          predictions: trained.outputs(for: data.inputs).map { Double($0) }
        ).r2
      } ?? accuracy(of: trained, by: kind, on: data)
    return Outcome(
      loss: Double(loss.value(at: trained.parameters)), score: score,
      trainingLoss: Double(run.solution.value))
  }
}
