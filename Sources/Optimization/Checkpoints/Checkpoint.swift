/// All that a minimisation needs to go on as if it had never been interrupted, apart from its objective.
///
///     let checkpoint = try run.checkpoint()
///     try checkpoint.write(to: "run.checkpoint")
///     …
///     let saved = try Checkpoint(contentsOf: "run.checkpoint")
///     var run = try Minimization(loss, resuming: saved, using: .bfgs)
///
/// Numbers are kept bit for bit. Bytes carry a checksum: damage is an error, never another answer.
public struct Checkpoint: Sendable, Hashable {
  /// The method with its options, as text.
  public let method: String
  /// `Double` or `Float`.
  public let precision: String
  /// The number of variables, n.
  public let dimension: Int
  /// The steps taken so far.
  public let iterations: Int
  /// The calls of the objective so far.
  public let evaluations: Int
  /// The state of the run.
  let state: StateNode
}

extension Checkpoint {
  private static let magic: [UInt8] = Array("MatKit checkpoint".utf8) + [0]
  private static let version: UInt32 = 1

  /// The checkpoint as bytes; equal checkpoints have equal bytes.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    let head: [(String, StateNode)] = [
      ("method", .text(method)), ("precision", .text(precision)),
      ("dimension", .integer(Int64(dimension))), ("iterations", .integer(Int64(iterations))),
      ("evaluations", .integer(Int64(evaluations))), ("state", state),
    ]
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: Self.version >> shift)) }
    StateNode.record(Dictionary(uniqueKeysWithValues: head)).write(to: &bytes)
    let sum = Self.checksum(bytes[...])
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: sum >> shift))
    }
    return bytes
  }

  /// The checkpoint of such bytes.
  ///
  /// - Throws: `damaged` where they are not as they were written, `tooNew` where a later version wrote them.
  public init(bytes: [UInt8]) throws(CheckpointError) {
    let end = bytes.count - 8
    guard end > Self.magic.count, bytes.starts(with: Self.magic) else {
      throw CheckpointError(.damaged, "these \(bytes.count) bytes are not those of a checkpoint")
    }
    var tail = StateReader(bytes, in: end..<bytes.count)
    guard tail.number() == Self.checksum(bytes[..<end]) else {
      throw CheckpointError(
        .damaged, "the checkpoint's checksum is wrong: bytes were lost or changed")
    }
    var reader = StateReader(bytes, in: Self.magic.count..<end)
    let version: UInt32? = reader.number()
    guard version == Self.version else {
      throw CheckpointError(
        .tooNew, "a checkpoint of version \(version ?? 0) cannot be read, only \(Self.version)")
    }
    guard let node = reader.node(), reader.isAtEnd, let checkpoint = Self(node) else {
      throw CheckpointError(.damaged, "the checkpoint's content is no state of a minimisation")
    }
    self = checkpoint
  }

  private init?(_ node: StateNode) {
    guard case .record(let nodes) = node, case .text(let method) = nodes["method"],
      case .text(let precision) = nodes["precision"],
      case .integer(let dimension) = nodes["dimension"],
      case .integer(let iterations) = nodes["iterations"],
      case .integer(let evaluations) = nodes["evaluations"], let state = nodes["state"]
    else { return nil }
    self.init(
      method: method, precision: precision, dimension: Int(dimension),
      iterations: Int(iterations), evaluations: Int(evaluations), state: state)
  }

  /// Fowler, Noll and Vo's hash FNV-1a of 64 bits.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBufferPointer { bytes in
      var sum: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return sum
    }
  }
}

/// Codable as its bytes, with the readable part beside them: whatever stores `Codable` values, a `.mat` file
/// among them, can store a checkpoint.
extension Checkpoint: Codable {
  private enum CodingKeys: String, CodingKey {
    case method, precision, dimension, iterations, evaluations, bytes
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(method, forKey: .method)
    try container.encode(precision, forKey: .precision)
    try container.encode(dimension, forKey: .dimension)
    try container.encode(iterations, forKey: .iterations)
    try container.encode(evaluations, forKey: .evaluations)
    try container.encode(bytes, forKey: .bytes)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(bytes: container.decode([UInt8].self, forKey: .bytes))
  }
}
