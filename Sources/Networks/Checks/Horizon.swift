internal import Matrices
internal import Foundation
internal import Optimization

/// How far a training's trace can be trusted: up to which iterate it does not depend on the order in which
/// numbers are added.
///
/// Each shadow is the same training of the same network from the same start on the same samples in another
/// order. In exact arithmetic all traces are equal; in floating point every sum over the samples rounds
/// differently, by one part in 10¹⁶ (in `Float` 10⁷), and what the iteration makes of that is seen. Where the traces part, no
/// other machine or library can be expected to give the same numbers either.
public struct Horizon: Hashable, Sendable {
  /// The number of decimal digits of the loss on which all traces agree, iterate by iterate: 17 where they are
  /// equal, as far as the shortest trace goes.
  public let digits: [Double]
  /// The number of shadows.
  public let shadowCount: Int

  /// The last iterate up to which, itself included, all agree on so many digits throughout; nil where not even
  /// the start's do.
  public func lastIterate(digits wanted: Double) -> Int? {
    let first = digits.firstIndex { !($0 >= wanted) } ?? digits.count
    return first == 0 ? nil : first - 1
  }

  /// The least number of digits up to an iterate, itself included.
  public func leastDigits(upTo iterate: Int) -> Double {
    digits.prefix(iterate + 1).min() ?? .nan
  }
}

/// Follows a training from one start, and its shadows.
///
/// Takes 1 + `shadows` trainings. Traps where the options have mini-batches, whose samples depend on the
/// order, or as `train` does.
///
/// - Parameters:
///   - network: The network.
///   - data: The samples; two or more, or there is no other order.
///   - options: The loss's parameters, the method, and when it stops.
///   - start: The parameter vector to start from.
///   - shadows: How many other orders are tried: the samples backwards, then rotated.
/// - Throws: What `train` throws, and `stopped` where the options' signal was given: a horizon of a part of the
///   trainings is none.
public func horizon<Scalar: NetworkScalar>(
  of network: Network, on data: Dataset<Scalar>, _ options: TrainingOptions, from start: [Scalar],
  shadows: Int = 3
) throws(NetworkError) -> Horizon {
  require(options.batches == nil, "mini-batches depend on the order of the samples")
  require(shadows > 0, "a horizon needs a shadow or more, not \(shadows)")
  let trace = try lossHistory(of: network, on: data, options, from: start)
  var digits = [Double](repeating: 17, count: trace.count)
  for shadow in 0..<shadows {
    let reordered = data.selecting(order(ofShadow: shadow, count: data.sampleCount))
    let other = try lossHistory(of: network, on: reordered, options, from: start)
    digits.removeLast(max(0, digits.count - other.count))
    for index in digits.indices {
      digits[index] = min(digits[index], agreement(Double(trace[index]), Double(other[index])))
    }
  }
  return Horizon(digits: digits, shadowCount: shadows)
}

private func lossHistory<Scalar: NetworkScalar>(
  of network: Network, on data: Dataset<Scalar>, _ options: TrainingOptions, from start: [Scalar]
) throws(NetworkError) -> [Scalar] {
  let history = try train(network, on: data, options, from: [start]).best.lossHistory
  try options.checkNotStopped("the horizon")
  return history
}

/// Backwards; then from another sample on, backwards and forwards in turn.
private func order(ofShadow shadow: Int, count: Int) -> [Int] {
  let first = shadow * count / 7
  let rotated = Array(first..<count) + Array(0..<first)
  return shadow.isMultiple(of: 2) ? rotated.reversed() : rotated
}

/// −log₁₀ of the relative difference, at most 17; not finite losses agree on nothing.
private func agreement(_ a: Double, _ b: Double) -> Double {
  if a == b { return 17 }
  let difference = (a - b).magnitude / max(a.magnitude, b.magnitude)
  return difference.isFinite ? min(17, -log10(difference)) : 0
}
