public import Matrices

/// An affine map of each feature, (x − μ)/σ.
public struct Standardization: Hashable, Codable, Sendable {
  /// What is taken off each feature.
  public let mu: [Double]
  /// What each feature is then divided by; not zero.
  public let sigma: [Double]

  /// Traps where there are not as many of one as of the other, or a σ is zero or not finite.
  public init(mu: [Double], sigma: [Double]) {
    require(mu.count == sigma.count, "\(mu.count) means do not fit \(sigma.count) deviations")
    require(
      (mu + sigma).allSatisfy(\.isFinite) && !sigma.contains(0), "σ must be finite and not zero")
    self.mu = mu
    self.sigma = sigma
  }

  /// The one that gives the samples' features the mean 0 and the standard deviation 1, by √(Σ(x − μ)²/N) as
  /// scikit-learn's `StandardScaler`, and MATLAB's `std(x, 1)`.
  ///
  /// A feature that is constant, to rounding, has σ = 1: it becomes zero. Traps where there is no sample.
  public init<Scalar: NetworkScalar>(of inputs: Matrix<Scalar>) {
    require(inputs.rowCount > 0, "features of 0 samples cannot be standardised")
    let columns = (0..<inputs.columnCount).map { inputs.column($0).map { Double($0) } }
    let means = columns.map { column in
      // The middle of the range is exact where a feature is constant, and sums then cannot overflow.
      let anchor = column[0]
      return anchor + column.reduce(0) { $0 + ($1 - anchor) / Double(column.count) }
    }
    mu = means
    sigma = zip(columns, means).map { column, mean in
      let largest = column.reduce(0) { max($0, ($1 - mean).magnitude) }
      let size = column.reduce(0) { max($0, $1.magnitude) }
      guard largest > 4 * Double(Scalar.ulpOfOne) * size, largest.isFinite else { return 1 }
      let sum = column.reduce(0) { sum, x in
        let share = (x - mean) / largest
        return sum + share * share
      }
      return largest * (sum / Double(column.count)).squareRoot()
    }
  }

  /// (x − μ)/σ of every feature, computed in double precision. Traps where there are not as many features.
  public func applied<Scalar: NetworkScalar>(to inputs: Matrix<Scalar>) -> Matrix<Scalar> {
    require(
      inputs.columnCount == mu.count,
      "\(inputs.columnCount) features cannot be standardised by \(mu.count) means")
    guard mu.contains(where: { $0 != 0 }) || sigma.contains(where: { $0 != 1 }) else {
      return inputs
    }
    return Matrix(rowCount: inputs.rowCount, columnCount: inputs.columnCount) {
      Scalar((Double(inputs[$0, $1]) - mu[$1]) / sigma[$1])
    }
  }
}
