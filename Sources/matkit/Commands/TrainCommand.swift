import ArgumentParser
import Labs
import MATFiles
import Networks
import Optimization

/// `matkit train DATA… -o OUT`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on points and write it, with its decision grid, to a .mat file.",
    discussion: """
      One file a class, or all samples in one matrix with their labels:
        matkit train class1.mat class2.mat --hidden 10 --l2 1e-4 -o trained.mat
        matkit train a.mat:X=0 b.mat:X=1 c.mat:X=2 --activation tanh -o three.mat
        matkit train --features data.mat:X --labels data.mat:y -o trained.mat

      Two classes get one sigmoid output and binary cross-entropy, more classes get
      softmax outputs and cross-entropy. What is minimised is the mean (or sum) of
      that over the samples plus λ Σ W².

      OUT is a v7 file with net (W, b, activations, …), Theta1, Theta2, … = [b W],
      legacy (IW, LW, b), training, X, y, and for points in the plane grid (xx, yy,
      Z), ready for contourf.
      """)

  @OptionGroup(title: "Samples") var data: DataOptions
  @OptionGroup(title: "Network and training") var options: TrainOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var octave: OctaveOption

  @OptionGroup var timing: TimingOption

  func run() throws {
    let data = try data.read()
    let settings = options.settings
    try settings.checkFits(data)
    try output.checkCreatable()
    var trained = try trainShowingProgress(settings, on: data)
    timing.apply(to: &trained.result)
    try trained.result.write(to: output.path)
    print(TrainingReport(trained, settings: settings).text)
    print("Written to \(output.path).")
    try octave.write(beside: output.path)
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

  /// Writes the two functions where they were asked for, and says so.
  func write(beside path: String) throws {
    guard octave else { return }
    let written = try LabScripts.write(beside: path)
    print("Written to \(written.joined(separator: " and ")).")
  }
}

/// `-o OUT`
struct OutputOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The .mat file to write, whole or not at all.", valueName: "OUT"))
  var output: String

  var path: String { output }

  /// Fails now, rather than after long work, where the file could not be created.
  func checkCreatable() throws {
    // Begun and given up: nothing is left of it.
    _ = try AtomicFile(path: path)
  }
}

/// `--no-timing`
struct TimingOption: ParsableArguments {
  @Flag(
    name: .customLong("no-timing"),
    help: "Leave the seconds out of the file (NaN), so that the same training gives the same bytes."
  )
  var noTiming = false

  /// Takes the seconds out of a result where that was asked for.
  func apply(to result: inout LabResult) {
    if noTiming { result.training.seconds = .nan }
  }
}

/// Trains with a progress line on the terminal: start, iteration, loss, gradient norm, speed, time left.
func trainShowingProgress(
  _ settings: TrainingSettings, on data: LabData
) throws -> TrainedLab {
  let progress = ProgressLine()
  defer { progress.clear() }
  return try settings.train(on: data) { state in
    progress.update { progressText(state, limit: settings.maxIterations) }
  }
}

private func progressText(_ state: TrainingProgress<Double>, limit: Int) -> String {
  let iteration = state.iteration
  let rate = Double(iteration.number) / max(iteration.elapsed / .seconds(1), 1e-9)
  let start = state.startCount > 1 ? "start \(state.start + 1)/\(state.startCount)  " : ""
  let left = Double(limit - iteration.number) / max(rate, 1e-9)
  return start + "iteration \(iteration.number)  loss \(iteration.value.significant(6))  "
    + "gradient \(iteration.gradientNorm.significant(2))  \(rate.significant(3)) it/s  "
    + "at most \(duration(left)) left"
}
