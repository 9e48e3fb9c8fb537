public import MATFiles
import Matrices
public import Optimization
import OrderedCollections

/// A checkpoint of a minimisation in a `.mat` file, bit for bit.
///
///     try MATFile.write(["run": run.checkpoint()], to: "run.mat")
///     …
///     let saved: Checkpoint = try MATFile("run.mat")["run"]
///     var run = try Minimization(loss, resuming: saved, using: .bfgs)
///
/// It is a scalar struct: `format`, 'matkit-minimization'; `method`, `precision`, `dimension`, `iterations`
/// and `evaluations`, for the reader; and `state`, uint8, which is all of it with a checksum.
extension Checkpoint: MATWritable, MATReadable {
  private static let format = "matkit-minimization"

  /// The checkpoint as a file holds it.
  public var matValue: MATValue {
    let fields: MATStructArray = [
      "format": Self.format, "method": method, "precision": precision,
      "dimension": Double(dimension), "iterations": Double(iterations),
      "evaluations": Double(evaluations), "state": Matrix(column: bytes),
    ]
    return fields.matValue
  }

  /// Throws `.mismatch` where the value is no checkpoint, or its state was damaged.
  public init(matValue: MATValue) throws(MATError) {
    guard case .structure(let fields) = matValue, fields.count == 1,
      let mark = fields["format"]?.first, (try? String(matValue: mark)) == Self.format,
      let state = fields["state"]?.first
    else {
      throw MATError(
        .mismatch, expected: "a checkpoint, a struct of the format '\(Self.format)'",
        found: matValue.summary)
    }
    let bytes = try [UInt8](matValue: state)
    do throws(CheckpointError) {
      try self.init(bytes: bytes)
    } catch {
      throw MATError(.mismatch, expected: "a checkpoint", found: error.description)
    }
  }
}

/// A trace in a `.mat` file: a scalar struct with a column a figure, `iteration`, `value`, `gradient_norm`,
/// `step_length`, `evaluations` and `seconds`, one number an iterate, and `step`, a cell array of what each
/// step was taken for.
///
///     try MATFile.write(["trace": trace], to: "trace.mat")
///
/// In MATLAB and Octave, `semilogy(trace.iteration, trace.value)` plots it.
extension Trace: MATWritable {
  /// The trace as a file holds it.
  public var matValue: MATValue {
    var fields: OrderedDictionary<String, MATValue> = [:]
    for (name, numbers) in columns { fields[name] = Matrix(column: numbers).matValue }
    fields["step"] = Matrix(column: rows.map(\.step.rawValue)).matValue
    return .structure(MATStructArray(fields))
  }
}
