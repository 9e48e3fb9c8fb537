import MATFiles
import Matrices

/// Points of one item of DATA, read from a `.mat` file: one sample a row, every element finite.
struct PointFile {
  /// Where they were read, for a sentence about them.
  let place: String
  /// The same as an argument that names the variable.
  let origin: DataArgument
  /// N×d.
  let points: Matrix<Double>
  /// By which readers they were decoded.
  let reading: SampleReading

  /// Reads the points that `argument` names.
  ///
  /// - Parameters:
  ///   - argument: The file and the variable; without one the file's only numeric variable.
  ///   - order: Along which dimension samples lie; rows where nobody says it.
  ///   - inputs: The features that a sample has to have, where that is known: then columns are taken too where
  ///     only they fit, and a file with several variables is looked through for what does.
  init(
    _ argument: DataArgument, order: SampleOrder? = nil, inputs: Int? = nil,
    table: TableReading = TableReading()
  ) throws {
    let file = try MATFile(argument.file, decoding: .ofSamples)
    let known =
      try argument.variable == nil
      ? inputs.flatMap { try SampleFinder(file).features(inputs: $0) } : nil
    let argument = try (known ?? argument).named(in: file) {
      try Self.onlyNumericVariable(of: file, argument)
    }
    var table = table
    let (value, reading) = try file.reading(named: argument)
    if let response = try TableReading.table(value).flatMap(TableReading.response) {
      table.leftOut = [response.name]
    }
    let array = try SampleArray(value, argument, table: table)
    guard array.size.count == 2 || order != nil || inputs != nil else {
      throw NetworkFileError(
        .labelsDoNotFit, at: argument.place, "it is \(array.shape), of more than two dimensions",
        advice:
          "say whether the first counts samples, --samples-in rows, or the last, --samples-in columns"
      )
    }
    (place, origin, self.reading) = (argument.place, argument, reading)
    points = array.samples(along: order ?? inputs.flatMap { array.order(features: $0) } ?? .rows)
    try checkSamples(points, at: place)
  }

  /// The name of the one variable that is a numeric or logical array.
  static func onlyNumericVariable(
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
      throw NetworkFileError(
        .severalNumericVariables, at: argument.file,
        "there are \(numeric.count) numeric variables", advice: "say which: \(choices)")
    }
    return first.name
  }
}

extension DataArgument {
  /// The same with a variable, that which `only` names where none is given.
  func named(in file: MATFile, _ only: () throws -> String) rethrows -> DataArgument {
    guard variable == nil else { return self }
    var argument = self
    argument.variable = try only()
    return argument
  }
}

extension MATFile {
  /// The value at an argument's path, a variable, what is inside it, or the column of a table, and who has read it.
  func reading(
    named argument: DataArgument
  ) throws -> (value: MATValue, reading: SampleReading) {
    let path = try MATPath(argument.variable ?? "")
    let (variable, by) = try reading(path.variable)
    let reading = SampleReading(place: argument.place, by: by)
    if path.steps.count == 1, case .field(let name)? = path.steps.first,
      let table = try TableReading.table(variable)
    {
      guard let column = table.variables[name] else {
        throw NetworkFileError(
          .labelsDoNotFit, at: argument.place, "the table has no column of this name",
          advice: "its columns are \(table.variables.keys.joined(separator: ", "))")
      }
      return (column, reading)
    }
    return (try variable.value(at: path), reading)
  }
}

extension MATValue {
  /// The real part alone where a complex array's imaginary parts are all zero; else the value as it
  /// is. Complex numbers whose imaginary parts are all zero are real ones, as in MATLAB.
  var withoutZeroImaginaryPart: MATValue {
    guard case .numeric(let array) = self, let imaginary = array.imaginary,
      let parts = try? NDArray<Double>(
        matValue: .numeric(MATNumericArray(size: array.size, real: imaginary))),
      parts.elements.allSatisfy({ $0 == 0 })
    else { return self }
    return .numeric(MATNumericArray(size: array.size, real: array.real))
  }
}
