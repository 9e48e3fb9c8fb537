import Foundation

/// A lab's results as a table to read, in Markdown: for each stage its parameters and its metrics.
public struct LabSummary: Sendable {
  private let lab: Lab
  private let lock: LabLock

  /// The summary of a lab by its lock.
  public init(_ lab: Lab, _ lock: LabLock) {
    self.lab = lab
    self.lock = lock
  }

  /// The text. It follows from the lab, the lock and the metric files, and tells no date.
  public var text: String {
    var text = "# \(LabPath.name(of: lab.file))\n"
    for stage in lock.stages {
      text += "\n## \(stage.name)\n\n"
      if let about = lab.stages.first(where: { $0.name == stage.name })?.about {
        text += "\(about)\n\n"
      }
      text += "    \(stage.command)\n"
      let rows =
        stage.parameters.map { ($0.name, $0.value) } + result(stage)
        + stage.outputs.map { ($0.name, String($0.identity.prefix(16))) }
      if rows.isEmpty { continue }
      text += "\n| | |\n|---|---|\n"
      text += rows.map { "| \($0.0) | \($0.1) |\n" }.joined()
    }
    return text
  }

  private func result(_ stage: LockedStage) -> [(String, String)] {
    var rows = lab.metrics(of: stage).map { ($0.name, "\($0.value)") }
    if let training = stage.training { rows.append(("reason", training.reason)) }
    return rows
  }
}
