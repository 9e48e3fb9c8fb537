import Matrices

extension Dataset {
  /// The data in another precision, each number rounded to the nearest.
  ///
  /// - Throws: `notFinite` with the first sample and feature, or target, that is beyond the other's range, and
  ///   `invalidWeight` where a sample's weight is. O(N·d).
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.1], [1]], labels: [0, 1])
  /// let single = try Dataset<Float>(data)
  /// assert(single.inputs == [[0.1], [1]])
  /// ```
  public init<Other: NetworkScalar>(_ other: Dataset<Other>) throws(NetworkError) {
    let data: Dataset
    switch (other.table, other.targets) {
    case (let table?, let targets?):
      data = try Dataset(table, targets: targets.map { Scalar($0) })
    case (let table?, nil):
      data = try Dataset(table, labels: other.labels, classCount: other.classCount)
    case (nil, let targets?):
      data = try Dataset(
        inputs: other.inputs.map { Scalar($0) }, targets: targets.map { Scalar($0) })
    case (nil, nil):
      data = try Dataset(
        inputs: other.inputs.map { Scalar($0) }, labels: other.labels,
        classCount: other.classCount)
    }
    self =
      try other.weights.map { weights throws(NetworkError) in
        try data.weighted(weights.map { Scalar($0) })
      } ?? data
  }
}
