internal import Dispatch
internal import LinearAlgebra

extension Sweep {
  /// Computes the loss and gradient of all samples by `workers` threads into the first accumulator: the
  /// gradient, then the loss.
  ///
  /// Each chunk has an accumulator of its own, and they are added as a binary tree: neighbours, then
  /// neighbours of those sums, and so on.
  @unsafe func run(
    workers: Int, workspace: UnsafeMutablePointer<Scalar>,
    accumulators: UnsafeMutablePointer<Scalar>
  ) {
    if workers == 1 {
      unsafe runChunks(ofWorker: 0, workers: 1, workspace: workspace, accumulators: accumulators)
    } else {
      // Every thread reads what is shared and writes its own workspace and its chunks' accumulators.
      nonisolated(unsafe) let (sweep, workspace, accumulators) = unsafe (
        self, workspace, accumulators
      )
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        unsafe sweep.runChunks(
          ofWorker: worker, workers: workers,
          workspace: workspace + worker * sweep.plan.workspaceCount, accumulators: accumulators)
      }
    }
    unsafe addTree(accumulators)
  }

  /// The chunks that fall to one worker: every `workers`-th.
  @unsafe private func runChunks(
    ofWorker worker: Int, workers: Int, workspace: UnsafeMutablePointer<Scalar>,
    accumulators: UnsafeMutablePointer<Scalar>
  ) {
    for chunk in unsafe stride(from: worker, to: plan.chunkCount, by: workers) {
      let accumulator = unsafe accumulators + chunk * plan.accumulatorStride
      unsafe accumulator.update(repeating: 0, count: plan.parameterCount)
      unsafe accumulator[plan.parameterCount] = addGradient(
        samples: plan.samples(ofChunk: chunk), workspace: workspace, gradient: accumulator)
    }
  }

  @unsafe private func addTree(_ accumulators: UnsafeMutablePointer<Scalar>) {
    var step = 1
    while unsafe step < plan.chunkCount {
      for chunk in unsafe stride(from: 0, to: plan.chunkCount - step, by: 2 * step) {
        let accumulator = unsafe accumulators + chunk * plan.accumulatorStride
        unsafe Scalar._axpy(
          plan.parameterCount + 1, 1, accumulator + step * plan.accumulatorStride, accumulator)
      }
      step *= 2
    }
  }
}
