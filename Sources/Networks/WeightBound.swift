import Matrices
public import Optimization

/// Bounds on the weights or the biases of a layer, or of all layers, that training keeps within.
///
/// ```swift
/// var options = TrainingOptions()
/// options.bounds = [WeightBound(.weights, layer: 1, .range(0 ... .infinity))]
/// assert(options.bounds == [WeightBound("W1>=0")])
/// ```
///
/// The numbers are those of the network that is trained: where features are standardised, of the standardised ones, which
/// leaves signs as they are.
public struct WeightBound: Hashable, Sendable {
  /// Which numbers of a layer.
  public enum Group: String, Sendable {
    /// The weights, W.
    case weights = "W"
    /// The biases, b.
    case biases = "b"
  }

  /// The interval that they are kept within.
  public enum Limit: Hashable, Sendable {
    /// From the one number to the other, which may be infinite.
    case range(ClosedRange<Double>)
    /// Where each of them starts.
    case start
  }

  /// Weights or biases.
  public let group: Group
  /// The layer from 1; nil for all.
  public let layer: Int?
  /// The interval, or the start.
  public let limit: Limit

  /// Bounds on a group of numbers. Traps where the layer is not 1 or more.
  public init(_ group: Group, layer: Int? = nil, _ limit: Limit) {
    require(layer ?? 1 > 0, "layers are counted from 1, and \(layer ?? 0) is none")
    (self.group, self.layer, self.limit) = (group, layer, limit)
  }

  /// Reads `W1>=0`, `W<=2`, `b2=0`, or `W1` for what stays where it starts; nil where that is none of these.
  ///
  /// ```swift
  /// assert(WeightBound("W1")?.limit == .start && WeightBound("x=1") == nil)
  /// ```
  public init?(_ text: String) {
    guard
      let match = text.filter({ $0 != " " }).wholeMatch(
        of: /(W|b)([1-9][0-9]{0,5})?(?:(>=|<=|=)([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?))?/),
      let group = Group(rawValue: String(match.1))
    else { return nil }
    (self.group, layer) = (group, match.2.flatMap { Int($0) })
    guard let sign = match.3, let digits = match.4 else {
      limit = .start
      return
    }
    guard let number = Double(digits), number.isFinite else { return nil }
    switch sign {
    case ">=": limit = .range(number ... .infinity)
    case "<=": limit = .range(-.infinity...number)
    default: limit = .range(number...number)
    }
  }

  /// True if it leaves no choice.
  ///
  /// ```swift
  /// assert(WeightBound("b2=0")?.isFixed == true && WeightBound("W>=0")?.isFixed == false)
  /// ```
  public var isFixed: Bool {
    switch limit {
    case .start: true
    case .range(let range): range.lowerBound == range.upperBound
    }
  }

  /// The text that ``init(_:)`` reads.
  ///
  /// ```swift
  /// assert(WeightBound(.biases, .start).text == "b")
  /// ```
  public var text: String {
    let name = group.rawValue + (layer.map(String.init) ?? "")
    switch limit {
    case .start: return name
    case .range(let range) where range.lowerBound == range.upperBound:
      return "\(name)=\(range.lowerBound)"
    case .range(let range) where range.upperBound == .infinity:
      return "\(name)>=\(range.lowerBound)"
    case .range(let range): return "\(name)<=\(range.upperBound)"
    }
  }
}

extension Network {
  /// The box that bounds leave to the parameters, those that hold numbers where they start taking them from `start`;
  /// nil where there are none. Later bounds narrow earlier ones.
  ///
  /// - Throws: `sizeMismatch` where there is no such layer, or two bounds leave no number.
  public func box<Scalar: NetworkScalar>(
    _ bounds: [WeightBound], from start: [Scalar]
  ) throws(NetworkError) -> Bounds<Scalar>? {
    guard !bounds.isEmpty else { return nil }
    checkCount(start.count)
    var lower = Array(repeating: -Scalar.infinity, count: parameterCount)
    var upper = Array(repeating: Scalar.infinity, count: parameterCount)
    for bound in bounds {
      guard bound.layer ?? 1 <= layers.count else {
        throw NetworkError(
          .sizeMismatch, "the bound \(bound.text)",
          expected: "a layer of the \(layers.count) of \(self)",
          found: "layer \(bound.layer ?? 0)")
      }
      for (index, ranges) in parameterRanges.enumerated()
      where bound.layer ?? index + 1 == index + 1 {
        for place in bound.group == .weights ? ranges.weights : ranges.biases {
          let (low, high) = bound.limits(start[place])
          (lower[place], upper[place]) = (max(lower[place], low), min(upper[place], high))
          guard lower[place] <= upper[place] else {
            throw NetworkError(
              .sizeMismatch, "the bound \(bound.text)",
              expected: "one that leaves room beside the others",
              found: "\(lower[place]) to \(upper[place])")
          }
        }
      }
    }
    return Bounds(lower: lower, upper: upper)
  }
}

extension TrainingOptions {
  /// True if the method can keep ``bounds``: none by mini-batches can.
  public var keepsBounds: Bool {
    bounds.isEmpty
      || batches == nil && method.makeStepper(within: Bounds<Double>(none: 1)) != nil
  }

  /// Throws where the bounds do not fit the network, or the method cannot keep them.
  func checkBounds<Scalar: NetworkScalar>(
    _ network: Network, _ start: [Scalar]
  ) throws(NetworkError) {
    _ = try network.box(bounds, from: start)
    guard keepsBounds else {
      throw NetworkError(
        .sizeMismatch, "the bounds on weights", expected: "a method that keeps them, such as lbfgs",
        found: batches == nil ? "\(method)" : "mini-batches")
    }
  }
}

extension WeightBound {
  fileprivate func limits<Scalar: NetworkScalar>(_ start: Scalar) -> (Scalar, Scalar) {
    switch limit {
    case .start: (start, start)
    case .range(let range): (Scalar(range.lowerBound), Scalar(range.upperBound))
    }
  }
}
