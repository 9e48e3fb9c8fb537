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
    let chunks = unsafe LossChunks(
      sweep: self, targets: targets, needsGradient: needsGradient, accumulators: accumulators)
    unsafe perform(chunks, workers: workers, workspace: workspace)
    if unsafe isStopped {
      unsafe accumulators[plan.parameterCount] = .nan
      return
    }
    unsafe addTree(accumulators, from: needsGradient ? 0 : plan.parameterCount)
  }

  /// Writes the outputs of all samples, N×outputs column-major, by `workers` threads.
  @unsafe func writeOutputs(
    workers: Int, workspace: UnsafeMutablePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>
  ) {
    let chunks = unsafe OutputChunks(sweep: self, outputs: outputs)
    unsafe perform(chunks, workers: workers, workspace: workspace)
  }

  @unsafe fileprivate func writeOutputs(
    samples: Range<Int>, workspace: UnsafeMutablePointer<Scalar>,
    outputs: UnsafeMutablePointer<Scalar>
  ) {
    let (plan, last) = unsafe (plan, plan.layers[plan.layers.count - 1])
    for first in stride(from: samples.lowerBound, to: samples.upperBound, by: plan.blockSize) {
      if unsafe isStopped { return }
      let rows = min(plan.blockSize, samples.upperBound - first)
      unsafe forward(first: first, rows: rows, workspace: workspace, activatesOutput: true)
      for unit in 0..<last.unitCount {
        unsafe (outputs + first + unit * plan.sampleCount).update(
          from: workspace + last.outputs + unit * rows, count: rows)
      }
    }
  }

  /// Performs every chunk with the workspace of the worker that it falls to: every `workers`-th to the same.
  @unsafe private func perform(
    _ chunks: some ChunkWork<Scalar>, workers: Int, workspace: UnsafeMutablePointer<Scalar>
  ) {
    unsafe withUnsafePointer(to: chunks) { chunks in
      unsafe WorkerTeam.shared.perform(
        WorkerShare(chunks: chunks, workspace: workspace, workers: workers), inParts: workers)
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

/// What is done with each chunk. It writes the workspace that it is given and the chunk's own results, and
/// nothing else.
private protocol ChunkWork<Scalar> {
  associatedtype Scalar: NetworkScalar
  var plan: SweepPlan { get }
  @unsafe func perform(chunk: Int, workspace: UnsafeMutablePointer<Scalar>)
}

/// The chunks that fall to one worker.
///
/// Sendable because workers write nothing that others read before all are done.
@unsafe private struct WorkerShare<Chunks: ChunkWork>: SharedWork, @unchecked Sendable {
  let chunks: UnsafePointer<Chunks>
  let workspace: UnsafeMutablePointer<Chunks.Scalar>
  let workers: Int

  func perform(part worker: Int) {
    let plan = unsafe chunks.pointee.plan
    let workspace = unsafe workspace + worker * plan.workspaceCount
    for chunk in unsafe stride(from: worker, to: plan.chunkCount, by: workers) {
      unsafe chunks.pointee.perform(chunk: chunk, workspace: workspace)
    }
  }
}

/// Each chunk's loss, and its gradient where needed, into its accumulator.
@unsafe private struct LossChunks<Scalar: NetworkScalar>: ChunkWork {
  let sweep: Sweep<Scalar>
  let targets: SweepTargets<Scalar>
  let needsGradient: Bool
  let accumulators: UnsafeMutablePointer<Scalar>

  var plan: SweepPlan { unsafe sweep.plan }

  @unsafe func perform(chunk: Int, workspace: UnsafeMutablePointer<Scalar>) {
    let plan = unsafe plan
    let accumulator = unsafe accumulators + chunk * plan.accumulatorStride
    if unsafe needsGradient {
      unsafe accumulator.update(repeating: 0, count: plan.parameterCount)
    }
    unsafe accumulator[plan.parameterCount] = sweep.loss(
      samples: plan.samples(ofChunk: chunk), targets: targets, workspace: workspace,
      addingGradientTo: needsGradient ? accumulator : nil)
  }
}

/// The outputs of each chunk's samples.
@unsafe private struct OutputChunks<Scalar: NetworkScalar>: ChunkWork {
  let sweep: Sweep<Scalar>
  let outputs: UnsafeMutablePointer<Scalar>

  var plan: SweepPlan { unsafe sweep.plan }

  @unsafe func perform(chunk: Int, workspace: UnsafeMutablePointer<Scalar>) {
    unsafe sweep.writeOutputs(
      samples: plan.samples(ofChunk: chunk), workspace: workspace, outputs: outputs)
  }
}
