import MATFiles

/// How a lab is run.
public struct RunOptions: Sendable {
  /// The `matkit` program, for the stages of ours.
  public var tool: String
  /// The most stages to run at once.
  public var jobs: Int
  /// The names of the stages to run, with those that they need; empty for all.
  public var targets: [String] = []
  /// The part of the sweeps to run; nil for all.
  public var shard: Shard?
  /// True if stages are run though they are up to date, without the run cache.
  public var force = false
  /// True if stages that do not need a failed one are run all the same.
  public var keepsGoing = false
  /// True if the run waits while another is going on.
  public var waits = false
  /// The threads of each training, in place of what the lab says: the bits are the same with any
  /// number.
  public var threads: Int?
  /// Files and folders that confined stages may read beside their inputs and the system's programs.
  public var readable: [String] = []

  /// Options of a run by the program `tool`, of at most `jobs` stages at once.
  ///
  /// ```swift
  /// var options = RunOptions(tool: "/usr/local/bin/matkit", jobs: 2)
  /// options.targets = ["train"]
  /// assert(options.jobs == 2 && !options.force)
  /// ```
  public init(tool: String, jobs: Int) {
    self.tool = tool
    self.jobs = max(1, jobs)
  }
}

/// The context that the stages of one run share.
struct RunContext: Sendable {
  let options: RunOptions
  let hashes: HashCache
  /// Who ends the reading of large files, and who is told of it.
  let reading: FileReading
  /// Outputs of earlier runs; nil where none are to be used.
  let cache: RunCache?
  /// The folder for the checkpoints of trainings, as an absolute path; nil where none are to be
  /// kept.
  let checkpoints: String?
  let interruption: Interruption
  /// True if stages run with less than the user's rights, where the system can do that.
  let isConfined: Bool
  /// True if what a stage leaves running is ended with it, and nothing of one that fails is kept.
  let isProof: Bool
  /// Who is told what happens.
  let observer: @Sendable (RunEvent) -> Void
  /// The folder, as an absolute path, that holds a link `matkit` to the tool and nothing else: the
  /// last on the `PATH` of commands, so that they find matkit and whatever else they find without
  /// it.
  let toolFolder: String
  /// Where outputs are put.
  let places: OutputPlaces

  var tool: String { options.tool }

  /// The arguments of `matkit` for a stage of ours, with what concerns this run alone.
  ///
  /// - Parameter checkpoint: Where a training saves how far it is, and goes on if it was stopped
  ///   there.
  func arguments(of stage: Stage, checkpoint: String?) -> [String] {
    guard case .builtIn(.train, _) = stage.action else { return stage.arguments() }
    var arguments = stage.arguments(recorded: options.threads != nil)
    if let threads = options.threads { arguments += ["--threads", "\(threads)"] }
    // The seconds that a training took are no part of its result.
    arguments.append("--no-timing")
    guard let checkpoint else { return arguments }
    arguments += ["--checkpoint", checkpoint]
    return FileStamp(checkpoint) == nil ? arguments : arguments + ["--resume", checkpoint]
  }

  /// Where the training of a stage saves how far it is; nil for what cannot go on to the same bits.
  func checkpoint(of stage: Stage, key: String) -> String? {
    guard let checkpoints, case .builtIn(.train, let options) = stage.action else { return nil }
    // They begin elsewhere, do more than one training, or record what was done before the stop.
    let excluding: Set = ["from", "resume", "checkpoint", "folds", "trace", "time-limit"]
    return options.contains { excluding.contains($0.key) }
      ? nil : "\(checkpoints)/\(matKitVersion)-\(key)"
  }
}
