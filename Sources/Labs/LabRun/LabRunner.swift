import Foundation
import Synchronization

/// Runs a lab: makes what is not there or not up to date, and keeps the lock.
///
///     let lab = try Lab("lab.yaml")
///     let result = try LabRunner(lab, RunOptions(tool: "/usr/local/bin/matkit", jobs: 2)).run()
///     print(result.counts)
///
/// Stages run beside each other, each when all that it needs are done. One that is up to date by
/// what its inputs mean is left alone; one that ran before on the same inputs with the same
/// parameters gets its outputs from the run cache. The lock has every finished stage, whenever a
/// run ends.
public struct LabRunner: Sendable {
  let lab: Lab
  let options: RunOptions
  let interruption: Interruption
  /// The problem of a `matkit` command's arguments; nil for none. Asked before anything
  /// is run, so that a wrong option is not told after an hour of other stages.
  public var argumentProblem: (@Sendable ([String]) -> String?)?
  /// True if the run is to prove something, in a folder that goes with it: outputs of earlier runs
  /// are not used, what stages leave running is ended with them, and nothing that fails is kept.
  var isProof = false
  /// True if stages run with less than the user's rights, where the system can do that.
  var isConfined = false

  /// A runner of a lab's stages.
  public init(_ lab: Lab, _ options: RunOptions, interruption: Interruption = Interruption()) {
    self.lab = lab
    self.options = options
    self.interruption = interruption
  }

  /// Runs the lab, telling `observer` what happens, from several threads.
  ///
  /// A stage that fails is an outcome, not an error. Throws `beingRun` where another run of the lab
  /// is going on, `invalidLock` where the lock cannot be read, and `invalidArgument` for an unknown
  /// target; and ``LabMistakes`` where ``argumentProblem`` finds any in the stages to run.
  public func run(observer: @escaping @Sendable (RunEvent) -> Void = { _ in }) throws -> RunResult {
    let selected = try selectedStages()
    let owner = try RunOwner(lab, shard: options.shard, waits: options.waits)
    let run = try LabRun(self, selected, observer)
    let result = try run.run()
    _ = consume owner
    return result
  }

  /// Why each stage would run now, in the order of the lab; none for what is up to date. A stage
  /// that needs the output of one that would run may turn out to be up to date when that has run.
  public func status() throws -> [(stage: Stage, reasons: [String])] {
    let selected = try selectedStages()
    let run = try LabRun(self, selected) { _ in }
    let reasons = try run.staleStages()
    // Where nothing can be written, what was learned of the files is learned again.
    try? run.context.hashes.save()
    return lab.stages.indices.filter(selected.contains).map { (lab.stages[$0], reasons[$0] ?? []) }
  }

  /// The indices of the targets, or of the shard's stages, with all that they need.
  private func selectedStages() throws(LabError) -> Set<Int> {
    var wanted = Array(lab.stages.indices)
    if !options.targets.isEmpty {
      wanted = []
      for target in options.targets {
        let found = lab.stages.indices.filter { index in
          lab.stages[index].name == target || lab.stages[index].name.hasPrefix(target + "@")
        }
        guard !found.isEmpty else { throw unknownTarget(target) }
        wanted += found
      }
    }
    if let shard = options.shard {
      let sweep = wanted.filter { lab.stages[$0].isPartOfSweep }
      wanted = sweep.enumerated().filter { $0.offset % shard.count == shard.number - 1 }
        .map(\.element)
    }
    return closure(wanted)
  }

  private func unknownTarget(_ target: String) -> LabError {
    let names = Array(
      Set(
        lab.stages.flatMap { stage in
          [stage.name, stage.name.split(separator: "@").first.map(String.init) ?? stage.name]
        })
    ).sorted()
    return LabError(
      .invalidArgument, at: lab.file, "there is no stage '\(target)'",
      advice: MistakeList.suggestion(for: target, among: names))
  }

  private func closure(_ wanted: [Int]) -> Set<Int> {
    var selected = Set(wanted)
    var rest = wanted
    while let index = rest.popLast() {
      for needed in lab.graph.needs[index] where selected.insert(needed).inserted {
        rest.append(needed)
      }
    }
    return selected
  }

  /// The lock that the run reads and writes: a shard has a part of its own.
  var lockFile: String { options.shard.map { "\(lab.lockFile).\($0)" } ?? lab.lockFile }
}
