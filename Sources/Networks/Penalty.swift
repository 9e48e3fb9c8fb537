internal import Matrices
internal import LinearAlgebra

/// The regulariser Σ_l (λ₁ Σ |W⁽ˡ⁾| + λ₂ Σ W⁽ˡ⁾²), over the weights of the layers and not over the biases.
///
/// It is added to the loss as it is: not halved, not divided by the number of samples, whatever the
/// reduction. Its gradient is λ₁ sign W + 2λ₂ W, sign 0 being 0. |W| has a kink at 0, so with λ₁ > 0 the
/// minimum tends to lie where the loss is not smooth, and quasi-Newton methods end near it rather than at it.
///
/// In terms of others' parameters, for the mean over N samples and all targets counting alike:
///
/// | theirs | λ₂ |
/// |---|---|
/// | scikit-learn's `alpha` (½·alpha·ΣW²/N) | alpha/(2N) |
/// | MATLAB's `Lambda` of `fitcnet`, `fitrnet` (½·Lambda·ΣW²) | Lambda/2 |
/// | the course's λ/(2N) ΣW² | λ/(2N) |
/// | PyTorch's `weight_decay` of `SGD` (½·decay·Σx², biases too) | decay/2 |
///
/// MATLAB's older `performParam.regularization` γ minimises (1 − γ)·mse + γ·mean(x²) over all P weights and
/// biases: up to the factor 1 − γ and the biases, λ₂ = γ/((1 − γ)·P) beside its mse.
///
/// ```swift
/// let penalty = Penalty(l1: [0], l2: [1e-3, 0])
/// assert(penalty.lambdas(ofLayer: 0).l2 == 1e-3 && penalty.lambdas(ofLayer: 1).l2 == 0)
/// ```
public struct Penalty: Hashable, Codable, Sendable {
  /// λ₁: one for all layers, or one a layer.
  public let l1: [Double]
  /// λ₂: one for all layers, or one a layer.
  public let l2: [Double]

  /// One λ for the weights of all layers. Traps where one is negative or not finite.
  public init(l1: Double = 0, l2: Double = 0) {
    self.init(l1: [l1], l2: [l2])
  }

  /// A λ for each layer, or one for all where the array has one element.
  ///
  /// Traps where one is negative or not finite, or an array is empty.
  public init(l1: [Double] = [0], l2: [Double]) {
    for lambdas in [l1, l2] {
      require(!lambdas.isEmpty, "a penalty needs one λ, or one a layer, not 0")
      for lambda in lambdas {
        require(lambda >= 0 && lambda.isFinite, "λ must be zero or more, not \(lambda)")
      }
    }
    self.l1 = l1
    self.l2 = l2
  }

  /// λ₁ and λ₂ of a layer, counted from zero.
  public func lambdas(ofLayer layer: Int) -> (l1: Double, l2: Double) {
    (l1.count == 1 ? l1[0] : l1[layer], l2.count == 1 ? l2[0] : l2[layer])
  }

  /// True if there are as many λ as the network has layers, or one for all.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
  /// assert(Penalty(l2: 1e-3).fits(network) && !Penalty(l2: [1e-3, 1e-4]).fits(network))
  /// ```
  public func fits(_ network: Network) -> Bool {
    [l1, l2].allSatisfy { $0.count == 1 || $0.count == network.layers.count }
  }

  /// True if every λ is zero.
  public var isZero: Bool { (l1 + l2).allSatisfy { $0 == 0 } }
}

extension SweepPlan {
  /// The penalty on the weights at `x`; adds its derivatives to `gradient` where there is one.
  @unsafe func penalty<Scalar: NetworkScalar>(
    _ penalty: Penalty, at x: UnsafePointer<Scalar>,
    addingTo gradient: UnsafeMutablePointer<Scalar>?
  ) -> Scalar {
    var value: Scalar = 0
    for index in layers.indices {
      let (l1, l2) = penalty.lambdas(ofLayer: index)
      let layer = layers[index]
      let count = layer.inputCount * layer.unitCount
      let weights = unsafe x + layer.weights
      if l2 > 0 {
        value += unsafe Scalar(l2) * Scalar._dot(count, weights, weights)
        if let gradient = unsafe gradient {
          unsafe Scalar._axpy(count, Scalar(2 * l2), weights, gradient + layer.weights)
        }
      }
      if l1 > 0 {
        var sum: Scalar = 0
        for i in layer.weights..<layer.weights + count {
          sum += unsafe x[i].magnitude
          guard let gradient = unsafe gradient, unsafe x[i] != 0 else { continue }
          unsafe gradient[i] += x[i] > 0 ? Scalar(l1) : -Scalar(l1)
        }
        value += Scalar(l1) * sum
      }
    }
    return value
  }
}
