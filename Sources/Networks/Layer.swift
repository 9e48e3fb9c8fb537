import Matrices

/// One layer of a network: a number of units, each joined to every output of the layer before, and the
/// function that they apply.
public struct Layer: Hashable, Sendable {
  /// The number of units.
  public let unitCount: Int
  /// The function applied to each unit's weighted sum.
  public let activation: Activation

  /// A dense layer of `unitCount` units. Traps where there are none.
  ///
  /// ```swift
  /// let layer = Layer.dense(10, .relu)
  /// assert(layer.unitCount == 10 && layer.activation == .relu)
  /// ```
  public static func dense(_ unitCount: Int, _ activation: Activation) -> Layer {
    require(unitCount > 0, "a layer cannot have \(unitCount) units")
    return Layer(unitCount: unitCount, activation: activation)
  }

  private init(unitCount: Int, activation: Activation) {
    self.unitCount = unitCount
    self.activation = activation
  }
}
