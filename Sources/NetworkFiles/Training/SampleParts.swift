import Matrices
import Networks
import Randomness

/// The parts that samples are divided into: those to train on, those to stop early by, and those held out, on which
/// the trained network alone is judged. Numbers of samples, each part in ascending order.
struct SampleParts: Hashable, Sendable {
  /// The samples to train on.
  let training: [Int]
  /// The samples whose loss ends a training with a patience; empty where there is none, or others are given.
  let stopping: [Int]
  /// The samples that nothing is done with but to judge.
  let heldOut: [Int]

  /// The parts of the samples by the settings: the share held out, drawn from the stream of the seed and class by
  /// class, so that each class has the same share to rounding and one sample at least to train on; and likewise the
  /// share to stop by.
  init(of data: TrainingData, _ settings: TrainingSettings) {
    let count = data.points.rowCount
    guard settings.holdOut > 0 || settings.stopPart > 0 else {
      (training, stopping, heldOut) = (Array(0..<count), [], [])
      return
    }
    var random = MersenneTwister(seed: settings.seed)
    var parts: (training: [Int], stopping: [Int], heldOut: [Int]) = ([], [], [])
    let groups =
      data.targets == nil
      ? Dictionary(grouping: 0..<count, by: { data.labels[$0] }).sorted { $0.key < $1.key }
        .map(\.value) : [Array(0..<count)]
    for group in groups {
      var order = group
      random.shuffle(&order)
      let held = min(Self.rounded(settings.holdOut, of: order.count), order.count - 1)
      let stopped = min(Self.rounded(settings.stopPart, of: order.count), order.count - 1 - held)
      parts.heldOut += order[..<held]
      parts.stopping += order[held..<held + stopped]
      parts.training += order[(held + stopped)...]
    }
    training = parts.training.sorted()
    stopping = parts.stopping.sorted()
    heldOut = parts.heldOut.sorted()
  }

  private static func rounded(_ share: Double, of count: Int) -> Int {
    Int((share * Double(count)).rounded())
  }
}

extension TrainingData {
  /// The samples of these numbers, counted from zero, in their order; with all the classes.
  func selecting(_ samples: [Int]) -> TrainingData {
    guard samples.count < points.rowCount else { return self }
    var part = self
    part.keep(samples)
    return part
  }
}
