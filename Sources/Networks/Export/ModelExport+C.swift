internal import Matrices

extension ModelExport {
  /// A C file, C99 without dependencies but `math.h`: `void NAME(const double *x, double *y)`, from
  /// the inputs of one sample to its outputs, with constant arrays and no memory of its own.
  ///
  /// Compiled with `-DNAME_TEST` it has a `main` that computes the stored samples, prints the largest
  /// difference and ends with 1 where that is above 1e-12 of the outputs' size.
  ///
  /// Traps where `name` is no name of a function.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// let export = try ModelExport(TrainedNetwork(network, parameters: [1, 0]), testing: [[0.0]])
  /// assert(export.cSource(name: "classify").contains("classify"))
  /// ```
  public func cSource(name: String = "network") -> String {
    Self.checkName(name)
    let shape = network.network
    var text = """
      /* \(shape), written by MatKit.

         void \(name)(const double *x, double *y): from \(shape.inputCount) inputs to \(shape.outputCount) outputs.
         To test: cc -D\(name)_TEST \(name).c -lm && ./a.out */
      #include <math.h>

      \(Self.array("mu", scaling.means))
      \(Self.array("sigma", scaling.deviations))

      """
    for (index, layer) in layers.enumerated() {
      text += Self.array("W\(index + 1)", layer.weights.transposed().elements) + "\n"
      text += Self.array("b\(index + 1)", layer.biases) + "\n"
    }
    text += "\nvoid \(name)(const double *x, double *y) {\n"
    text += "  double z0[\(shape.inputCount)];\n"
    text += "  for (int i = 0; i < \(shape.inputCount); i++) z0[i] = (x[i] - mu[i]) / sigma[i];\n"
    for (index, layer) in layers.enumerated() {
      text += Self.layerCode(index, layer.weights, layer.activation)
    }
    text += "  for (int i = 0; i < \(shape.outputCount); i++) y[i] = z\(layers.count)[i];\n}\n"
    return text + testCode(name)
  }

  private static func layerCode(
    _ index: Int, _ weights: Matrix<Double>, _ activation: Activation
  ) -> String {
    let (units, inputs) = (weights.rowCount, weights.columnCount)
    let (z, below) = ("z\(index + 1)", "z\(index)")
    var text = """
        double \(z)[\(units)];
        for (int i = 0; i < \(units); i++) {
          double a = b\(index + 1)[i];
          for (int j = 0; j < \(inputs); j++) a += W\(index + 1)[i * \(inputs) + j] * \(below)[j];
          \(z)[i] = \(expression(activation));
        }

      """
    guard activation == .softmax else { return text }
    text += """
        double most = \(z)[0], sum = 0;
        for (int i = 1; i < \(units); i++) most = fmax(most, \(z)[i]);
        for (int i = 0; i < \(units); i++) sum += \(z)[i] = exp(\(z)[i] - most);
        for (int i = 0; i < \(units); i++) \(z)[i] /= sum;

      """
    return text
  }

  private static func expression(_ activation: Activation) -> String {
    switch activation {
    case .sigmoid: "a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a))"
    case .tanh: "tanh(a)"
    case .relu: "a > 0 ? a : 0"
    case .leakyRelu: "a > 0 ? a : 0.01 * a"
    case .softplus: "fmax(a, 0) + log1p(exp(-fabs(a)))"
    case .elu: "a > 0 ? a : expm1(a)"
    case .gelu: "a * 0.5 * erfc(-a / sqrt(2.0))"
    case .exponential: "exp(a)"
    default: "a"
    }
  }

  private func testCode(_ name: String) -> String {
    let (count, outputs) = (testInputs.rowCount, network.network.outputCount)
    guard count > 0 else { return "" }
    return """

      #ifdef \(name)_TEST
      #include <stdio.h>

      \(Self.array("inputs", testInputs.transposed().elements))
      \(Self.array("outputs", testOutputs.transposed().elements))

      int main(void) {
        double worst = 0, y[\(outputs)];
        for (int s = 0; s < \(count); s++) {
          \(name)(inputs + s * \(network.network.inputCount), y);
          for (int k = 0; k < \(outputs); k++) {
            double t = outputs[s * \(outputs) + k];
            double error = fabs(y[k] - t) / fmax(1, fabs(t));
            if (!(error <= worst)) worst = error;
          }
        }
        printf("\(name): \(count) samples differ by at most %.3g\\n", worst);
        return worst <= 1e-12 ? 0 : 1;
      }
      #endif

      """
  }

  private static func array(_ name: String, _ values: [Double]) -> String {
    let lines = stride(from: 0, to: values.count, by: 4).map { start in
      "  " + values[start..<min(start + 4, values.count)].map { "\($0)" }.joined(separator: ", ")
    }
    return "static const double \(name)[] = {\n" + lines.joined(separator: ",\n") + "};"
  }
}
