internal import Foundation
public import Matrices

/// One sample's part of what is minimised: a function of the sample's outputs z and of what they should
/// be, its targets t.
///
/// The built-in ones are ``BuiltInLoss``, written `.squaredError`, `.crossEntropy` and so on wherever a loss
/// is wanted. One of your own takes its value, written for any number, and its derivatives; log cosh of the
/// differences, which is about a square near zero and a size far from it:
///
/// ```swift
/// import Foundation
///
/// struct LogCosh: Loss {
///   let name = "log-cosh"
///   func value<N: AnalyticNumber>(outputs z: Span<N>, targets t: Span<Double>) -> N {
///     var sum: N = 0
///     for k in z.indices { sum += N.softplus(2 * (z[k] - N(t[k]))) - z[k] + N(t[k] - log(2)) }
///     return sum
///   }
///   func derivatives(
///     outputs z: Span<Double>, targets t: Span<Double>, into d: inout MutableSpan<Double>
///   ) {
///     for k in z.indices { d[k] = tanh(z[k] - t[k]) }
///   }
/// }
/// let data = try Dataset(inputs: [[0.0], [1]], targets: [[1.0], [3]])
/// let network = Network(inputs: 1, layers: [.dense(1, .identity)])
/// let loss = RegularizedLoss(network, on: data, LogCosh(), l2: 1e-3)
/// let check = WeightCheck(of: loss, at: [0.5, 0], by: .complexStep)
/// assert(check.error < 1e-13)  // the derivatives are right
/// ```
///
/// The loss of a whole set of samples is a ``RegularizedLoss``, which calls these functions once a sample;
/// the built-in ones have loops over blocks of samples instead. In single precision a loss of your own is
/// computed in double and rounded.
public protocol Loss: Sendable {
  /// The name in messages, on the command line and in files.
  var name: String { get }

  /// The loss of one sample.
  ///
  /// - Parameters:
  ///   - z: The outputs, after the output layer's activation, K of them.
  ///   - t: The targets, as many. For data with classes 1 at the sample's class and 0 elsewhere; of one
  ///     output alone 0 or 1 for the first or the second class.
  func value<Number: AnalyticNumber>(outputs z: Span<Number>, targets t: Span<Double>) -> Number

  /// Writes ∂loss/∂z of each output. At a kink, the side that the value takes.
  func derivatives(
    outputs z: Span<Double>, targets t: Span<Double>, into derivatives: inout MutableSpan<Double>)

  /// True if it compares with classes only, not with numbers. False where not said.
  var needsClasses: Bool { get }

  /// True if targets that are numbers are labels, 1 for those that a sample has and 0 for others, so that
  /// the prediction is a set of labels. False where not said.
  var targetsAreLabels: Bool { get }

  /// The output above which one output alone speaks for the second class, or a label is predicted. 0.5
  /// where not said.
  var decisionThreshold: Double { get }

  /// True if the network's output layer is one that the loss is defined for. True where not said.
  func fits(_ network: Network) -> Bool

  /// True if the loss is defined for a target. True where not said.
  func accepts(_ target: Double) -> Bool
}

extension Loss {
  /// False: the loss compares with numbers too.
  public var needsClasses: Bool { false }
  /// False: targets that are numbers are no labels.
  public var targetsAreLabels: Bool { false }
  /// One half.
  public var decisionThreshold: Double { 0.5 }
  /// True: the loss fits any output layer.
  public func fits(_ network: Network) -> Bool { true }
  /// True: the loss is defined for any target.
  public func accepts(_ target: Double) -> Bool { true }

  /// The loss of one sample in real numbers. Traps where there are not as many targets as outputs.
  public func value(outputs: [Double], targets: [Double]) -> Double {
    checkCounts(outputs, targets)
    let numbers = outputs.map { RealNumber($0) }
    return value(outputs: numbers.span, targets: targets.span).real
  }

  /// ∂loss/∂z of one sample. Traps where there are not as many targets as outputs.
  public func derivatives(outputs: [Double], targets: [Double]) -> [Double] {
    checkCounts(outputs, targets)
    var derivatives = outputs
    var span = derivatives.mutableSpan
    self.derivatives(outputs: outputs.span, targets: targets.span, into: &span)
    return derivatives
  }

  /// The class that each row of outputs speaks for: of several outputs the largest, of one output class 1
  /// above `decisionThreshold` and class 0 otherwise. Ties go to the lower class, and so does NaN.
  ///
  /// ```swift
  /// let outputs: Matrix = [[0.2], [0.8]]
  /// assert(BuiltInLoss.binaryCrossEntropy.classes(ofOutputs: outputs) == [0, 1])
  /// ```
  public func classes<Scalar: NetworkScalar>(ofOutputs outputs: Matrix<Scalar>) -> [Int] {
    classesOf(outputs, above: Scalar(decisionThreshold))
  }

  /// The labels that each row of outputs speaks for: those whose output lies above `decisionThreshold`.
  ///
  /// ```swift
  /// let outputs: Matrix = [[0.2, 0.9], [0.8, 0.7]]
  /// let labels = BuiltInLoss.sigmoidCrossEntropy.labels(ofOutputs: outputs)
  /// assert(labels == [[false, true], [true, true]])
  /// ```
  public func labels<Scalar: NetworkScalar>(ofOutputs outputs: Matrix<Scalar>) -> Matrix<Bool> {
    let threshold = Scalar(decisionThreshold)
    return outputs.map { $0 > threshold }
  }

  /// Throws where a target of the data is none that the loss is defined for: `targetOutOfRange` with the
  /// first such sample, in the order of the outputs; or where classes are wanted and there are numbers.
  public func checkTargets<Scalar: NetworkScalar>(
    of data: Dataset<Scalar>
  ) throws(NetworkError) {
    guard let targets = data.targets else { return }
    if needsClasses {
      throw NetworkError(
        .targetOutOfRange, "the targets of \(name)", expected: "classes", found: "numbers")
    }
    guard let index = targets.elements.firstIndex(where: { !accepts(Double($0)) }) else { return }
    let (output, sample) = index.quotientAndRemainder(dividingBy: targets.rowCount)
    let range = (self as? BuiltInLoss)?.acceptedTargets ?? "one that the loss is defined for"
    throw NetworkError(
      .targetOutOfRange, "sample \(sample + 1), target \(output + 1) of \(name)",
      expected: range, found: "\(targets.elements[index])", sample: sample)
  }

  private func checkCounts(_ outputs: [Double], _ targets: [Double]) {
    require(
      outputs.count == targets.count,
      "\(outputs.count) outputs cannot be compared with \(targets.count) targets")
  }
}

/// How the losses of the samples are put together. The raw value is the name on the command line.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// var sum = RegularizedLoss(network, on: data, BuiltInLoss.binaryCrossEntropy, reduction: .sum)
/// var mean = RegularizedLoss(network, on: data, BuiltInLoss.binaryCrossEntropy)
/// assert(sum.value(at: [0, 0]) == 2 * mean.value(at: [0, 0]))
/// ```
public enum Reduction: String, CaseIterable, Codable, Sendable {
  /// Divided by the number of samples.
  case mean
  /// Added.
  case sum
}
