internal import Dispatch
internal import LinearAlgebra

extension Sweep {
  /// Computes the loss of all samples, and its gradient where needed, by `workers` threads into the first
  /// accumulator: the gradient, then the loss.
  ///
  /// Each chunk has an accumulator of its own, and they are added as a binary tree: neighbours, then
  /// neighbours of those sums, and so on.
  @unsafe func addChunks(
    targets: SweepTargets<Scalar>, needsGradient: Bool, workers: Int,
    workspace: UnsafeMutablePointer<Scalar>, accumulators: UnsafeMutablePointer<Scalar>
  ) {
    // Every call writes its worker's workspace and its chunk's accumulator, and nothing else.
    nonisolated(unsafe) let (sweep, targets, accumulators) = unsafe (self, targets, accumulators)
    unsafe forEachChunk(workers: workers, workspace: workspace) { chunk, workspace in
      let plan = unsafe sweep.plan
      let accumulator = unsafe accumulators + chunk * plan.accumulatorStride
      if needsGradient { unsafe accumulator.update(repeating: 0, count: plan.parameterCount) }
      unsafe accumulator[plan.parameterCount] = sweep.loss(
        samples: plan.samples(ofChunk: chunk), targets: targets, workspace: workspace,
        addingGradientTo: needsGradient ? accumulator : nil)
    }
    unsafe addTree(accumulators, from: needsGradient ? 0 : plan.parameterCount)
  }

  /// Writes the outputs of all samples, N×outputs column-major, by `workers` threads.
  @unsafe func writeOutputs(
    workers: Int, workspace: UnsafeMutablePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>
  ) {
    // Every call writes its worker's workspace and its samples' outputs, and nothing else.
    nonisolated(unsafe) let (sweep, outputs) = unsafe (self, outputs)
    unsafe forEachChunk(workers: workers, workspace: workspace) { chunk, workspace in
      unsafe sweep.writeOutputs(
        samples: sweep.plan.samples(ofChunk: chunk), workspace: workspace, outputs: outputs)
    }
  }

  @unsafe private func writeOutputs(
    samples: Range<Int>, workspace: UnsafeMutablePointer<Scalar>,
    outputs: UnsafeMutablePointer<Scalar>
  ) {
    let (plan, last) = unsafe (plan, plan.layers[plan.layers.count - 1])
    for first in stride(from: samples.lowerBound, to: samples.upperBound, by: plan.blockSize) {
      let rows = min(plan.blockSize, samples.upperBound - first)
      unsafe forward(first: first, rows: rows, workspace: workspace, activatesOutput: true)
      for unit in 0..<last.unitCount {
        unsafe (outputs + first + unit * plan.sampleCount).update(
          from: workspace + last.outputs + unit * rows, count: rows)
      }
    }
  }

  /// Calls `body` for every chunk with the workspace of the worker that it falls to: every `workers`-th
  /// to the same.
  @unsafe private func forEachChunk(
    workers: Int, workspace: UnsafeMutablePointer<Scalar>,
    _ body: @Sendable (_ chunk: Int, _ workspace: UnsafeMutablePointer<Scalar>) -> Void
  ) {
    let (count, size) = unsafe (plan.chunkCount, plan.workspaceCount)
    guard workers > 1 else {
      for chunk in 0..<count { unsafe body(chunk, workspace) }
      return
    }
    nonisolated(unsafe) let workspace = unsafe workspace
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for chunk in stride(from: worker, to: count, by: workers) {
        unsafe body(chunk, workspace + worker * size)
      }
    }
  }

  /// Adds the accumulators' elements from `first` on.
  @unsafe private func addTree(_ accumulators: UnsafeMutablePointer<Scalar>, from first: Int) {
    let plan = unsafe plan
    var step = 1
    while step < plan.chunkCount {
      for chunk in stride(from: 0, to: plan.chunkCount - step, by: 2 * step) {
        let sum = unsafe accumulators + chunk * plan.accumulatorStride + first
        unsafe Scalar._axpy(
          plan.parameterCount + 1 - first, 1, sum + step * plan.accumulatorStride, sum)
      }
      step *= 2
    }
  }
}
