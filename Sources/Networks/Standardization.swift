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

  /// The standardisation of the samples of a table, which are not copied, to the same bits: two passes over them.
  public init(of table: SampleTable) {
    let (count, width) = (table.rowCount, table.columnCount)
    require(count > 0, "features of 0 samples cannot be standardised")
    let anchors: Matrix<Double> = table.matrix(of: 0..<1)
    var spreads = anchors.elements.map { FeatureSpread(anchor: $0, count: count) }
    func pass(_ sum: @escaping (FeatureSpread, UnsafePointer<Double>, Int) -> FeatureSpread.Part)
      -> [FeatureSpread.Part]
    {
      SampleSums.sum(count) { first, second in
        for f in 0..<width { first[f].add(second[f]) }
      } of: { range in
        let part: Matrix<Double> = table.matrix(of: range)
        return unsafe part.withUnsafeBufferPointer { numbers in
          guard let start = numbers.baseAddress else { return [] }
          return (0..<width).map { f in
            unsafe sum(spreads[f], start + f * range.count, range.count)
          }
        }
      } ?? []
    }
    let first = unsafe pass { unsafe $0.first(of: $1, 0..<$2) }
    for f in 0..<width { spreads[f].take(first[f], ulp: .ulpOfOne) }
    if spreads.contains(where: { !$0.isConstant }) {
      let second = unsafe pass { unsafe $0.second(of: $1, 0..<$2) }
      for f in 0..<width { spreads[f].takeSquares(second[f]) }
    }
    (mu, sigma) = (spreads.map(\.mean), spreads.map(\.deviation))
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

/// The mean of a feature, and what it is divided by: made in two passes, of which each is a sum of blocks.
private struct FeatureSpread {
  private(set) var mean: Double
  private(set) var deviation = 1.0
  /// A number of the feature is exact where that is constant, and the sum of small shares cannot overflow.
  private let anchor: Double
  private let share: Double
  /// The largest distance from the mean.
  private var largest = 0.0
  private(set) var isConstant = true

  init(anchor: Double, count: Int) {
    (self.anchor, mean) = (anchor, anchor)
    share = 1 / Double(count)
  }

  /// Of so many numbers, one at least.
  @unsafe @inline(__always)
  init<Scalar: NetworkScalar>(of numbers: UnsafePointer<Scalar>, count: Int) {
    self.init(anchor: unsafe Double(numbers[0]), count: count)
    let spread = self
    let first = SampleSums.sum(count, adding: { $0.add($1) }) { range in
      unsafe spread.first(of: numbers, range)
    }
    guard let first else { return }
    take(first, ulp: Double(Scalar.ulpOfOne))
    guard !isConstant else { return }
    let centred = self
    let squares = SampleSums.sum(count, adding: { $0.add($1) }) { range in
      unsafe centred.second(of: numbers, range)
    }
    if let squares { takeSquares(squares) }
  }

  /// The result of a look at a block.
  struct Part {
    var sum: Double
    var least = Double.infinity
    var largest = -Double.infinity

    @inline(__always)
    mutating func add(_ other: Part) {
      sum += other.sum
      least = min(least, other.least)
      largest = max(largest, other.largest)
    }
  }

  /// The sum of a block's shares of the distance from the anchor, and its least and largest number.
  @unsafe @inline(__always)
  func first<Scalar: NetworkScalar>(
    of numbers: UnsafePointer<Scalar>, _ range: Swift.Range<Int>
  ) -> Part {
    var (least, largest) = (Double.infinity, -Double.infinity)
    let sum = Self.sum(range) { index in
      let number = unsafe Double(numbers[index])
      least = number < least ? number : least
      largest = number > largest ? number : largest
      return (number - anchor) * share
    }
    return Part(sum: sum, least: least, largest: largest)
  }

  /// The sum of a block's squared distances from the mean, by the largest of all.
  @unsafe @inline(__always)
  func second<Scalar: NetworkScalar>(
    of numbers: UnsafePointer<Scalar>, _ range: Swift.Range<Int>
  ) -> Part {
    Part(
      sum: Self.sum(range) { index in
        let part = (Double(unsafe numbers[index]) - mean) / largest
        return part * part
      })
  }

  mutating func take(_ first: Part, ulp: Double) {
    mean = anchor + first.sum
    // Rounding keeps the order, so that the ends of the range have the largest distances.
    largest = max(first.largest - mean, mean - first.least)
    let size = max(first.largest.magnitude, first.least.magnitude)
    isConstant = !(largest > 4 * ulp * size && largest.isFinite)
  }

  mutating func takeSquares(_ squares: Part) {
    if !isConstant { deviation = largest * (squares.sum * share).squareRoot() }
  }

  /// The sum of a block's terms, every fourth together and then those four: additions that need not wait for one
  /// another.
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
