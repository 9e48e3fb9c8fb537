import LinearAlgebra

/// A function that gives its Hessian, the matrix of its second derivatives.
///
/// Trust-region and Newton methods use it; for a function without one they take differences of
/// gradients, n evaluations a Hessian.
public protocol TwiceDifferentiableObjective<Scalar>: DifferentiableObjective {
  /// Writes ∇²f(x) into `hessian`, n×n, column after column; it is symmetric, and only the lower triangle,
  /// the diagonal included, is read.
  ///
  /// Called at points where f was finite. Elements that are not written are what the last call left.
  mutating func hessian(at x: Span<Scalar>, into hessian: inout MutableSpan<Scalar>)
}

/// A function that gives products of its Hessian with vectors, without making the Hessian.
///
/// What methods of conjugate gradients and of Lanczos need of a Hessian; for a function without them,
/// they multiply by the Hessian where there is one, or take a difference of two gradients.
public protocol HessianProductObjective<Scalar>: DifferentiableObjective {
  /// Writes ∇²f(x)·v into `product`; all have n elements.
  ///
  /// Called at points where f was finite.
  mutating func hessianProduct(
    at x: Span<Scalar>, _ v: Span<Scalar>, into product: inout MutableSpan<Scalar>)
}
