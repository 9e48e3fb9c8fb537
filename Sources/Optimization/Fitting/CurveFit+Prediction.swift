public import Matrices

/// What a fit says of new points: the curve, how well it is known there, and a band around it.
public struct Prediction: Sendable, Hashable {
  /// f(x; p), a number a point.
  public let values: [Double]
  /// Its standard error, and that of a measurement where one was asked for; NaN where it depends on what the
  /// data leave open. A parameter at a bound counts as known.
  public let standardErrors: [Double]
  /// The band's lower and upper ends: values ∓ t·standard errors.
  public let lower: [Double]
  public let upper: [Double]
}

/// Of what a band is to tell where it lies.
public enum PredictionKind: Sendable, Hashable {
  /// The curve itself: a confidence band.
  case curve
  /// One more measurement: a prediction band. Its standard deviation in units of that of a measurement of weight 1;
  /// of y itself where standard deviations are known.
  case observation(deviation: Double = 1)
}

extension CurveFit {
  /// f at new points with bands that hold at each point by itself; MATLAB's `nlpredci`.
  ///
  ///     let band = decay.prediction(at: Matrix(column: [0, 0.5, 1]))
  ///     print(band.values, band.lower, band.upper)
  ///
  /// The standard error is √(gᵀCg) for the covariance C and g = ∂f/∂p at the point. Traps where the points have
  /// another number of columns than the model has variables.
  public func prediction(
    at points: Matrix<Double>, level: Double = 0.95, of kind: PredictionKind = .curve
  ) -> Prediction {
    require(
      points.columnCount == model.variableNames.count,
      "points of \(points.columnCount) columns do not fit the variables \(model.variableNames)")
    let m = points.rowCount
    var model = model
    var values = [Double](repeating: 0, count: m)
    var span = values.mutableSpan
    model.values(at: points, parameters: parameters.span, into: &span)
    let t = factor(ofLevel: level) ?? .nan
    let slopes = slopes(at: points, values)
    let errors = (0..<m).map { i in standardError(slopes, m, i, kind) }
    return Prediction(
      values: values, standardErrors: errors,
      lower: (0..<m).map { values[$0] - t * errors[$0] },
      upper: (0..<m).map { values[$0] + t * errors[$0] })
  }

  /// ∂f/∂p by the parameters that were free, m×n; NaN at points where the model is not finite.
  private func slopes(at points: Matrix<Double>, _ values: [Double]) -> [Double] {
    if let slopes = jacobian(at: points, values) { return slopes }
    let m = points.rowCount
    var slopes = [Double](repeating: .nan, count: m * problem.free.count)
    for i in 0..<m {
      // One point at a time, so that one that is not finite spoils no other.
      let point = Matrix(row: (0..<points.columnCount).map { points[i, $0] })
      guard let row = jacobian(at: point, [values[i]]) else { continue }
      for j in row.indices { slopes[i + m * j] = row[j] }
    }
    return slopes
  }

  /// The same; nil where one is not finite.
  private func jacobian(at points: Matrix<Double>, _ values: [Double]) -> [Double]? {
    guard let data = try? FitData(x: points, y: values) else { return nil }
    let free = problem.free
    return FitResiduals(model, data, .squares, free: free, parameters: parameters)
      .linearization(at: free.map { parameters[$0] })?.jacobian
  }

  private func standardError(
    _ slopes: [Double], _ m: Int, _ i: Int, _ kind: PredictionKind
  ) -> Double {
    var square = 0.0
    for k in 0..<rank {
      var element = 0.0
      for (j, parameter) in problem.free.enumerated() {
        element += slopes[i + m * j] * factor[parameter, k]
      }
      square += element * element
    }
    if !isDetermined({ slopes[i + m * $0] }) { square = .nan }
    square *= variance
    if case .observation(let deviation) = kind {
      let unit = data.knowsDeviations ? 1 : observationDeviation
      square += deviation * unit * deviation * unit
    }
    return square.squareRoot()
  }

  /// Whether the curve does not change in the directions in which the data leave parameters open.
  private func isDetermined(_ slope: (Int) -> Double) -> Bool {
    (0..<openDirections.columnCount).allSatisfy { k in
      var (sum, size) = (0.0, 0.0)
      for (j, parameter) in problem.free.enumerated() {
        let part = slope(j) * openDirections[parameter, k]
        sum += part
        size += part.magnitude
      }
      return sum.magnitude <= 1e-6 * size
    }
  }

  /// The standard deviation of a measurement of weight 1: s, and of a robust loss the median of |r|·√w over 0.6745, on
  /// which outliers have no influence.
  private var observationDeviation: Double {
    guard loss.shape != .squares else { return residualStandardDeviation }
    let sizes = residuals.indices.filter { data.weight($0) > 0 }
      .map { residuals[$0].magnitude * data.weight($0).squareRoot() }.sorted()
    let middle = sizes.count / 2
    let median = sizes.count % 2 == 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2
    return median / 0.674489750196082
  }
}
