/// The record of a run of a lab: for each stage what it ran, with which parameters, on which
/// inputs, and what came out, so that anybody can tell whether they got the same.
///
/// Two runs of one lab on one machine write the same bytes: nothing in a lock tells when or how
/// fast it came about. Stages stand in the order of the lab file, each by itself, so that a change
/// of one stage changes its lines alone.
public struct LabLock: Hashable, Sendable {
  /// The stages that ran, in the order of the lab file.
  public var stages: [LockedStage]
  /// The machines that they ran on, by the names that the stages give.
  public var machines: [Machine]

  /// A lock of stages and the machines that they ran on.
  ///
  /// ```swift
  /// let lock = LabLock()
  /// assert(lock.stages.isEmpty && lock.stage(named: "train") == nil)
  /// ```
  public init(stages: [LockedStage] = [], machines: [Machine] = []) {
    self.stages = stages
    self.machines = machines
  }

  /// The version of the form that this MatKit writes, and the newest that it reads.
  static let version = 1

  /// The stage of a name; nil where it never ran. O(stages).
  public func stage(named name: String) -> LockedStage? {
    stages.first { $0.name == name }
  }

  /// The lock with only the machines that a stage names, sorted.
  var withoutUnusedMachines: LabLock {
    let used = Set(stages.map(\.machine))
    var seen: Set<String> = []
    let kept = machines.filter { used.contains($0.name) && seen.insert($0.name).inserted }
    return LabLock(stages: stages, machines: kept.sorted { $0.name < $1.name })
  }
}

/// The record of one stage in a lock.
public struct LockedStage: Hashable, Sendable {
  /// The stage's name.
  public var name: String
  /// The command, without what cannot change a bit of the result.
  public var command: String
  /// The parameters, each value as JSON.
  public var parameters: [Parameter]
  /// The files that it read.
  public var dependencies: [LockedFile]
  /// The files that it wrote.
  public var outputs: [LockedFile]
  /// How the network in its output came about; nil where it trained none.
  public var training: TrainingProvenance?
  /// The name of the machine that it ran on.
  public var machine: String

  /// A parameter and its value.
  public struct Parameter: Hashable, Sendable {
    /// The name of the parameter.
    public var name: String
    /// The value as JSON.
    public var value: String

    /// A parameter with its value as JSON.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }
}

/// A file, or a variable of one, as it was when a stage read or wrote it.
public struct LockedFile: Hashable, Sendable {
  /// The path, and after a colon the variable where one was named.
  public var name: String
  /// The semantic hash of a `.mat` file or of its variable; nil for other files.
  public var meaning: String?
  /// SHA-256 of the file's bytes.
  public var sha256: String

  /// The hash that is compared: of the meaning where there is one, else of the bytes.
  public var identity: String { meaning ?? sha256 }

  init(name: String, meaning: String?, sha256: String) {
    self.name = name
    self.meaning = meaning
    self.sha256 = sha256
  }

  init(_ name: String, _ content: FileContent) {
    self.init(name: name, meaning: content.meaning, sha256: content.sha256)
  }
}

/// How a trained network came about, as its file tells: what a reader of a lock wants to compare.
public struct TrainingProvenance: Hashable, Sendable {
  /// The seed of the random stream.
  public var seed: UInt32
  /// The method that minimised the loss.
  public var method: String
  /// Why the minimisation ended.
  public var reason: String
  /// Which of the starts it came from, from 1.
  public var start: Int
  /// The distribution that starting weights were drawn from.
  public var initialWeights: String
  /// The iterations of the best start.
  public var iterations: Int
  /// The evaluations of the loss.
  public var evaluations: Int
  /// The loss at the end.
  public var loss: Double
  /// The norm of its gradient at the end.
  public var gradientNorm: Double
  /// The stream that all random numbers came from.
  public var stream = Self.mersenneTwister

  /// The stream of every training that this MatKit does.
  public static let mersenneTwister = "MT19937, as NumPy's RandomState"

  /// One thing that a lock says of a training.
  struct Field {
    let name: String
    /// The value as it stands in the lock.
    let text: String
    /// The value, where it is a real number.
    var number: Double?
  }

  /// All that a lock says of a training, in the order of its lines.
  var fields: [Field] {
    [
      Field(name: "seed", text: "\(seed)"),
      Field(name: "stream", text: quotedJSON(stream)),
      Field(name: "init", text: quotedJSON(initialWeights)),
      Field(name: "start", text: "\(start)"),
      Field(name: "method", text: quotedJSON(method)),
      Field(name: "reason", text: quotedJSON(reason)),
      Field(name: "iterations", text: "\(iterations)"),
      Field(name: "evaluations", text: "\(evaluations)"),
      Field(name: "loss", text: hexadecimalFloat(loss), number: loss),
      Field(name: "gradient_norm", text: hexadecimalFloat(gradientNorm), number: gradientNorm),
    ]
  }

  /// A hash of all that it says: two that are told apart by nothing, NaN included, have the same.
  var identity: String {
    sha256(of: fields.map { "\($0.name): \($0.text)\n" }.joined())
  }
}
