internal import Foundation

// The built-in losses as formulas of one sample's outputs. Training has loops of its own for them, which start
// from the weighted sums where that saves digits; here they are as they are written in books.

extension BuiltInLoss {
  /// The loss of one sample, by the formula of its kind.
  public func value<Number: AnalyticNumber>(
    outputs z: Span<Number>, targets t: Span<Double>
  ) -> Number {
    var sum: Number = 0
    for k in z.indices { sum += value(z[k], t[k]) }
    return sum
  }

  /// The derivatives of one sample's loss by the network's outputs.
  public func derivatives(
    outputs z: Span<Double>, targets t: Span<Double>, into derivatives: inout MutableSpan<Double>
  ) {
    for k in z.indices { derivatives[k] = derivative(z[k], t[k]) }
  }

  /// One output's part. Of cross-entropy only the class's output has one.
  private func value<Number: AnalyticNumber>(_ z: Number, _ t: Double) -> Number {
    let r = z - Number(t)
    switch kind {
    case .binaryCrossEntropy, .sigmoidCrossEntropy:
      return entropy(t, z) + entropy(1 - t, 1 - z)
    case .crossEntropy: return entropy(t, z)
    case .squaredError: return 0.5 * r * r
    case .huber(let d):
      guard r.real.magnitude > d else { return 0.5 * r * r }
      return Number(d) * ((r.real > 0 ? r : -r) - Number(0.5 * d))
    case .focal(let exponent): return entropy(t, z) * .pow(1 - z, exponent)
    case .sigmoidFocal(let exponent):
      return entropy(t, z) * .pow(1 - z, exponent) + entropy(1 - t, 1 - z) * .pow(z, exponent)
    case .hinge:
      let margin = 1 - Number(2 * t - 1) * z
      return margin.real > 0 ? margin : 0 * z
    case .quantile(let level): return r.real >= 0 ? Number(1 - level) * r : Number(-level) * r
    case .poisson: return t == 0 ? z : r + Number(t) * (.log(Number(t)) - .log(z))
    }
  }

  /// −t log z, zero where t is.
  private func entropy<Number: AnalyticNumber>(_ t: Double, _ z: Number) -> Number {
    t == 0 ? 0 : Number(-t) * .log(z)
  }

  private func derivative(_ z: Double, _ t: Double) -> Double {
    let r = z - t
    switch kind {
    case .binaryCrossEntropy, .sigmoidCrossEntropy: return r / (z * (1 - z))
    case .crossEntropy: return t == 0 ? 0 : -t / z
    case .squaredError: return r
    case .huber(let d): return min(max(r, -d), d)
    case .focal(let exponent): return t == 0 ? 0 : focalDerivative(z, exponent)
    case .sigmoidFocal(let exponent):
      return t == 0 ? -focalDerivative(1 - z, exponent) : focalDerivative(z, exponent)
    case .hinge:
      let y = 2 * t - 1
      return y * z < 1 ? -y : 0
    case .quantile(let level): return r >= 0 ? 1 - level : -level
    case .poisson: return 1 - t / z
    }
  }
}

/// The derivative of −(1 − p)ᵞ log p by p.
private func focalDerivative(_ p: Double, _ exponent: Double) -> Double {
  let slope = exponent == 0 ? 0 : exponent * pow(1 - p, exponent - 1) * log(p)
  return slope - pow(1 - p, exponent) / p
}
