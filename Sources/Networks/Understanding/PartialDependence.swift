public import Matrices

/// The average answer of a network when one feature has a given value: its partial dependence.
///
/// With x_i the samples and their feature j put to v,
///
///     f̄_j(v) = (1/N) Σ_i f(x_i with x_ij = v)
///
/// which is scikit-learn's `partial_dependence` with `method="brute"`. Where features hang together, some of
/// those samples are such as never occur.
///
/// J. H. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29, 2001,
/// section 8.2.
///
///     let curve = PartialDependence(of: X, feature: 0) { X in network.outputs(for: X) }
public struct PartialDependence: Hashable, Sendable {
  /// The values v, ascending.
  public let values: [Double]
  /// The mean answers, values×outputs.
  public let answers: Matrix<Double>

  /// The dependence on one feature. O(values · one pass of N samples).
  ///
  /// The values are all that the feature has, if those are no more than `count`; else `count` of equal distances
  /// from its 5th to its 95th percentile, as scikit-learn takes them.
  ///
  /// - Parameters:
  ///   - X: The samples, one a row.
  ///   - feature: The column, from 0.
  ///   - count: The most values.
  ///   - outputs: The network's answers, a row a sample.
  ///
  /// Traps where there is no sample, no such column, or fewer than two values are asked for.
  public init<Failure: Error>(
    of X: Matrix<Double>, feature: Int, count: Int = 100,
    outputs: (Matrix<Double>) throws(Failure) -> Matrix<Double>
  ) throws(Failure) {
    require(X.rowCount > 0, "\(X.rowCount) samples have no mean answer")
    require(
      (0..<X.columnCount).contains(feature), "\(X.columnCount) features have no number \(feature)")
    require(count > 1, "\(count) values make no curve")
    let sorted = X.column(feature).sorted()
    values = Self.values(sorted, count)
    var (changed, rows) = (X, [[Double]]())
    for value in values {
      for row in 0..<X.rowCount { changed[row, feature] = value }
      let Y = try outputs(changed)
      rows.append((0..<Y.columnCount).map { mean(Y.column($0)) })
    }
    answers = Matrix(rows: rows)
  }

  private static func values(_ sorted: [Double], _ count: Int) -> [Double] {
    var distinct: [Double] = []
    for value in sorted where value != distinct.last {
      distinct.append(value)
      if distinct.count > count { break }
    }
    guard distinct.count > count else { return distinct }
    let (low, high) = (quantile(sorted, 0.05), quantile(sorted, 0.95))
    // Nearly all have one value: then the ends are those of all.
    let (first, last) = low < high ? (low, high) : (sorted[0], sorted[sorted.count - 1])
    return (0..<count).map { first + (last - first) * Double($0) / Double(count - 1) }
  }

  /// Cunnane's, as SciPy's `mquantiles` and so scikit-learn have it: the k-th of n numbers stands for the share
  /// (k − 0.4)/(n + 0.2), and between two they are in proportion.
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard sorted.count > 1 else { return sorted[0] }
    let place = Double(sorted.count) * share + 0.4 + 0.2 * share
    let below = max(1, min(sorted.count - 1, Int(place)))
    let part = max(0, min(1, place - Double(below)))
    return (1 - part) * sorted[below - 1] + part * sorted[below]
  }
}
