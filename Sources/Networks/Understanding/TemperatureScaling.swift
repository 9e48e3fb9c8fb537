internal import Foundation
public import Matrices

/// One number that makes a classifier's probabilities as sure as they should be: its temperature T.
///
/// The weighted sums a of the output layer are divided by T before softmax or sigmoid, which changes no
/// prediction and lowers the mean cross-entropy
///
///     L(β) = (1/N) Σ log Σ_k exp(β a_k) − β a_t,   β = 1/T,
///
/// to its minimum, for L is convex in β. T > 1 says that the network is surer than it is right, T < 1 the opposite.
/// Fit it on samples that the network was not trained on: on those that it was, it hardly differs from 1.
///
/// C. Guo et al., "On calibration of modern neural networks", ICML 2017, section 4.2.
///
///     let scaling = TemperatureScaling(logits: a, labels: labels)
///     print(scaling.temperature, scaling.crossEntropyBefore, scaling.crossEntropy)
public struct TemperatureScaling: Hashable, Sendable {
  /// T, between ``range``; at its lower end where every sample is on its own side, so that no T is best.
  public let temperature: Double
  /// The mean cross-entropy at T = 1.
  public let crossEntropyBefore: Double
  /// The mean cross-entropy at ``temperature``.
  public let crossEntropy: Double

  /// Where T is looked for.
  public static let range = 1e-3...1e3

  /// Fits T. O(N·K) for each of some 60 evaluations.
  ///
  /// - Parameters:
  ///   - logits: The output layer's weighted sums, N×K, or N×1 of one sigmoid unit.
  ///   - labels: The class of each sample, from 0.
  ///
  /// Traps where there are not as many of one as of the other, none, or a label is not a class. NaN where a sum is
  /// not finite.
  public init(logits: Matrix<Double>, labels: [Int]) {
    let classCount = max(2, logits.columnCount)
    require(
      logits.rowCount == labels.count && !labels.isEmpty,
      "\(logits.rowCount) rows of sums do not fit \(labels.count) labels")
    require(
      labels.allSatisfy { (0..<classCount).contains($0) },
      "the labels are not all of \(classCount) classes")
    guard logits.elements.allSatisfy(\.isFinite) else {
      (temperature, crossEntropyBefore, crossEntropy) = (.nan, .nan, .nan)
      return
    }
    let likelihood = Likelihood(logits, labels)
    crossEntropyBefore = likelihood.value(1).loss
    // Bisection of the slope, which rises with β, in the logarithm: sure, and as fine as rounding.
    var (low, high) = (log(1 / Self.range.upperBound), log(1 / Self.range.lowerBound))
    for _ in 0..<64 {
      let middle = (low + high) / 2
      if likelihood.value(exp(middle)).slope < 0 { low = middle } else { high = middle }
    }
    // Where the loss falls as far as it is looked at, or has nothing left to fall, every sample is right.
    let last = 1 / Self.range.lowerBound
    let fallsOn = likelihood.value(last).slope <= 0
    let beta = fallsOn ? last : exp((low + high) / 2)
    let best = likelihood.value(beta).loss
    // Where the sums say nothing, every T is as good: then it stays.
    let isBetter = best < crossEntropyBefore
    let clamped = min(max(1 / beta, Self.range.lowerBound), Self.range.upperBound)
    temperature = isBetter ? (fallsOn ? Self.range.lowerBound : clamped) : 1
    crossEntropy = isBetter ? best : crossEntropyBefore
  }
}

/// L(β) with its derivative.
private struct Likelihood {
  let logits: Matrix<Double>
  let labels: [Int]

  init(_ logits: Matrix<Double>, _ labels: [Int]) { (self.logits, self.labels) = (logits, labels) }

  func value(_ beta: Double) -> (loss: Double, slope: Double) {
    var (loss, slope) = (0.0, 0.0)
    for (row, label) in labels.enumerated() {
      var largest = sum(row, 0)
      for k in 1..<classCount { largest = max(largest, sum(row, k)) }
      var (total, moment) = (0.0, 0.0)
      for k in 0..<classCount {
        let distance = sum(row, k) - largest
        let weight = exp(beta * distance)
        total += weight
        // A class as far as that has no weight, and 0 times infinity is none.
        if weight > 0 { moment += weight * distance }
      }
      let own = sum(row, label) - largest
      loss += log(total) - beta * own
      slope += moment / total - own
    }
    return (loss / Double(labels.count), slope / Double(labels.count))
  }

  private var classCount: Int { max(2, logits.columnCount) }

  /// The sum that speaks for a class; one alone speaks for class 1, with 0 for class 0.
  private func sum(_ row: Int, _ k: Int) -> Double {
    logits.columnCount > 1 ? logits[row, k] : k == 0 ? 0 : logits[row, 0]
  }
}

extension TrainedNetwork {
  /// The network with its last layer's weights and biases divided by a temperature, which makes its
  /// probabilities those at that ``TemperatureScaling/temperature``.
  ///
  /// Traps where the temperature is not positive and finite.
  public func cooled(by temperature: Double) -> TrainedNetwork {
    require(temperature > 0 && temperature.isFinite, "\(temperature) is no temperature")
    var parameters = parameters
    guard let last = network.parameterRanges.last else { return self }
    for index in Array(last.weights) + Array(last.biases) {
      parameters[index] /= Scalar(temperature)
    }
    return TrainedNetwork(network, parameters: parameters)
  }

  /// The weighted sums a of the output layer, before its activation: N×outputs.
  public func logits(for inputs: Matrix<Scalar>, threads: Int = 1) -> Matrix<Scalar> {
    var layers = network.layers
    let last = layers.removeLast()
    return Network(
      inputs: network.inputCount, layers: layers + [.dense(last.unitCount, .identity)]
    ).outputs(for: inputs, parameters: parameters, threads: threads)
  }
}
