internal import Foundation
public import Matrices

/// What is minimised, one sample's part of it: a function of the sample's outputs z and of what they should
/// be, its targets t.
///
/// The built-in ones are ``BuiltInLoss``, written `.squaredError`, `.crossEntropy` and so on wherever a loss
/// is wanted. One of your own takes its value, written for any number, and its derivatives; log cosh of the
/// differences, which is about a square near zero and a size far from it:
///
/// ```swift
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
/// let loss = RegularizedLoss(network, on: data, LogCosh(), l2: 1e-3)
/// print(WeightCheck(of: loss, at: weights, by: .complexStep).error)   // 1e-16: the derivatives are right
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

  /// Whether it compares with classes only, not with numbers. False where not said.
  var needsClasses: Bool { get }

  /// Whether targets that are numbers are labels, 1 for those that a sample has and 0 for others, so that
  /// the prediction is a set of labels. False where not said.
  var targetsAreLabels: Bool { get }

  /// The output above which one output alone speaks for the second class, or a label is predicted. 0.5
  /// where not said.
  var decisionThreshold: Double { get }

  /// Whether the network's output layer is one that the loss is defined for. True where not said.
  func fits(_ network: Network) -> Bool

  /// Whether the loss is defined for a target. True where not said.
  func accepts(_ target: Double) -> Bool
}

extension Loss {
  public var needsClasses: Bool { false }
  public var targetsAreLabels: Bool { false }
  public var decisionThreshold: Double { 0.5 }
  public func fits(_ network: Network) -> Bool { true }
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
  public func classes<Scalar: NetworkScalar>(ofOutputs outputs: Matrix<Scalar>) -> [Int] {
    classesOf(outputs, above: Scalar(decisionThreshold))
  }

  /// The labels that each row of outputs speaks for: those whose output lies above `decisionThreshold`.
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
public enum Reduction: String, CaseIterable, Codable, Sendable {
  /// Divided by the number of samples.
  case mean
  /// Added.
  case sum
}
