// Limited-memory BFGS.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 7.4 (the two-loop
// recursion), with the scaling γ = sᵀy/yᵀy of (7.20).
//
// Departures: a pair is left out where sᵀy is not clearly positive, which a strong Wolfe search makes rare.
public import LinearAlgebra

/// The quasi-Newton direction of the last `memory` steps. 2·m·n numbers of memory, 4·m·n operations an
/// iteration.
public struct LBFGS: DirectionMethod {
  /// The number of pairs, m.
  public let memory: Int

  /// Traps unless `memory` is positive.
  public init(memory: Int = 10) {
    precondition(memory > 0, "L-BFGS needs a memory of at least one pair, not \(memory)")
    self.memory = memory
  }

  public func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    LBFGSDirection<Scalar>(dimension: dimension, memory: memory)
  }
}

struct LBFGSDirection<Scalar: LinearAlgebraScalar>: DescentDirection {
  /// The pairs s and y in m slots of n numbers each, slot after slot; the newest pair replaces the oldest.
  private var s: [Scalar]
  private var y: [Scalar]
  /// sᵀy of each slot, and the first loop's factors.
  private var sy: [Scalar]
  private var alpha: [Scalar]
  private let memory: Int
  private var count = 0
  private var newest = -1
  private var scale: Scalar = 1

  init(dimension n: Int, memory m: Int) {
    s = [Scalar](repeating: 0, count: m * n)
    y = s
    sy = [Scalar](repeating: 0, count: m)
    alpha = sy
    memory = m
  }

  var knowsCurvature: Bool { count > 0 }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func point(_ state: inout MinimizationState<Scalar>) {
    let n = state.dimension
    for i in 0..<n { state.direction[i] = -state.current.gradient[i] }
    guard count > 0 else { return }
    s.withUnsafeBufferPointer { s in
      y.withUnsafeBufferPointer { y in
        state.direction.withUnsafeMutableBufferPointer { p in
          guard let s = s.baseAddress, let y = y.baseAddress, let p = p.baseAddress else { return }
          recurse(n, s, y, p)
        }
      }
    }
  }

  private func slot(back: Int) -> Int {
    let slot = newest - back
    return slot < 0 ? slot + memory : slot
  }

  @inline(__always)
  private mutating func recurse(
    _ n: Int, _ s: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>,
    _ p: UnsafeMutablePointer<Scalar>
  ) {
    for back in 0..<count {
      let slot = slot(back: back)
      alpha[slot] = BLAS.dot(n, s + slot * n, p) / sy[slot]
      BLAS.axpy(n, -alpha[slot], y + slot * n, p)
    }
    BLAS.scale(n, scale, p)
    for back in (0..<count).reversed() {
      let slot = slot(back: back)
      let beta = BLAS.dot(n, y + slot * n, p) / sy[slot]
      BLAS.axpy(n, alpha[slot] - beta, s + slot * n, p)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: MinimizationState<Scalar>) {
    let n = state.dimension
    let slot = newest + 1 == memory ? 0 : newest + 1
    var products: (sy: Scalar, ss: Scalar, yy: Scalar) = (0, 0, 0)
    s.withUnsafeMutableBufferPointer { s in
      y.withUnsafeMutableBufferPointer { y in
        guard let s = s.baseAddress, let y = y.baseAddress else { return }
        let (s0, y0) = (s + slot * n, y + slot * n)
        BLAS.addScaled(n, state.current.x, -1, state.trial.x, s0)
        BLAS.addScaled(n, state.current.gradient, -1, state.trial.gradient, y0)
        products = (BLAS.dot(n, s0, y0), BLAS.dot(n, s0, s0), BLAS.dot(n, y0, y0))
      }
    }
    guard isClearlyPositive(products.sy, products.ss, products.yy) else {
      // The slot that was overwritten held the oldest pair.
      if count == memory { count -= 1 }
      return
    }
    sy[slot] = products.sy
    scale = products.sy / products.yy
    newest = slot
    count = min(count + 1, memory)
  }

  mutating func forget() -> Bool {
    defer { count = 0 }
    return count > 0
  }
}
