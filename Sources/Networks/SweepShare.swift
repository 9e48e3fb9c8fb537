internal import Ranks

// Who computes which chunks of a sweep, and in which order their sums are added: by the tree of `SumTree` over all
// chunks, whoever has them. Each worker adds its own chunks by a binary counter, so that it holds a few sums and not
// one a chunk; the workers' sums are then added by the thread that asked, and those of several ranks sent to where the
// tree needs them. All of that is planned once, and an evaluation allocates nothing.

/// This rank's share of a sweep's chunks, dealt to its threads.
///
/// Sums are numbered: worker w's stack begins at `stacks[w]`, and the last number is room for one
/// that is received.
struct SweepShare: Sendable {
  /// An operation on two sums, or with another rank.
  enum Step: Sendable {
    case add(Int, into: Int)
    case send(Int, to: Int)
    case receive(Int, from: Int)
  }

  let tree: SumTree
  /// The chunks of each worker, and the number of the first sum on its stack.
  let chunks: [Range<Int>]
  let stacks: [Int]
  /// The steps after the workers' own; the whole sum is then sum 0 of rank 0.
  let steps: [Step]
  /// How many sums there is to be room for.
  let sumCount: Int

  var workerCount: Int { chunks.count }
  /// The number of the sum that is room for one received.
  var spare: Int { sumCount - 1 }

  /// The share of one of so many ranks, for at most as many threads as are worth using.
  init(_ plan: SweepPlan, threads: Int, rank: Int = 0, of rankCount: Int = 1) {
    tree = SumTree(leaves: plan.chunkCount)
    let own = tree.leaves(ofPart: rank, of: rankCount)
    // A worker without a chunk is left out, but one is there to be asked.
    let workers = max(1, min(own.count, plan.workerCount(atMost: threads, chunks: own.count)))
    chunks = (0..<workers).map { worker in
      own.lowerBound + own.count * worker / workers..<own.lowerBound + own.count * (worker + 1)
        / workers
    }
    var stacks: [Int] = []
    var end = 0
    for leaves in chunks {
      stacks.append(end)
      end += tree.mostSums(of: leaves)
    }
    self.stacks = stacks
    sumCount = end + 1
    var (steps, places) = Self.merges(tree, chunks, stacks)
    let remote = tree.steps(ofPart: rank, of: rankCount)
    for step in remote {
      switch step {
      case .add(let second, let first): steps.append(.add(places[second], into: places[first]))
      case .send(let sum, let other): steps.append(.send(places[sum], to: other))
      case .receive(let sum, let other): steps.append(.receive(places[sum], from: other))
      }
    }
    places = []
    self.steps = steps
  }

  /// The additions that put the workers' sums together, and where those that are left then lie.
  private static func merges(
    _ tree: SumTree, _ chunks: [Range<Int>], _ stacks: [Int]
  ) -> (steps: [Step], places: [Int]) {
    var (steps, places): ([Step], [Int]) = ([], [])
    for (leaves, stack) in zip(chunks, stacks) {
      for (place, node) in tree.nodes(of: leaves).enumerated() {
        places.append(stack + place)
        for _ in 0..<tree.merges(after: node, from: chunks[0].lowerBound) {
          let second = places.removeLast()
          steps.append(.add(second, into: places[places.count - 1]))
        }
      }
    }
    return (steps, places)
  }
}
