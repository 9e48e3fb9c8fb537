import ArgumentParser
import Foundation
import Labs
import NetworkFiles
import NetworkPictures
import MATFiles
import Networks
import Optimization

/// `matkit train DATA… -o OUT`
struct TrainCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on points and write it, with its decision grid, to a .mat file.",
    discussion: """
      One file with samples and their labels or targets, one file a class, or what is
      named:
        matkit train data.mat -o trained.mat
        matkit train class1.mat class2.mat --hidden 10 --l2 1e-4 -o trained.mat
        matkit train a.mat:X=0 b.mat:X=1 c.mat:X=2 --activation tanh -o three.mat
        matkit train --features data.mat:X --labels data.mat:y -o trained.mat
        matkit train --features data.mat:X --targets data.mat:T -o fitted.mat

      Two classes get one sigmoid output and binary cross-entropy, more classes get
      softmax outputs and cross-entropy, targets get identity outputs and half the
      squared error. What is minimised is the mean (or sum) of that over the samples
      plus λ Σ W².

      Compare candidates by cross-validation, and train the best on all samples:
        matkit train a.mat b.mat --folds 5 --try-l2 1e-5,1e-4,1e-3 --try-hidden 5 \\
          --try-hidden 10,10 --threads 2 -o best.mat

      OUT is a v7 file with net (W, b, activations, …), Theta1, Theta2, … = [b W],
      legacy (IW, LW, b), training, X, y, for points in the plane grid (xx, yy, Z),
      ready for contourf, and where asked for starts, search and trace. Above 100,000
      samples X and y are 2,000 of them, and data names all.

      Started by an MPI launcher, several processes are one training, with the bits of
      one process; each reads all samples and computes a part of every evaluation:
        mpirun -n 8 matkit train --features x.mat:X --labels x.mat:y -o trained.mat

      Ctrl-C, or a request to end, as batch systems send it, ends the training; what
      it has reached is written, and then the process ends by the signal. A second
      one ends it at once.
      """)

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Samples") var weight: WeightOption
  @OptionGroup(title: "Samples") var memory: MemoryOption
  @OptionGroup(title: "Network and training") var options: TrainOptions
  @OptionGroup(title: "Validation, early stopping, resuming") var control: ControlOptions
  @OptionGroup(title: "Comparing candidates") var search: SearchOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var octave: OctaveOption

  @OptionGroup(title: "Several processes") var ranks: RankOptions
  @OptionGroup var timing: TimingOption
  @OptionGroup var kept: KeptSamplesOption

  func validate() throws {
    guard !search.isAsked || control.from == nil && control.resume == nil else {
      throw ValidationError("--folds compares new trainings; leave --from and --resume away.")
    }
    try search.checkAgrees(with: options)
    guard !octave.octave || kept.kept != KeptSamples.none else {
      throw ValidationError("--octave draws the samples in OUT; leave --data none away.")
    }
  }

  func filesRead() -> [String] {
    data.files + weight.files + control.filesRead
  }

  func filesWritten() -> [OutputFile] {
    output.files + OutputFile.optional(control.checkpoint, "--checkpoint")
      + octave.files(beside: output.path)
  }

  /// What the options say of the network, and of where its data are read.
  var settings: TrainingSettings {
    var settings = options.settings
    settings.patience = control.patience
    settings.stopPart = control.stopShare
    settings.sources.samples = data.source
    settings.sources.weights = weight.sampleWeights
    settings.sources.validation = control.validationSource
    settings.sources.start = control.from
    data.reading.apply(to: &settings.sources)
    settings.keptSamples = kept.kept
    return settings
  }

  func run() throws {
    let session = try RankSession(ranks)
    let prepared = try session.agreed { try prepare(session) }
    guard session.isLeader else {
      return try session.serving { try prepared.job.serve(validation: prepared.validation) }
    }
    try session.leading { try train(prepared, session) }
  }

  /// What is read, checked and chosen before anything is trained, by every rank.
  private struct Prepared {
    var job: TrainingJob
    let validation: TrainingData?
    /// Where an interrupted training was; nil to begin anew, and at ranks that do not lead.
    let saved: TrainingCheckpoint?
    let notes: [String]
    /// What was chosen where nobody said it.
    let told: [String]
    /// The trainings that λ was chosen by.
    let table: SearchTable?
    let watch: Watch?
  }

  /// What listens to Ctrl-C from where there is something to stop.
  private struct Watch {
    let interruption = Interruption()
    let stop = StopSignal()
    let signals: InterruptionSignals

    init() { signals = InterruptionSignals(interruption, secondEnds: true, stop: stop) }
  }

  private func prepare(_ session: RankSession) throws -> Prepared {
    guard session.count == 1 || !search.isAsked else {
      throw ToolError(
        .usage,
        "--folds compares its candidates in one process, and \(session.count) were started; start it without a"
          + " launcher, or make each candidate a stage of a lab and share them by matkit run --shard"
      )
    }
    let room = try AllowedMemory(asked: memory.memory?.bytes).room(for: settings)
    if session.isLeader { try octave.checkReplaceable(beside: output.path) }
    let data = try weight.applied(to: data.read(within: room))
    let start = try control.from.map { try SavedNetwork(MATFile($0, decoding: .ofSamples)) }
    let notes = try options.notes(ofTrainingFrom: start, control.from)
    var open = options.open
    // Whoever compares candidates, or names other samples to judge by, holds out what he likes.
    if start != nil || !control.validationSource.isEmpty { open.holdOut = false }
    var (closed, told) = open.closed(settings, on: data, from: start)
    var job = try TrainingJob(closed, data, from: start)
    if session.isLeader { try output.checkCreatable() }
    var (table, watch): (SearchTable?, Watch?) = (nil, nil)
    if !search.isAsked, open.choosesLambda(closed, on: data, from: start) {
      // Every rank chooses, so that all have the same loss.
      if session.isLeader { watch = Watch() }
      let chosen = try chooseLambda(job, watch)
      closed.penalty = Penalty(
        l1: closed.penalty.l1, l2: chosen.rows[chosen.best].settings.penalty.l2)
      told.insert(ChoiceOfLambda.told(chosen), at: 0)
      job = try TrainingJob(closed, data)
      table = chosen
    }
    job.ranks = session.group
    // With candidates the checkpoint is of the one that is chosen.
    let path = session.isLeader && !search.isAsked ? control.resumed : nil
    return Prepared(
      job: job, validation: try control.readValidation(self.data.lie),
      saved: try path.map { try CheckpointFile.read($0, for: job.settings) }, notes: notes,
      told: told, table: table, watch: watch)
  }

  private func chooseLambda(_ job: TrainingJob, _ watch: Watch?) throws -> SearchTable {
    let choice = ChoiceOfLambda(
      job, watch?.stop ?? StopSignal(), watch?.interruption ?? Interruption())
    guard let table = try choice.table() else {
      watch?.signals.passOn(advice: "λ was not chosen, and nothing written")
      throw ToolError(.checkFailed, "interrupted while choosing λ")
    }
    return table
  }

  /// Trains, prints and writes.
  private func train(_ prepared: Prepared, _ session: RankSession) throws {
    var job = prepared.job
    let watch = prepared.watch ?? Watch()
    let (interruption, signals) = (watch.interruption, watch.signals)
    job.stopSignal = watch.stop
    var table = prepared.table
    if search.isAsked {
      table = try search.compare(job, interruption)
      guard let table else {
        signals.passOn(advice: "no candidate was chosen, and nothing written")
        throw ToolError(.checkFailed, "interrupted while comparing candidates")
      }
      job = try TrainingJob(table.rows[table.best].settings, job.data)
      job.stopSignal = watch.stop
      try StandardStream.output.print(lines: SearchReport(table).lines)
    }
    do {
      if control.checkGradient { try checkGradient(job) }
      if control.horizon {
        try StandardStream.output.print(lines: HorizonReport(job.horizon()).lines)
      }
    } catch  where interruption.isRequested {
      signals.passOn(advice: "nothing was trained, and nothing written")
      throw error
    }
    var trained = try InterruptibleTraining(
      job: job, validation: prepared.validation,
      saved: search.isAsked
        ? control.resumed.map { try CheckpointFile.read($0, for: job.settings) } : prepared.saved,
      options: control, interruption: interruption,
      signals: signals
    ).train()
    trained.result.search = table
    timing.apply(to: &trained.result)
    try trained.result.write(to: output.path, keeping: kept.kept)
    try StandardStream.output.print(
      lines: TrainingReport(
        trained, settings: job.settings, from: control.from, chosen: prepared.told
      ).lines
        + session.lines + prepared.notes.map { "NOTE      \($0)" }
        + ["Written to \(output.path)."])
    try octave.write(beside: output.path)
    try session.finish()
    signals.passOn(advice: advice)
  }

  /// How to go on after an interruption.
  private var advice: String {
    // A training that was cut short in its first evaluation has left no checkpoint.
    let saved = control.checkpoint.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    let way = saved.map { "--resume \($0)" } ?? "--from \(output.path)"
    return "\(output.path) has what was reached, and \(way) goes on from there"
  }

  /// Fails with 1, before anything is trained, where the gradient is wrong.
  private func checkGradient(_ job: TrainingJob) throws {
    let check = job.checkGradient(most: GradcheckCommand.affordable(job))
    if job.isStopped { throw ToolError(.checkFailed, "interrupted while checking the gradient") }
    try StandardStream.output.print(lines: GradientReport(check, network: job.network).lines)
    guard check.passes else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
  }
}

/// λ chosen by folds, with a progress line.
private struct ChoiceOfLambda {
  let job: TrainingJob
  let stop: StopSignal
  let interruption: Interruption

  init(_ job: TrainingJob, _ stop: StopSignal, _ interruption: Interruption) {
    (self.job, self.stop, self.interruption) = (job, stop, interruption)
  }

  /// The table; nil where it was interrupted.
  func table() throws -> SearchTable? {
    let progress = ProgressLine()
    defer { progress.clear() }
    return try job.settings.chooseLambda(on: job.data, stoppedBy: stop) { done, all in
      progress.update { "choosing λ: \(done) of \(all) trainings" }
      return !interruption.isRequested
    }
  }

  /// What was chosen.
  static func told(_ table: SearchTable) -> String {
    let all = table.rows.map(\.settings.l2)
    return "λ = \(all[table.best].significant(6)) by \(table.foldCount) folds, among"
      + " \((all.min() ?? 0).significant(3)) to \((all.max() ?? 0).significant(3))"
  }
}

/// `--octave`
struct OctaveOption: ParsableArguments {
  @Flag(
    help: """
      Write lab_predict.m and lab_plot.m beside OUT: in MATLAB or Octave they check the grid against the \
      weights and draw the same picture.
      """)
  var octave = false

  /// The two functions, where they were asked for.
  func files(beside path: String) -> [OutputFile] {
    octave ? OctaveScripts.paths(beside: path).map { OutputFile($0, "--octave") } : []
  }

  /// Throws, before any work is done, where the functions were asked for and one would replace a file that
  /// MatKit did not write.
  func checkReplaceable(beside path: String) throws {
    if octave { try OctaveScripts.checkReplaceable(beside: path) }
  }

  /// Writes the two functions where they were asked for, and says so.
  func write(beside path: String) throws {
    guard octave else { return }
    let written = try OctaveScripts.write(beside: path)
    try StandardStream.output.print("Written to \(written.joined(separator: " and ")).")
  }
}

/// `-o OUT`
struct OutputOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The .mat file to write, whole or not at all.", valueName: "OUT"))
  var output: String

  var path: String { output }

  /// The file, as a command says what it writes.
  var files: [OutputFile] { [OutputFile(output, "-o")] }

  /// Fails now, rather than after long work, where the file could not be created.
  func checkCreatable() throws {
    // Begun and given up: nothing is left of it.
    _ = try AtomicFile(path: path)
  }
}

/// `--data none|sample|all`
struct KeptSamplesOption: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: """
      What OUT holds of the samples as X and y: all, a sample of 2,000, or none; the struct data then has \
      where they were read, how many there were, and their hash. A sample of more than 100,000, where not \
      said.
      """)
  var kept: KeptSamples?
}

/// `--no-timing`
struct TimingOption: ParsableArguments {
  @Flag(
    name: .customLong("no-timing"),
    help: "Leave the seconds out of the file (NaN), so that the same training gives the same bytes."
  )
  var noTiming = false

  /// Takes the seconds out of a result where that was asked for.
  func apply(to result: inout NetworkFile) {
    guard noTiming else { return }
    result.training.seconds = .nan
    result.trace?.removeTiming()
  }
}

/// Trains with a progress line on the terminal: start, iteration, loss, gradient norm, speed, time left.
func trainShowingProgress(
  _ settings: TrainingSettings, on data: TrainingData
) throws -> TrainingOutcome {
  let progress = ProgressLine()
  defer { progress.clear() }
  return try settings.train(on: data) { state in
    progress.update { progressText(state, limit: settings.maxIterations) }
  }
}

func progressText(_ state: TrainingProgress<Double>, limit: Int) -> String {
  let iteration = state.iteration
  let rate = Double(state.number) / max(iteration.elapsed / .seconds(1), 1e-9)
  let start = state.startCount > 1 ? "start \(state.start + 1)/\(state.startCount)  " : ""
  let left = Double(limit - state.number) / max(rate, 1e-9)
  let held = state.validationLoss.map { "  validation \($0.significant(6))" } ?? ""
  return start + "iteration \(state.number)  loss \(state.loss.significant(6))\(held)  "
    + "gradient \(iteration.gradientNorm.significant(2))  \(rate.significant(3)) it/s  "
    + "at most \(duration(left)) left"
}
