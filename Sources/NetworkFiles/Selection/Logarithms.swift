import LinearAlgebra

extension Double {
  /// ln x, the same bits on every machine.
  var logarithm: Double { VectorMath.map(.log, [self])[0] }
  /// eˣ, the same bits on every machine.
  var exponential: Double { VectorMath.map(.exp, [self])[0] }
}
