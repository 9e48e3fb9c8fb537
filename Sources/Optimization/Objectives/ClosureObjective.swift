public import LinearAlgebra
import Matrices

/// A function given as a closure.
///
///     let sphere = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
///       for i in 0..<2 { gradient[i] = 2 * x[i] }
///       return x[0] * x[0] + x[1] * x[1]
///     }
public struct ClosureObjective<Scalar: LinearAlgebraScalar>: DifferentiableObjective {
  public let dimension: Int
  private let function: (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar

  /// A function of `dimension` variables that returns f(x) and writes ∇f(x) into its second argument.
  public init(
    dimension: Int,
    _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
  ) {
    require(dimension >= 0, "a function cannot have \(dimension) variables")
    self.dimension = dimension
    self.function = function
  }

  public mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    function(x, &gradient)
  }
}
