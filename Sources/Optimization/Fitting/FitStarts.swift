public import LinearAlgebra
import Matrices

/// Finds parameters to start a fit from, where nobody knows any: the best of random ones.
///
///     var random = SystemRandomNumberGenerator()
///     let starts = searchStarts(of: model, for: data, count: 5, using: &random)
///
/// Parameters in which the model is linear are not drawn but computed, by least squares for the others drawn, as variable
/// projection does (G. H. Golub, V. Pereyra, SIAM Journal on Numerical Analysis 10(2), 1973). The others are drawn over many
/// orders of magnitude, of sizes that the data suggest: around 1, like the points and their distances, and like the inverse
/// of these. Every one of `candidates` takes a value of the model, and derivatives where it gives some, at all points; of more
/// than 500 at so many, evenly taken.
///
/// The same stream gives the same starts. A start may be poor all the same, which is why several are worth a fit each.
///
/// - Parameters:
///   - model: f.
///   - data: What it is to be fitted to.
///   - count: How many starts, the best first; fewer where fewer candidates were finite. Traps unless positive.
///   - bounds: A box that they lie in; between two finite bounds a parameter is drawn evenly.
///   - fixed: Parameters that keep the value given.
///   - candidates: How many are drawn.
///   - random: Where the search's stream is drawn from.
public func searchStarts<Model: CurveModel>(
  of model: Model, for data: FitData, count: Int, bounds: Bounds<Double>? = nil,
  fixing fixed: [String: Double] = [:], candidates: Int = 1000,
  using random: inout some RandomNumberGenerator
) -> [[Double]] {
  require(
    count > 0 && candidates > 0, "\(count) starts of \(candidates) candidates cannot be found")
  var search = StartSearch(model, data, bounds, fixed, SplitStream(state: random.next()))
  return search.best(count, of: candidates)
}

extension FitData {
  /// Every k-th row, so that some `count` are left; all where there are no more. Of rows that all have no weight, all.
  fileprivate func thinned(to count: Int) -> FitData {
    guard self.count > count else { return self }
    let rows = (0..<count).map { $0 * (self.count - 1) / (count - 1) }
    func taken(_ numbers: [Double]) -> [Double] { rows.map { numbers[$0] } }
    let uncertainty: Uncertainty =
      switch self.uncertainty {
      case .equal: .equal
      case .weights(let weights): .weights(taken(weights))
      case .standardDeviations(let deviations): .standardDeviations(taken(deviations))
      }
    let (whole, columns) = (self.x, self.x.columnCount)
    let x = Matrix<Double>(rowCount: count, columnCount: columns) { whole[rows[$0], $1] }
    return (try? FitData(x: x, y: taken(y), uncertainty: uncertainty)) ?? self
  }
}

private struct StartSearch<Model: CurveModel> {
  private var model: Model
  private let data: FitData
  private let bounds: Bounds<Double>
  private let fixed: [Double?]
  private var random: SplitStream
  /// Parameters that are computed instead of drawn.
  private var linear: [Int] = []
  /// Sizes that a parameter may have.
  private var sizes: [Double] = [1]
  private var ranges: [ClosedRange<Double>] = []

  init(
    _ model: Model, _ data: FitData, _ bounds: Bounds<Double>?, _ fixed: [String: Double],
    _ random: SplitStream
  ) {
    self.model = model
    self.data = data.thinned(to: 500)
    self.bounds = bounds ?? Bounds(none: model.parameterNames.count)
    self.fixed = model.parameterNames.map { fixed[$0] }
    self.random = random
    learnSizes()
    if model.givesDerivatives { findLinear() }
  }

  private mutating func learnSizes() {
    for j in 0..<data.x.columnCount {
      let column = data.x.column(j)
      guard let least = column.min(), let largest = column.max(), largest > least else { continue }
      ranges.append(least...largest)
      sizes += [largest - least, 1 / (largest - least)]
    }
    if let largest = data.y.map(\.magnitude).max(), largest > 0 { sizes.append(largest) }
  }

  /// Finds parameters that all can change together without effect on the derivatives by any of them.
  private mutating func findLinear() {
    let p = fixed.count
    for j in 0..<p
    where fixed[j] == nil && bounds.lower[j] == -.infinity && bounds.upper[j] == .infinity {
      let trial = linear + [j]
      if (0..<3).allSatisfy({ _ in isLinear(trial) }) { linear = trial }
    }
  }

  private mutating func isLinear(_ columns: [Int]) -> Bool {
    let m = data.count
    for _ in 0..<20 {
      let first = drawn()
      var second = first
      for j in columns { second[j] = drawn(j) }
      let (a, b) = (jacobian(first), jacobian(second))
      let isFinite = columns.allSatisfy { j in
        (0..<m).allSatisfy { a[$0 + m * j].isFinite && b[$0 + m * j].isFinite }
      }
      // Where neither is finite, nothing can be told from it.
      guard isFinite else { continue }
      return columns.allSatisfy { j in
        (0..<m).allSatisfy {
          (a[$0 + m * j] - b[$0 + m * j]).magnitude <= 1e-10 * a[$0 + m * j].magnitude
        }
      }
    }
    return false
  }

  private mutating func jacobian(_ parameters: [Double]) -> [Double] {
    var jacobian = [Double](repeating: 0, count: data.count * parameters.count)
    var span = jacobian.mutableSpan
    model.jacobian(at: data.x, parameters: parameters.span, into: &span)
    return jacobian
  }

  private mutating func drawn() -> [Double] {
    fixed.indices.map { fixed[$0] ?? drawn($0) }
  }

  /// A parameter out of nowhere, within its bounds.
  private mutating func drawn(_ j: Int) -> Double {
    let (lower, upper) = (bounds.lower[j], bounds.upper[j])
    if lower.isFinite, upper.isFinite { return lower + random.uniform() * (upper - lower) }
    let value: Double
    if !ranges.isEmpty, random.uniform() < 0.25 {
      let range = ranges[random.index(ranges.count)]
      value = range.lowerBound + random.uniform() * (range.upperBound - range.lowerBound)
    } else {
      let size = sizes[random.index(sizes.count)]
      // Most within a factor of ten of the size, and some within a factor of a thousand.
      let spread = random.uniform() < 0.7 ? 1.0 : 3.0
      value =
        size * power10(spread * (2 * random.uniform() - 1)) * (random.uniform() < 0.3 ? -1 : 1)
    }
    if lower.isFinite { return lower + (value - lower).magnitude }
    if upper.isFinite { return upper - (upper - value).magnitude }
    return value
  }

  private func power10(_ exponent: Double) -> Double {
    VectorMath.map(.exp, [exponent * 2.302585092994045684])[0]
  }

  /// The best of so many that are finite.
  mutating func best(_ count: Int, of candidates: Int) -> [[Double]] {
    var found: [(sum: Double, parameters: [Double])] = []
    for _ in 0..<candidates {
      var parameters = drawn()
      if !linear.isEmpty { computeLinear(&parameters) }
      let sum = sumOfSquares(parameters)
      if sum.isFinite { found.append((sum, parameters)) }
    }
    let order = found.indices.sorted { (found[$0].sum, $0) < (found[$1].sum, $1) }
    var chosen: [[Double]] = []
    var last = -Double.infinity
    // Starts of the same sum are the same point told another way.
    for index in order where chosen.count < count && found[index].sum > last * (1 + 1e-9) {
      chosen.append(found[index].parameters)
      last = found[index].sum
    }
    return chosen.isEmpty ? [drawn()] : chosen
  }

  /// Puts the best values of the linear parameters in place of those drawn.
  private mutating func computeLinear(_ parameters: inout [Double]) {
    let m = data.count
    for j in linear { parameters[j] = 0 }
    let whole = jacobian(parameters)
    let rest = values(parameters)
    var columns = [Double](repeating: 0, count: m * (linear.count + 1))
    for i in 0..<m {
      let root = data.weight(i).squareRoot()
      for (k, j) in linear.enumerated() { columns[i + m * k] = root * whole[i + m * j] }
      columns[i + m * linear.count] = root * (data.y[i] - rest[i])
    }
    guard columns.allSatisfy(\.isFinite) else { return }
    let system = RevealingQR(columns, rows: m, columns: linear.count, error: 1e-12)
    let right = Array(columns[(m * linear.count)...])
    let solution = system.leastSquares(Array(columns[..<(m * linear.count)]), right)
    for (k, j) in linear.enumerated() { parameters[j] = solution[k] }
  }

  private mutating func values(_ parameters: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: data.count)
    var span = values.mutableSpan
    model.values(at: data.x, parameters: parameters.span, into: &span)
    return values
  }

  private mutating func sumOfSquares(_ parameters: [Double]) -> Double {
    let values = values(parameters)
    return values.indices.reduce(0) {
      let residual = values[$1] - data.y[$1]
      return $0 + data.weight($1) * residual * residual
    }
  }
}
