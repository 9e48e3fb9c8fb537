public import Matrices

/// What a model is fitted to: points, what was measured there, and how far each measurement is to be trusted.
///
///     let data = try FitData(x: [0, 1, 2, 3], y: [2.1, 1.2, 0.8, 0.4])
public struct FitData: Sendable {
  /// How far measurements are to be trusted.
  public enum Uncertainty: Sendable, Hashable {
    /// All alike; their standard deviation σ is estimated from the residuals.
    case equal
    /// Weights wᵢ ≥ 0: the variance of yᵢ is σ²/wᵢ, and σ is estimated. Only their ratios count: MATLAB's `Weights`,
    /// SciPy's `sigma` = 1/√w with `absolute_sigma=False`.
    case weights([Double])
    /// Standard deviations σᵢ > 0 that are known, and taken as they are: SciPy's `absolute_sigma=True`. Standard errors
    /// then say nothing of how well the model fits; `reducedChiSquare` does.
    case standardDeviations([Double])
  }

  /// The points, N×d, one a row.
  public let x: Matrix<Double>
  /// What was measured, N numbers.
  public let y: [Double]
  /// How far it is to be trusted.
  public let uncertainty: Uncertainty

  /// Points of several variables.
  ///
  /// Throws where there is no point, counts differ, a number is not finite, a weight is negative or all are zero, or
  /// a standard deviation is not positive.
  public init(
    x: Matrix<Double>, y: [Double], uncertainty: Uncertainty = .equal
  ) throws(FitError) {
    try Self.check(x, y)
    switch uncertainty {
    case .equal: break
    case .weights(let weights):
      try Self.check(weights, "weight", count: y.count) { $0 >= 0 }
      guard weights.contains(where: { $0 > 0 }) else {
        throw FitError(.invalidWeight, "all weights are zero, which leaves no data")
      }
    case .standardDeviations(let deviations):
      try Self.check(deviations, "standard deviation", count: y.count) { $0 > 0 }
    }
    self.x = x
    self.y = y
    self.uncertainty = uncertainty
  }

  /// Points of one variable; see the other initializer.
  public init(x: [Double], y: [Double], uncertainty: Uncertainty = .equal) throws(FitError) {
    try self.init(x: Matrix(column: x), y: y, uncertainty: uncertainty)
  }

  /// The number of measurements, N.
  public var count: Int { y.count }

  /// wᵢ: 1, the weight, or 1/σᵢ².
  func weight(_ i: Int) -> Double {
    switch uncertainty {
    case .equal: 1
    case .weights(let weights): weights[i]
    case .standardDeviations(let deviations): 1 / (deviations[i] * deviations[i])
    }
  }

  var knowsDeviations: Bool {
    if case .standardDeviations = uncertainty { true } else { false }
  }

  private static func check(_ x: Matrix<Double>, _ y: [Double]) throws(FitError) {
    guard !y.isEmpty else { throw FitError(.noData, "there are no data to fit") }
    guard x.rowCount == y.count else {
      throw FitError(
        .countsDiffer,
        "there are \(x.rowCount) points and \(y.count) measurements; give one for each")
    }
    for i in y.indices {
      guard (0..<x.columnCount).allSatisfy({ x[i, $0].isFinite }), y[i].isFinite else {
        throw FitError(
          .notFinite, "row \(i + 1) has a number that is NaN or infinite; leave the row out")
      }
    }
  }

  private static func check(
    _ numbers: [Double], _ name: String, count: Int, isPossible: (Double) -> Bool
  ) throws(FitError) {
    guard numbers.count == count else {
      throw FitError(
        .countsDiffer,
        "there are \(numbers.count) \(name)s for \(count) measurements; give one for each")
    }
    if let i = numbers.firstIndex(where: { !isPossible($0) || !$0.isFinite }) {
      throw FitError(.invalidWeight, "the \(name) of row \(i + 1) is \(numbers[i]), which is none")
    }
  }
}

/// What is wrong with the data of a fit.
public struct FitError: Error, Hashable, Sendable {
  /// The kind of mistake; open, so that a new kind breaks no caller's switch.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// There is no measurement.
    public static let noData = Code(rawValue: "noData")
    /// There are more or fewer of one thing than of another.
    public static let countsDiffer = Code(rawValue: "countsDiffer")
    /// A number is NaN or infinite.
    public static let notFinite = Code(rawValue: "notFinite")
    /// A weight or a standard deviation is none.
    public static let invalidWeight = Code(rawValue: "invalidWeight")
  }

  /// The kind of mistake.
  public let code: Code
  /// One sentence.
  public let problem: String

  init(_ code: Code, _ problem: String) {
    self.code = code
    self.problem = problem
  }
}

extension FitError: CustomStringConvertible {
  public var description: String { problem }
}
