internal import LinearAlgebra
internal import Ranks

extension Sweep {
  /// Computes the loss of the share's chunks, and its gradient where needed, and adds up what all
  /// ranks have by the tree: at rank 0 the first accumulator then has the gradient of all samples,
  /// then the loss.
  ///
  /// The ranks all have to come here, and what any of them fails in ends all.
  @unsafe func addChunks(
    _ share: SweepShare, of group: (any RankGroup)?, targets: SweepTargets<Scalar>,
    needsGradient: Bool, workspace: UnsafeMutablePointer<Scalar>,
    accumulators: UnsafeMutablePointer<Scalar>
  ) {
    let chunks = unsafe LossChunks(
      sweep: self, share: share, targets: targets, needsGradient: needsGradient,
      accumulators: accumulators)
    unsafe perform(chunks, workers: share.workerCount, workspace: workspace)
    let isStopped = unsafe isStopped
    if group == nil, isStopped {
      unsafe accumulators[plan.parameterCount] = .nan
      return
    }
    // The others know nothing of the signal, and what they send has to be taken.
    let first = unsafe needsGradient ? 0 : plan.parameterCount
    // By index: where nothing is optimised, an iterator allocates.
    for index in share.steps.indices {
      unsafe perform(share.steps[index], share, group, accumulators, from: first)
    }
    if isStopped { unsafe accumulators[plan.parameterCount] = .nan }
  }

  /// One step with the accumulators' elements from `first` on.
  @unsafe private func perform(
    _ step: SweepShare.Step, _ share: SweepShare, _ group: (any RankGroup)?,
    _ accumulators: UnsafeMutablePointer<Scalar>, from first: Int
  ) {
    let stride = unsafe plan.accumulatorStride
    let length = unsafe plan.parameterCount + 1 - first
    let start = unsafe accumulators + first
    switch step {
    case .add(let second, let into):
      unsafe Scalar._axpy(length, 1, start + second * stride, start + into * stride)
    case .send(let number, let other):
      unsafe Self.send(start + number * stride, length, group, to: other)
    case .receive(let number, let other):
      let spare = unsafe start + share.spare * stride
      unsafe Self.receive(spare, length, group, from: other)
      unsafe Scalar._axpy(length, 1, spare, start + number * stride)
    }
  }

  /// The bytes of whole words that hold so many numbers: behind an accumulator's last one there is room.
  private static func byteCount(_ length: Int) -> Int {
    (length * MemoryLayout<Scalar>.stride + 7) / 8 * 8
  }

  @unsafe private static func send(
    _ sum: UnsafePointer<Scalar>, _ length: Int, _ group: (any RankGroup)?, to other: Int
  ) {
    let bytes = unsafe UnsafeRawBufferPointer(start: sum, count: byteCount(length))
    group?.orAbort { group throws(RankError) in try unsafe group.send(bytes, to: other) }
  }

  @unsafe private static func receive(
    _ sum: UnsafeMutablePointer<Scalar>, _ length: Int, _ group: (any RankGroup)?, from other: Int
  ) {
    let bytes = unsafe UnsafeMutableRawBufferPointer(start: sum, count: byteCount(length))
    group?.orAbort { group throws(RankError) in try unsafe group.receive(bytes, from: other) }
  }

  /// Writes the outputs of all samples, N×outputs column-major, by `workers` threads.
  @unsafe func writeOutputs(
    workers: Int, workspace: UnsafeMutablePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>
  ) {
    let chunks = unsafe OutputChunks(sweep: self, workers: workers, outputs: outputs)
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

  /// Has every worker do its chunks with a workspace of its own.
  @unsafe private func perform(
    _ chunks: some ChunkWork<Scalar>, workers: Int, workspace: UnsafeMutablePointer<Scalar>
  ) {
    unsafe withUnsafePointer(to: chunks) { chunks in
      unsafe WorkerTeam.shared.perform(
        WorkerShare(chunks: chunks, workspace: workspace), inParts: workers)
    }
  }
}

extension RankGroup {
  /// Does what needs the other ranks; a failure of any ends all, for there is no way to go on.
  func orAbort(_ work: (any RankGroup) throws(RankError) -> Void) {
    do throws(RankError) { try work(self) } catch { abort(because: error) }
  }
}

/// The operation on each worker's chunks. It writes the workspace that it is given and the worker's
/// own results, and nothing else.
private protocol ChunkWork<Scalar> {
  associatedtype Scalar: NetworkScalar
  var plan: SweepPlan { get }
  @unsafe func perform(worker: Int, workspace: UnsafeMutablePointer<Scalar>)
}

/// The chunks that fall to one worker.
///
/// Sendable because workers write nothing that others read before all are done.
@unsafe private struct WorkerShare<Chunks: ChunkWork>: SharedWork, @unchecked Sendable {
  let chunks: UnsafePointer<Chunks>
  let workspace: UnsafeMutablePointer<Chunks.Scalar>

  func perform(part worker: Int) {
    unsafe chunks.pointee.perform(
      worker: worker, workspace: workspace + worker * chunks.pointee.plan.workspaceCount)
  }
}

/// Each worker's loss, and its gradient where needed, into the accumulators of its stack.
@unsafe private struct LossChunks<Scalar: NetworkScalar>: ChunkWork {
  let sweep: Sweep<Scalar>
  let share: SweepShare
  let targets: SweepTargets<Scalar>
  let needsGradient: Bool
  let accumulators: UnsafeMutablePointer<Scalar>

  var plan: SweepPlan { unsafe sweep.plan }

  @unsafe func perform(worker: Int, workspace: UnsafeMutablePointer<Scalar>) {
    let plan = unsafe plan
    let (tree, leaves) = unsafe (share.tree, share.chunks[worker])
    let length = unsafe needsGradient ? plan.parameterCount + 1 : 1
    // The place behind the last sum of the stack.
    var top = unsafe accumulators + share.stacks[worker] * plan.accumulatorStride
    for chunk in leaves {
      if unsafe needsGradient { unsafe top.update(repeating: 0, count: plan.parameterCount) }
      unsafe top[plan.parameterCount] = sweep.loss(
        samples: plan.samples(ofChunk: chunk), targets: targets, workspace: workspace,
        addingGradientTo: needsGradient ? top : nil)
      for _ in 0..<tree.merges(afterLeaf: chunk, from: leaves.lowerBound) {
        let below = unsafe top - plan.accumulatorStride
        let first = plan.parameterCount + 1 - length
        unsafe Scalar._axpy(length, 1, top + first, below + first)
        unsafe top = below
      }
      unsafe top += plan.accumulatorStride
    }
  }
}

/// The outputs of each worker's samples: every so-many-th chunk.
@unsafe private struct OutputChunks<Scalar: NetworkScalar>: ChunkWork {
  let sweep: Sweep<Scalar>
  let workers: Int
  let outputs: UnsafeMutablePointer<Scalar>

  var plan: SweepPlan { unsafe sweep.plan }

  @unsafe func perform(worker: Int, workspace: UnsafeMutablePointer<Scalar>) {
    for chunk in unsafe stride(from: worker, to: plan.chunkCount, by: workers) {
      unsafe sweep.writeOutputs(
        samples: plan.samples(ofChunk: chunk), workspace: workspace, outputs: outputs)
    }
  }
}
