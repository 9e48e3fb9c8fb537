public import LinearAlgebra

/// m functions c₁, …, c_m of n variables, which constraints keep between bounds.
///
/// Where a type gives their derivatives too, it is a ``DifferentiableConstraints``; otherwise they are made of
/// differences that stay in the box.
public protocol ConstraintFunction<Scalar>: SendableMetatype {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// The number of functions, m.
  var rowCount: Int { get }

  /// Writes c(x) into `values`, m elements. One that is NaN or infinite tells that `x` is too far.
  mutating func values(at x: Span<Scalar>, into values: inout MutableSpan<Scalar>)
}

/// Functions that give their Jacobian, the matrix of their first derivatives.
public protocol DifferentiableConstraints<Scalar>: ConstraintFunction {
  /// Writes ∂cᵢ/∂xⱼ at `x` into `jacobian`, m×n, column after column: element i + m·j.
  ///
  /// Called at points where `values` was called before, though not always right before. Elements that are not written
  /// are zero.
  mutating func jacobian(at x: Span<Scalar>, into jacobian: inout MutableSpan<Scalar>)
}

/// Functions given as a closure that gives values alone.
struct ValueClosureConstraints<Scalar: LinearAlgebraScalar>: ConstraintFunction {
  let rowCount: Int
  let function: (_ x: Span<Scalar>, _ values: inout MutableSpan<Scalar>) -> Void

  mutating func values(at x: Span<Scalar>, into values: inout MutableSpan<Scalar>) {
    function(x, &values)
  }
}

/// Functions given as a closure that gives values and Jacobian together. It remembers the derivatives of the last
/// points, so that it is called once a point.
struct ClosureConstraints<Scalar: LinearAlgebraScalar>: DifferentiableConstraints {
  typealias Function = (
    _ x: Span<Scalar>, _ values: inout MutableSpan<Scalar>, _ jacobian: inout MutableSpan<Scalar>
  ) -> Void

  let rowCount: Int
  let function: Function
  private var memory: LastDerivatives<Scalar>
  private var scratch: [Scalar]

  init(rowCount: Int, _ function: @escaping Function) {
    self.rowCount = rowCount
    self.function = function
    memory = LastDerivatives()
    scratch = [Scalar](repeating: 0, count: rowCount)
  }

  mutating func values(at x: Span<Scalar>, into values: inout MutableSpan<Scalar>) {
    let (slot, function) = (memory.makeSlot(at: x, count: rowCount * x.count), function)
    var target = memory.slots[slot].derivatives.mutableSpan
    function(x, &values, &target)
  }

  mutating func jacobian(at x: Span<Scalar>, into jacobian: inout MutableSpan<Scalar>) {
    if memory.copy(at: x, into: &jacobian) { return }
    let function = function
    var values = scratch.mutableSpan
    function(x, &values, &jacobian)
  }
}

/// The derivatives at the last points where values and derivatives were computed together.
struct LastDerivatives<Scalar: LinearAlgebraScalar> {
  struct Slot {
    var x: [Scalar] = []
    var derivatives: [Scalar] = []
  }

  var slots: [Slot] = [Slot(), Slot(), Slot()]
  private var newest = 0

  /// A slot for the point, in the place of the oldest, its derivatives zero.
  mutating func makeSlot(at x: Span<Scalar>, count: Int) -> Int {
    newest = (newest + 1) % slots.count
    if slots[newest].x.count != x.count {
      slots[newest].x = [Scalar](repeating: .nan, count: x.count)
      slots[newest].derivatives = [Scalar](repeating: 0, count: count)
    }
    for i in x.indices { slots[newest].x[i] = x[i] }
    for i in 0..<count { slots[newest].derivatives[i] = 0 }
    return newest
  }

  /// The slot of the point, if its derivatives are known.
  func slot(at x: Span<Scalar>) -> Int? {
    for k in slots.indices where slots[k].x.count == x.count && x.count > 0 {
      var isThere = true
      for i in x.indices where slots[k].x[i] != x[i] {
        isThere = false
        break
      }
      if isThere { return k }
    }
    return nil
  }

  /// Copies the derivatives at the point, if they are known.
  func copy(at x: Span<Scalar>, into target: inout MutableSpan<Scalar>) -> Bool {
    guard let slot = slot(at: x) else { return false }
    for i in target.indices { target[i] = slots[slot].derivatives[i] }
    return true
  }
}

// The same calls with arrays, so that what a struct stores can be handed down in place.

extension LastDerivatives {
  mutating func makeSlot(at x: [Scalar], count: Int) -> Int { makeSlot(at: x.span, count: count) }

  func slot(at x: [Scalar]) -> Int? { slot(at: x.span) }
}

extension Objective {
  mutating func value(at x: [Scalar]) -> Scalar { value(at: x.span) }
}

extension DifferentiableObjective {
  mutating func value(at x: [Scalar], gradient: inout [Scalar]) -> Scalar {
    var target = gradient.mutableSpan
    return value(at: x.span, gradient: &target)
  }
}

extension ConstraintFunction {
  /// The values into `all`, from place `offset` on.
  mutating func values(at x: [Scalar], into all: inout [Scalar], from offset: Int) {
    let count = rowCount
    all.withUnsafeMutableBufferPointer { all in
      var own = all.extracting(offset..<(offset + count)).mutableSpan
      values(at: x.span, into: &own)
    }
  }
}

extension DifferentiableConstraints {
  /// The Jacobian into the first m·n of `all`.
  mutating func jacobian(at x: [Scalar], into all: inout [Scalar]) {
    let count = x.count * rowCount
    all.withUnsafeMutableBufferPointer { all in
      var own = all.extracting(0..<count).mutableSpan
      jacobian(at: x.span, into: &own)
    }
  }
}

extension ConstrainedObjective {
  /// The rows and the Jacobian into the first m and m·n of arrays.
  mutating func value(
    at x: [Scalar], rows: inout [Scalar], gradient: inout [Scalar], jacobian: inout [Scalar]
  ) -> Scalar {
    let count = rowCount
    return rows.withUnsafeMutableBufferPointer { rows in
      jacobian.withUnsafeMutableBufferPointer { jacobian in
        var ownRows = rows.extracting(0..<count).mutableSpan
        var ownJacobian = jacobian.extracting(0..<(x.count * count)).mutableSpan
        var slopes = gradient.mutableSpan
        return value(at: x.span, rows: &ownRows, gradient: &slopes, jacobian: &ownJacobian)
      }
    }
  }
}
