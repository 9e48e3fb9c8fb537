public import MATFiles
import Matrices
import OrderedCollections
public import Optimization

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
