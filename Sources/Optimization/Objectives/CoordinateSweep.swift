internal import Dispatch
import LinearAlgebra

/// What moves one coordinate of a point at a time: an objective of its own with a point of its own.
protocol CoordinateWorker: SendableMetatype {
  /// How often it has called its objective since that was last counted.
  var calls: Int { get set }
}

extension Array where Element: CoordinateWorker {
  /// Calls `body` for every coordinate 0..<count and keeps what it returns, each worker on a thread of its
  /// own where there are several. A coordinate that is due after the run has been told to end, or once the task is cancelled, is
  /// skipped, with NaN.
  ///
  /// What is kept for a coordinate does not depend on the number of workers, which have equal objectives.
  mutating func sweep<Scalar: LinearAlgebraScalar>(
    _ count: Int, into results: inout [Scalar], meter: inout EvaluationMeter<Scalar>,
    _ body: (inout Element, Int) -> Scalar
  ) {
    let (workers, signal) = (self.count, meter.signal)
    withUnsafeCurrentTask { task in
      withUnsafeMutableBufferPointer { elements in
        results.withUnsafeMutableBufferPointer { results in
          // Every call has its worker and its coordinates, and touches no others; whether the task is cancelled
          // may be asked from any thread.
          nonisolated(unsafe) let (elements, results, body, task) = (elements, results, body, task)
          guard workers > 1 else {
            return Self.work(0, count, elements, results, signal, task, body)
          }
          DispatchQueue.concurrentPerform(iterations: workers) { worker in
            Self.work(worker, count, elements, results, signal, task, body)
          }
        }
      }
    }
    countCalls(&meter)
    _ = meter.allows(0)
  }

  /// The part of one worker: every coordinate whose number leaves the worker's as a remainder.
  private static func work<Scalar: LinearAlgebraScalar>(
    _ worker: Int, _ count: Int, _ elements: UnsafeMutableBufferPointer<Element>,
    _ results: UnsafeMutableBufferPointer<Scalar>, _ signal: StopSignal?,
    _ task: UnsafeCurrentTask?, _ body: (inout Element, Int) -> Scalar
  ) {
    for i in stride(from: worker, to: count, by: elements.count) {
      let isLate = signal?.isStopped ?? false || task?.isCancelled ?? false
      results[i] = isLate ? .nan : body(&elements[worker], i)
    }
  }

  private mutating func countCalls<Scalar>(_ meter: inout EvaluationMeter<Scalar>) {
    for i in indices {
      meter.counts.calls += self[i].calls
      meter.counts.values += self[i].calls
      self[i].calls = 0
    }
  }
}
