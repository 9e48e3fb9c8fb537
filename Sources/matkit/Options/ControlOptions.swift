import ArgumentParser
import Foundation
import NetworkFiles

/// The options of `train` that say what it is judged by, when it stops, and where it goes on.
struct ControlOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Judge every iterate on these samples, file.mat[:variable][=label], a class an item.",
      valueName: "DATA"))
  var validation: [String] = []

  @Option(help: ArgumentHelp("The same in one matrix, a sample a row.", valueName: "F.mat:X"))
  var validationFeatures: String?

  @Option(
    help: ArgumentHelp("The label of each row of --validation-features.", valueName: "F.mat:y"))
  var validationLabels: String?

  @Option(
    help: ArgumentHelp("The targets of each row of --validation-features.", valueName: "F.mat:T"))
  var validationTargets: String?

  @Option(
    help: ArgumentHelp(
      "Stop a start after so many iterations without a lower loss on them, and keep the best.",
      valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      """
      Take this share of the samples for them, beside that held out, and train on the rest \
      (\(TrainingDefaults.holdOut.formatted) where --patience has no others).
      """, valueName: "share"))
  var stopPart: Double?

  @Option(
    help: ArgumentHelp(
      "Go on from a network's weights, whose shape and standardisation then hold.",
      valueName: "WEIGHTS"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      """
      Save where the training is, every 10 seconds and at the end, Ctrl-C's or a limit's too; where FILE is \
      there, go on from it, as --resume does.
      """,
      valueName: "FILE"))
  var checkpoint: String?

  @Option(
    help: ArgumentHelp(
      "Go on where a training with the same data and options was, to the same bits.",
      valueName: "FILE"))
  var resume: String?

  @Flag(help: "Write the iterates to OUT as the struct trace.")
  var trace = false

  @Flag(help: "Check the gradient by the complex step first; end with 1 where it is wrong.")
  var checkGradient = false

  @Flag(
    help: "Say up to which iteration the loss does not depend on the order of additions.")
  var horizon = false

  func validate() throws {
    let hasValidation = !validation.isEmpty || validationFeatures != nil
    guard validation.isEmpty || validationFeatures == nil else {
      throw ValidationError("Give --validation or --validation-features, not both.")
    }
    guard (validationFeatures == nil) == (validationLabels == nil && validationTargets == nil),
      validationLabels == nil || validationTargets == nil
    else {
      throw ValidationError(
        "--validation-features goes together with --validation-labels or --validation-targets.")
    }
    guard stopPart == nil || (patience != nil && !hasValidation) else {
      throw ValidationError(
        "--stop-part is what --patience judges by where there are no --validation samples.")
    }
    guard stopPart.map({ $0 > 0 && $0 < 1 }) ?? true else {
      throw ValidationError("--stop-part is \(stopPart ?? 0); give a share between 0 and 1.")
    }
    guard patience ?? 1 > 0 else {
      throw ValidationError("--patience is \(patience ?? 0); give 1 or more.")
    }
    guard from == nil || resume == nil else {
      throw ValidationError("--from begins anew and --resume goes on; give one of them.")
    }
  }

  /// The checkpoint that the training goes on from: the one named, else the one that is written where it is there,
  /// so that a batch job that is sent again goes on by itself.
  var resumed: String? {
    resume ?? checkpoint.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }

  /// The files that the options name to read. A checkpoint that is resumed and written on is one file that
  /// goes on, and no input that would be lost.
  var filesRead: [String] {
    validationSource.names.map(dataFile)
      + [from, isOneCheckpoint ? nil : resume].compactMap(\.self)
  }

  /// Whether the checkpoint that is resumed is the one that is written on, by whatever names.
  private var isOneCheckpoint: Bool {
    guard let resume, let checkpoint else { return false }
    return resume == checkpoint
      || FileIdentity(resume).map { $0 == FileIdentity(checkpoint) } ?? false
  }

  /// The share of the samples that a patience judges by.
  var stopShare: Double {
    patience != nil && validationSource.isEmpty ? stopPart ?? TrainingDefaults.holdOut : 0
  }

  /// What the options name of validation samples.
  var validationSource: SampleSource {
    SampleSource(
      items: validation, features: validationFeatures, labels: validationLabels,
      targets: validationTargets)
  }

  /// The validation samples, where there are any.
  ///
  /// - Parameter lie: How samples lie, these as those to train on.
  func readValidation(_ lie: SampleOrderOptions) throws -> TrainingData? {
    validationSource.isEmpty ? nil : try lie.applied(to: validationSource).read()
  }
}
