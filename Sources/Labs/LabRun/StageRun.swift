import Foundation

/// Runs one stage in a folder of its own that holds its inputs and nothing else, and puts what it
/// wrote in place when all of it is there.
///
/// So an output is never half written, a command that reads what it does not declare fails here and
/// not on another machine, and a program that outlives a killed run writes where nobody looks.
struct StageRun {
  let stage: Stage
  let lab: Lab
  let context: RunContext
  /// A folder that is this stage's alone.
  let scratch: String

  /// The outputs of the stage, and what they were made of; and what is to be said of it besides.
  ///
  /// What it wrote and did not declare is kept, and so is its folder where it fails:
  /// ``StageRemains``.
  func run(_ dependencies: [LockedFile]) throws -> (stage: LockedStage, notes: [String]) {
    defer { removeAll(scratch) }
    if context.isProof { return try make(dependencies) }
    let remains = StageRemains(stage, workFolder: lab.workFolder)
    remains.clear()
    do {
      let (locked, notes) = try make(dependencies)
      return (locked, try notes + [remains.keepUndeclared(in: folder)].compactMap(\.self))
    } catch let error as LabError where error.code == .interrupted {
      throw error
    } catch {
      throw remains.keepFailed(folder, error)
    }
  }

  private func make(
    _ dependencies: [LockedFile]
  ) throws -> (stage: LockedStage, notes: [String]) {
    let before = inputStamps
    try folder.prepare(stage, labFolder: lab.folder)
    let key = RunCache.key(of: stage, dependencies)
    var notes = try stage.outputs.compactMap { try context.places.prepare($0.path) }
    try runProcess(context.checkpoint(of: stage, key: key))
    try checkInputs(before)
    let contents = try stage.outputs.map { try content(of: $0) }
    let locked = LockedStage(
      name: stage.name, command: stage.command, parameters: stage.lockedParameters,
      dependencies: dependencies,
      outputs: zip(stage.outputs, contents).map { LockedFile($0.path, $1.content) },
      training: contents.lazy.compactMap(\.training).first,
      machine: Machine.current.name)
    if let cache = context.cache, !stage.isAlwaysChanged {
      try cache.keep(
        locked, Machine.current, key: key,
        outputs: stage.outputs.map { inside($0.path) })
    }
    notes += try zip(stage.outputs, contents).compactMap { output, content in
      try context.places.move(
        inside(output.path), to: output.path, content.content, training: content.training)
    }
    return (locked, notes)
  }

  private var folder: StageFolder { StageFolder(stage, root: scratch) }

  private func inside(_ path: String) -> String { folder.inside(path) }

  private var inputStamps: [FileStamp?] {
    stage.dependencies.map { FileStamp(LabPath.join(lab.folder, $0.path)) }
  }

  /// - Parameter checkpoint: Where a training saves how far it is, so that a run that goes on after
  ///   a stop need not begin it anew; nil for what does not.
  private func runProcess(_ checkpoint: String?) throws {
    if let checkpoint { try makeFolder(LabPath.folder(of: checkpoint)) }
    let log = "\(scratch)/log"
    let goesOn = checkpoint.map { FileStamp($0) != nil } ?? false
    var status = try run(process(log, checkpoint))
    if goesOn, status != 0, let checkpoint, !context.interruption.isRequested {
      // One that is damaged, or of another version: begin anew.
      removeAll(checkpoint)
      status = try run(process(log, checkpoint))
    }
    let kept = StageLog(stage, workFolder: lab.workFolder)
    kept.keep(log)
    guard !context.interruption.isRequested else {
      throw stopped
    }
    guard status == 0 else { throw failure(status, kept) }
    if let checkpoint { removeAll(checkpoint) }
  }

  /// The exit code of a process, after telling what it had left running and was ended.
  private func run(_ process: StageProcess) throws(LabError) -> Int32 {
    let end = try process.run(context.interruption)
    if !end.ended.isEmpty || !end.left.isEmpty {
      context.observer(.endedRest(stage, ended: end.ended, left: end.left))
    }
    return end.status
  }

  private func process(_ log: String, _ checkpoint: String?) -> StageProcess {
    var environment = ProcessInfo.processInfo.environment
    // The user's own comes first, as it is: what a shell finds, a stage finds.
    let search = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    environment["PATH"] = "\(search):\(context.toolFolder)"
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
      program: program, arguments: arguments, folder: folder.path, log: log,
      environment: environment.map { "\($0)=\($1)" }, endingSignal: signal,
      confinement: confinement, endsAll: context.isProof)
  }

  private func failure(_ status: Int32, _ log: StageLog) -> LabError {
    let end = log.end(lines: Self.linesShown)
    var error = LabError(
      .stageFailed,
      "the stage '\(stage.name)' ended with \(status)"
        + (end == nil ? ", and printed nothing" : ""))
    error.printed = end?.text
    var advice: [String] = []
    if case .shell = stage.action {
      advice.append("it ran in a folder with nothing but its deps: list there all that it reads")
      if context.isConfined { advice += Confinement.advice }
    }
    if let end, !context.isProof, !end.isAll || !end.isText {
      let what = end.isText ? "all that it printed" : "what it printed, not all text in UTF-8,"
      advice.append("\(what) is in \(log.path)")
    }
    error.advice = advice.isEmpty ? nil : advice.joined(separator: "; ")
    return error
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

  private func content(
    of output: Stage.Output
  ) throws(LabError) -> (content: FileContent, training: TrainingProvenance?) {
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
    guard stamp.isRegular else {
      throw LabError(
        .stageFailed,
        "the stage '\(stage.name)' wrote a device, pipe or socket at \(output.path)",
        advice: "have it write a file")
    }
    return try FileContent.read(path, context.reading)
  }
}
