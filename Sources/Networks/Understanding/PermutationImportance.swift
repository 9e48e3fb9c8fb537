public import Matrices
public import Randomness

/// How much a score falls when the values of one feature are exchanged among the samples: what the network's
/// answers owe to that feature.
///
/// With s the score of the samples as they are, and s_jr that with column j in random order r,
///
///     importance of j = s − (1/R) Σ_r s_jr
///
/// which is scikit-learn's `permutation_importance`. A feature that others tell as well gets little, though it
/// matters: the network reads the others. Near 0, and below it, lies what chance gives.
///
/// L. Breiman, "Random forests", Machine Learning 45, 2001, section 10.
///
///     var random = MersenneTwister(seed: 0)
///     let importance = PermutationImportance(of: X, repeats: 5, using: &random) { X in
///       network.accuracy(on: X)
///     }
public struct PermutationImportance: Hashable, Sendable {
  /// The score of the samples as they are.
  public let score: Double
  /// By how much it fell, features×repeats.
  public let drops: Matrix<Double>

  /// The importance of each column of X. O(features · repeats · one score).
  ///
  /// The orders are drawn feature by feature, repeat after repeat, as `numpy.random.permutation` draws them.
  ///
  /// - Parameters:
  ///   - X: The samples, one a row.
  ///   - repeats: R, how often each column is put into another order.
  ///   - random: The stream that the orders are drawn from.
  ///   - scoring: The score of samples, the larger the better.
  ///
  /// Traps where there is no sample or no repeat.
  public init<Failure: Error>(
    of X: Matrix<Double>, repeats: Int, using random: inout MersenneTwister,
    scoring: (Matrix<Double>) throws(Failure) -> Double
  ) throws(Failure) {
    require(repeats > 0, "features cannot be put into another order \(repeats) times")
    require(X.rowCount > 0, "\(X.rowCount) samples cannot be put into another order")
    let whole = try scoring(X)
    var drops = Matrix<Double>(repeating: 0, rowCount: X.columnCount, columnCount: repeats)
    var shuffled = X
    for feature in 0..<X.columnCount {
      let column = X.column(feature)
      for turn in 0..<repeats {
        for (row, place) in random.permutation(X.rowCount).enumerated() {
          shuffled[row, feature] = column[place]
        }
        drops[feature, turn] = whole - (try scoring(shuffled))
      }
      for row in 0..<X.rowCount { shuffled[row, feature] = column[row] }
    }
    (score, self.drops) = (whole, drops)
  }

  /// The mean fall of each feature.
  public var means: [Double] { (0..<drops.rowCount).map { mean(drops.row($0)) } }

  /// The spread of the falls of each feature over the repeats: √((1/R) Σ (x − mean)²), as NumPy's `std` has it.
  public var deviations: [Double] {
    zip(0..<drops.rowCount, means).map { feature, middle in
      mean(drops.row(feature).map { ($0 - middle) * ($0 - middle) }).squareRoot()
    }
  }

  /// The features by their importance, the most important first; those of the same in their order.
  public var order: [Int] {
    let means = means
    return means.indices.sorted { (-means[$0], $0) < (-means[$1], $1) }
  }
}
