import MATFiles

extension TrainingProvenance {
  /// The version of MatKit that a network's file says it was written by; nil where it says none.
  static func version(recordedIn path: String) -> String? {
    guard FileContent.isMATFile(path), let file = try? MATFile(path),
      let field = try? MATPath("training.version"), let version = try? file.value(at: field)
    else { return nil }
    return try? String(matValue: version)
  }

  /// The record in the `.mat` file at `path`; nil where it holds no network that MatKit trained.
  init?(_ path: String) {
    guard FileContent.isMATFile(path), let file = try? MATFile(path) else { return nil }
    self.init(file)
  }

  /// The record in an open file; nil where it holds no network that MatKit trained.
  init?(_ file: MATFile) {
    guard file.variable(named: "training") != nil, file.variable(named: "net") != nil,
      let known = try? file.decode(TrainedFile.self)
    else { return nil }
    let training = known.training
    self.init(
      seed: known.net.seed, method: training.method, reason: training.reason,
      start: training.start, initialWeights: training.`init`, iterations: training.iterations,
      evaluations: training.evaluations, loss: training.loss, gradientNorm: training.gradient_norm)
  }
}

/// The fields of a network's file that a lock records, under the file's names.
private struct TrainedFile: Decodable {
  let net: Net
  let training: Training

  struct Net: Decodable {
    let seed: UInt32
  }

  struct Training: Decodable {
    let method, reason, `init`: String
    let start, iterations, evaluations: Int
    let loss, gradient_norm: Double
  }
}
