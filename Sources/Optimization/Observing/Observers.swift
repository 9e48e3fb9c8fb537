public import LinearAlgebra
import Matrices

/// An observer that passes on every n-th iterate, the start among them.
///
///     minimize(loss, from: start, observer: every(100) { print($0) })
///
/// Traps unless n is positive.
public func every<Scalar: LinearAlgebraScalar>(
  _ n: Int, _ observer: @escaping (inout Iteration<Scalar>) -> Void
) -> (inout Iteration<Scalar>) -> Void {
  require(n > 0, "every \(n)-th iterate is none")
  return { iteration in
    if iteration.number.isMultiple(of: n) { observer(&iteration) }
  }
}

/// An observer that passes on the iterates where f is lower than at every one before, the start among them.
public func newBest<Scalar: LinearAlgebraScalar>(
  _ observer: @escaping (inout Iteration<Scalar>) -> Void
) -> (inout Iteration<Scalar>) -> Void {
  { iteration in
    if iteration.isBest { observer(&iteration) }
  }
}

/// An observer that calls several in turn.
public func together<Scalar: LinearAlgebraScalar>(
  _ observers: ((inout Iteration<Scalar>) -> Void)...
) -> (inout Iteration<Scalar>) -> Void {
  { iteration in
    for observer in observers { observer(&iteration) }
  }
}
