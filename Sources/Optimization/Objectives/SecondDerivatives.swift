import LinearAlgebra

/// What an objective gives of its second derivatives.
protocol SecondDerivatives<Base> {
  associatedtype Base: DifferentiableObjective
  static var hasHessian: Bool { get }
  static var hasProduct: Bool { get }

  static func hessian(
    _ base: inout Base, at x: Span<Base.Scalar>, into hessian: inout MutableSpan<Base.Scalar>)
  static func product(
    _ base: inout Base, at x: Span<Base.Scalar>, _ v: Span<Base.Scalar>,
    into product: inout MutableSpan<Base.Scalar>)
}

extension SecondDerivatives {
  static var hasHessian: Bool { false }
  static var hasProduct: Bool { false }

  static func hessian(
    _ base: inout Base, at x: Span<Base.Scalar>, into hessian: inout MutableSpan<Base.Scalar>
  ) {}

  static func product(
    _ base: inout Base, at x: Span<Base.Scalar>, _ v: Span<Base.Scalar>,
    into product: inout MutableSpan<Base.Scalar>
  ) {}
}

/// No second derivatives.
enum NoSecondDerivatives<Base: DifferentiableObjective>: SecondDerivatives {}

/// The Hessian.
enum OwnHessian<Base: TwiceDifferentiableObjective>: SecondDerivatives {
  static var hasHessian: Bool { true }

  static func hessian(
    _ base: inout Base, at x: Span<Base.Scalar>, into hessian: inout MutableSpan<Base.Scalar>
  ) {
    base.hessian(at: x, into: &hessian)
  }
}

/// Products of the Hessian with vectors.
enum OwnProduct<Base: HessianProductObjective>: SecondDerivatives {
  static var hasProduct: Bool { true }

  static func product(
    _ base: inout Base, at x: Span<Base.Scalar>, _ v: Span<Base.Scalar>,
    into product: inout MutableSpan<Base.Scalar>
  ) {
    base.hessianProduct(at: x, v, into: &product)
  }
}

/// Both.
enum OwnHessianAndProduct<Base: TwiceDifferentiableObjective & HessianProductObjective>:
  SecondDerivatives
{
  static var hasHessian: Bool { true }
  static var hasProduct: Bool { true }

  static func hessian(
    _ base: inout Base, at x: Span<Base.Scalar>, into hessian: inout MutableSpan<Base.Scalar>
  ) {
    base.hessian(at: x, into: &hessian)
  }

  static func product(
    _ base: inout Base, at x: Span<Base.Scalar>, _ v: Span<Base.Scalar>,
    into product: inout MutableSpan<Base.Scalar>
  ) {
    base.hessianProduct(at: x, v, into: &product)
  }
}
