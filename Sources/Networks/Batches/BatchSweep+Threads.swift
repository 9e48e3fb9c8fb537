internal import LinearAlgebra

extension BatchSweep {
  /// Computes the batch's gradient by `workers` threads, takes its step where asked to, the gradient cut to a
  /// length, and returns the summed loss.
  @unsafe func perform(workers: Int, clip: Scalar, takesStep: Bool) -> Scalar {
    let sweep = unsafe self
    return unsafe withUnsafePointer(to: sweep) { sweep in
      unsafe WorkerTeam.shared.perform(
        BatchRound(sweep: sweep, round: .chunks, workers: workers, scale: 1), inParts: workers)
      unsafe WorkerTeam.shared.perform(
        BatchRound(
          sweep: sweep, round: takesStep && clip == .infinity ? .steps : .gradients,
          workers: workers, scale: 1),
        inParts: workers)
      if takesStep && clip < .infinity {
        var sum: Scalar = 0
        for slice in unsafe 0..<plan.slices.count { unsafe sum += squares[slice] }
        unsafe WorkerTeam.shared.perform(
          BatchRound(
            sweep: sweep, round: .clippedSteps, workers: workers,
            scale: min(1, clip / (sum.squareRoot() + 1e-6))), inParts: workers)
      }
      var loss: Scalar = 0
      for chunk in unsafe 0..<plan.chunkCount {
        unsafe loss += workspace[chunk * plan.chunkStride + plan.loss]
      }
      return loss
    }
  }
}

/// The work of one thread in one round.
///
/// Sendable because threads write nothing that others read before all are done.
@unsafe private struct BatchRound<Scalar: NetworkScalar>: SharedWork, @unchecked Sendable {
  enum Round { case chunks, steps, gradients, clippedSteps }

  let sweep: UnsafePointer<BatchSweep<Scalar>>
  let round: Round
  let workers: Int
  let scale: Scalar

  func perform(part: Int) {
    let plan = unsafe sweep.pointee.plan
    let count = unsafe round == .chunks ? plan.chunkCount : plan.slices.count
    for index in unsafe stride(from: part, to: count, by: workers) {
      switch unsafe round {
      case .chunks: unsafe sweep.pointee.backpropagate(chunk: index)
      case .steps: unsafe sweep.pointee.descend(slice: index, takesStep: true)
      case .gradients: unsafe sweep.pointee.descend(slice: index, takesStep: false)
      case .clippedSteps: unsafe sweep.pointee.take(slice: index, scale: scale)
      }
    }
  }
}
