public import Matrices

/// An affine map of each feature, (x − μ)/σ.
///
/// ```swift
/// let X: Matrix = [[1.0, 10], [3, 10]]
/// let standardization = Standardization(of: X)
/// assert(standardization.mu == [2, 10])
/// assert(standardization.applied(to: X) == [[-1, 0], [1, 0]])
/// ```
public struct Standardization: Hashable, Codable, Sendable {
  /// The mean μ subtracted from each feature.
  public let mu: [Double]
  /// The deviation σ that each feature is then divided by; not zero.
  public let sigma: [Double]

  /// Traps where there are not as many of one as of the other, or a σ is zero or not finite.
  ///
  /// ```swift
  /// let standardization = Standardization(mu: [1], sigma: [2])
  /// assert(standardization.applied(to: [[5.0]]) == [[2]])
  /// ```
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
  ///
  /// Sums are added in the order of the tree that losses are added by, so that their bits depend on
  /// the number of samples alone. Two passes over the samples, and nothing is copied.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init<Scalar: NetworkScalar>(of inputs: Matrix<Scalar>) {
    require(inputs.rowCount > 0, "features of 0 samples cannot be standardised")
    let count = inputs.rowCount
    var (mu, sigma): ([Double], [Double]) = ([], [])
    unsafe inputs.withUnsafeBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      for feature in 0..<inputs.columnCount {
        let spread = unsafe FeatureSpread(of: start + feature * count, count: count)
        mu.append(spread.mean)
        sigma.append(spread.deviation)
      }
    }
    (self.mu, self.sigma) = (mu, sigma)
  }

  /// (x − μ)/σ of every feature, computed in double precision. Traps where there are not as many features.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func applied<Scalar: NetworkScalar>(to inputs: Matrix<Scalar>) -> Matrix<Scalar> {
    require(
      inputs.columnCount == mu.count,
      "\(inputs.columnCount) features cannot be standardised by \(mu.count) means")
    guard mu.contains(where: { $0 != 0 }) || sigma.contains(where: { $0 != 1 }) else {
      return inputs
    }
    let count = inputs.rowCount
    let elements = unsafe [Scalar](unsafeUninitializedCapacity: inputs.count) { result, filled in
      unsafe inputs.withUnsafeBufferPointer { elements in
        for feature in mu.indices {
          let (mean, deviation) = (mu[feature], sigma[feature])
          for index in feature * count..<(feature + 1) * count {
            let value = Scalar((Double(unsafe elements[index]) - mean) / deviation)
            unsafe result.initializeElement(at: index, to: value)
          }
        }
        filled = elements.count
      }
    }
    return Matrix(rowCount: count, columnCount: inputs.columnCount, elements: elements)
  }
}

/// The mean of a feature, and what it is divided by.
private struct FeatureSpread {
  let mean: Double
  let deviation: Double

  /// Of so many numbers, one at least.
  @unsafe @inline(__always)
  init<Scalar: NetworkScalar>(of numbers: UnsafePointer<Scalar>, count: Int) {
    // A number of the feature is exact where that is constant, and the sum of small shares cannot overflow.
    let anchor = unsafe Double(numbers[0])
    let share = 1 / Double(count)
    let first = SampleSums.sum(count, adding: { $0.add($1) }) { range in
      unsafe Range(of: numbers, range, anchor: anchor, share: share)
    }
    guard let first else {
      (mean, deviation) = (anchor, 1)
      return
    }
    let mean = anchor + first.sum
    self.mean = mean
    // Rounding keeps the order, so that the ends of the range have the largest distances.
    let largest = max(first.largest - mean, mean - first.least)
    let size = max(first.largest.magnitude, first.least.magnitude)
    guard largest > 4 * Double(Scalar.ulpOfOne) * size, largest.isFinite else {
      deviation = 1
      return
    }
    let squares = SampleSums.sum(count, adding: { $0 += $1 }) { range in
      Self.sum(range) { index in
        let part = (Double(unsafe numbers[index]) - mean) / largest
        return part * part
      }
    }
    deviation = largest * ((squares ?? 0) * share).squareRoot()
  }

  /// The result of a first look at a block.
  private struct Range {
    var sum: Double
    var least: Double
    var largest: Double

    @unsafe @inline(__always)
    init<Scalar: NetworkScalar>(
      of numbers: UnsafePointer<Scalar>, _ range: Swift.Range<Int>, anchor: Double, share: Double
    ) {
      var (least, largest) = (Double.infinity, -Double.infinity)
      sum = FeatureSpread.sum(range) { index in
        let number = unsafe Double(numbers[index])
        least = number < least ? number : least
        largest = number > largest ? number : largest
        return (number - anchor) * share
      }
      (self.least, self.largest) = (least, largest)
    }

    @inline(__always)
    mutating func add(_ other: Range) {
      sum += other.sum
      least = min(least, other.least)
      largest = max(largest, other.largest)
    }
  }

  /// The sum of a block's terms, every fourth together and then those four: additions that need not
  /// wait for one another.
  @inline(__always)
  private static func sum(_ range: Swift.Range<Int>, _ term: (Int) -> Double) -> Double {
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    var index = range.lowerBound
    while index + 4 <= range.upperBound {
      a += term(index)
      b += term(index + 1)
      c += term(index + 2)
      d += term(index + 3)
      index += 4
    }
    var rest = 0.0
    while index < range.upperBound {
      rest += term(index)
      index += 1
    }
    return ((a + b) + (c + d)) + rest
  }
}
