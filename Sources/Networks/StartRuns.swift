internal import Dispatch
internal import Foundation
internal import Matrices
internal import Optimization

/// The runs of a training, several at the same time where that is worth it.
///
/// Sendable because its lock guards all that changes.
final class StartRuns<Scalar: NetworkScalar>: @unchecked Sendable {
  private var waiting: ArraySlice<StartRun<Scalar>>
  private let count: Int
  private let signal: StopSignal?
  private var results: [TrainingRun<Scalar>] = []
  private var wantsStop = false
  private var checkpoint: TrainingCheckpoint
  private var failure: NetworkError?
  /// Guards all of the above and the calls of the observer.
  private let lock = NSLock()

  /// One run or more.
  init(
    _ runs: [StartRun<Scalar>], resuming checkpoint: TrainingCheckpoint?,
    stoppedBy signal: StopSignal?
  ) {
    require(!runs.isEmpty, "a network cannot be trained from 0 starts")
    waiting = runs[...]
    count = runs.count
    self.signal = signal
    self.checkpoint =
      checkpoint ?? TrainingCheckpoint(starts: Array(repeating: nil, count: runs.count))
  }

  /// Brings all runs to their ends, so many `atOnce`, the first ones first. A run depends on its start alone,
  /// so the results are the same whatever that number.
  func finish(
    atOnce: Int, _ saving: ((TrainingCheckpoint) -> Void)?,
    _ observer: (inout TrainingProgress<Scalar>) -> Void
  ) throws(NetworkError) -> TrainingResult<Scalar> {
    let workers = min(atOnce, waiting.count)
    if workers == 1 {
      work(saving, observer)
    } else {
      withoutActuallyEscaping(observer) { observer in
        // Called under the lock alone.
        nonisolated(unsafe) let (saving, observer) = (saving, observer)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
          unsafe self.work(saving, observer)
        }
      }
    }
    if let failure { throw failure }
    results.sort { $0.start < $1.start }
    return TrainingResult(first: results[0], others: Array(results.dropFirst()))
  }

  private func work(
    _ saving: ((TrainingCheckpoint) -> Void)?, _ observer: (inout TrainingProgress<Scalar>) -> Void
  ) {
    while var run = take() {
      while var progress = run.next() {
        let ends = lock.withLock {
          observer(&progress)
          if progress.wantsCheckpoint { save(run, saving) }
          if saving != nil { keepWhole(&run) }
          wantsStop = wantsStop || progress.wantsStop
          return wantsStop
        }
        if ends { run.stop() }
      }
      let result = run.result
      lock.withLock {
        save(run, saving)
        results.append(result)
      }
    }
  }

  /// The next run, unless the training is to end and there is a result already, or on its way.
  private func take() -> StartRun<Scalar>? {
    lock.withLock {
      let isStopped = signal?.isStopped ?? false && waiting.count < count
      return wantsStop || failure != nil || isStopped ? nil : waiting.popFirst()
    }
  }

  private func keepWhole(_ run: inout StartRun<Scalar>) {
    do throws(NetworkError) {
      try run.keepWhole()
    } catch {
      failure = error
      wantsStop = true
    }
  }

  private func save(_ run: StartRun<Scalar>, _ saving: ((TrainingCheckpoint) -> Void)?) {
    guard let saving, run.hasBegun else { return }
    do throws(NetworkError) {
      checkpoint.starts[run.start] = try run.checkpoint()
      saving(checkpoint)
    } catch {
      failure = error
      wantsStop = true
    }
  }
}
