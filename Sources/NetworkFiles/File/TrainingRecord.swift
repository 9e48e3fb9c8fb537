public import MATFiles
import Matrices
import Networks
import Optimization

/// How a network came about, as the struct `training` of its file tells it.
public struct TrainingRecord: Hashable, Sendable {
  /// The minimiser, as the tool's `--method` names it.
  public var method: String
  /// Why it ended.
  public var reason: String
  /// Steps taken from the start.
  public var iterations: Int
  /// Calls of the loss.
  public var evaluations: Int
  /// What was minimised, beside the penalty: `binary-cross-entropy`, `cross-entropy`,
  /// `squared-error` or `huber`; empty where that is not known.
  public var lossFunction = ""
  /// Whether the network tells samples apart at all; one that answers all of them alike is not
  /// trained.
  public var isTrained = true
  /// The loss reached, regulariser included.
  public var loss: Double
  /// The largest |∂E/∂wᵢ| there.
  public var gradientNorm: Double
  /// The seconds it took.
  public var seconds: Double
  /// Which of the starts it came from, from 1.
  public var start: Int
  /// The initial weights, as the tool's `--init` names them.
  public var initialWeights: String
  /// What was computed with, as the tool's `--precision` names it.
  public var precision: String
  /// The command that makes the same network again, `FILE` standing for the file that holds it; empty
  /// where that is not known.
  public var command: String

  /// The loss on the validation data at each iterate; empty without such data.
  public var validationHistory: [Double] = []

  /// The settings, whole; nil where they are not known.
  public var settings: TrainingSettings?

  /// The record of a run.
  init(
    _ run: TrainingRun<Double>, settings: TrainingSettings, seconds: Double, command: String
  ) {
    self.init(
      run.solution, settings: settings, start: run.start + 1, seconds: seconds, command: command)
    reason = run.reason.description
    iterations = run.iterations
    evaluations = run.evaluations
    validationHistory = run.validationHistory
    isTrained = !run.isConstant
  }

  init(
    _ solution: Solution<Double>, settings: TrainingSettings, start: Int, seconds: Double,
    command: String
  ) {
    method = settings.method.name.rawValue
    lossFunction = settings.loss?.name ?? ""
    reason = solution.reason.description
    iterations = solution.iterations
    evaluations = solution.evaluations
    loss = solution.value
    gradientNorm = solution.gradientNorm
    self.seconds = seconds
    self.start = start
    initialWeights = settings.initialWeights.rawValue
    precision = settings.precision.rawValue
    self.command = command
    self.settings = settings
  }

  /// The struct: `method`, `reason`, `iterations`, `evaluations`, `loss_function`, `loss`,
  /// `gradient_norm`, `trained` (logical, false where the answers are the same for every sample),
  /// `seconds`, `start`, `init`, `precision`, `version`, that of the MatKit that wrote it, `command`, and
  /// where they are known `settings`, a struct with a field for each option.
  ///
  /// And `validation_loss`, n×1, where there were validation data.
  public var matValue: MATValue {
    let record: MATStructArray = [
      "method": method, "reason": reason, "iterations": Double(iterations),
      "evaluations": Double(evaluations), "loss_function": lossFunction, "loss": loss,
      "gradient_norm": gradientNorm, "trained": isTrained, "seconds": seconds,
      "start": Double(start), "init": initialWeights,
      "precision": precision, "version": matKitVersion, "command": command,
    ]
    var fields = record.fields
    if let settings = try? settings?.encoded() { fields["settings"] = [settings.matValue] }
    if !validationHistory.isEmpty {
      fields["validation_loss"] = [Matrix(column: validationHistory).matValue]
    }
    return MATStructArray(size: [1, 1], fields: fields).matValue
  }
}
