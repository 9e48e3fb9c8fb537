public import Matrices

/// How far predicted numbers are from their targets, output by output and over all outputs.
///
/// As scikit-learn's `r2_score`, `mean_squared_error`, `mean_absolute_error`, `max_error`,
/// `median_absolute_error` and `explained_variance_score` have it, whose average over outputs is plain.
///
/// ```swift
/// let errors = RegressionErrors(targets: [[1.0], [3]], predictions: [[1.5], [3]])
/// assert(errors.meanSquaredError == 0.125 && errors.meanAbsoluteError == 0.25)
/// assert(errors.r2 == 0.875 && errors.largest == [0.5])
/// ```
public struct RegressionErrors: Hashable, Sendable {
  /// The number of samples, N.
  public let sampleCount: Int
  /// (1/N) Σ (t − z)² of each output.
  public let meanSquared: [Double]
  /// (1/N) Σ |t − z| of each output.
  public let meanAbsolute: [Double]
  /// The median of |t − z| of each output.
  public let medianAbsolute: [Double]
  /// The largest |t − z| of each output.
  public let largest: [Double]
  /// R² = 1 − Σ (t − z)²/Σ (t − t̄)² of each output. Where the targets do not vary: 1 where z is t
  /// throughout, else 0. NaN for one sample.
  public let rSquared: [Double]
  /// 1 − var(t − z)/var t of each output, which forgives a constant error; at its edges as ``rSquared``.
  public let explainedVariance: [Double]

  /// Compares predictions with targets, both N×K, a sample a row. NaN gives NaN.
  ///
  /// Traps where they differ in shape or there is no sample. O(N·K·log N).
  public init(targets: Matrix<Double>, predictions: Matrix<Double>) {
    require(
      targets.size == predictions.size,
      "\(predictions.shape) predictions cannot be compared with \(targets.shape) targets")
    require(targets.rowCount > 0, "errors cannot be told from 0 samples")
    let outputs = (0..<targets.columnCount).map {
      OutputErrors(targets.column($0), predictions.column($0))
    }
    sampleCount = targets.rowCount
    meanSquared = outputs.map(\.meanSquared)
    meanAbsolute = outputs.map(\.meanAbsolute)
    medianAbsolute = outputs.map(\.medianAbsolute)
    largest = outputs.map(\.largest)
    rSquared = outputs.map(\.rSquared)
    explainedVariance = outputs.map(\.explainedVariance)
  }

  /// The mean over the outputs of ``meanSquared``.
  public var meanSquaredError: Double { mean(meanSquared) }
  /// The mean over the outputs of √``meanSquared``.
  public var rootMeanSquaredError: Double { mean(meanSquared.map { $0.squareRoot() }) }
  /// The mean over the outputs of ``meanAbsolute``.
  public var meanAbsoluteError: Double { mean(meanAbsolute) }
  /// The mean over the outputs of ``rSquared``.
  public var r2: Double { mean(rSquared) }
}

/// Those of one output.
private struct OutputErrors {
  let meanSquared: Double
  let meanAbsolute: Double
  let medianAbsolute: Double
  let largest: Double
  let rSquared: Double
  let explainedVariance: Double

  init(_ targets: [Double], _ predictions: [Double]) {
    let errors = zip(targets, predictions).map { $0 - $1 }
    let sizes = errors.map(\.magnitude)
    let residual = sumOfSquares(errors, around: 0)
    meanSquared = residual / Double(errors.count)
    meanAbsolute = mean(sizes)
    let hasNaN = sizes.contains { $0.isNaN }
    let sorted = sizes.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    medianAbsolute = hasNaN ? .nan : median
    largest = hasNaN ? .nan : sorted[sorted.count - 1]
    let total = sumOfSquares(targets, around: mean(targets))
    rSquared = Self.share(of: residual, in: total, errors.count)
    explainedVariance = Self.share(
      of: sumOfSquares(errors, around: mean(errors)), in: total, errors.count)
  }

  private static func share(of part: Double, in total: Double, _ count: Int) -> Double {
    guard count > 1 else { return .nan }
    guard total == 0 else { return 1 - part / total }
    return part.isNaN ? .nan : part == 0 ? 1 : 0
  }
}

/// Σ xᵢ/n; NaN for no numbers.
func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

private func sumOfSquares(_ numbers: [Double], around middle: Double) -> Double {
  numbers.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
}
