internal import Matrices

extension ModelExport {
  /// A function for MATLAB and Octave, in a file of its own: `Y = NAME(X)`, samples in rows, without a toolbox.
  ///
  /// `NAME('test')` computes the stored samples and returns the largest difference relative to the outputs'
  /// size, an error where it is above 1e-12.
  ///
  /// Traps where `name` is no name of a function.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// let export = try ModelExport(TrainedNetwork(network, parameters: [1, 0]), testing: [[0.0]])
  /// assert(export.matlabFunction(name: "classify").contains("classify"))
  /// ```
  public func matlabFunction(name: String = "network") -> String {
    Self.checkName(name)
    let shape = network.network
    var text = """
      function Y = \(name)(X)
      % \(shape), written by MatKit.
      % Y = \(name)(X): from N samples of \(shape.inputCount) features, one a row, to N rows of
      % \(shape.outputCount) outputs. \(name)('test') tests itself with stored samples.
      if ischar(X)
        inputs = \(Self.matrix(testInputs));
        outputs = \(Self.matrix(testOutputs));
        D = abs(\(name)(inputs) - outputs) ./ max(1, abs(outputs));
        Y = max([0; D(:)]);
        if ~(Y <= 1e-12)
          error('\(name): the stored samples differ by %g', Y);
        end
        return
      end
      mu = \(Self.matrix(Matrix(row: scaling.means)));
      sigma = \(Self.matrix(Matrix(row: scaling.deviations)));
      Z = bsxfun(@rdivide, bsxfun(@minus, X, mu), sigma);

      """
    for layer in layers {
      text += "W = \(Self.matrix(layer.weights));\n"
      text += "b = \(Self.matrix(Matrix(row: layer.biases)));\n"
      text += "A = bsxfun(@plus, Z * W', b);\n"
      text += "Z = \(Self.expression(layer.activation));\n"
    }
    return text + "Y = Z;\nend\n"
  }

  private static func expression(_ activation: Activation) -> String {
    switch activation {
    case .sigmoid: "1 ./ (1 + exp(-A))"
    case .tanh: "tanh(A)"
    case .relu: "max(A, 0)"
    case .leakyRelu: "max(A, 0) + 0.01 * min(A, 0)"
    case .softplus: "max(A, 0) + log1p(exp(-abs(A)))"
    case .elu: "max(A, 0) + expm1(min(A, 0))"
    case .gelu: "A .* erfc(-A / sqrt(2)) / 2"
    case .exponential: "exp(A)"
    case .softmax:
      "exp(bsxfun(@minus, A, max(A, [], 2))); Z = bsxfun(@rdivide, Z, sum(Z, 2))"
    default: "A"
    }
  }

  private static func matrix(_ matrix: Matrix<Double>) -> String {
    guard !matrix.isEmpty else { return "zeros(\(matrix.rowCount), \(matrix.columnCount))" }
    let rows = (0..<matrix.rowCount).map { row in
      matrix.row(row).map { "\($0)" }.joined(separator: " ")
    }
    return "[" + rows.joined(separator: "; ...\n  ") + "]"
  }
}
