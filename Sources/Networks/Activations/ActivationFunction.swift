/// A function of your own that a layer applies to its weighted sums, unit by unit: its value, written for any
/// number, and its derivative. Swish, also called SiLU, a·σ(a):
///
/// ```swift
/// import Foundation
///
/// struct Swish: ActivationFunction {
///   let name = "swish"
///   func value<N: AnalyticNumber>(at a: N) -> N { a * .sigmoid(a) }
///   func derivative(at a: Double) -> Double {
///     let s = 1 / (1 + exp(-a))
///     return s + a * s * (1 - s)
///   }
/// }
/// let network = Network(inputs: 2, layers: [.dense(10, Activation(Swish())), .dense(1, .sigmoid)])
/// assert(network.layers[0].activation.values(at: [[0.0]]) == [[0]])
/// ```
///
/// ``WeightCheck`` by the complex step tells whether the derivative is that of the value. In single precision
/// the function is computed in double and rounded. It is called once a unit and sample; the built-in ones
/// are loops over whole blocks, and several times as fast.
public protocol ActivationFunction: Sendable {
  /// The name in messages and files. A file says no more of it: only a program that has the function can
  /// use the network.
  var name: String { get }

  /// f(a).
  func value<Number: AnalyticNumber>(at a: Number) -> Number

  /// f′(a), at a kink of the side that the value takes.
  func derivative(at a: Double) -> Double
}
