import LinearAlgebra

/// What an encoded value is made of: the tree between Swift values and the bytes of a checkpoint.
///
/// Floating-point numbers are kept as they are, NaN's payload and the sign of zero included; arrays of
/// them are one node. Foundation's coders do not do that: a binary property list keeps one of the numbers that
/// compare equal, so that 0 comes back as −0 where both occur, and every NaN as the same one, as JSON does.
enum StateNode: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case double(UInt64)
  case float(UInt32)
  case text(String)
  case doubles([UInt64])
  case floats([UInt32])
  case list([StateNode])
  case record([String: StateNode])

  /// The node of an array of floating-point numbers; `nil` for every other value.
  init?(packing value: any Encodable) {
    if let array = value as? [Double] {
      self = .doubles(array.map(\.bitPattern))
    } else if let array = value as? [Float] {
      self = .floats(array.map(\.bitPattern))
    } else {
      return nil
    }
  }

  /// Where `other` cannot take this node's place in memory that was laid out for this one: arrays of other
  /// lengths, values of other kinds. `nil` where it can. Optional values may come and go, and arrays that
  /// are empty here may have grown.
  func mismatch(with other: StateNode, at path: String = "") -> String? {
    switch (self, other) {
    case (.record(let mine), .record(let theirs)):
      for (key, node) in mine.sorted(by: { $0.key < $1.key }) {
        guard let its = theirs[key] else { continue }
        if let found = node.mismatch(with: its, at: path + "." + key) { return found }
      }
      return nil
    case (.list(let mine), .list(let theirs)):
      if mine.isEmpty { return nil }
      if mine.count != theirs.count { return counts(path, mine.count, theirs.count) }
      for (index, (node, its)) in zip(mine, theirs).enumerated() {
        if let found = node.mismatch(with: its, at: "\(path)[\(index)]") { return found }
      }
      return nil
    case (.doubles(let mine), .doubles(let theirs)):
      return mine.isEmpty || mine.count == theirs.count
        ? nil : counts(path, mine.count, theirs.count)
    case (.floats(let mine), .floats(let theirs)):
      return mine.isEmpty || mine.count == theirs.count
        ? nil : counts(path, mine.count, theirs.count)
    case (.null, _), (_, .null): return nil
    default: return kind == other.kind ? nil : "\(path) is \(other.kind), not \(kind)"
    }
  }

  private func counts(_ path: String, _ mine: Int, _ theirs: Int) -> String {
    "\(path) has \(theirs) elements, not \(mine)"
  }

  private var kind: String {
    switch self {
    case .null: "nothing"
    case .bool: "a truth value"
    case .integer, .unsigned: "an integer"
    case .double: "a number of double precision"
    case .float: "a number of single precision"
    case .text: "a text"
    case .doubles: "an array of double precision"
    case .floats: "an array of single precision"
    case .list: "a list"
    case .record: "a record"
    }
  }
}
