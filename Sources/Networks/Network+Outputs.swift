public import Matrices

extension Network {
  /// The outputs z⁽ᴸ⁾ for samples given one a row: N×outputs, a row a sample.
  ///
  /// For one sigmoid unit that is the probability of class 1, for softmax those of all classes. Samples go
  /// through in blocks, so that a grid of millions takes little more memory than its inputs and outputs.
  /// O(N·parameters). Each row depends on its sample alone, up to rounding in the last places where a layer
  /// is too large for our own loops.
  ///
  /// Traps where `inputs` has not as many columns as the network has inputs, or `parameters` not as many
  /// elements as it has parameters.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .identity)])
  /// let z = network.outputs(for: [[1.0], [2]], parameters: [3, 0.5])
  /// assert(z == [[3.5], [6.5]])
  /// ```
  public func outputs<Scalar: NetworkScalar>(
    for inputs: Matrix<Scalar>, parameters: [Scalar], threads: Int = 1
  ) -> Matrix<Scalar> {
    checkOutputs(inputs.rowCount, inputs.columnCount, parameters, threads)
    return unsafe inputs.withUnsafeBufferPointer { elements in
      unsafe outputs(
        elements.baseAddress, nil, sampleCount: inputs.rowCount, parameters, threads: threads)
    }
  }

  /// The outputs for the samples of a table, which are not copied.
  public func outputs<Scalar: NetworkScalar>(
    for table: SampleTable, parameters: [Scalar], threads: Int = 1
  ) -> Matrix<Scalar> {
    checkOutputs(table.rowCount, table.columnCount, parameters, threads)
    return unsafe outputs(
      nil, table, sampleCount: table.rowCount, parameters, threads: threads)
  }

  private func checkOutputs<Scalar>(
    _ rows: Int, _ columns: Int, _ parameters: [Scalar], _ threads: Int
  ) {
    checkCount(parameters.count)
    require(threads > 0, "outputs cannot be computed by \(threads) threads")
    require(
      columns == inputCount,
      "\(rows)×\(columns) samples do not fit the \(inputCount) inputs of \(self)")
  }

  @unsafe private func outputs<Scalar: NetworkScalar>(
    _ inputs: UnsafePointer<Scalar>?, _ table: SampleTable?, sampleCount: Int,
    _ parameters: [Scalar], threads: Int
  ) -> Matrix<Scalar> {
    var outputs = Matrix<Scalar>(repeating: 0, rowCount: sampleCount, columnCount: outputCount)
    guard sampleCount > 0 else { return outputs }
    unsafe outputs.withUnsafeMutableBufferPointer { outputs in
      unsafe parameters.withUnsafeBufferPointer { parameters in
        // Neither is empty: there is a sample, and a unit.
        guard let parameters = parameters.baseAddress, let base = outputs.baseAddress else {
          return
        }
        unsafe writeOutputs(
          inputs, table, sampleCount: sampleCount, parameters, base, threads: threads)
      }
    }
    return outputs
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  @unsafe private func writeOutputs<Scalar: NetworkScalar>(
    _ inputs: UnsafePointer<Scalar>?, _ table: SampleTable?, sampleCount: Int,
    _ parameters: UnsafePointer<Scalar>, _ outputs: UnsafeMutablePointer<Scalar>, threads: Int
  ) {
    let sweep = unsafe Sweep(
      plan: SweepPlan(self, sampleCount: sampleCount, gathers: table != nil), inputs: inputs,
      table: table, parameters: parameters)
    let workers = unsafe sweep.plan.workerCount(atMost: threads)
    let count = unsafe workers * sweep.plan.workspaceCount
    unsafe withUnsafeTemporaryAllocation(of: Scalar.self, capacity: count) { workspace in
      unsafe workspace.initialize(repeating: 0)
      guard let base = workspace.baseAddress else { return }
      unsafe sweep.writeOutputs(workers: workers, workspace: base, outputs: outputs)
    }
  }

  /// The class that each row of outputs speaks for: of several outputs the largest, of one output class 1
  /// above a half and class 0 otherwise. Ties go to the lower class, and so does NaN.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(3, .softmax)])
  /// assert(network.classes(ofOutputs: [[0.2, 0.5, 0.3], [0.8, 0.1, 0.1]]) == [1, 0])
  /// ```
  public func classes<Scalar: NetworkScalar>(ofOutputs outputs: Matrix<Scalar>) -> [Int] {
    require(
      outputs.columnCount == outputCount,
      "\(outputs.rowCount)×\(outputs.columnCount) outputs are not those of \(self)")
    return classesOf(outputs, above: 0.5)
  }

  /// Throws where samples from outside cannot go through the network: `sizeMismatch` where they have
  /// another number of features than it has inputs, `notFinite` with the first sample and feature that
  /// are NaN or infinite.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
  /// try network.checkInputs([[1.0, 2]])
  /// ```
  public func checkInputs<Scalar: NetworkScalar>(_ inputs: Matrix<Scalar>) throws(NetworkError) {
    guard inputs.columnCount == inputCount else {
      throw NetworkError(
        .sizeMismatch, "a sample", expected: "of \(inputCount) features as the network's inputs",
        found: "of \(inputs.columnCount)")
    }
    try checkFinite(inputs)
  }
}

/// The class of each row: of several outputs the largest, of one output class 1 above the threshold.
func classesOf<Scalar: NetworkScalar>(
  _ outputs: Matrix<Scalar>, above threshold: Scalar
) -> [Int] {
  let (count, elements) = (outputs.rowCount, outputs.elements)
  guard outputs.columnCount > 1 else { return elements.map { $0 > threshold ? 1 : 0 } }
  return (0..<count).map { row in
    var best = 0
    for unit in 1..<outputs.columnCount
    where elements[row + unit * count] > elements[row + best * count] {
      best = unit
    }
    return best
  }
}

/// Throws `notFinite` with the first element, in column-major order, that is NaN or infinite.
func checkFinite<Scalar: NetworkScalar>(
  _ inputs: Matrix<Scalar>, of kind: String = "feature"
) throws(NetworkError) {
  let offending = unsafe inputs.withUnsafeBufferPointer { elements in
    elements.indices.first { unsafe !elements[$0].isFinite }
  }
  guard let index = offending else { return }
  let (feature, sample) = index.quotientAndRemainder(dividingBy: inputs.rowCount)
  throw NetworkError(
    .notFinite, "sample \(sample + 1), \(kind) \(feature + 1)", expected: "finite",
    found: "\(inputs.elements[index])", sample: sample, feature: feature)
}
