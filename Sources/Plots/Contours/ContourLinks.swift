/// Directed segments between numbered places, joined into lines.
///
/// Places are the edges of a grid, two a node, and the nodes themselves. At most one segment leaves
/// an edge and one enters it; at a node where two regions touch at their corners it may be two.
struct ContourLinks {
  private let nodeCount: Int
  /// Where the segment that leaves a place leads, or −1: edges, then nodes, then nodes once more.
  private var next: [Int32]
  private var isEntered: [Bool]
  /// The places that segments leave, in the order they were added.
  private var starts: [Int] = []
  /// The places that segments enter.
  private var ends: [Int] = []

  init(nodeCount: Int) {
    self.nodeCount = nodeCount
    next = Array(repeating: -1, count: 4 * nodeCount)
    isEntered = Array(repeating: false, count: 4 * nodeCount)
  }

  func key(ofNode node: Int) -> Int { 2 * nodeCount + node }

  func node(ofKey key: Int) -> Int? {
    key < 2 * nodeCount ? nil : (key - 2 * nodeCount) % nodeCount
  }

  mutating func add(from: Int, to: Int) {
    let start = next[from] < 0 ? from : from + nodeCount
    next[start] = Int32(to)
    isEntered[to] = true
    starts.append(start)
    ends.append(to)
  }

  /// The lines that the segments make: those that start where none enters first, then the closed
  /// ones. Every segment is used once; a closed line ends with the place it starts with.
  mutating func chains() -> [(keys: [Int], isClosed: Bool)] {
    var chains: [(keys: [Int], isClosed: Bool)] = []
    for start in starts where next[start] >= 0 && !isEntered[start] && start < 2 * nodeCount {
      chains.append((follow(from: start), false))
    }
    for start in starts where next[start] >= 0 {
      chains.append((follow(from: start), true))
    }
    return chains
  }

  /// Follows the segments from a place until there is none left, using them up.
  private mutating func follow(from start: Int) -> [Int] {
    var keys = [start]
    var place = start
    while let target = take(place) {
      keys.append(target)
      place = target
    }
    return keys
  }

  /// Where the segment from a place leads; at a node the first of its two that is left.
  private mutating func take(_ place: Int) -> Int? {
    var slot = place
    if next[slot] < 0 {
      // Only nodes have a second segment.
      slot += nodeCount
      guard place >= 2 * nodeCount, slot < next.count, next[slot] >= 0 else { return nil }
    }
    let target = Int(next[slot])
    next[slot] = -1
    return target
  }

  /// Forgets the segments and keeps the memory.
  mutating func removeAll() {
    for start in starts { next[start] = -1 }
    for end in ends { isEntered[end] = false }
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}
