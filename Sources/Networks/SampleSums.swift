internal import Ranks
internal import LinearAlgebra

/// Sums over the samples themselves, such as their weights and features, in the order of the tree that their losses are
/// added by: blocks of 256 samples, or of more where there would be more than 4096, and then `SumTree`.
///
/// The order depends on the number of samples alone, and not on any network.
enum SampleSums {
  private static let block = 256
  private static let mostBlocks = 4096

  /// The sum of what a function gives for each block of so many samples, whose own sum it is. O(N).
  static func sum<Sum>(
    _ count: Int, adding add: (inout Sum, Sum) -> Void, of block: (Range<Int>) -> Sum
  ) -> Sum? {
    guard count > 0 else { return nil }
    let size =
      Self.block * max(1, (count + Self.block * mostBlocks - 1) / (Self.block * mostBlocks))
    let tree = SumTree(leaves: (count + size - 1) / size)
    var stack: [Sum] = []
    for leaf in 0..<tree.leafCount {
      stack.append(block(leaf * size..<min(count, (leaf + 1) * size)))
      for _ in 0..<tree.merges(afterLeaf: leaf, from: 0) {
        let last = stack.removeLast()
        add(&stack[stack.count - 1], last)
      }
    }
    return stack.first
  }

  /// The sum of a number a sample.
  static func sum<Scalar: NetworkScalar>(_ numbers: [Scalar]) -> Scalar {
    unsafe numbers.withUnsafeBufferPointer { numbers in
      guard let start = numbers.baseAddress else { return 0 }
      return sum(numbers.count, adding: { $0 += $1 }) { range in
        unsafe Scalar._sum(range.count, start + range.lowerBound)
      } ?? 0
    }
  }
}
