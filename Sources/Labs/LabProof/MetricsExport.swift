/// The metrics and parameters of a run, written where the tools of others look for them.
public struct MetricsExport: Sendable {
  private let lab: Lab
  private let lock: LabLock

  /// The export of a lab's metrics and parameters by its lock.
  public init(_ lab: Lab, _ lock: LabLock) {
    self.lab = lab
    self.lock = lock
  }

  /// Whose tools.
  public enum Format: String, CaseIterable, Sendable {
    /// DVC: `dvclive/metrics.json` and `dvclive/params.yaml`, and a `dvc.yaml` that names them
    /// where there is none, for `dvc metrics show` and `dvc params diff`.
    case dvc
    /// MLflow: a run a stage in the file store `mlruns`, for `mlflow ui`.
    case mlflow
  }

  /// Writes the files, beside the lab file. Throws `cannotWrite` where one is there that MatKit did
  /// not write, as DVCLive's own are, and then writes none; a `dvc.yaml` that is there is left
  /// alone.
  public func write(_ format: Format) throws {
    switch format {
    case .dvc: try writeDVC()
    case .mlflow:
      // A stage that draws or converts has nothing to compare.
      for stage in lock.stages where stage.training != nil || !lab.metrics(of: stage).isEmpty {
        try writeMLflow(stage)
      }
    }
  }

  private func writeDVC() throws {
    var metrics: [LabValue.Entry] = []
    var parameters = ""
    for stage in lock.stages {
      let numbers = lab.metrics(of: stage).map {
        LabValue.Entry(key: $0.name, value: LabValue(metric: $0.value))
      }
      if !numbers.isEmpty { metrics.append(LabValue.Entry(key: stage.name, value: .map(numbers))) }
      if !stage.parameters.isEmpty { parameters += "\(quotedJSON(stage.name)):\n" }
      for parameter in stage.parameters {
        parameters += "  \(quotedJSON(parameter.name)): \(parameter.value)\n"
      }
    }
    let record = try ExportRecord(lab)
    try record.write([
      (LabValue.map(metrics).json + "\n", "dvclive/metrics.json"),
      (parameters.isEmpty ? "{}\n" : parameters, "dvclive/params.yaml"),
    ])
    let list = "dvc.yaml"
    guard FileStamp(LabPath.join(lab.folder, list)) == nil else { return }
    try write("metrics:\n- dvclive/metrics.json\nparams:\n- dvclive/params.yaml\n", list)
  }

  /// A run is named by the hash of what the lock says of the stage, so that none is entered twice.
  private func writeMLflow(_ stage: LockedStage) throws {
    let now = FileStamp.now / 1_000_000
    try writeExperiment(now)
    var identity = ""
    stage.write(to: &identity)
    let run = String(sha256(of: identity).prefix(32))
    let folder = "mlruns/0/\(run)"
    if FileStamp(LabPath.join(lab.folder, "\(folder)/meta.yaml")) != nil { return }
    for (name, value) in lab.metrics(of: stage) {
      try write("\(now) \(value) 0\n", "\(folder)/metrics/\(Self.fileName(name))")
    }
    for parameter in stage.parameters {
      try write(Self.plain(parameter.value), "\(folder)/params/\(Self.fileName(parameter.name))")
    }
    try write(stage.name, "\(folder)/tags/mlflow.runName")
    try write(stage.command, "\(folder)/tags/matkit.command")
    try makeFolder(LabPath.join(lab.folder, "\(folder)/artifacts"))
    try write(Self.meta(run: run, name: stage.name, time: now), "\(folder)/meta.yaml")
  }

  private func writeExperiment(_ time: Int64) throws {
    let path = "mlruns/0/meta.yaml"
    guard FileStamp(LabPath.join(lab.folder, path)) == nil else { return }
    try write(
      "artifact_location: mlruns/0\ncreation_time: \(time)\nexperiment_id: '0'\n"
        + "last_update_time: \(time)\nlifecycle_stage: active\nname: Default\n", path)
  }

  private func write(_ text: String, _ path: String) throws {
    try writeFile(Array(text.utf8), to: LabPath.join(lab.folder, path))
  }

  /// A JSON value as MLflow shows it: a text without its quotation marks.
  private static func plain(_ value: String) -> String {
    guard value.hasPrefix("\""), case .text(let text)? = (try? LabNode.parse(value))??.value else {
      return value
    }
    return text
  }

  /// A name with the letters that MLflow allows.
  private static func fileName(_ name: String) -> String {
    let allowed = String(name.map { $0.isLetter || $0.isNumber || "_-. ".contains($0) ? $0 : "_" })
    // The folder and the one above are no files, and no file system takes names of more than 255
    // bytes.
    guard !allowed.hasPrefix("."), allowed.utf8.count <= 200 else {
      return "_\(allowed.drop { $0 == "." }.prefix(40))-\(sha256(of: name).prefix(16))"
    }
    return allowed
  }

  private static func meta(run: String, name: String, time: Int64) -> String {
    """
    artifact_uri: mlruns/0/\(run)/artifacts
    end_time: \(time)
    entry_point_name: ''
    experiment_id: '0'
    lifecycle_stage: active
    run_id: \(run)
    run_name: \(quotedJSON(name))
    run_uuid: \(run)
    source_name: ''
    source_type: 4
    source_version: ''
    start_time: \(time)
    status: 3
    tags: []
    user_id: matkit

    """
  }
}
