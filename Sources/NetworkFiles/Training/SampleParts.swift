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
    let count = data.table.rowCount
    guard settings.holdOut > 0 || settings.stopPart > 0 else {
      (training, stopping, heldOut) = (Array(0..<count), [], [])
      return
    }
    var random = MersenneTwister(seed: settings.seed)
    // A byte a sample, and one class at a time: of many samples there is no room for lists of all.
    var part = [UInt8](repeating: 0, count: count)
    for group in Self.groups(of: data) {
      var order = group()
      random.shuffle(&order)
      let held = min(Self.rounded(settings.holdOut, of: order.count), order.count - 1)
      let stopped = min(Self.rounded(settings.stopPart, of: order.count), order.count - 1 - held)
      for sample in order[..<held] { part[sample] = 2 }
      for sample in order[held..<held + stopped] { part[sample] = 1 }
    }
    func samples(_ wanted: UInt8) -> [Int] {
      var samples: [Int] = []
      samples.reserveCapacity(part.count { $0 == wanted })
      for sample in part.indices where part[sample] == wanted { samples.append(sample) }
      return samples
    }
    (training, stopping, heldOut) = (samples(0), samples(1), samples(2))
  }

  /// The samples of each class that has any, in ascending order of both; all where the answers are numbers.
  private static func groups(of data: TrainingData) -> [() -> [Int]] {
    let count = data.table.rowCount
    guard data.targets == nil else { return [{ Array(0..<count) }] }
    var sizes: [Double: Int] = [:]
    for label in data.labels { sizes[label, default: 0] += 1 }
    return sizes.sorted { $0.key < $1.key }.map { label, size in
      {
        var samples: [Int] = []
        samples.reserveCapacity(size)
        for sample in 0..<count where data.labels[sample] == label { samples.append(sample) }
        return samples
      }
    }
  }

  private static func rounded(_ share: Double, of count: Int) -> Int {
    Int((share * Double(count)).rounded())
  }
}

extension TrainingData {
  /// The samples of these numbers, counted from zero, in their order; with all the classes.
  func selecting(_ samples: [Int]) -> TrainingData {
    guard samples.count < table.rowCount else { return self }
    var part = self
    part.keep(samples)
    return part
  }
}
