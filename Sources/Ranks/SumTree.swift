import Matrices

/// The order in which C numbered terms are added, whoever holds them: neighbours, then neighbours of those sums, and so
/// on; a sum without a neighbour is taken as it is.
///
///     let tree = SumTree(leaves: 5)                    // ((0 + 1) + (2 + 3)) + 4
///     tree.leaves(ofPart: 1, of: 2)                    // 3..<5
///     tree.nodes(of: 3..<5)                            // 3, and 4
///     tree.steps(ofPart: 1, of: 2)                     // both go to part 0, one after the other
///
/// A rounded sum depends on the order of its additions. Here that order depends on C alone, so terms can be dealt to any
/// number of threads and ranks, and the sum has the same bits: C. Stelz, L. Hübner and A. Stamatakis do so for trees of
/// species ("ReproRed", *Bioinformatics* 2026, btag044).
///
/// A worker adds its leaves in their order by a binary counter: it keeps a stack of finished sums, of which no two are
/// neighbours, at most ``mostSums(of:)`` of them. ``merges(afterLeaf:from:)`` says how often, after a leaf was put on it,
/// the upper two are added. What is left on the stack are the ``nodes(of:)``. Workers side by side are put together in
/// the same way, a node at a time; those that share no memory by ``steps(ofPart:of:)``.
public struct SumTree: Hashable, Sendable {
  /// C, the number of terms.
  public let leafCount: Int

  /// The tree over so many terms. Traps for none, or more than 2³¹.
  public init(leaves: Int) {
    require((1...1 << 31).contains(leaves), "a sum cannot have \(leaves) terms")
    leafCount = leaves
  }

  /// A sum of neighbouring terms that is finished within the tree: the first term's number, which is a multiple of the
  /// size, and the size, a power of two. The last node of the tree may have fewer terms than its size.
  public struct Node: Hashable, Sendable {
    public let first: Int
    public let size: Int

    @inlinable
    public init(first: Int, size: Int) { (self.first, self.size) = (first, size) }
  }

  // MARK: Dealing

  /// The terms that fall to one of so many parts, ⌈C·p/n⌉ to ⌈C·(p + 1)/n⌉: neighbours, and as even as can be. Part 0
  /// has one at least, even of more parts than terms.
  ///
  /// Traps where there is no such part, or more than 2³¹ of them.
  public func leaves(ofPart part: Int, of count: Int) -> Range<Int> {
    require(
      (0..<count).contains(part) && count <= 1 << 31, "there is no part \(part) of \(count)")
    func first(_ part: Int) -> Int { (leafCount * part + count - 1) / count }
    return first(part)..<first(part + 1)
  }

  /// The part that a term falls to.
  func part(ofLeaf leaf: Int, of count: Int) -> Int {
    // The inverse of the above: the largest p with ⌈C·p/n⌉ ≤ leaf.
    leaf * count / leafCount
  }

  // MARK: The counter

  /// How often the upper two sums of the stack are added after term `leaf` was put on it, where the stack began with
  /// term `start`. O(log C), and nothing is allocated.
  @inlinable
  public func merges(afterLeaf leaf: Int, from start: Int) -> Int {
    merges(after: Node(first: leaf, size: 1), from: start)
  }

  /// The same for a finished sum of several terms.
  @inlinable
  public func merges(after node: Node, from start: Int) -> Int {
    let isLast = node.first + node.size >= leafCount
    var (first, size, count) = (node.first, node.size, 0)
    while first > start {
      // The largest sum that can begin here has the one before it for a neighbour.
      let largest = first & -first
      // With no term behind it a sum is finished whatever its size.
      guard isLast || largest == size, first - largest >= start else { break }
      first -= largest
      size = 2 * largest
      count += 1
    }
    return count
  }

  /// The sums that are left of neighbouring terms, in their order: the fewest finished ones. O(log C).
  public func nodes(of leaves: Range<Int>) -> [Node] {
    var nodes: [Node] = []
    var first = leaves.lowerBound
    while first < leaves.upperBound {
      let node = node(at: first, before: leaves.upperBound)
      nodes.append(node)
      first += node.size
    }
    return nodes
  }

  /// The largest finished sum that begins with a term and has none from `end` on.
  private func node(at first: Int, before end: Int) -> Node {
    var size = 1
    while first & (2 * size - 1) == 0,
      first + 2 * size <= end || end == leafCount && first + size < end
    {
      size *= 2
    }
    return Node(first: first, size: size)
  }

  /// The most sums that a stack over these terms ever holds, the term that was just put on it included.
  public func mostSums(of leaves: Range<Int>) -> Int {
    var (held, most) = (0, 0)
    for leaf in leaves {
      most = max(most, held + 1)
      held += 1 - merges(afterLeaf: leaf, from: leaves.lowerBound)
    }
    return most
  }

  // MARK: The schedule

  /// What a part does with the sums that are left of its terms, after all within it are added; sums are numbered as
  /// ``nodes(of:)`` has them.
  public enum Step: Hashable, Sendable {
    /// A sum goes to another part.
    case send(Int, to: Int)
    /// A sum comes from another part, and is added to one here.
    case receive(Int, from: Int)
    /// A sum is added to another, which received something before.
    case add(Int, into: Int)
  }

  /// The steps of one of so many parts, in their order; the whole sum is the first of part 0 at the end.
  ///
  /// A sum whose two halves are of different parts is made by the one that has the left half. The steps of all parts
  /// fit together: each `send` has a `receive`, in the same order between the same two, and none waits for another in a
  /// circle. O(C).
  public func steps(ofPart part: Int, of count: Int) -> [Step] {
    let nodes = nodes(of: leaves(ofPart: part, of: count))
    var steps: [Step] = []
    var size = 1
    while size < leafCount, count > 1 {
      for first in stride(from: 0, to: leafCount - size, by: 2 * size) {
        let second = first + size
        let owners = (
          left: self.part(ofLeaf: first, of: count), right: self.part(ofLeaf: second, of: count)
        )
        guard owners.left == part || owners.right == part,
          !isWithin(first..<min(leafCount, first + 2 * size), part, count)
        else { continue }
        func place(_ leaf: Int) -> Int { nodes.firstIndex { $0.first == leaf } ?? 0 }
        if owners.left == owners.right {
          steps.append(.add(place(second), into: place(first)))
        } else if owners.left == part {
          steps.append(.receive(place(first), from: owners.right))
        } else {
          steps.append(.send(place(second), to: owners.left))
        }
      }
      size *= 2
    }
    return steps
  }

  private func isWithin(_ leaves: Range<Int>, _ part: Int, _ count: Int) -> Bool {
    let own = self.leaves(ofPart: part, of: count)
    return own.lowerBound <= leaves.lowerBound && leaves.upperBound <= own.upperBound
  }
}
