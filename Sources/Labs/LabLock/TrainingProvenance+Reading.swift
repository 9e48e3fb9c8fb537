import MATFiles

extension TrainingProvenance {
  /// The version of MatKit that a network's file says it was written by; nil where it says none.
  static func version(recordedIn path: String) -> String? {
    guard FileContent.isMATFile(path), let file = try? MATFile(path),
      let field = try? MATPath("training.version"), let version = try? file.value(at: field)
    else { return nil }
    return try? String(matValue: version)
  }
}

extension TrainingProvenance {
  /// What the `.mat` file at `path` tells; nil where it holds no network that MatKit trained.
  init?(_ path: String) {
    guard FileContent.isMATFile(path), let file = try? MATFile(path),
      file.variable(named: "training") != nil, file.variable(named: "net") != nil,
      let record = try? TrainingRecord(file), let network = try? SavedNetwork(file)
    else { return nil }
    self.init(
      seed: network.seed, method: record.method, reason: record.reason, start: record.start,
      initialWeights: record.initialWeights, iterations: record.iterations,
      evaluations: record.evaluations, loss: record.loss, gradientNorm: record.gradientNorm)
  }
}
