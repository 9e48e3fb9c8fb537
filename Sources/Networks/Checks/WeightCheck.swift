public import Optimization

/// How a network's gradient by backpropagation compares with derivatives that owe nothing to it.
///
/// The complex step is as exact as the loss and takes the side of a kink that backpropagation
/// takes; central differences are a second opinion, which owes nothing to the formulas of the
/// derivatives either.
///
///     let check = WeightCheck(of: loss, at: weights, by: .complexStep)
///     print(check.error, check.worstName)       // 3.1e-16 W{2}(1,3)
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
/// let network = Network(inputs: 1, layers: [.dense(3, .tanh), .dense(1, .sigmoid)])
/// let loss = RegularizedLoss(network, on: data, BuiltInLoss.binaryCrossEntropy)
/// let parameters = (0..<10).map { 0.1 * Double($0) }
/// assert(WeightCheck(of: loss, at: parameters, by: .complexStep).passes)
/// ```
public struct WeightCheck: Hashable, Sendable {
  /// Where the other derivatives come from. The raw value is the name on the command line.
  public enum Method: String, CaseIterable, Codable, Sendable {
    /// Central differences of the loss; see `checkGradient` of Optimization.
    case centralDifferences = "central"
    /// The imaginary part of the loss at a point an imaginary hair's breadth away, divided by it: as exact as
    /// the loss itself. At the kink of ReLU it takes the side that backpropagation takes.
    case complexStep = "complex"
  }

  /// Where the other derivatives come from.
  public let method: Method
  /// The number of weights and biases that were compared.
  public let checkedCount: Int
  /// The largest relative difference: |gᵢ − dᵢ| over the largest of |gᵢ|, |dᵢ| and the root mean square of
  /// the gradient; NaN where the loss or a derivative is not finite.
  public let error: Double
  /// The parameter that differs most, its place in the parameter vector.
  public let worst: Int
  /// Its name as MATLAB writes it, layer, row and column: `W{2}(1,3)`.
  public let worstName: String
  /// Its derivative by backpropagation.
  public let worstGradient: Double
  /// Its derivative by the other method.
  public let worstDifference: Double
  /// The part of the error that may be the central differences' own, from rounding in the loss; 0
  /// for the complex step.
  public let uncertainty: Double
  /// A sentence for each kink that central differences met at the point, where the gradient is the
  /// slope of one side: `a kink along W{1}(9,2): the gradient is its left side, …`. They are no
  /// mistakes.
  public let kinks: [String]

  /// How many weights can be compared by the complex step in about so many seconds: each takes a
  /// sweep over the samples, some 10⁸ products of complex numbers a second.
  package static func affordable(
    of network: Network, sampleCount: Int, seconds: Double
  ) -> Int {
    let sweep = Double(network.parameterCount) * Double(sampleCount)
    return min(network.parameterCount, Int(seconds * 1e8 / max(sweep, 1)))
  }

  /// The largest error of a right gradient: 1e-7 by central differences, 1e-11 by the complex step.
  public static func tolerance(of method: Method) -> Double {
    method == .centralDifferences ? 1e-7 : 1e-11
  }

  /// True if the error is within the tolerance, beside what is the differences' own; NaN is not.
  public var passes: Bool { error <= Self.tolerance(of: method) + uncertainty }

  /// Compares the gradient of `loss` at `parameters`.
  ///
  /// - Parameters:
  ///   - loss: The loss and its data.
  ///   - parameters: As many as the network has.
  ///   - method: Where the other derivatives come from.
  ///   - most: The most parameters to compare, spread evenly over the vector; nil for all. Each takes one
  ///     sweep over the data by the complex step, and 4 to 24 by differences.
  ///   - signal: What ends the comparison before it is done; its error is NaN then.
  public init(
    of loss: RegularizedLoss<Double>, at parameters: [Double], by method: Method,
    most: Int? = nil, stoppedBy signal: StopSignal? = nil
  ) {
    let count = parameters.count
    let used = min(count, max(1, most ?? count))
    let coordinates = (0..<used).map { $0 * count / used }
    var loss = loss
    if let signal { loss.heed(signal) }
    let comparison =
      switch method {
      case .centralDifferences:
        Comparison(differencesOf: loss, at: parameters, coordinates, signal)
      case .complexStep: Comparison(complexStepOf: loss, at: parameters, coordinates, signal)
      }
    self.method = method
    checkedCount = used
    error = comparison.error
    worst = comparison.worst
    worstName = loss.network.parameterName(comparison.worst)
    worstGradient = comparison.gradient
    worstDifference = comparison.difference
    uncertainty = comparison.uncertainty
    kinks = comparison.kinks.map {
      $0.kink.description(along: loss.network.parameterName($0.parameter))
    }
  }
}

/// The worst of the coordinates compared.
private struct Comparison {
  let error: Double
  let worst: Int
  let gradient: Double
  let difference: Double
  let uncertainty: Double
  let kinks: [(parameter: Int, kink: GradientCheck<Double>.Kink)]

  init(
    differencesOf loss: RegularizedLoss<Double>, at parameters: [Double], _ coordinates: [Int],
    _ signal: StopSignal?
  ) {
    let restricted = RestrictedLoss(loss, to: coordinates, at: parameters, signal)
    let check = checkGradient(of: restricted, at: coordinates.map { parameters[$0] })
    // There is at least one coordinate, so that there is a worst.
    let place = check.worst ?? 0
    (error, worst) = (check.error, coordinates[place])
    (gradient, difference) = (check.gradient[place], check.differences[place])
    uncertainty = check.uncertainty
    kinks = check.kinks.map { (coordinates[$0.variable], $0) }
  }

  init(
    complexStepOf loss: RegularizedLoss<Double>, at parameters: [Double], _ coordinates: [Int],
    _ signal: StopSignal?
  ) {
    var loss = loss
    var full = parameters
    var span = full.mutableSpan
    _ = loss.value(at: parameters.span, gradient: &span)
    let complex = ComplexLoss(loss)
    let size = (full.reduce(0) { $0 + $1 * $1 } / Double(full.count)).squareRoot()
    var found = (error: -1.0, worst: 0, difference: 0.0)
    for coordinate in coordinates {
      let difference = complex.derivative(
        by: coordinate, at: parameters, stoppedBy: signal)
      let scale = max(size, max(full[coordinate].magnitude, difference.magnitude))
      let distance = (full[coordinate] - difference).magnitude
      let error = distance == 0 ? 0 : distance / scale
      guard !(error <= found.error) else { continue }
      found = (error, coordinate, difference)
      if error.isNaN { break }
    }
    (error, worst, difference) = found
    gradient = full[found.worst]
    (uncertainty, kinks) = (0, [])
  }
}

/// A loss as a function of some of its parameters, the others held.
private struct RestrictedLoss: DifferentiableObjective {
  private let coordinates: [Int]
  private var loss: RegularizedLoss<Double>
  private var parameters: [Double]
  private var full: [Double]
  private let signal: StopSignal?

  init(
    _ loss: RegularizedLoss<Double>, to coordinates: [Int], at parameters: [Double],
    _ signal: StopSignal?
  ) {
    self.signal = signal
    self.loss = loss
    self.coordinates = coordinates
    self.parameters = parameters
    full = parameters
  }

  var dimension: Int { coordinates.count }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    if let signal, signal.isStopped { return .nan }
    for (index, coordinate) in coordinates.enumerated() { parameters[coordinate] = x[index] }
    let value = Self.evaluate(&loss, at: parameters, &full)
    for (index, coordinate) in coordinates.enumerated() { gradient[index] = full[coordinate] }
    return value
  }

  private static func evaluate(
    _ loss: inout RegularizedLoss<Double>, at parameters: [Double], _ gradient: inout [Double]
  ) -> Double {
    var span = gradient.mutableSpan
    return loss.value(at: parameters.span, gradient: &span)
  }
}
