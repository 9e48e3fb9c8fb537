import LinearAlgebra
import Matrices

/// The units that a run measures its variables in: xᵢ = uᵢ·zᵢ for the objective's x and the run's z.
///
/// Powers of two, so that nothing is rounded; none at all where all would be 1, as they are unless the caller gives a
/// scale or a run starts at variables far smaller than 1. All that a run does, it does in z: distances of differences, radii, first
/// steps and tests of the end are those of variables of the size of 1.
struct Units<Scalar: LinearAlgebraScalar>: Sendable {
  /// uᵢ; empty for ones.
  let sizes: [Scalar]
  /// The point of the objective that belongs to the one asked for.
  private var x: [Scalar]

  init(_ sizes: [Scalar] = []) {
    self.sizes = sizes
    x = sizes
  }

  var areOnes: Bool { sizes.isEmpty }

  /// The powers of two at or below the sizes of n variables.
  ///
  /// Traps where there are not n of them, all positive and finite.
  static func powersOfTwo(_ sizes: [Scalar], dimension n: Int) -> [Scalar] {
    require(
      sizes.count == n,
      "a scale of \(sizes.count) numbers does not fit a function of \(n) variables")
    require(
      sizes.allSatisfy { $0 > 0 && $0.isFinite }, "a scale has to be positive and finite: \(sizes)")
    return sizes.map { Scalar(sign: .plus, exponent: $0.exponent, significand: 1) }
  }

  /// x for z.
  @inline(__always)
  mutating func objectivePoint(_ z: [Scalar]) -> [Scalar] {
    guard !sizes.isEmpty else { return z }
    for i in sizes.indices { x[i] = sizes[i] * z[i] }
    return x
  }

  /// x for z.
  mutating func objectivePoint(_ z: Span<Scalar>) -> [Scalar] {
    for i in sizes.indices { x[i] = sizes[i] * z[i] }
    return x
  }

  /// ∂/∂zᵢ in place of ∂/∂xᵢ, from the given row of derivatives by each variable.
  @inline(__always)
  func convert(_ derivatives: inout MutableSpan<Scalar>) {
    for i in sizes.indices { derivatives[i] *= sizes[i] }
  }

  /// The same for m×n derivatives, column after column.
  func convertColumns(_ derivatives: inout [Scalar]) {
    guard !sizes.isEmpty else { return }
    let m = derivatives.count / sizes.count
    for j in sizes.indices {
      for i in 0..<m { derivatives[i + m * j] *= sizes[j] }
    }
  }

  /// The same for second derivatives, n×n.
  func convertBoth(_ hessian: inout [Scalar]) {
    let n = sizes.count
    for j in 0..<n {
      for i in 0..<n { hessian[i + n * j] *= sizes[i] * sizes[j] }
    }
  }

  /// Bounds of z for those of x.
  func converted(_ bounds: Bounds<Scalar>) -> Bounds<Scalar> {
    Bounds(
      lower: sizes.indices.map { bounds.lower[$0] / sizes[$0] },
      upper: sizes.indices.map { bounds.upper[$0] / sizes[$0] })
  }
}
