package import MATFiles
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

  /// By which readers the samples were decoded, as ``Swift/Array/summary`` says it; empty where a program made
  /// them, or it is not known.
  public var readers = ""

  /// The loss on the validation data at each iterate; empty without such data.
  public var validationHistory: [Double] = []

  /// How the network does on the samples that were held out; nil where none were.
  public var heldOut: HeldOutScores?

  /// The version of MatKit that wrote it.
  public private(set) var version = matKitVersion
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
}

/// The struct `training` of a file: `method`, `reason`, `iterations`, `evaluations`, `loss_function`, `loss`,
/// `gradient_norm`, `trained` (logical, false where the answers are the same for every sample), `seconds`,
/// `start`, `init`, `precision`, `version`, that of the MatKit that wrote it, `command`, where the samples were
/// read from files `readers`, who has read them, where they are known `settings`, a struct with a field for each
/// option, where there were validation data `validation_loss`, n×1, and where samples were held out `held_out`, a
/// struct.
extension TrainingRecord: Codable {
  private enum Field: String, CodingKey {
    case method, reason, iterations, evaluations
    case lossFunction = "loss_function"
    case loss
    case gradientNorm = "gradient_norm"
    case isTrained = "trained"
    case seconds, start
    case initialWeights = "init"
    case precision, version, command, readers, settings
    case validationHistory = "validation_loss"
    case heldOut = "held_out"
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(method, forKey: .method)
    try fields.encode(reason, forKey: .reason)
    try fields.encode(Double(iterations), forKey: .iterations)
    try fields.encode(Double(evaluations), forKey: .evaluations)
    try fields.encode(lossFunction, forKey: .lossFunction)
    try fields.encode(loss, forKey: .loss)
    try fields.encode(gradientNorm, forKey: .gradientNorm)
    try fields.encode(isTrained, forKey: .isTrained)
    try fields.encode(seconds, forKey: .seconds)
    try fields.encode(Double(start), forKey: .start)
    try fields.encode(initialWeights, forKey: .initialWeights)
    try fields.encode(precision, forKey: .precision)
    try fields.encode(version, forKey: .version)
    try fields.encode(command, forKey: .command)
    if !readers.isEmpty { try fields.encode(readers, forKey: .readers) }
    try fields.encodeIfPresent(settings, forKey: .settings)
    if !validationHistory.isEmpty {
      try fields.encode(Matrix(column: validationHistory), forKey: .validationHistory)
    }
    try fields.encodeIfPresent(heldOut, forKey: .heldOut)
  }

  /// What earlier versions did not write has the value that it had then.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    method = try fields.decode(String.self, forKey: .method)
    reason = try fields.decode(String.self, forKey: .reason)
    iterations = try fields.decode(Int.self, forKey: .iterations)
    evaluations = try fields.decode(Int.self, forKey: .evaluations)
    lossFunction = try fields.decodeIfPresent(String.self, forKey: .lossFunction) ?? ""
    loss = try fields.decode(Double.self, forKey: .loss)
    gradientNorm = try fields.decode(Double.self, forKey: .gradientNorm)
    isTrained = try fields.decodeIfPresent(Bool.self, forKey: .isTrained) ?? true
    seconds = try fields.decode(Double.self, forKey: .seconds)
    start = try fields.decode(Int.self, forKey: .start)
    initialWeights = try fields.decode(String.self, forKey: .initialWeights)
    precision =
      try fields.decodeIfPresent(String.self, forKey: .precision)
      ?? TrainingSettings.Precision.double.rawValue
    version = try fields.decode(String.self, forKey: .version)
    command = try fields.decodeIfPresent(String.self, forKey: .command) ?? ""
    readers = try fields.decodeIfPresent(String.self, forKey: .readers) ?? ""
    // Those of a newer MatKit may have more in them than is known here.
    settings = try? fields.decodeIfPresent(TrainingSettings.self, forKey: .settings)
    validationHistory =
      try fields.decodeIfPresent(Matrix<Double>.self, forKey: .validationHistory)?.elements ?? []
    heldOut =
      fields.contains(.heldOut) ? try? fields.decode(HeldOutScores.self, forKey: .heldOut) : nil
  }

  /// What a file says of its network, whether it is trained; nil where it says nothing.
  package static func isTrained(in file: MATFile) -> Bool? {
    guard file.variable(named: "training") != nil, let path = try? MATPath("training.trained"),
      let value = try? file.value(at: path)
    else { return nil }
    return try? Bool(matValue: value)
  }
}
