public import MATFiles
public import Matrices
public import Optimization
public import OrderedCollections

/// A fit, as a file holds it: the struct `fit`.
///
/// - `format`, 'matkit-fit', `version`, the MatKit that wrote it; `model`, the formula, and `handle`, the same as the text of
///   a function of p and x for `str2func`, which takes x as `fit.x` has it
/// - `names`, 1×p cell; `parameters`, `standard_errors`, p×1; `standing`, p×1 cell; `covariance`, `correlations`, p×p;
///   `confidence`, the level; `intervals`, p×2, `profile_intervals` where they were asked for; `lower`, `upper`, the bounds
/// - `residual_sd`, `degrees_of_freedom`, `sum_of_squares`, `r2`, `adjusted_r2`, `aic`, `bic`
/// - `x`, N×d, with `variables`; `y`, `fitted`, `residuals`, N×1; `weights` or `sigma` where they were given
/// - `grid` for one variable: 200 points `x`, the curve `y`, the confidence band `lower`, `upper`, and that of a further
///   measurement, `observation_lower`, `observation_upper`
/// - `reason`, `converged`, `iterations`, `evaluations`; `settings`, `command`
public struct SavedFit: Sendable {
  static let format = "matkit-fit"
  /// How many points the grid has.
  private static let gridCount = 200

  /// The settings.
  public let settings: FitSettings
  /// The fit; one that was read has the parameters, and all that follows from them and the data.
  public let fit: CurveFit<Formula>
  /// Why it ended, and whether at a minimum.
  public let reason: String
  public let isConverged: Bool
  let bounds: Bounds<Double>?

  init(_ settings: FitSettings, _ fit: CurveFit<Formula>, _ bounds: Bounds<Double>?) {
    self.settings = settings
    self.fit = fit
    self.bounds = bounds
    reason = fit.reason.description
    isConverged = fit.isSuccess
  }

  /// The points of the grid; nil where the model has several variables.
  public var gridPoints: Matrix<Double>? {
    guard fit.data.x.columnCount == 1, let least = fit.data.x.elements.min(),
      let most = fit.data.x.elements.max()
    else { return nil }
    return Matrix(column: linspace(least, most, count: Self.gridCount))
  }

  /// The struct of a file.
  public func matValue() throws -> MATValue {
    var fields = describing
    for (name, value) in measured { fields[name] = value }
    if let grid = gridPoints {
      fields["grid"] = bands(at: grid, named: ("x", "y")).matValue
    }
    fields["reason"] = reason.matValue
    fields["converged"] = isConverged.matValue
    fields["iterations"] = Double(fit.solution.iterations).matValue
    fields["evaluations"] = Double(fit.solution.evaluations).matValue
    fields["settings"] = try MATEncoder(absence: .omitted).encode(settings)
    fields["command"] = settings.command.matValue
    return .structure(MATStructArray(fields))
  }

  /// The curve at points and the bands around it.
  public func bands(
    at points: Matrix<Double>, named names: (x: String, y: String)
  ) -> OrderedDictionary<String, MATValue> {
    let level = settings.confidence
    let curve = fit.prediction(at: points, level: level)
    var fields: OrderedDictionary<String, MATValue> = [
      names.x: points.matValue, names.y: Matrix(column: curve.values).matValue,
      "lower": Matrix(column: curve.lower).matValue,
      "upper": Matrix(column: curve.upper).matValue,
    ]
    // Of known deviations nobody says what that of a further measurement is.
    guard settings.sigma == nil else { return fields }
    let new = fit.prediction(at: points, level: level, of: .observation())
    fields["observation_lower"] = Matrix(column: new.lower).matValue
    fields["observation_upper"] = Matrix(column: new.upper).matValue
    return fields
  }

  private var describing: OrderedDictionary<String, MATValue> {
    let intervals = fit.intervals(level: settings.confidence)
    var fields: OrderedDictionary<String, MATValue> = [
      "format": Self.format.matValue, "version": matKitVersion.matValue,
      "model": fit.model.text.matValue, "handle": fit.model.matlabFunction.matValue,
      "names": Matrix(row: fit.parameterNames).matValue,
      "parameters": Matrix(column: fit.parameters).matValue,
      "standard_errors": Matrix(column: fit.standardErrors).matValue,
      "standing": Matrix(column: fit.standings.map(\.rawValue)).matValue,
      "covariance": fit.covariance.matValue, "correlations": fit.correlations.matValue,
      "confidence": settings.confidence.matValue,
      "intervals": Self.ends(intervals.map { ($0?.lowerBound ?? .nan, $0?.upperBound ?? .nan) }),
    ]
    if settings.profile {
      fields["profile_intervals"] = Self.ends(
        profiles.map { ($0?.lower ?? .nan, $0?.upper ?? .nan) })
    }
    if let bounds {
      fields["lower"] = Matrix(column: bounds.lower).matValue
      fields["upper"] = Matrix(column: bounds.upper).matValue
    }
    return fields
  }

  /// The profile-likelihood interval of each parameter; nil where it has none.
  public var profiles: [ProfileInterval?] {
    fit.parameters.indices.map { fit.profileInterval(of: $0, level: settings.confidence) }
  }

  private static func ends(_ rows: [(Double, Double)]) -> MATValue {
    Matrix(rowCount: rows.count, columnCount: 2) { $1 == 0 ? rows[$0].0 : rows[$0].1 }.matValue
  }

  private var measured: OrderedDictionary<String, MATValue> {
    var fields: OrderedDictionary<String, MATValue> = [
      "residual_sd": fit.residualStandardDeviation.matValue,
      "degrees_of_freedom": Double(fit.degreesOfFreedom).matValue,
      "sum_of_squares": fit.sumOfSquares.matValue, "r2": fit.rSquared.matValue,
      "adjusted_r2": fit.adjustedRSquared.matValue, "aic": fit.aic.matValue,
      "bic": fit.bic.matValue, "variables": Matrix(row: fit.model.variableNames).matValue,
      "x": fit.data.x.matValue, "y": Matrix(column: fit.data.y).matValue,
      "fitted": Matrix(column: fit.fittedValues).matValue,
      "residuals": Matrix(column: fit.residuals).matValue,
    ]
    switch fit.data.uncertainty {
    case .equal: break
    case .weights(let weights): fields["weights"] = Matrix(column: weights).matValue
    case .standardDeviations(let sigma): fields["sigma"] = Matrix(column: sigma).matValue
    }
    return fields
  }
}
