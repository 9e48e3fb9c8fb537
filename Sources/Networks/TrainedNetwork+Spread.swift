public import Matrices

extension TrainedNetwork {
  /// The spread of outputs up to which they count as the same for every sample, 0.01.
  ///
  /// Measured on the labs' shapes: networks stuck on the plateau, or whose weights the regulariser sent to
  /// zero, spread by 3e-4 at most, and networks that had learnt anything by 0.95 and more.
  package static var constantSpread: Scalar { 0.01 }

  /// The largest difference between two samples in an output, 0 to 1 for probabilities.
  package func outputSpread(on inputs: Matrix<Scalar>, threads: Int = 1) -> Scalar {
    Self.spread(ofOutputs: outputs(for: inputs, threads: threads))
  }

  /// A warning to a person where the outputs for samples that are not all alike are the same for every
  /// one, and what to try; nil where they differ.
  ///
  /// A minimisation can end there with a gradient of zero, on a plateau or where the regulariser has won
  /// outright, and yet nothing has been learnt: such a network is never to be called trained.
  public func warning(on inputs: Matrix<Scalar>, threads: Int = 1) -> String? {
    Self.warning(spread: outputSpread(on: inputs, threads: threads))
  }

  static func spread(ofOutputs outputs: Matrix<Scalar>) -> Scalar {
    (0..<outputs.columnCount).map { unit in
      let column = outputs.column(unit)
      return (column.max() ?? 0) - (column.min() ?? 0)
    }.max() ?? 0
  }

  /// NaN is constant too: a network of NaN has learnt nothing.
  static func isConstant(spread: Scalar) -> Bool { !(spread > constantSpread) }

  static func warning(spread: Scalar) -> String? {
    guard isConstant(spread: spread) else { return nil }
    return
      "not trained: the outputs are the same for every sample (they differ by at most \(spread));"
      + " try a smaller λ, more starts, or tanh units in the hidden layers"
  }
}
