public import MATFiles
public import Matrices
import Networks
public import Optimization
import Randomness

/// How scores grow with the number of samples to train on: whether more samples would help.
///
/// In each of k folds a network is trained on shares of the samples of the other folds, and scored on those that it was
/// trained on and on the fold that was held back, as scikit-learn's `learning_curve` does. Where the two
/// meet, more samples help little, and a larger network or better features more; where they stand apart, more samples or a
/// larger λ help.
///
///     let curve = try TrainingSettings(hidden: [5]).learningCurve(on: data)
///     print(curve?.sizes ?? [], curve?.validationMeans ?? [])
public struct LearningCurve: Hashable, Sendable {
  /// The numbers of samples that were trained on, the mean over the folds.
  public let sizes: [Double]
  /// The score on the samples that were trained on, sizes×folds: of classes the accuracy, of any number of labels the share
  /// of samples with all right, of numbers R².
  public let training: Matrix<Double>
  /// The score on the samples held back, likewise.
  public let validation: Matrix<Double>
  /// Which score it is.
  public let score: FeatureImportance.Score

  /// The mean over the folds of ``training``, a number a size.
  public var trainingMeans: [Double] { Self.means(training) }
  /// The mean over the folds of ``validation``.
  public var validationMeans: [Double] { Self.means(validation) }
  /// The spread over the folds of ``validation``, as NumPy's `std` has it.
  public var validationDeviations: [Double] {
    zip(0..<validation.rowCount, validationMeans).map { row, mean in
      let squares = validation.row(row).map { ($0 - mean) * ($0 - mean) }
      return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
  }

  private static func means(_ scores: Matrix<Double>) -> [Double] {
    (0..<scores.rowCount).map { scores.row($0).reduce(0, +) / Double(scores.columnCount) }
  }

  /// The shares that are trained on where none are said: scikit-learn's.
  public static let standardShares = [0.1, 0.325, 0.55, 0.775, 1]

  /// The struct: `sizes` n×1, `train_scores` and `test_scores` n×k, a column a fold, and `score`, its name.
  public var matValue: MATValue {
    let fields: MATStructArray = [
      "sizes": Matrix(column: sizes), "train_scores": training, "test_scores": validation,
      "score": score.rawValue,
    ]
    return fields.matValue
  }
}

extension TrainingSettings {
  /// Trains on growing shares of the samples, in folds drawn from the stream of the seed.
  ///
  /// The smaller shares are parts of the larger, and have of each class its share, but one sample at least. λ is that of
  /// the settings for all.
  ///
  /// - Parameters:
  ///   - data: All samples.
  ///   - shares: The shares of the other folds' samples, above 0, 1 at most, ascending.
  ///   - count: The number of folds, two or more.
  ///   - signal: What ends a training, and so the curve, from outside.
  ///   - observer: Called after every training with their number so far and in all; returns whether to go on.
  /// - Returns: The curve; nil where the observer or the signal ended it.
  /// - Throws: `settingsDoNotFit` where the shares or folds are none; what training throws.
  public func learningCurve(
    on data: TrainingData, shares: [Double] = LearningCurve.standardShares, folds count: Int = 5,
    stoppedBy signal: StopSignal? = nil,
    observer: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }
  ) throws -> LearningCurve? {
    var settings = self
    (settings.holdOut, settings.stopPart, settings.patience) = (0, 0, nil)
    guard !shares.isEmpty, shares.allSatisfy({ $0 > 0 && $0 <= 1 }),
      zip(shares, shares.dropFirst()).allSatisfy({ $0 < $1 }), count >= 2
    else {
      throw NetworkFileError(
        .settingsDoNotFit,
        "a learning curve takes ascending shares above 0 and 1 at most, and two folds or more"
      )
    }
    var random = MersenneTwister(seed: seed)
    let folds = try Folds(
      of: TrainingJob(settings, data).dataset, count: count, using: &random)
    var (training, validation) = ([[Double]](), [[Double]]())
    var sizes = Array(repeating: 0.0, count: shares.count)
    for fold in 0..<count {
      let held = data.selecting(folds.heldBack(fold))
      let order = Self.order(data, folds.trainedOn(fold), &random)
      var (own, others) = ([Double](), [Double]())
      for (index, share) in shares.enumerated() {
        let part = data.selecting(Self.part(order, share))
        var job = try TrainingJob(settings, part)
        (job.stopSignal, job.drawsGrid) = (signal, false)
        let network = try job.train().result.network
        guard !job.isStopped, observer(fold * shares.count + index + 1, count * shares.count)
        else { return nil }
        sizes[index] += Double(part.points.rowCount) / Double(count)
        own.append(try Self.score(network, part))
        others.append(try Self.score(network, held))
      }
      training.append(own)
      validation.append(others)
    }
    return LearningCurve(
      sizes: sizes, training: Matrix(rows: training).transposed(),
      validation: Matrix(rows: validation).transposed(),
      score: data.isMultiLabel ? .subsetAccuracy : data.targets == nil ? .accuracy : .rSquared)
  }

  /// The samples of each class, of numbers all, in an order drawn at random.
  private static func order(
    _ data: TrainingData, _ samples: [Int], _ random: inout MersenneTwister
  ) -> [[Int]] {
    let groups =
      data.targets == nil
      ? Dictionary(grouping: samples) { data.labels[$0] }.sorted { $0.key < $1.key }.map(\.value)
      : [samples]
    return groups.map { group in
      var order = group
      random.shuffle(&order)
      return order
    }
  }

  /// The first of each class.
  private static func part(_ order: [[Int]], _ share: Double) -> [Int] {
    order.flatMap { group in
      group.prefix(max(1, Int((share * Double(group.count)).rounded())))
    }.sorted()
  }

  private static func score(_ network: SavedNetwork, _ data: TrainingData) throws -> Double {
    let all = Array(0..<data.points.rowCount)
    let scores = try HeldOutScores(of: network, on: data, all)
    return scores.accuracy ?? scores.subsetAccuracy ?? scores.r2 ?? .nan
  }
}
