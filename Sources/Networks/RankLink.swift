internal import Ranks

// Rank 0 leads: it alone runs the minimiser, and the others wait for an order, a loss's number and a point, compute
// their share and add it by the tree. An order and a sum move as many bytes as if all had the sum, and so a limit of
// time, a signal or a difference between processors can never have two ranks go different ways.

/// How rank 0 has the others do their share of an evaluation.
struct RankLink<Scalar: NetworkScalar>: Sendable {
  /// The kind of request.
  struct Order {
    /// The loss's number.
    let number: Int
    let needsGradient: Bool
  }

  let group: any RankGroup
  private let number: Int
  private let dimension: Int
  /// A loss's number, whether there is to be a gradient, and the point as words.
  private var message: [UInt64]

  init(_ group: any RankGroup, number: Int, dimension: Int) {
    self.group = group
    self.number = number
    self.dimension = dimension
    message = Array(repeating: 0, count: 2 + (dimension * MemoryLayout<Scalar>.stride + 7) / 8)
  }

  /// Tells the others to compute their share there; at rank 0 alone.
  @unsafe mutating func order(needsGradient: Bool, at x: UnsafePointer<Scalar>) {
    guard group.rank == 0 else { return }
    message[0] = UInt64(number)
    message[1] = needsGradient ? 1 : 0
    let (dimension, group) = (dimension, group)
    unsafe message.withUnsafeMutableBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[16...]).copyMemory(
        from: UnsafeRawBufferPointer(
          start: x, count: dimension * MemoryLayout<Scalar>.stride))
      group.orAbort { group throws(RankError) in try unsafe group.broadcast(bytes) }
    }
  }

  /// Tells the others that there is nothing more to do; at rank 0 alone.
  mutating func end() {
    message[0] = .max
    broadcast()
  }

  /// Takes rank 0's orders, each with its point, until there is nothing more to do. Nothing is allocated.
  mutating func serve(_ work: (Order, UnsafePointer<Scalar>) -> Void) {
    while true {
      broadcast()
      guard message[0] != .max else { return }
      let order = Order(number: Int(message[0]), needsGradient: message[1] == 1)
      unsafe message.withUnsafeBytes { bytes in
        unsafe UnsafeRawBufferPointer(rebasing: bytes[16...]).withMemoryRebound(to: Scalar.self) {
          x in
          guard let x = x.baseAddress else { return }
          unsafe work(order, x)
        }
      }
    }
  }

  private mutating func broadcast() {
    let group = group
    unsafe message.withUnsafeMutableBytes { bytes in
      group.orAbort { group throws(RankError) in try unsafe group.broadcast(bytes) }
    }
  }
}
