public import LinearAlgebra
import Matrices

/// A function given as a closure that gives value and gradient.
///
///     let sphere = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
///       for i in 0..<2 { gradient[i] = 2 * x[i] }
///       return x[0] * x[0] + x[1] * x[1]
///     }
public struct ClosureObjective<Scalar: LinearAlgebraScalar>: DifferentiableObjective {
  /// Returns f(x) and writes ∇f(x) into its second argument.
  public typealias Function = (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar

  public let dimension: Int
  private let function: Function

  /// A function of `dimension` variables that returns f(x) and writes ∇f(x) into its second argument.
  public init(dimension: Int, _ function: @escaping Function) {
    requirePossible(dimension: dimension)
    self.dimension = dimension
    self.function = function
  }

  public mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    function(x, &gradient)
  }
}

/// A function given as closures: one for value and gradient, one for the Hessian.
public struct HessianClosureObjective<Scalar: LinearAlgebraScalar>: TwiceDifferentiableObjective {
  /// Writes the n×n Hessian at `x`, column after column; the lower triangle at least.
  public typealias Hessian = (_ x: Span<Scalar>, _ hessian: inout MutableSpan<Scalar>) -> Void

  private var gradient: ClosureObjective<Scalar>
  private let hessian: Hessian

  /// A function of `dimension` variables with its Hessian.
  public init(
    dimension: Int, _ function: @escaping ClosureObjective<Scalar>.Function,
    hessian: @escaping Hessian
  ) {
    gradient = ClosureObjective(dimension: dimension, function)
    self.hessian = hessian
  }

  public var dimension: Int { gradient.dimension }

  public mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    self.gradient.value(at: x, gradient: &gradient)
  }

  public mutating func hessian(at x: Span<Scalar>, into hessian: inout MutableSpan<Scalar>) {
    self.hessian(x, &hessian)
  }
}

/// A function given as a closure that gives its value alone.
///
///     let sphere = ValueClosureObjective(dimension: 2) { (x: Span<Double>) in
///       x[0] * x[0] + x[1] * x[1]
///     }
public struct ValueClosureObjective<Scalar: LinearAlgebraScalar>: Objective {
  public let dimension: Int
  private let function: (_ x: Span<Scalar>) -> Scalar

  /// A function of `dimension` variables that returns f(x).
  @_disfavoredOverload
  public init(dimension: Int, _ function: @escaping (_ x: Span<Scalar>) -> Scalar) {
    self.init(of: dimension, function)
  }

  init(of dimension: Int, _ function: @escaping (_ x: Span<Scalar>) -> Scalar) {
    requirePossible(dimension: dimension)
    self.dimension = dimension
    self.function = function
  }

  public mutating func value(at x: Span<Scalar>) -> Scalar { function(x) }
}

/// Residuals given as a closure.
///
///     let fit = ResidualClosure(dimension: 2, residualCount: times.count) { (x: Span<Double>, r) in
///       for i in times.indices { r[i] = x[0] * exp(-x[1] * times[i]) - measured[i] }
///     }
public struct ResidualClosure<Scalar: LinearAlgebraScalar>: ResidualObjective {
  /// Writes the residuals at `x`.
  public typealias Residuals = (_ x: Span<Scalar>, _ residuals: inout MutableSpan<Scalar>) -> Void

  public let dimension: Int
  public let residualCount: Int
  private let function: Residuals

  /// `residualCount` residuals of `dimension` variables.
  public init(dimension: Int, residualCount: Int, _ function: @escaping Residuals) {
    requirePossible(residualCount: residualCount, dimension: dimension)
    self.dimension = dimension
    self.residualCount = residualCount
    self.function = function
  }

  public mutating func residuals(at x: Span<Scalar>, into residuals: inout MutableSpan<Scalar>) {
    function(x, &residuals)
  }
}

// Every function given as a closure says how many variables it has, real or complex.

/// Traps where no function has so many variables.
func requirePossible(dimension: Int) {
  require(dimension >= 0, "a function cannot have \(dimension) variables")
}

/// Traps where there cannot be so many residuals of so many variables.
func requirePossible(residualCount: Int, dimension: Int) {
  require(
    dimension >= 0 && residualCount >= 0,
    "there cannot be \(residualCount) residuals of \(dimension) variables")
}
