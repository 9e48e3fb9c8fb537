import MATFiles
import Matrices

/// Points read from a `.mat` file: one sample a row, every element finite.
struct PointFile {
  /// Where they were read, for a sentence about them.
  let place: String
  /// The same as an argument that names the variable.
  let origin: DataArgument
  /// N×d.
  let points: Matrix<Double>
  /// By which readers they were decoded.
  let reading: SampleReading
  /// The variables of the file that look like all samples and their labels, where none was named.
  let others: SampleVariables?

  /// Reads the points that `argument` names.
  init(_ argument: DataArgument) throws {
    let file = try MATFile(argument.file, decoding: .ofSamples)
    let variable = try argument.variable ?? Self.onlyNumericVariable(of: file, argument)
    place = "\(argument.file):\(variable)"
    origin = DataArgument(file: argument.file, variable: variable)
    let read = try file.matrix(at: variable)
    (points, reading) = (read.matrix, SampleReading(place: place, by: read.by))
    others = argument.variable == nil ? SampleVariables(in: file) : nil
    try checkPoints()
  }

  private func checkPoints() throws(NetworkFileError) {
    guard !points.isEmpty else {
      throw NetworkFileError(
        .empty, at: place, "there are no points: it is \(points.rowCount)×\(points.columnCount)",
        advice: "give a matrix with a sample a row")
    }
    guard let index = points.elements.firstIndex(where: { !$0.isFinite }) else { return }
    let (column, row) = index.quotientAndRemainder(dividingBy: points.rowCount)
    let found = points.elements[index]
    throw NetworkFileError(
      .notFinite, at: place,
      "row \(row + 1), column \(column + 1) is \(found.isNaN ? "NaN" : "infinite")",
      advice: "remove that sample or fill in the value")
  }

  /// The name of the one variable that is a numeric or logical matrix.
  private static func onlyNumericVariable(
    of file: MATFile, _ argument: DataArgument
  ) throws(NetworkFileError) -> String {
    let numeric = file.variables.filter {
      MATNumericClass(rawValue: $0.className) != nil || $0.className == "logical"
    }
    guard let first = numeric.first else {
      let present = file.variables.map { "\($0.name) (\($0.className))" }.joined(separator: ", ")
      throw NetworkFileError(
        .noNumericVariable, at: argument.file,
        "there is no numeric variable" + (present.isEmpty ? "" : ", only \(present)"),
        advice: "give a file that holds a matrix with a sample a row")
    }
    guard numeric.count == 1 else {
      let choices = numeric.map { "\(argument.file):\($0.name)" }.joined(separator: " or ")
      let together = SampleVariables(in: file).map { "; or \($0.advice)" } ?? ""
      throw NetworkFileError(
        .severalNumericVariables, at: argument.file,
        "there are \(numeric.count) numeric variables", advice: "say which: \(choices)\(together)")
    }
    return first.name
  }
}

extension MATFile {
  /// The numeric matrix at a path such as `data.X`, as doubles. Complex numbers whose imaginary
  /// parts are all zero are real ones, as in MATLAB.
  ///
  /// Throws a `MATError` that names the file and the variable.
  fileprivate func matrix(at text: String) throws -> (matrix: Matrix<Double>, by: MATReading) {
    let path = try MATPath(text)
    let (whole, reading) = try reading(path.variable)
    let value = try whole.value(at: path)
    do throws(MATError) {
      return (try Matrix<Double>(matValue: value.withoutZeroImaginaryPart), reading)
    } catch {
      var error = error
      error.file = self.path
      error.variable = text
      // What is wanted here, rather than what the reader was asked for.
      if error.code == .mismatch { error.expected = "a matrix of real numbers, a sample a row" }
      throw error
    }
  }
}

extension MATValue {
  /// The real part alone where a complex array's imaginary parts are all zero; else the value as it
  /// is.
  fileprivate var withoutZeroImaginaryPart: MATValue {
    guard case .numeric(let array) = self, let imaginary = array.imaginary,
      let parts = try? NDArray<Double>(
        matValue: .numeric(MATNumericArray(size: array.size, real: imaginary))),
      parts.elements.allSatisfy({ $0 == 0 })
    else { return self }
    return .numeric(MATNumericArray(size: array.size, real: array.real))
  }
}
