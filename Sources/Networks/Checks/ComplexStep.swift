// The complex step: W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real
// functions", SIAM Review 40(1), 1998. For an analytic f, Im f(x + ih)/h is f′(x) up to h², and there is no
// difference in which digits cancel: with h = 2⁻²⁰⁰ the derivative is as exact as f.
//
// The loss is computed anew here, sample by sample from the formulas, with swift-numerics' functions: no step
// is shared with the sweep whose gradient is to be checked.
internal import Matrices
internal import Optimization

/// The loss of a network on its data as a function of complex parameters.
struct ComplexLoss {
  private let loss: RegularizedLoss<Double>
  private let samples: [[Double]]
  private let ranges: [Network.ParameterRange]

  init(_ loss: RegularizedLoss<Double>) {
    self.loss = loss
    let inputs = loss.data.inputs
    samples = (0..<loss.data.sampleCount).map { inputs.row($0) }
    ranges = loss.network.parameterRanges
  }

  /// ∂E/∂x of one parameter; NaN where the signal cut it short.
  func derivative(
    by coordinate: Int, at parameters: [Double], stoppedBy signal: StopSignal? = nil
  ) -> Double {
    let step = 0x1p-200
    var x = parameters.map { ComplexNumber($0) }
    x[coordinate].imaginary = step
    return value(at: x, stoppedBy: signal).imaginary / step
  }

  /// E.
  func value(at x: [ComplexNumber], stoppedBy signal: StopSignal? = nil) -> ComplexNumber {
    let weights = loss.data.weights
    var sum = ComplexNumber(0)
    for sample in samples.indices {
      sum = sum + (weights?[sample] ?? 1) * value(ofSample: sample, at: x, signal)
    }
    let total = weights.map { $0.reduce(0, +) } ?? Double(samples.count)
    return (loss.reduction == .mean ? 1 / total : 1) * sum + penalty(at: x)
  }

  private func value(
    ofSample sample: Int, at x: [ComplexNumber], _ signal: StopSignal?
  ) -> ComplexNumber {
    let network = loss.network
    var z = samples[sample].map { ComplexNumber($0) }
    var a: [ComplexNumber] = []
    for (index, layer) in network.layers.enumerated() {
      if let signal, signal.isStopped { return ComplexNumber(.nan, .nan) }
      let (units, range) = (layer.unitCount, ranges[index])
      a = (0..<units).map { unit in
        z.indices.reduce(x[range.biases.lowerBound + unit]) { sum, input in
          sum + x[range.weights.lowerBound + unit + input * units] * z[input]
        }
      }
      z = layer.activation.values(at: a)
    }
    return loss.loss.value(sums: a, outputs: z, sample, of: loss.data)
  }

  private func penalty(at x: [ComplexNumber]) -> ComplexNumber {
    var sum = ComplexNumber(0)
    for (layer, range) in ranges.enumerated() {
      let (l1, l2) = loss.penalty.lambdas(ofLayer: layer)
      for w in x[range.weights] {
        sum = sum + l2 * (w * w)
        if w.real != 0 { sum = sum + (w.real > 0 ? l1 : -l1) * w }
      }
    }
    return sum
  }
}

extension Loss {
  /// A sample's loss for the weighted sums and the outputs of the last layer: by the formulas from the outputs,
  /// but for those that lose digits where a probability is near 1.
  fileprivate func value(
    sums a: [ComplexNumber], outputs z: [ComplexNumber], _ sample: Int, of data: Dataset<Double>
  ) -> ComplexNumber {
    let targets = z.indices.map { output in
      data.targets.map { $0[sample, output] }
        ?? (z.count == 1 ? Double(data.labels[sample]) : data.labels[sample] == output ? 1 : 0)
    }
    switch (self as? BuiltInLoss)?.kind {
    case .binaryCrossEntropy, .sigmoidCrossEntropy:
      return zip(a, targets).reduce(ComplexNumber(0)) { sum, output in
        let (a, t) = output
        let there: ComplexNumber = t * .softplus(-a)
        return sum + there + (1 - t) * .softplus(a)
      }
    case .sigmoidFocal(let exponent):
      return zip(a, targets).reduce(ComplexNumber(0)) { sum, output in
        sum + focalLoss(output.1 == 1 ? -output.0 : output.0, exponent)
      }
    case .crossEntropy: return logarithmOfSum(a) - a[data.labels[sample]]
    case .focal(let exponent):
      var others = a
      let own = others.remove(at: data.labels[sample])
      return focalLoss(logarithmOfSum(others) - own, exponent)
    default: return value(outputs: z.span, targets: targets.span)
    }
  }
}

/// σ(u)ᵞ log(1 + eᵘ).
private func focalLoss(_ u: ComplexNumber, _ exponent: Double) -> ComplexNumber {
  ComplexNumber.pow(.sigmoid(u), exponent) * .softplus(u)
}
