public import Matrices
import RealModule

// Standard errors and measures of the fit.
extension CurveFit {
  /// Measurements with a weight, n.
  public var observationCount: Int {
    data.y.indices.count { data.weight($0) > 0 }
  }

  /// n less the number of combinations of parameters that were estimated.
  public var degreesOfFreedom: Int { observationCount - rank }

  /// s = √(Σ wᵢ·rᵢ²/(n − p)), the standard deviation of a measurement of weight 1; NaN where no freedom is left.
  public var residualStandardDeviation: Double { reducedChiSquare.squareRoot() }

  /// Σ wᵢ·rᵢ²/(n − p): about 1 where known standard deviations are right and the model is. NaN where no freedom is
  /// left.
  public var reducedChiSquare: Double {
    degreesOfFreedom > 0 ? sumOfSquares / Double(degreesOfFreedom) : .nan
  }

  /// What L·Lᵀ is multiplied by to be the covariance.
  ///
  /// s²; 1 where standard deviations are known; and of a robust loss Huber's κ²·(Σψ²/(n − p))/(Σψ′/n)², with
  /// κ = 1 + p/n·(1 − m)/m for m = Σψ′/n: P. J. Huber, Robust Statistics, Wiley 1981, section 7.6.
  var variance: Double {
    guard loss.shape != .squares else { return data.knowsDeviations ? 1 : reducedChiSquare }
    guard degreesOfFreedom > 0 else { return .nan }
    let n = Double(observationCount)
    var (squares, slopes) = (0.0, 0.0)
    for i in residuals.indices where data.weight(i) > 0 {
      let influence = loss.influence(data.weight(i).squareRoot() * residuals[i])
      squares += influence.value * influence.value
      slopes += influence.slope
    }
    let mean = slopes / n
    guard mean > 0 else { return .nan }
    let correction = 1 + Double(rank) / n * (1 - mean) / mean
    return correction * correction * squares / Double(degreesOfFreedom) / (mean * mean)
  }

  /// The distribution that intervals are made with: Student's t with n − p degrees of freedom, or the normal one
  /// where standard deviations are known. Nil where no freedom is left.
  public var distribution: StudentT? {
    if data.knowsDeviations, loss.shape == .squares {
      return StudentT(degreesOfFreedom: .infinity)
    }
    return degreesOfFreedom > 0 ? StudentT(degreesOfFreedom: Double(degreesOfFreedom)) : nil
  }

  /// The covariance of the parameters, p×p: s²·(JᵀWJ)⁻¹, by the QR decomposition of √W·J, with no square of it.
  ///
  /// Zero where a parameter is fixed, NaN where one is at a bound or undetermined.
  public var covariance: Matrix<Double> {
    let variance = variance
    return Matrix(rowCount: parameters.count, columnCount: parameters.count) { i, j in
      if standings[i] == .fixed || standings[j] == .fixed { return 0 }
      guard standings[i] == .estimated, standings[j] == .estimated else { return .nan }
      return variance * (0..<rank).reduce(0) { $0 + factor[i, $1] * factor[j, $1] }
    }
  }

  /// The standard errors: the roots of the covariance's diagonal.
  public var standardErrors: [Double] {
    let deviation = variance.squareRoot()
    return parameters.indices.map { j in
      switch standings[j] {
      case .fixed: return 0
      case .atBound, .undetermined: return .nan
      case .estimated: return deviation * rowLength(j)
      }
    }
  }

  /// √Σ L²ⱼₖ.
  func rowLength(_ j: Int) -> Double {
    (0..<rank).reduce(0) { $0 + factor[j, $1] * factor[j, $1] }.squareRoot()
  }

  /// The correlations of the estimates, p×p; NaN where one is not estimated, and 1 on the diagonal where it is.
  public var correlations: Matrix<Double> {
    Matrix(rowCount: parameters.count, columnCount: parameters.count) { i, j in
      guard standings[i] == .estimated, standings[j] == .estimated else { return .nan }
      if i == j { return 1 }
      let product = (0..<rank).reduce(0) { $0 + factor[i, $1] * factor[j, $1] }
      return max(-1, min(1, product / rowLength(i) / rowLength(j)))
    }
  }

  /// p̂ ± t·standard error, a range a parameter; nil where it is not estimated, or no freedom is left.
  ///
  /// MATLAB's `nlparci`. Traps unless the level lies between 0 and 1.
  public func intervals(level: Double = 0.95) -> [ClosedRange<Double>?] {
    guard let t = factor(ofLevel: level) else { return parameters.map { _ in nil } }
    let errors = standardErrors
    return parameters.indices.map { j in
      guard standings[j] == .estimated, errors[j].isFinite else { return nil }
      return parameters[j] - t * errors[j]...parameters[j] + t * errors[j]
    }
  }

  /// t for a level of confidence; nil where no freedom is left.
  func factor(ofLevel level: Double) -> Double? {
    require(level > 0 && level < 1, "a level of confidence lies between 0 and 1, not at \(level)")
    return distribution?.upperQuantile((1 - level) / 2)
  }

  /// R² = 1 − Σ wᵢ·rᵢ²/Σ wᵢ·(yᵢ − ȳ)², ȳ being the weighted mean: negative where the model is worse than it. NaN where
  /// all yᵢ are equal.
  public var rSquared: Double {
    let spread = spread
    return spread > 0 ? 1 - sumOfSquares / spread : .nan
  }

  /// 1 − (1 − R²)·(n − 1)/(n − p).
  public var adjustedRSquared: Double {
    degreesOfFreedom > 0
      ? 1 - (1 - rSquared) * Double(observationCount - 1) / Double(degreesOfFreedom) : .nan
  }

  private var spread: Double {
    var (sum, total) = (0.0, 0.0)
    for i in data.y.indices {
      sum += data.weight(i) * data.y[i]
      total += data.weight(i)
    }
    let mean = sum / total
    return data.y.indices.reduce(0) {
      $0 + data.weight($1) * (data.y[$1] - mean) * (data.y[$1] - mean)
    }
  }

  /// ln of the largest likelihood of normal errors; NaN for a robust loss, which is none of these.
  public var logLikelihood: Double {
    guard loss.shape == .squares else { return .nan }
    let n = Double(observationCount)
    let logs = data.y.indices.reduce(0.0) {
      data.weight($1) > 0 ? $0 + Double.log(data.weight($1)) : $0
    }
    let body =
      data.knowsDeviations
      ? sumOfSquares + n * Double.log(2 * .pi)
      : n * (Double.log(2 * .pi * sumOfSquares / n) + 1)
    return (logs - body) / 2
  }

  /// What was estimated: parameters, and σ where it was not known.
  private var estimateCount: Double { Double(rank + (data.knowsDeviations ? 0 : 1)) }

  /// Akaike's information criterion, 2k − 2·ln L, k being the number of combinations of parameters, and one more for σ
  /// where it is estimated, as in R. Less is better.
  public var aic: Double { 2 * estimateCount - 2 * logLikelihood }

  /// The Bayesian information criterion, k·ln n − 2·ln L.
  public var bic: Double {
    estimateCount * Double.log(Double(observationCount)) - 2 * logLikelihood
  }
}
