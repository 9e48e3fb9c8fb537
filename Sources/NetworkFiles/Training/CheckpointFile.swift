import MATFiles
import Matrices
public import Networks
import Optimization

/// A training's checkpoint as a `.mat` file holds it, with the settings that it belongs to.
public enum CheckpointFile {
  private static let format = "matkit-checkpoint"

  /// Writes a checkpoint, whole or not at all: a struct `checkpoint` with `format`, `settings`, those that decide
  /// the iterates, and `starts`, a cell with a struct a start (the minimisation's state as bytes, the histories, the iterates kept), [] for
  /// one that had not begun.
  public static func write(
    _ checkpoint: TrainingCheckpoint, of settings: TrainingSettings, to path: String
  ) throws {
    let starts = checkpoint.starts.map { $0.map(value) ?? Matrix<Double>(rows: []).matValue }
    let fields: MATStructArray = [
      "format": format, "settings": try settings.identity, "starts": starts,
      "version": matKitVersion,
    ]
    try MATFile.write(["checkpoint": fields.matValue], to: path, version: .v7)
  }

  /// Reads a checkpoint, and checks that it belongs to the settings.
  ///
  /// Throws a `MATError` where the file cannot be read, `notACheckpoint` where it holds none, or one that was
  /// taken with other settings.
  public static func read(
    _ path: String, for settings: TrainingSettings
  ) throws -> TrainingCheckpoint {
    let file = try MATFile(path)
    guard file.variables.contains(where: { $0.name == "checkpoint" }),
      case .structure(let fields) = try file.value("checkpoint"), fields.count == 1,
      let mark = fields["format"]?.first, (try? String(matValue: mark)) == format,
      case .structure(let known)? = fields["settings"]?.first,
      case .cell(let starts)? = fields["starts"]?.first
    else {
      throw error(path, "there is no struct 'checkpoint' of MatKit's")
    }
    let differences = try optionDifferences(from: known, to: settings.identity)
    guard differences.isEmpty else {
      throw NetworkFileError(
        .notACheckpoint, at: path,
        "the checkpoint was taken with other settings: \(differences.joined(separator: ", "))",
        advice:
          "resume with the options that train was begun with, or take the file away to begin anew")
    }
    return TrainingCheckpoint(starts: try starts.elements.map { try start($0, path) })
  }

  /// `--l2 was 0.001 and is 0.5` for each option that differs.
  private static func optionDifferences(
    from old: MATStructArray, to new: MATStructArray
  ) throws -> [String] {
    let names = old.fields.keys + new.fields.keys.filter { old.fields[$0] == nil }
    return try names.compactMap { name in
      let texts = try [old, new].map { settings in
        try settings.fields[name].map {
          try TrainingSettings.texts(of: $0[0]).joined(separator: ",")
        } ?? "not given"
      }
      if texts[0] == texts[1] { return nil }
      if case .logical? = old.fields[name]?[0], let now = new.fields[name]?[0],
        let before = old.fields[name]?[0]
      {
        let words = try [before, now].flatMap { try TrainingSettings.words(of: name, $0) }
        return "\(words[0]) held, and now \(words[1])"
      }
      let option = "--" + name.replacing("_", with: "-")
      return "\(option) was \(texts[0]) and is \(texts[1])"
    }
  }

  private static func error(_ path: String, _ problem: String) -> NetworkFileError {
    NetworkFileError(
      .notACheckpoint, at: path, problem, advice: "give a file that train --checkpoint wrote")
  }

  private static func value(_ start: TrainingCheckpoint.Start) -> MATValue {
    let none = Matrix<Double>(rows: []).matValue
    return
      ([
        "state": start.minimization.bytes.matValue,
        "losses": Matrix(column: start.losses),
        "validation_losses": Matrix(column: start.validationLosses),
        "chosen": start.chosen.map(value) ?? none, "lowest": start.lowest.map(value) ?? none,
        "has_ended": start.hasEnded ? 1.0 : 0.0,
      ] as MATStructArray).matValue
  }

  private static func value(_ iterate: TrainingCheckpoint.Iterate) -> MATValue {
    ([
      "number": Double(iterate.number), "loss": iterate.loss,
      "parameters": Matrix(column: iterate.parameters),
    ] as MATStructArray).matValue
  }

  private static func start(_ value: MATValue, _ path: String) throws -> TrainingCheckpoint.Start? {
    guard value.count > 0, case .structure(let fields) = value else { return nil }
    func numbers(_ name: String) throws -> [Double] {
      guard let value = fields[name]?.first else { throw error(path, "\(name) is missing") }
      return try Matrix<Double>(matValue: value).elements
    }
    let bytes = try numbers("state").map { UInt8(exactly: $0) ?? 0 }
    let minimization: Checkpoint
    do throws(CheckpointError) {
      minimization = try Checkpoint(bytes: bytes)
    } catch {
      throw self.error(path, error.description)
    }
    return TrainingCheckpoint.Start(
      minimization: minimization, losses: try numbers("losses"),
      validationLosses: try numbers("validation_losses"),
      chosen: try iterate(fields["chosen"]?.first, path),
      lowest: try iterate(fields["lowest"]?.first, path),
      hasEnded: try numbers("has_ended") == [1])
  }

  private static func iterate(
    _ value: MATValue?, _ path: String
  ) throws -> TrainingCheckpoint.Iterate? {
    guard let value, case .structure(let fields) = value, fields.count == 1 else { return nil }
    func numbers(_ name: String) throws -> [Double] {
      guard let value = fields[name]?.first else { throw error(path, "\(name) is missing") }
      return try Matrix<Double>(matValue: value).elements
    }
    let (number, loss) = (try numbers("number"), try numbers("loss"))
    guard number.count == 1, loss.count == 1, let whole = Int(exactly: number[0]) else {
      throw error(path, "a kept iterate's number and loss are not one number each")
    }
    return TrainingCheckpoint.Iterate(
      number: whole, loss: loss[0], parameters: try numbers("parameters"))
  }
}

extension TrainingSettings {
  /// All that decides a training's iterates, as a file keeps it; not the limits, nor where the data are read.
  fileprivate var identity: MATStructArray {
    get throws {
      var settings = self
      settings.sources = TrainingSources()
      let limits = [Field.maxIterations, .tolerance, .lossTolerance, .timeLimit].map(\.rawValue)
      let fields = try settings.encoded().fields.filter { !limits.contains($0.key) }
      return MATStructArray(size: [1, 1], fields: fields)
    }
  }
}
