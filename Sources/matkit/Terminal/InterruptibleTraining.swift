import Foundation
import Labs
import NetworkFiles
import Networks
import Optimization

/// One training by the tool: with a progress line, checkpoints and a trace where asked for, and an
/// end by Ctrl-C.
struct InterruptibleTraining {
  let job: TrainingJob
  let validation: TrainingData?
  /// Where an interrupted training was; nil to begin anew.
  let saved: TrainingCheckpoint?
  let options: ControlOptions
  let interruption: Interruption
  let signals: InterruptionSignals

  /// Seconds between two checkpoints.
  private static let checkpointInterval = 10.0

  func train() throws -> TrainingOutcome {
    let progress = ProgressLine()
    defer { progress.clear() }
    var trace = TrainingTrace()
    var failure: (any Error)?
    var lastSaved = progress.elapsed
    var trained = try job.train(
      validation: validation, resuming: saved,
      observer: { state in
        progress.update { progressText(state, limit: job.settings.maxIterations) }
        if options.trace { trace.append(state) }
        if interruption.isRequested || failure != nil { state.stop() }
        guard progress.elapsed - lastSaved >= Self.checkpointInterval else { return }
        lastSaved = progress.elapsed
        state.saveCheckpoint()
      },
      saving: options.checkpoint.map { path in
        { checkpoint in
          do {
            try CheckpointFile.write(checkpoint, of: job.settings, to: path)
          } catch { failure = error }
        }
      })
    if let failure { throw failure }
    if interruption.isRequested {
      // The observer that stopped it had its orders from the terminal.
      let (told, meant) = (EndReason.stopped.description, "stopped by \(signals.name)")
      let reasons = trained.result.ledger?.reasons.map { $0 == told ? meant : $0 }
      if let reasons { trained.result.ledger?.reasons = reasons }
      if trained.result.training.reason == told { trained.result.training.reason = meant }
    }
    if options.trace { trained.result.trace = trace }
    return trained
  }
}
