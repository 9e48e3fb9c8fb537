extension Dataset {
  /// These samples, each counting wᵢ times in a loss: their sum is Σ wᵢ lossᵢ, their mean that over
  /// Σ wᵢ. Weights of whole numbers are as good as repeated samples.
  ///
  /// - Parameter weights: One a sample, zero or more, and not all zero.
  /// - Throws: `sizeMismatch` where there are not as many weights as samples, `invalidWeight` with the first
  ///   sample whose weight is negative, NaN or infinite, or where all are zero.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1]).weighted([1, 3])
  /// assert(data.weights == [1, 3])
  /// ```
  public func weighted(_ weights: [Scalar]) throws(NetworkError) -> Dataset {
    guard weights.count == sampleCount else {
      throw NetworkError(
        .sizeMismatch, "the sample weights", expected: "\(sampleCount), one a sample",
        found: "\(weights.count)")
    }
    if let sample = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw NetworkError(
        .invalidWeight, "the weight of sample \(sample + 1)", expected: "zero or more, and finite",
        found: "\(weights[sample])", sample: sample)
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw NetworkError(
        .invalidWeight, "the sample weights", expected: "above zero for some sample")
    }
    return replacingWeights(weights)
  }

  /// These samples, each counting as much as its class.
  ///
  /// - Parameter weights: One a class, zero or more, and not all zero for the classes that have samples.
  /// - Throws: As ``weighted(_:)``.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1], [2]], labels: [0, 1, 1]).weighted(byClass: [2, 1])
  /// assert(data.weights == [2, 1, 1])
  /// ```
  public func weighted(byClass weights: [Scalar]) throws(NetworkError) -> Dataset {
    guard targets == nil, weights.count == classCount else {
      throw NetworkError(
        .sizeMismatch, "the class weights",
        expected: targets == nil ? "\(classCount), one a class" : "none: the targets are numbers",
        found: "\(weights.count)")
    }
    return try weighted(labels.map { weights[$0] })
  }

  /// These samples, weighted so that every class that has samples counts as much as any other, and all
  /// together N: N/(K·Nₖ) for each of the Nₖ samples of one of K classes. scikit-learn's `balanced`.
  ///
  /// Regression data stay as they are: they have no classes.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1], [2]], labels: [0, 1, 1]).balanced()
  /// assert(data.weights?.count == 3 && data.weights![0] == 2 * data.weights![1])
  /// ```
  public func balanced() -> Dataset {
    guard targets == nil else { return self }
    let sizes = classSizes
    let present = Scalar(sizes.count { $0 > 0 })
    return replacingWeights(labels.map { Scalar(sampleCount) / (present * Scalar(sizes[$0])) })
  }
}
