// The compact form of limited-memory BFGS matrices.
//
// R. H. Byrd, J. Nocedal, R. B. Schnabel, "Representations of quasi-Newton matrices and their use in limited
// memory methods", Mathematical Programming 63, 1994, (3.5): for pairs S, Y with SᵀY = L + D + R,
//
//     B = θ·I − W·K⁻¹·Wᵀ,   W = [Y  θ·S],   K = [ −D   Lᵀ    ]
//                                               [  L   θ·SᵀS ].
//
// Departure: columns of W stand in the order of the slots where pairs are kept, not of their age; L is taken
// by age.
import LinearAlgebra

/// The pairs of the last steps, and the inner products between them.
struct CompactMemory<Scalar: LinearAlgebraScalar>: Codable {
  let dimension: Int
  let capacity: Int
  /// s and y of each slot, n numbers a slot; the newest pair replaces the oldest.
  private var s: [Scalar]
  private var y: [Scalar]
  /// sᵢᵀyⱼ, sᵢᵀsⱼ and yᵢᵀyⱼ for the slots i and j, at i·m + j.
  private var sy: [Scalar]
  private var ss: [Scalar]
  private var yy: [Scalar]
  /// The last s and y, and sᵀy, sᵀs and yᵀy.
  private var step: [Scalar]
  private var change: [Scalar]
  private var products: [Scalar] = [0, 0, 0]
  private(set) var count = 0
  private var newest = -1
  private(set) var theta: Scalar = 1

  init(dimension n: Int, capacity m: Int) {
    dimension = n
    capacity = m
    s = [Scalar](repeating: 0, count: m * n)
    y = s
    sy = [Scalar](repeating: 0, count: m * m)
    ss = sy
    yy = sy
    step = [Scalar](repeating: 0, count: n)
    change = step
  }

  /// The number of columns of W.
  var width: Int { 2 * count }

  mutating func forget() { count = 0 }

  /// Takes in the last step; leaves it out where sᵀy is not clearly positive. O(m·n).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: borrowing MinimizationState<Scalar>) {
    BLAS.stepChange(
      dimension, state.current.x, state.trial.x, state.current.gradient, state.trial.gradient,
      &step, &change, &products)
    guard isClearlyPositive(products[0], products[1], products[2]) else { return }
    if count == 0 { newest = -1 }
    newest = newest + 1 == capacity ? 0 : newest + 1
    count = min(count + 1, capacity)
    theta = products[2] / products[0]
    for i in 0..<dimension {
      s[newest * dimension + i] = step[i]
      y[newest * dimension + i] = change[i]
    }
    for other in 0..<count { multiply(newest, other) }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func multiply(_ slot: Int, _ other: Int) {
    let (n, m) = (dimension, capacity)
    s.withUnsafeBufferPointer { s in
      y.withUnsafeBufferPointer { y in
        guard let s = s.baseAddress, let y = y.baseAddress else { return }
        sy[slot * m + other] = BLAS.dot(n, s + slot * n, y + other * n)
        sy[other * m + slot] = BLAS.dot(n, s + other * n, y + slot * n)
        ss[slot * m + other] = BLAS.dot(n, s + slot * n, s + other * n)
        yy[slot * m + other] = BLAS.dot(n, y + slot * n, y + other * n)
      }
    }
    ss[other * m + slot] = ss[slot * m + other]
    yy[other * m + slot] = yy[slot * m + other]
  }

  /// How many pairs are newer than the one in a slot.
  private func age(_ slot: Int) -> Int {
    slot <= newest ? newest - slot : newest - slot + capacity
  }

  /// Writes K, row after row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func middle(into k: inout [Scalar]) {
    let (m, c, w) = (capacity, count, width)
    for i in 0..<c {
      for j in 0..<c {
        k[i * w + j] = i == j ? -sy[i * m + i] : 0
        let lower = age(i) < age(j) ? sy[i * m + j] : 0
        k[(c + i) * w + j] = lower
        k[j * w + c + i] = lower
        k[(c + i) * w + c + j] = theta * ss[i * m + j]
      }
    }
  }

  /// Writes WᵀW, row after row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func square(into a: inout [Scalar]) {
    let (m, c, w) = (capacity, count, width)
    for i in 0..<c {
      for j in 0..<c {
        a[i * w + j] = yy[i * m + j]
        a[(c + i) * w + j] = theta * sy[i * m + j]
        a[j * w + c + i] = theta * sy[i * m + j]
        a[(c + i) * w + c + j] = theta * theta * ss[i * m + j]
      }
    }
  }

  /// Writes the row of W that belongs to variable i.
  @inline(__always)
  func row(_ i: Int, into row: inout [Scalar]) {
    for slot in 0..<count {
      row[slot] = y[slot * dimension + i]
      row[count + slot] = theta * s[slot * dimension + i]
    }
  }

  /// Writes Wᵀv.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func product(transposedWith v: [Scalar], into p: inout [Scalar]) {
    let n = dimension
    s.withUnsafeBufferPointer { s in
      y.withUnsafeBufferPointer { y in
        guard let s = s.baseAddress, let y = y.baseAddress else { return }
        for slot in 0..<count {
          p[slot] = BLAS.dot(n, y + slot * n, v)
          p[count + slot] = theta * BLAS.dot(n, s + slot * n, v)
        }
      }
    }
  }

  /// Adds a·W·p to v.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func add(_ a: Scalar, productWith p: [Scalar], to v: inout [Scalar]) {
    let n = dimension
    s.withUnsafeBufferPointer { s in
      y.withUnsafeBufferPointer { y in
        guard let s = s.baseAddress, let y = y.baseAddress else { return }
        for slot in 0..<count {
          BLAS.axpy(n, a * p[slot], y + slot * n, &v)
          BLAS.axpy(n, a * theta * p[count + slot], s + slot * n, &v)
        }
      }
    }
  }

  /// Whether the numbers of slots make sense.
  var isPossible: Bool {
    (0...capacity).contains(count) && (-1..<capacity).contains(newest)
      && (count == 0 || newest >= 0) && (count == capacity || count == 0 || newest == count - 1)
  }
}
