// Limited-memory BFGS.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 7.4 (the two-loop
// recursion), with the scaling γ = sᵀy/yᵀy of (7.20).
//
// Departures: a pair is left out where sᵀy is not clearly positive, which a strong Wolfe search makes rare.
public import LinearAlgebra
import Matrices

/// The quasi-Newton direction of the last `memory` steps. 2·m·n numbers of memory, 4·m·n operations an
/// iteration. Within bounds it is L-BFGS-B, by the generalised Cauchy point.
public struct LBFGS: DirectionMethod {
  /// The number of pairs, m.
  public let memory: Int

  /// Traps unless `memory` is positive.
  public init(memory: Int = 10) {
    require(memory > 0, "L-BFGS needs a memory of at least one pair, not \(memory)")
    self.memory = memory
  }

  public func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    LBFGSDirection<Scalar>(dimension: dimension, memory: memory)
  }

  /// L-BFGS-B.
  public func makeDirection<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> any DescentDirection<Scalar>
  { LBFGSBDirection(dimension: bounds.dimension, memory: memory) }
}

struct LBFGSDirection<Scalar: LinearAlgebraScalar>: DescentDirection, Codable {
  /// The pairs s and y in m slots of n numbers each, slot after slot; the newest pair replaces the oldest.
  private var s: [Scalar]
  private var y: [Scalar]
  /// 1/sᵀy of each slot, and the first loop's factors.
  private var rho: [Scalar]
  private var alpha: [Scalar]
  /// sᵀy, sᵀs and yᵀy of the newest pair.
  private var products: [Scalar] = [0, 0, 0]
  private let memory: Int
  private var count = 0
  private var newest = -1
  private var scale: Scalar = 1

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(dimension n: Int, memory m: Int) {
    s = [Scalar](repeating: 0, count: m * n)
    y = s
    rho = [Scalar](repeating: 0, count: m)
    alpha = rho
    memory = m
  }

  var knowsCurvature: Bool { count > 0 }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func point(_ state: inout MinimizationState<Scalar>) {
    let n = state.dimension
    for i in 0..<n { state.direction[i] = -state.current.gradient[i] }
    guard count > 0 else { return }
    BLAS.twoLoop(
      n, memory, count: count, newest: newest, s, y, rho, &alpha, scale, &state.direction)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: inout MinimizationState<Scalar>) {
    let n = state.dimension
    let slot = newest + 1 == memory ? 0 : newest + 1
    s.withUnsafeMutableBufferPointer { s in
      y.withUnsafeMutableBufferPointer { y in
        guard let s = s.baseAddress, let y = y.baseAddress else { return }
        BLAS.stepChange(
          n, state.current.x, state.trial.x, state.current.gradient, state.trial.gradient,
          s + slot * n, y + slot * n, &products)
      }
    }
    let (sTy, yTy) = (products[0], products[2])
    guard isClearlyPositive(sTy, products[1], yTy) else {
      // The slot that was overwritten held the oldest pair.
      if count == memory { count -= 1 }
      return
    }
    rho[slot] = 1 / sTy
    scale = sTy / yTy
    newest = slot
    count = min(count + 1, memory)
  }

  mutating func forget() -> Bool {
    defer { count = 0 }
    return count > 0
  }

  mutating func restore(from decoder: any Decoder) throws {
    let saved = try Self(from: decoder)
    guard saved.memory == memory, (0...memory).contains(saved.count),
      (-1..<memory).contains(saved.newest), saved.count == 0 || saved.newest >= 0
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\(saved.count) pairs, the newest in slot \(saved.newest), of \(memory)"
        ))
    }
    self = saved
  }
}
