import Foundation

/// Runs one stage in a folder of its own that holds its inputs and nothing else, and puts what it wrote in
/// place when all of it is there.
///
/// So an output is never half written, a command that reads what it does not declare fails here and not
/// on another machine, and a program that outlives a killed run writes where nobody looks.
struct StageRun {
  let stage: Stage
  let lab: Lab
  let context: RunContext
  /// A folder that is this stage's alone.
  let scratch: String

  /// What the stage wrote and what it was made of.
  func run(_ dependencies: [LockedFile]) throws -> LockedStage {
    defer { removeAll(scratch) }
    let before = inputStamps
    try prepare()
    let key = RunCache.key(of: stage, dependencies)
    try runProcess(context.checkpoint(of: stage, key: key))
    try checkInputs(before)
    let contents = try stage.outputs.map { try content(of: $0) }
    let locked = LockedStage(
      name: stage.name, command: stage.command, parameters: stage.lockedParameters,
      dependencies: dependencies,
      outputs: zip(stage.outputs, contents).map { LockedFile($0.path, $1) },
      training: stage.outputs.lazy.compactMap { TrainingProvenance(inside($0.path)) }.first,
      machine: Machine.current.name)
    if let cache = context.cache, !stage.isAlwaysChanged {
      try cache.keep(
        locked, Machine.current, key: key,
        outputs: stage.outputs.map { inside($0.path) })
    }
    try place(contents)
    return locked
  }

  /// The folder that the command runs in: deep enough for the inputs that lie above the lab's.
  private var folder: String {
    let levels =
      (stage.dependencies.map(\.path) + stage.outputs.map(\.path))
      .filter { !$0.hasPrefix("/") }.map(LabPath.levelsUp).max() ?? 0
    return scratch + String(repeating: "/up", count: levels) + "/lab"
  }

  private func inside(_ path: String) -> String { LabPath.join(folder, path) }

  private var inputStamps: [FileStamp?] {
    stage.dependencies.map { FileStamp(LabPath.join(lab.folder, $0.path)) }
  }

  private func prepare() throws {
    try makeFolder(folder)
    for path in Set(stage.dependencies.map(\.path)).sorted() where !path.hasPrefix("/") {
      let link = inside(path)
      try makeFolder(LabPath.folder(of: link))
      guard let target = resolvedPath(LabPath.join(lab.folder, path)), symlink(target, link) == 0
      else { throw LabError(.cannotWrite, at: link, "the link to an input cannot be made") }
    }
    for output in stage.outputs { try makeFolder(LabPath.folder(of: inside(output.path))) }
  }

  /// - Parameter checkpoint: Where a training saves how far it is, so that a run that goes on after a stop
  ///   need not begin it anew; nil for what does not.
  private func runProcess(_ checkpoint: String?) throws {
    if let checkpoint { try makeFolder(LabPath.folder(of: checkpoint)) }
    let log = "\(scratch)/log"
    let goesOn = checkpoint.map { FileStamp($0) != nil } ?? false
    var status = try process(log, checkpoint).run(context.interruption)
    if goesOn, status != 0, let checkpoint, !context.interruption.isRequested {
      // One that is damaged, or of another version: begin anew.
      removeAll(checkpoint)
      status = try process(log, checkpoint).run(context.interruption)
    }
    let kept = StageLog(stage, workFolder: lab.workFolder)
    kept.keep(log)
    guard !context.interruption.isRequested else {
      throw LabError(.interrupted, "the run was stopped", advice: "run again to go on")
    }
    guard status == 0 else { throw failure(status, kept.path) }
    if let checkpoint { removeAll(checkpoint) }
  }

  private func process(_ log: String, _ checkpoint: String?) -> StageProcess {
    var environment = ProcessInfo.processInfo.environment
    // A command of the shell that calls matkit gets the one that runs the lab.
    let search = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    environment["PATH"] = "\(LabPath.folder(of: context.tool)):\(search)"
    let program: String
    let arguments: [String]
    var signal = SIGTERM
    switch stage.action {
    case .shell(let command): (program, arguments) = ("/bin/sh", ["-c", command])
    case .builtIn:
      // MatKit's products are of one thread each; more would only wait for work.
      environment["OPENBLAS_NUM_THREADS"] = "1"
      (program, arguments) = (context.tool, context.arguments(of: stage, checkpoint: checkpoint))
      // A training that is interrupted saves its checkpoint.
      signal = SIGINT
    }
    return StageProcess(
      program: program, arguments: arguments, folder: folder, log: log,
      environment: environment.map { "\($0)=\($1)" }, endingSignal: signal,
      confinement: confinement)
  }

  private func failure(_ status: Int32, _ log: String) -> LabError {
    let lines = (((try? readText(log)) ?? nil) ?? "").split(separator: "\n")
    let last = lines.suffix(Self.linesShown).joined(separator: "\n")
    var problem = "the stage '\(stage.name)' ended with \(status)"
    problem += last.isEmpty ? ", and printed nothing" : ", saying: \(last)"
    if lines.count > Self.linesShown { problem += "\n(all of it is in \(log))" }
    guard case .shell = stage.action else { return LabError(.stageFailed, problem) }
    return LabError(
      .stageFailed, problem,
      advice: "it ran in a folder with nothing but its deps: list there all that it reads"
        + (context.isConfined ? Confinement.advice : ""))
  }

  /// How much of what a failed command printed is shown.
  private static let linesShown = 12

  private func checkInputs(_ before: [FileStamp?]) throws(LabError) {
    for (dependency, (old, new)) in zip(stage.dependencies, zip(before, inputStamps))
    where old != new {
      throw LabError(
        .stageFailed, at: dependency.path, "it changed while the stage '\(stage.name)' ran",
        advice: "a stage may not write what it reads; if it was you, run again")
    }
  }

  private func content(of output: Stage.Output) throws(LabError) -> FileContent {
    let path = inside(output.path)
    guard let stamp = FileStamp(path) else {
      throw LabError(
        .stageFailed, "the stage '\(stage.name)' did not write \(output.path)",
        advice: "have it write to that name, or mend outs")
    }
    guard !stamp.isFolder else {
      throw LabError(
        .stageFailed, "the stage '\(stage.name)' wrote a folder at \(output.path)",
        advice: "list the files in it under outs")
    }
    return try FileContent(path)
  }

  private func place(_ contents: [FileContent]) throws {
    for (output, content) in zip(stage.outputs, contents) {
      try moveFile(inside(output.path), to: LabPath.join(lab.folder, output.path))
      context.hashes.note(content, of: output.path)
    }
  }
}
