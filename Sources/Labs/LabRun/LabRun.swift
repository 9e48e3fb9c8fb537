import Foundation
import Synchronization

/// One run of a lab, from the lock before it to the lock after it.
final class LabRun: Sendable {
  private let lab: Lab
  private let runner: LabRunner
  private let selected: Set<Int>
  private let observer: @Sendable (RunEvent) -> Void
  /// The lock before the run, by the stages' names.
  private let before: [String: LockedStage]
  private let oldText: [UInt8]?
  private let oldMachines: [Machine]
  let context: RunContext
  private let state = Mutex(State())
  private let scratch: String

  private struct State {
    /// The stages that came to a good end in this run.
    var finished: [Int: LockedStage] = [:]
    var machines: [Machine] = []
    var lastWritten = ContinuousClock.now
  }

  init(
    _ runner: LabRunner, _ selected: Set<Int>, _ observer: @escaping @Sendable (RunEvent) -> Void
  ) throws {
    self.runner = runner
    self.selected = selected
    self.observer = observer
    lab = runner.lab
    oldText = try readBytes(runner.lockFile)
    var locks = [try oldText.map { try LabLock($0, from: runner.lockFile) } ?? LabLock()]
    if runner.options.shard != nil, let whole = try LabLock.read(lab.lockFile) {
      locks.insert(whole, at: 0)
    }
    var before: [String: LockedStage] = [:]
    for stage in locks.flatMap(\.stages) { before[stage.name] = stage }
    self.before = before
    oldMachines = locks.flatMap(\.machines)
    let work = lab.workFolder
    let part = runner.options.shard?.description ?? "all"
    scratch = "\(work)/work/\(part)"
    let cacheFile = runner.options.shard.map { "hashes.\($0)" } ?? "hashes"
    let reading = FileReading(interruption: runner.interruption, observer: observer)
    let hashes = HashCache("\(work)/\(cacheFile)", folder: lab.folder, reading: reading)
    let cache = runner.isProof ? nil : RunCache(folder: "\(work)/cache")
    guard let labFolder = resolvedPath(lab.folder) else {
      throw LabError(.cannotRead, at: lab.folder, "there is no such folder")
    }
    context = RunContext(
      options: runner.options, hashes: hashes, reading: reading, cache: cache,
      checkpoints: runner.isProof ? nil : resolvedPath(work).map { "\($0)/checkpoints" },
      interruption: runner.interruption, isConfined: runner.isConfined,
      isProof: runner.isProof, observer: observer,
      toolFolder: "\(labFolder)/.matkit/work/\(part)/bin",
      places: OutputPlaces(lab, hashes, cache, before: locks.flatMap(\.stages)))
  }

  /// Runs what has to run, and writes the lock.
  func run() throws -> RunResult {
    let stale = runner.options.force ? selected : Set(try staleStages().keys)
    if let problem = runner.argumentProblem {
      try lab.check(stale.sorted().map { lab.stages[$0] }, problem)
    }
    let outcomes = stale.isEmpty ? keepAll() : try runStages()
    let lock = try writeLock()
    try context.hashes.save()
    let indices = lab.stages.indices.filter(selected.contains)
    return RunResult(
      outcomes: indices.map { (lab.stages[$0], outcomes[$0] ?? .skipped) }, lock: lock)
  }

  /// The stages that would run now, with the reasons; those that are up to date are not in it.
  func staleStages() throws -> [Int: [String]] {
    var stale: [Int: [String]] = [:]
    var pending: [String: String] = [:]
    for index in lab.graph.order where selected.contains(index) {
      let stage = lab.stages[index]
      if stage.isFrozen { continue }
      let waiting = stage.dependencies.filter { pending[$0.path] != nil }
      var reasons = try check(stage).reasons(pending: Set(waiting.map(\.path)))
      if let first = waiting.first, let writer = pending[first.path] {
        reasons.append("it needs \(first.name), which '\(writer)' is to write")
      }
      guard !reasons.isEmpty else { continue }
      stale[index] = reasons
      for output in stage.outputs { pending[output.path] = stage.name }
    }
    return stale
  }

  private func check(_ stage: Stage) -> StageCheck {
    StageCheck(stage: stage, locked: before[stage.name], hashes: context.hashes)
  }

  private func keepAll() -> [Int: StageOutcome] {
    var outcomes: [Int: StageOutcome] = [:]
    for index in selected {
      outcomes[index] = lab.stages[index].isFrozen ? .frozen : .upToDate
    }
    return outcomes
  }

  private func runStages() throws -> [Int: StageOutcome] {
    // What a killed run left; the owner's lock says that nobody else works there.
    removeAll(scratch)
    try makeFolder(scratch)
    defer { removeAll(scratch) }
    try linkTool()
    let scheduler = StageScheduler(
      lab.graph, selected: selected, keepsGoing: runner.options.keepsGoing,
      interruption: runner.interruption)
    return scheduler.run(jobs: runner.options.jobs) { self.finish($0) }
  }

  /// Makes the folder in which commands find matkit, whatever the tool's own file is called.
  private func linkTool() throws(LabError) {
    let tool = resolvedPath(context.tool) ?? context.tool
    try makeFolder(context.toolFolder)
    guard symlink(tool, "\(context.toolFolder)/matkit") == 0 else {
      throw LabError(
        .cannotWrite, at: context.toolFolder, "the link to matkit cannot be made")
    }
  }

  /// Brings one stage to its end.
  private func finish(_ index: Int) -> StageOutcome {
    let stage = lab.stages[index]
    let began = ContinuousClock.now
    let outcome: StageOutcome
    do {
      outcome = try bringUpToDate(index, stage)
    } catch let error as LabError where error.code == .interrupted {
      outcome = .skipped
    } catch {
      outcome = .failed(error)
    }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    observer(.ended(stage, outcome, seconds: seconds))
    return outcome
  }

  private func bringUpToDate(_ index: Int, _ stage: Stage) throws -> StageOutcome {
    if stage.isFrozen { return try keepFrozen(stage, index) }
    var reasons = try check(stage).reasons()
    if runner.options.force { reasons.insert("it is forced to", at: 0) }
    guard !reasons.isEmpty else { return .upToDate }
    let dependencies = try stage.lockedDependencies(context.hashes)
    if let restored = try restore(stage, dependencies) {
      try note(index, restored.stage, restored.machine)
      return .restored(reasons: reasons, notes: restored.notes)
    }
    observer(.began(stage, reasons: reasons))
    let run = StageRun(stage: stage, lab: lab, context: context, scratch: "\(scratch)/\(index)")
    let (locked, notes) = try run.run(dependencies)
    try note(index, locked, Machine.current)
    let log = StageLog(stage, workFolder: lab.workFolder)
    return .ran(reasons: reasons, notes: log.notes(of: stage) + notes)
  }

  /// A frozen stage's outputs are taken as they are; the lock tells what they are.
  private func keepFrozen(_ stage: Stage, _ index: Int) throws -> StageOutcome {
    let outputs = try stage.outputs.map { output in
      guard let content = try context.hashes.content(of: output.path) else {
        throw LabError(
          .stageFailed, at: output.path, "the stage '\(stage.name)' is frozen, and it is not there",
          advice: "put it there, or let the stage run once")
      }
      return LockedFile(output.path, content)
    }
    guard before[stage.name] == nil else { return .frozen }
    let locked = LockedStage(
      name: stage.name, command: stage.command, parameters: stage.lockedParameters,
      dependencies: [], outputs: outputs, training: nil, machine: Machine.current.name)
    try note(index, locked, Machine.current)
    return .frozen
  }

  /// The outputs of an earlier run on the same inputs, put in place; nil where there was none.
  private func restore(
    _ stage: Stage, _ dependencies: [LockedFile]
  ) throws -> (stage: LockedStage, machine: Machine, notes: [String])? {
    guard let cache = context.cache, !stage.isAlwaysChanged, !runner.options.force,
      let found = cache.find(RunCache.key(of: stage, dependencies))
    else { return nil }
    var locked = found.stage
    locked.name = stage.name
    // The same meaning in other bytes: the lock tells the bytes of today.
    locked.dependencies = dependencies
    var notes: [String] = []
    for output in locked.outputs {
      if try context.hashes.content(of: output.name)?.sha256 == output.sha256 { continue }
      let source = cache.file(output.sha256)
      guard try FileContent(source, context.reading).sha256 == output.sha256 else {
        removeAll(source)
        return nil
      }
      let content = FileContent(sha256: output.sha256, meaning: output.meaning)
      let note = try context.places.copy(source, to: output.name, content)
      if let note { notes.append(note) }
    }
    return (locked, found.machine, notes)
  }

  /// Notes a finished stage; the lock is written now and then, so that a killed run keeps most of
  /// it, and the run cache keeps the rest.
  private func note(_ index: Int, _ stage: LockedStage, _ machine: Machine) throws {
    let isDue = state.withLock { state in
      state.finished[index] = stage
      if !state.machines.contains(machine) { state.machines.append(machine) }
      let now = ContinuousClock.now
      guard now - state.lastWritten > .seconds(2) else { return false }
      state.lastWritten = now
      return true
    }
    if isDue { _ = try writeLock() }
  }

  /// Writes the lock where it changed, and keeps the one before for comparison.
  private func writeLock() throws -> LabLock {
    try state.withLock { state in
      let isPart = runner.options.shard != nil
      var lock = LabLock(machines: state.machines + oldMachines)
      for (index, stage) in lab.stages.enumerated() where !isPart || selected.contains(index) {
        if let locked = state.finished[index] ?? before[stage.name] { lock.stages.append(locked) }
      }
      lock = lock.withoutUnusedMachines
      if state.finished.isEmpty, let oldText, lock.stages.count == before.count || isPart,
        !oldText.isEmpty
      {
        return lock
      }
      let bytes = Array(lock.text.utf8)
      guard bytes != oldText else { return lock }
      if let oldText, !isPart { try writeFile(oldText, to: "\(lab.workFolder)/previous.lock") }
      try writeFile(bytes, to: runner.lockFile)
      return lock
    }
  }
}
