internal import Matrices

extension Dataset {
  /// The samples of the given numbers, in the order given and as often, with their classes or targets and
  /// weights. O(n·(d + K)).
  ///
  /// Traps where there is none, or one is not a sample's number. The number of classes stays. Throws nothing
  /// that weights could be blamed for, but where all that are left weigh zero they are dropped.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1], [2]], labels: [0, 1, 1])
  /// assert(data.selecting([2, 0]).labels == [1, 0])
  /// ```
  public func selecting(_ samples: [Int]) -> Dataset {
    require(!samples.isEmpty, "a dataset cannot have 0 samples")
    for sample in samples {
      require(
        (0..<sampleCount).contains(sample), "sample \(sample) is not one of \(sampleCount)")
    }
    let weights = weights.map { all in samples.map { all[$0] } }
    let chosen: Matrix<Scalar>? = table.map {
      $0.selectingRows(samples).matrix(of: 0..<samples.count)
    }
    return Dataset(
      inputs: chosen ?? inputs.selectingRows(samples),
      labels: targets == nil ? samples.map { labels[$0] } : [],
      classCount: classCount, targets: targets?.selectingRows(samples),
      weights: weights.flatMap { $0.contains { $0 > 0 } ? $0 : nil })
  }

  /// These samples with other features, as many samples and finite.
  func replacingInputs(_ map: (Matrix<Scalar>) -> Matrix<Scalar>) -> Dataset {
    Dataset(
      inputs: map(inputs), labels: labels, classCount: classCount, targets: targets,
      weights: weights)
  }
}
