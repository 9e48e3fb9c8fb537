import MATFiles
import Matrices
import Optimization

/// What the settings of a fit name, read: the formula with the names of its variables, and the data.
struct FitInput {
  let model: Formula
  let data: FitData

  /// Reads the files.
  ///
  /// Throws a `FormulaError` where the formula is none, a `MATError` where a file cannot be read, and a
  /// `NetworkFileError` where its variables do not fit.
  init(_ settings: FitSettings) throws {
    let plain = try Formula(settings.model)
    let names = try settings.x.isEmpty ? [Self.standard("x", in: settings)] : settings.x
    let columns = try names.map { try Self.matrix($0, in: settings) }
    let yName = try settings.y ?? Self.standard("y", in: settings)
    let y = try Self.numbers(yName, in: settings)
    let x = try Self.points(columns, names, count: y.count, yName)
    let variables = Self.variables(names, columns, of: plain)
    model = try Formula(settings.model, variables: variables)
    try Self.check(plain, variables, model)
    do {
      data = try FitData(
        x: x, y: y, uncertainty: Self.uncertainty(settings, count: y.count))
    } catch let error as FitError {
      throw NetworkFileError(.notFinite, at: settings.data ?? yName, error.problem)
    }
  }

  /// The name of the variable that holds the points or the measurements where none was said: x or X, y or Y.
  private static func standard(_ name: String, in settings: FitSettings) throws -> String {
    guard let data = settings.data else {
      throw NetworkFileError(
        .invalidArgument, at: "--\(name)", "no file was named that it could be in",
        advice: "give DATA, or --\(name) F.mat:\(name)")
    }
    let file = try MATFile(data)
    if let variable = [name, name.uppercased()].first(where: { file.variable(named: $0) != nil }) {
      return variable
    }
    let present = file.variables.map(\.name).prefix(12).joined(separator: ", ")
    throw NetworkFileError(
      .noNumericVariable, at: data, "there is no variable \(name)",
      advice: "say with --\(name) which of \(present.isEmpty ? "none" : present) it is")
  }

  /// The matrix that a text names: `F.mat:path`, or a path in DATA.
  private static func matrix(_ text: String, in settings: FitSettings) throws -> Matrix<Double> {
    let (file, path) = MATPath.splitArgument(text)
    if let path { return try matrix(DataArgument(file: file, variable: path)) }
    guard let data = settings.data else {
      throw NetworkFileError(
        .invalidArgument, at: text, "no file was named that it could be in",
        advice: "give DATA, or write F.mat:\(text)")
    }
    return try matrix(DataArgument(file: data, variable: text))
  }

  private static func matrix(_ argument: DataArgument) throws -> Matrix<Double> {
    let file = try MATFile(argument.file, decoding: .ofSamples)
    return try SampleArray(file.reading(named: argument).value, argument).samples(along: .rows)
  }

  private static func numbers(_ text: String, in settings: FitSettings) throws -> [Double] {
    let matrix = try matrix(text, in: settings)
    guard matrix.rowCount == 1 || matrix.columnCount == 1 || matrix.isEmpty else {
      throw NetworkFileError(
        .columnsDiffer, at: text,
        "a vector is wanted, and it is \(matrix.rowCount)×\(matrix.columnCount)",
        advice: "name a column of it, as in \(text)(:,1)")
    }
    return matrix.elements
  }

  /// The points, a row a measurement; a row vector counts as a column.
  private static func points(
    _ matrices: [Matrix<Double>], _ names: [String], count: Int, _ yName: String
  ) throws(NetworkFileError) -> Matrix<Double> {
    var columns: [[Double]] = []
    for (matrix, name) in zip(matrices, names) {
      let whole = matrix.rowCount == 1 && count > 1 ? matrix.transposed() : matrix
      guard whole.rowCount == count else {
        throw NetworkFileError(
          .labelsDoNotFit, at: name,
          "it is \(matrix.rowCount)×\(matrix.columnCount), and \(yName) has \(count) measurements",
          advice: "give a point for each measurement, one a row")
      }
      columns += (0..<whole.columnCount).map { whole.column($0) }
    }
    return Matrix(rowCount: count, columnCount: columns.count) { columns[$1][$0] }
  }

  /// What the formula calls the columns: by the names of their variables where all are in it, else x, or x1, x2, ….
  private static func variables(
    _ names: [String], _ matrices: [Matrix<Double>], of plain: Formula
  ) -> [String] {
    let words = names.map { text in
      let path = MATPath.splitArgument(text).path ?? text
      return String(path.split(separator: ".").last ?? "")
    }
    let known = Set(plain.parameterNames + plain.variableNames)
    let isNamed = matrices.allSatisfy { $0.rowCount == 1 || $0.columnCount == 1 }
    if isNamed, Set(words).count == words.count, known.isSuperset(of: words) { return words }
    let count = matrices.reduce(0) { $0 + ($1.rowCount == 1 ? 1 : $1.columnCount) }
    return count == 1 && !plain.variableNames.contains("x1")
      ? ["x"] : (1...max(1, count)).map { "x\($0)" }
  }

  private static func check(
    _ plain: Formula, _ variables: [String], _ model: Formula
  ) throws(NetworkFileError) {
    if let missing = plain.variableNames.first(where: { !variables.contains($0) }) {
      throw NetworkFileError(
        .settingsDoNotFit, at: "--model",
        "the formula has \(missing), and the data are \(variables.joined(separator: ", "))",
        advice: "name with --x all that it needs, or call it what the data are")
    }
    guard !model.parameterNames.isEmpty else {
      throw NetworkFileError(
        .settingsDoNotFit, at: "--model", "the formula has no parameter to be fitted",
        advice: "write a name where a number is wanted, as in a*x + b")
    }
  }

  private static func uncertainty(
    _ settings: FitSettings, count: Int
  ) throws -> FitData.Uncertainty {
    guard let name = settings.weights ?? settings.sigma else { return .equal }
    let numbers = try numbers(name, in: settings)
    return settings.weights == nil ? .standardDeviations(numbers) : .weights(numbers)
  }
}
