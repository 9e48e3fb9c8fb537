import Foundation
import MATFiles

/// How two runs of a lab differ: in stages, commands, parameters, inputs, metrics and numbers.
///
///     let before = try RunComparison.Run("before/lab.lock"), after = try RunComparison.Run("lab.yaml")
///     print(try RunComparison(of: before, and: after))
public struct RunComparison: Sendable, CustomStringConvertible {
  /// The differences, a line each, stage by stage; none where the runs agree.
  public let lines: [String]

  /// A run: its lock, and the folder where its outputs may be.
  public struct Run: Sendable {
    let lock: LabLock
    let folder: String

    /// The run that a lock, a lab file, or a folder with a `lab.lock` stands for.
    public init(_ path: String) throws {
      var file = path
      if let stamp = FileStamp(path), stamp.isFolder { file = LabPath.join(path, "lab.lock") }
      for ending in [".yaml", ".yml"] where file.hasSuffix(ending) {
        file = file.dropLast(ending.count) + ".lock"
      }
      guard let lock = try LabLock.read(file) else {
        throw LabError(.cannotRead, at: file, "there is no such lock", advice: "run the lab first")
      }
      self.lock = lock
      folder = LabPath.folder(of: file)
    }

    /// The run before the last one that changed the lock of the lab file at `path`.
    public init(before path: String) throws {
      folder = LabPath.folder(of: path)
      let file = LabPath.join(folder, ".matkit/previous.lock")
      guard let lock = try LabLock.read(file) else {
        throw LabError(
          .cannotRead, at: path, "there is no earlier run to compare with",
          advice: "name two locks")
      }
      self.lock = lock
    }

    /// Where the bytes of an output are found; nil where they are gone.
    func place(of file: LockedFile) -> String? {
      let path = LabPath.join(folder, file.name)
      if let content = try? FileContent(path), content.identity == file.identity { return path }
      let kept = RunCache(folder: LabPath.join(folder, ".matkit/cache")).file(file.sha256)
      return FileStamp(kept) == nil ? nil : kept
    }
  }

  /// Compares two runs.
  public init(of first: Run, and second: Run) throws {
    var lines: [String] = []
    for stage in first.lock.stages {
      guard let other = second.lock.stage(named: stage.name) else {
        lines.append("\(stage.name): only in the first")
        continue
      }
      lines += Self.settings(stage, other).map { "\(stage.name): \($0)" }
      lines += Self.training(stage.training, other.training).map { "\(stage.name): \($0)" }
      lines += try Self.outputs(stage, other, first, second)
    }
    for stage in second.lock.stages where first.lock.stage(named: stage.name) == nil {
      lines.append("\(stage.name): only in the second")
    }
    self.lines = lines
  }

  /// True if nothing differs.
  public var areEqual: Bool { lines.isEmpty }

  /// The lines, one below the other; empty where the runs are equal.
  public var description: String { lines.map(\.printable).joined(separator: "\n") }

  private static func settings(_ first: LockedStage, _ second: LockedStage) -> [String] {
    var lines = changes(
      first.parameters.map { ($0.name, $0.value) }, second.parameters.map { ($0.name, $0.value) })
    if lines.isEmpty, first.command != second.command {
      lines.append("cmd: \(first.command) → \(second.command)")
    }
    lines += changes(
      first.dependencies.map { ($0.name, $0.identity) },
      second.dependencies.map { ($0.name, $0.identity) }, shows: false)
    return lines
  }

  /// The names whose values differ; with both values where those say something to a reader.
  private static func changes(
    _ first: [(String, String)], _ second: [(String, String)], shows: Bool = true
  ) -> [String] {
    let after = Dictionary(second, uniquingKeysWith: { first, _ in first })
    let before = Dictionary(first, uniquingKeysWith: { first, _ in first })
    var names = first.map(\.0)
    names += second.map(\.0).filter { before[$0] == nil }
    return names.compactMap { name in
      let (old, new) = (before[name], after[name])
      guard old != new else { return nil }
      if shows || old == nil || new == nil {
        return shows
          ? "\(name): \(old ?? "not set") → \(new ?? "not set")"
          : "\(name): only in the \(old == nil ? "second" : "first")"
      }
      return "\(name): other data"
    }
  }

  private static func training(
    _ first: TrainingProvenance?, _ second: TrainingProvenance?
  ) -> [String] {
    guard let first, let second else {
      if first == nil, second == nil { return [] }
      return ["training: only in the \(first == nil ? "second" : "first")"]
    }
    let texts: [(String, String, String)] = [
      ("reason", first.reason, second.reason), ("method", first.method, second.method),
      ("init", first.initialWeights, second.initialWeights),
      ("stream", first.stream, second.stream), ("seed", "\(first.seed)", "\(second.seed)"),
    ]
    var lines = texts.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) → \($0.2)" }
    let numbers: [(String, Double, Double)] = [
      ("start", Double(first.start), Double(second.start)),
      ("loss", first.loss, second.loss),
      ("gradient_norm", first.gradientNorm, second.gradientNorm),
      ("iterations", Double(first.iterations), Double(second.iterations)),
      ("evaluations", Double(first.evaluations), Double(second.evaluations)),
    ]
    for (name, old, new) in numbers where old != new {
      lines.append(
        "\(name): \(MetricFile.text(old)) → \(MetricFile.text(new))"
          + " (\(String(format: "%+.3g", new - old)))")
    }
    return lines
  }

  private static func outputs(
    _ stage: LockedStage, _ other: LockedStage, _ first: Run, _ second: Run
  ) throws -> [String] {
    try stage.outputs.flatMap { output -> [String] in
      guard let new = other.outputs.first(where: { $0.name == output.name }) else {
        return ["\(output.name): only in the first"]
      }
      guard output.identity != new.identity else { return [] }
      guard FileContent.isMATFile(output.name), let a = first.place(of: output),
        let b = second.place(of: new)
      else { return metrics(output, new, first, second) }
      let comparison = try MATComparison(of: MATFile(a), and: MATFile(b))
      return comparison.differences.flatMap { difference in
        "\(difference)".split(separator: "\n").map { "\(output.name): \($0)" }
      }
    }
  }

  /// The numbers of a metrics file; of any other, that it differs.
  private static func metrics(
    _ output: LockedFile, _ new: LockedFile, _ first: Run, _ second: Run
  ) -> [String] {
    guard let a = first.place(of: output), let b = second.place(of: new) else {
      return ["\(output.name): differs"]
    }
    let lines = changes(
      MetricFile.numbers(in: a).map { ($0.name, MetricFile.text($0.value)) },
      MetricFile.numbers(in: b).map { ($0.name, MetricFile.text($0.value)) })
    return (lines.isEmpty ? ["differs"] : lines).map { "\(output.name): \($0)" }
  }
}
