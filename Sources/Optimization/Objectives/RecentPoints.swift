import LinearAlgebra

/// The points where the objective was evaluated last, so that it is not evaluated there again: steps of any
/// length end in one corner of the bounds, searches that rounding has caught try one point after another, and
/// an examination looks where a step has been.
///
/// 16 of them, or as many as make 65,536 numbers; so none of more variables than that. Those whose first
/// variable is the same are compared.
struct RecentPoints<Scalar: LinearAlgebraScalar> {
  private let dimension: Int
  /// The points, n numbers each; the next takes the place of the oldest.
  private var points: [Scalar]
  private var gradients: [Scalar]
  private var values: [Scalar]
  /// Whether each has its gradient.
  private var isComplete: [Bool]
  /// Each point's first variable, NaN where there is none.
  private var firsts: [Scalar]
  private var next = 0
  /// Where the point that was last asked for is, or will be.
  private var asked = 0

  init(dimension: Int) {
    self.dimension = dimension
    let count = min(16, 65_536 / max(1, dimension))
    points = [Scalar](repeating: 0, count: count * dimension)
    gradients = points
    values = [Scalar](repeating: .nan, count: count)
    isComplete = [Bool](repeating: false, count: count)
    firsts = values
  }

  /// Writes what is known at the point's x into it; the gradient only where it is known, which is returned.
  /// `nil` where the point is not one of these.
  @inline(__always)
  mutating func recall(_ point: inout Point<Scalar>) -> Bool? {
    recall(point.x, &point.value, &point.gradient)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func recall(_ x: [Scalar], _ value: inout Scalar, _ gradient: inout [Scalar]) -> Bool? {
    guard find(x) else { return nil }
    value = values[asked]
    guard isComplete[asked] else { return false }
    let start = asked * dimension
    for i in 0..<dimension { gradient[i] = gradients[start + i] }
    return true
  }

  /// Keeps what was found at x, which was asked for last; `gradient` is `nil` where it was not computed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func keep(_ x: [Scalar], _ value: Scalar, _ gradient: [Scalar]?) {
    guard dimension > 0, !values.isEmpty else { return }
    if asked == next { next = next + 1 == values.count ? 0 : next + 1 }
    firsts[asked] = x[0]
    values[asked] = value
    isComplete[asked] = gradient != nil
    Self.write(x, to: &points, at: asked * dimension)
    if let gradient { Self.write(gradient, to: &gradients, at: asked * dimension) }
  }

  /// Writes a vector into storage from `start` on; no method, which would copy what it is called on.
  @inline(__always)
  private static func write(_ vector: [Scalar], to storage: inout [Scalar], at start: Int) {
    storage.withUnsafeMutableBufferPointer { storage in
      vector.withUnsafeBufferPointer { vector in
        let range = start..<(start + vector.count)
        _ = UnsafeMutableBufferPointer(rebasing: storage[range]).update(fromContentsOf: vector)
      }
    }
  }

  /// Tells that gradients are computed otherwise from here on.
  mutating func forgetGradients() {
    for index in isComplete.indices { isComplete[index] = false }
  }

  /// Whether x is one of these, at `asked`; otherwise that is where it will be.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func find(_ x: [Scalar]) -> Bool {
    guard dimension > 0, !firsts.isEmpty else { return false }
    let first = x[0]
    for index in 0..<firsts.count where firsts[index] == first && isPoint(index, x) {
      asked = index
      return true
    }
    asked = next
    return false
  }

  private func isPoint(_ index: Int, _ x: [Scalar]) -> Bool {
    let start = index * dimension
    var i = 1
    while i < dimension, points[start + i] == x[i] { i += 1 }
    return i >= dimension
  }
}

extension RecentPoints: Resumable {
  private enum CodingKeys: String, CodingKey {
    case points, gradients, values, isComplete, firsts, next
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(points, forKey: .points)
    try container.encode(gradients, forKey: .gradients)
    try container.encode(values, forKey: .values)
    try container.encode(isComplete, forKey: .isComplete)
    try container.encode(firsts, forKey: .firsts)
    try container.encode(next, forKey: .next)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    points = try container.decode([Scalar].self, forKey: .points)
    gradients = try container.decode([Scalar].self, forKey: .gradients)
    values = try container.decode([Scalar].self, forKey: .values)
    isComplete = try container.decode([Bool].self, forKey: .isComplete)
    firsts = try container.decode([Scalar].self, forKey: .firsts)
    next = try container.decode(Int.self, forKey: .next)
    guard next >= 0, next < max(1, values.count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .next, in: container, debugDescription: "\(next) of \(values.count) points")
    }
  }
}
