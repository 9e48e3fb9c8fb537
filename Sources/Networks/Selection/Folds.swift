internal import Matrices
public import Randomness

/// A partition of samples into folds, for cross-validation: each fold is held back once, while the others are
/// trained on.
///
/// ```swift
/// import Randomness
///
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// var random = MersenneTwister(seed: 0)
/// let folds = try Folds(of: data, count: 2, using: &random)
/// assert(folds.heldBack(0).count == 2 && folds.trainedOn(0).count == 2)
/// ```
public struct Folds: Hashable, Sendable {
  /// The fold of each sample, 0 … k − 1.
  public let assignments: [Int]
  /// The number of folds, k.
  public let count: Int

  /// `count` folds of a dataset, drawn from `random`.
  ///
  /// Stratified where the samples have classes: the samples of each class, in an order drawn anew, are dealt to
  /// the folds in turn, each class beginning where the one before has ended. So the folds' numbers of samples
  /// of a class differ by one at most, and so do their sizes.
  ///
  /// - Throws: `sizeMismatch` where there are fewer samples than folds. Traps for fewer than two folds.
  public init<Scalar>(
    of data: Dataset<Scalar>, count: Int, using random: inout MersenneTwister
  ) throws(NetworkError) {
    require(count >= 2, "cross-validation needs two folds or more, not \(count)")
    guard data.sampleCount >= count else {
      throw NetworkError(
        .sizeMismatch, "the number of folds", expected: "at most \(data.sampleCount), the samples",
        found: "\(count)")
    }
    var groups = Array(repeating: [Int](), count: max(1, data.classCount))
    for sample in 0..<data.sampleCount {
      groups[data.targets == nil ? data.labels[sample] : 0].append(sample)
    }
    var assignments = Array(repeating: 0, count: data.sampleCount)
    var next = 0
    for index in groups.indices {
      random.shuffle(&groups[index])
      for sample in groups[index] {
        assignments[sample] = next
        next = (next + 1) % count
      }
    }
    self.assignments = assignments
    self.count = count
  }

  /// The samples that are held back when `fold` is, in their order.
  public func heldBack(_ fold: Int) -> [Int] {
    assignments.indices.filter { assignments[$0] == fold }
  }

  /// The samples that are trained on when `fold` is held back, in their order.
  public func trainedOn(_ fold: Int) -> [Int] {
    assignments.indices.filter { assignments[$0] != fold }
  }
}
