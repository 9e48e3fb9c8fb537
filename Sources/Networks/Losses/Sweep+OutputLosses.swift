internal import LinearAlgebra
internal import Matrices

// The losses that are added up output by output: those of sigmoid outputs, hinge, quantile and Poisson's, and
// those of users.

extension Sweep {
  /// Each sample's loss, added up over the outputs; δ of each output.
  @unsafe func outputLosses(
    _ kind: BuiltInLoss.Kind, takesSums: Bool, rows: Int, _ targets: UnsafePointer<Scalar>,
    _ workspace: UnsafeMutablePointer<Scalar>
  ) -> UnsafeMutablePointer<Scalar> {
    let layer = unsafe plan.layers[plan.layers.count - 1]
    let (z, delta) = unsafe (workspace + layer.outputs, workspace + plan.deltas.0)
    let losses = unsafe workspace + plan.scratch
    unsafe losses.update(repeating: 0, count: rows)
    for unit in 0..<layer.unitCount {
      let (z, delta) = unsafe (z + unit * rows, delta + unit * rows)
      let targets = unsafe targets + unit * plan.inputStride
      let scratch = unsafe losses + rows
      switch kind {
      case .sigmoidCrossEntropy:
        unsafe addSigmoidEntropy(rows, z, targets, delta, losses, scratch)
      case .sigmoidFocal(let exponent):
        unsafe addSigmoidFocal(rows, Scalar(exponent), z, targets, delta, losses, scratch)
      case .poisson:
        unsafe addPoisson(rows, takesSums, z, targets, delta, losses, scratch)
      case .quantile(let level):
        unsafe addQuantile(rows, Scalar(level), z, targets, delta, losses)
      case .hinge: unsafe addHinge(rows, z, targets, delta, losses)
      default: trap({ "\(kind) has a loop of its own" })
      }
    }
    if !takesSums { unsafe multiplyBySlope(layer, rows: rows, delta, workspace) }
    return unsafe losses
  }

  /// With v = |a| the two halves are log(1 + e⁻ᵛ) and v more than that, and their derivatives
  /// σ(−v) and 1 − σ(−v): each computed where it is accurate. `a` is used up.
  @unsafe private func addSigmoidEntropy(
    _ rows: Int, _ a: UnsafeMutablePointer<Scalar>, _ targets: UnsafePointer<Scalar>,
    _ delta: UnsafeMutablePointer<Scalar>, _ losses: UnsafeMutablePointer<Scalar>,
    _ least: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows { unsafe delta[row] = a[row].isNaN ? a[row] : -a[row].magnitude }
    unsafe Scalar._logLoss(rows, delta, losses: least, slopes: delta)
    for row in 0..<rows {
      let (sum, t, small) = unsafe (a[row], targets[row], delta[row])
      // The share of the target on the side that the sum does not speak for.
      let wrong = sum > 0 ? 1 - t : t
      let slope = wrong * (1 - small) - (1 - wrong) * small
      unsafe losses[row] += least[row] + wrong * sum.magnitude
      unsafe delta[row] = sum > 0 ? slope : -slope
    }
  }

  /// Focal loss of u = a for the target 0 and −a for 1. `a` is used up.
  @unsafe private func addSigmoidFocal(
    _ rows: Int, _ exponent: Scalar, _ a: UnsafeMutablePointer<Scalar>,
    _ targets: UnsafePointer<Scalar>, _ delta: UnsafeMutablePointer<Scalar>,
    _ losses: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows { unsafe a[row] *= 1 - 2 * targets[row] }
    unsafe Scalar._logLoss(rows, a, losses: scratch, slopes: delta)
    unsafe makeFocal(rows, exponent, losses: scratch, slopes: delta)
    for row in 0..<rows {
      unsafe losses[row] += scratch[row]
      unsafe delta[row] *= 1 - 2 * targets[row]
    }
  }

  /// L = log(1 + eᵘ) ← σᵞ L and σ ← its derivative σᵞ (γ(1 − σ)L + σ), for σ = σ(u).
  @unsafe func makeFocal(
    _ rows: Int, _ exponent: Scalar, losses: UnsafeMutablePointer<Scalar>,
    slopes: UnsafeMutablePointer<Scalar>
  ) {
    guard exponent != 0 else { return }
    // The block's outputs, which are used up by now, are not at hand here; a few rows at a time will do.
    unsafe withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows) { powers in
      guard let powers = powers.baseAddress else { return }
      unsafe Scalar._map(.log, rows, slopes, powers)
      unsafe Scalar._scale(rows, exponent, powers)
      unsafe Scalar._map(.exp, rows, powers, powers)
      for row in 0..<rows {
        let (loss, slope, power) = unsafe (losses[row], slopes[row], powers[row])
        unsafe losses[row] = power * loss
        unsafe slopes[row] = power * (exponent * (1 - slope) * loss + slope)
      }
    }
  }

  /// z − t + t log(t/z), from the weighted sum log z where z = eᵃ. δ is then by the sum, else by the output.
  @unsafe private func addPoisson(
    _ rows: Int, _ takesSums: Bool, _ z: UnsafeMutablePointer<Scalar>,
    _ targets: UnsafePointer<Scalar>, _ delta: UnsafeMutablePointer<Scalar>,
    _ losses: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar._map(takesSums ? .exp : .log, rows, z, delta)
    unsafe Scalar._map(.log, rows, targets, scratch)
    for row in 0..<rows {
      let t = unsafe targets[row]
      let mean = unsafe takesSums ? delta[row] : z[row]
      let logarithm = unsafe takesSums ? z[row] : delta[row]
      unsafe losses[row] += t == 0 ? mean : (mean - t) + t * (scratch[row] - logarithm)
      unsafe delta[row] = takesSums ? mean - t : 1 - t / mean
    }
  }

  @unsafe private func addQuantile(
    _ rows: Int, _ level: Scalar, _ z: UnsafePointer<Scalar>, _ targets: UnsafePointer<Scalar>,
    _ delta: UnsafeMutablePointer<Scalar>, _ losses: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows {
      let r = unsafe z[row] - targets[row]
      unsafe delta[row] = r >= 0 ? 1 - level : -level
      unsafe losses[row] += r * delta[row]
    }
  }

  @unsafe private func addHinge(
    _ rows: Int, _ z: UnsafePointer<Scalar>, _ targets: UnsafePointer<Scalar>,
    _ delta: UnsafeMutablePointer<Scalar>, _ losses: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows {
      let y = unsafe 2 * targets[row] - 1
      let margin = unsafe 1 - y * z[row]
      // NaN is beyond no margin.
      unsafe delta[row] = margin <= 0 ? 0 : -y
      unsafe losses[row] += margin <= 0 ? 0 : margin
    }
  }

  /// Each sample's loss by a function of the user's, sample by sample, and δ by the chain rule.
  @unsafe func ownLosses(
    _ loss: some Loss, rows: Int, _ targets: UnsafePointer<Scalar>,
    _ workspace: UnsafeMutablePointer<Scalar>
  ) -> UnsafeMutablePointer<Scalar> {
    let layer = unsafe plan.layers[plan.layers.count - 1]
    let units = layer.unitCount
    let (block, delta) = unsafe (workspace + layer.outputs, workspace + plan.deltas.0)
    let losses = unsafe workspace + plan.scratch
    unsafe withUnsafeTemporaryAllocation(of: RealNumber.self, capacity: units) { numbers in
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * units) { room in
        unsafe numbers.initialize(repeating: 0)
        unsafe room.initialize(repeating: 0)
        let z = unsafe UnsafeMutableBufferPointer(rebasing: room[..<units])
        let t = unsafe UnsafeMutableBufferPointer(rebasing: room[units..<2 * units])
        let d = unsafe UnsafeMutableBufferPointer(rebasing: room[(2 * units)...])
        for row in 0..<rows {
          for unit in 0..<units {
            unsafe z[unit] = Double(block[row + unit * rows])
            unsafe numbers[unit] = RealNumber(z[unit])
            unsafe t[unit] = Double(targets[row + unit * plan.inputStride])
          }
          var derivatives = unsafe d.mutableSpan
          let value = unsafe loss.value(
            outputs: Span(_unsafeElements: UnsafeBufferPointer(numbers)),
            targets: Span(_unsafeElements: UnsafeBufferPointer(t)))
          unsafe losses[row] = Scalar(value.real)
          unsafe loss.derivatives(
            outputs: Span(_unsafeElements: UnsafeBufferPointer(z)),
            targets: Span(_unsafeElements: UnsafeBufferPointer(t)), into: &derivatives)
          for unit in 0..<units { unsafe delta[row + unit * rows] = Scalar(d[unit]) }
        }
      }
    }
    if layer.activation == .softmax {
      unsafe multiplyBySoftmaxSlopes(rows, units, block, delta)
    } else {
      unsafe multiplyBySlope(layer, rows: rows, delta, workspace)
    }
    return unsafe losses
  }

  /// δ_k ← z_k (δ_k − Σ_j z_j δ_j) of each row, the chain rule through softmax.
  @unsafe private func multiplyBySoftmaxSlopes(
    _ rows: Int, _ units: Int, _ z: UnsafePointer<Scalar>, _ delta: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows {
      var mean: Scalar = 0
      for unit in 0..<units { unsafe mean += z[row + unit * rows] * delta[row + unit * rows] }
      for unit in 0..<units {
        unsafe delta[row + unit * rows] = z[row + unit * rows] * (delta[row + unit * rows] - mean)
      }
    }
  }
}
