public import MATFiles
public import Matrices
import Optimization

extension SavedFit {
  /// The fit of a file that `matkit fit` wrote; nil where it has no struct `fit` of that format.
  ///
  /// All that follows from data and parameters is computed anew. Throws a `MATError` where the file cannot be read, and
  /// `notANetwork` where what it has does not fit together.
  public init?(_ file: MATFile) throws {
    guard let variable = file.variable(named: "fit"), variable.className == "struct",
      case .structure(let fields) = try file.value("fit"), fields.count == 1,
      let format = fields["format"]?.first, (try? String(matValue: format)) == Self.format
    else { return nil }
    do {
      try self.init(fields)
    } catch let error where error is FormulaError || error is FitError || error is DecodingError {
      throw NetworkFileError(
        .notANetwork, at: "\(file.path):fit", "it is no fit that MatKit can use: \(error)",
        advice: "make it anew with matkit fit")
    } catch var error as NetworkFileError {
      error.place = "\(file.path):fit"
      throw error
    } catch var error as MATError {
      (error.file, error.variable) = (file.path, "fit")
      throw error
    }
  }

  /// Points to compute the curve at: rows of as many columns as there are variables. A row vector of a single one counts
  /// as a column.
  ///
  /// Throws `columnsDiffer` where they do not fit, and what reading throws.
  public func points(_ argument: DataArgument) throws -> Matrix<Double> {
    let file = try PointFile(argument)
    let (points, count) = (file.points, fit.model.variableNames.count)
    if count == 1, points.rowCount == 1 { return points.transposed() }
    guard points.columnCount == count else {
      throw NetworkFileError(
        .columnsDiffer, at: file.place,
        "it has \(points.columnCount) columns, and the formula has \(count) variables",
        advice: "give a column for each of \(fit.model.variableNames.joined(separator: ", "))")
    }
    return points
  }

  private init(_ fields: MATStructArray) throws {
    func value(_ name: String) throws(NetworkFileError) -> MATValue {
      if let value = fields[name]?.first { return value }
      throw NetworkFileError(
        .notANetwork, "it has no field \(name)", advice: "make it anew with matkit fit")
    }
    func numbers(_ name: String) throws -> [Double] {
      try Matrix<Double>(matValue: value(name)).elements
    }
    let settings = try MATDecoder().decode(FitSettings.self, from: value("settings"))
    let names = try Matrix<String>(matValue: value("variables")).elements
    let model = try Formula(String(matValue: value("model")), variables: names)
    let uncertainty: FitData.Uncertainty =
      if fields["weights"] != nil {
        .weights(try numbers("weights"))
      } else if fields["sigma"] != nil {
        .standardDeviations(try numbers("sigma"))
      } else {
        .equal
      }
    let data = try FitData(
      x: Matrix(matValue: value("x")), y: numbers("y"), uncertainty: uncertainty)
    let parameters = try numbers("parameters")
    let standings = try Matrix<String>(matValue: value("standing")).elements
    let sides = try fields["lower"] == nil ? nil : (numbers("lower"), numbers("upper"))
    let isPossible =
      parameters.count == model.parameterNames.count && standings.count == parameters.count
      && data.x.columnCount == names.count && settings.robustScale > 0
      && settings.robustScale.isFinite
      && settings.confidence > 0 && settings.confidence < 1 && standings.contains { $0 != "fixed" }
      && (sides.map { sides in
        sides.0.count == parameters.count && sides.1.count == parameters.count
          && zip(sides.0, sides.1).allSatisfy { $0 <= $1 }
      } ?? true)
    guard isPossible else {
      throw NetworkFileError(
        .notANetwork, "its fields do not fit together", advice: "make it anew with matkit fit")
    }
    let bounds = sides.map { Bounds(lower: $0.0, upper: $0.1) }
    let fixed = zip(model.parameterNames, standings).filter { $0.1 == "fixed" }.map(\.0)
    // Not one step: the parameters are what they are.
    fit = Optimization.fit(
      model, to: data, from: parameters, fixing: Set(fixed), bounds: bounds,
      loss: RobustLoss(settings.robust, scale: settings.robustScale),
      stopping: StoppingRules(iterations: 0))
    self.settings = settings
    self.bounds = bounds
    reason = try String(matValue: value("reason"))
    isConverged = try Bool(matValue: value("converged"))
  }
}
