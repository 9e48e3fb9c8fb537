public import MATFiles
import Matrices
public import Networks

/// How a network's answers compare with the labels of points.
public struct Evaluation: Sendable {
  /// The counts, a row a label, a column a prediction.
  public let confusion: ConfusionMatrix
  /// The mean cross-entropy over the samples, without a regulariser, computed from the weighted sums; nil
  /// where the outputs are not probabilities that add up to 1.
  public let crossEntropy: Double?
  /// Log-loss and Brier score of the probabilities; nil as above.
  public let scores: ProbabilityScores?
  /// The area under the ROC curve; for more than two classes the mean of each against all others. NaN where a
  /// class has no sample.
  public let areaUnderROC: Double
  /// The ROC curve of class 1 of two, or of each of more.
  public let curves: [ReceiverOperatingCharacteristic]
  /// The calibration curve likewise.
  public let reliabilities: [Reliability]
  /// The classes that the curves are of, as places among the network's.
  public let curveClasses: [Int]
  /// The network's classes.
  public let classes: [Double]
  /// The samples that were taken for another class.
  public let wrong: WrongSamples
  /// The temperature that would make the probabilities as sure as they should be on these samples; nil where the
  /// outputs are not probabilities that add up to 1.
  public let temperature: TemperatureScaling?
}

extension SavedNetwork {
  /// Compares the answers for the points with their labels.
  ///
  /// Throws `columnsDiffer` where the points do not fit the network, `labelsDoNotFit` where a label is
  /// none of its classes, or either has numbers in place of classes.
  public func evaluate(on data: TrainingData) throws -> Evaluation {
    guard !isRegression, !isMultiLabel, data.targets == nil else {
      throw NetworkFileError(
        .labelsDoNotFit, at: data.source,
        isRegression
          ? "the network answers numbers, and the samples have classes"
          : data.isMultiLabel || isMultiLabel
            ? "of the network and the samples one has a class, the other any number of labels"
            : "the network tells classes apart, and the samples have numbers",
        advice: isRegression ? "give --targets" : "give --labels")
    }
    let outputs = try outputs(of: data)
    let labels = try data.classIndices(in: self)
    let isProbability = BuiltInLoss(for: network)?.needsClasses ?? false
    let classCount = network.classCount
    let curveClasses = classCount == 2 ? [1] : Array(0..<classCount)
    let scores = curveClasses.map { outputs.column(outputs.columnCount == 1 ? 0 : $0) }
    let positives = curveClasses.map { k in labels.map { $0 == k } }
    let hasNaN = outputs.elements.contains { $0.isNaN }
    let curves = hasNaN ? [] : zip(scores, positives).map(ReceiverOperatingCharacteristic.init)
    let areas = curves.map(\.area)
    let predictions = classes(ofOutputs: outputs)
    return Evaluation(
      confusion: ConfusionMatrix(
        labels: labels, predictions: predictions, classCount: classCount),
      crossEntropy: isProbability ? try crossEntropy(data, labels) : nil,
      scores: isProbability ? ProbabilityScores(probabilities: outputs, labels: labels) : nil,
      areaUnderROC: areas.isEmpty ? .nan : areas.reduce(0, +) / Double(areas.count),
      curves: curves,
      reliabilities: hasNaN || !isProbability
        ? [] : zip(scores, positives).map { Reliability(probabilities: $0, isPositive: $1) },
      curveClasses: curveClasses, classes: classes,
      wrong: WrongSamples(outputs: outputs, labels: labels, predictions: predictions),
      temperature: isProbability
        ? TemperatureScaling(
          logits: trained.logits(for: standardized(data.points)), labels: labels) : nil)
  }

  /// The network with probabilities as they are at a temperature: the last layer is divided by it, so that every
  /// program that the network is exported to has them.
  public func cooled(by temperature: Double) -> SavedNetwork {
    SavedNetwork(
      trained.cooled(by: temperature), mu: mu, sigma: sigma, classes: classes,
      classNames: classNames, lambdas: lambdas, seed: seed, lossHistory: [], threshold: threshold,
      isMultiLabel: isMultiLabel)
  }

  /// How far the answers for the points are from their targets.
  ///
  /// Throws `columnsDiffer` where the points do not fit the network, `labelsDoNotFit` where the targets do
  /// not, or there are none.
  public func regressionErrors(on data: TrainingData) throws -> RegressionErrors {
    let outputs = try outputs(of: data)
    guard let targets = data.targets, targets.columnCount == outputs.columnCount else {
      throw NetworkFileError(
        .labelsDoNotFit, at: data.source,
        "the network answers \(outputs.columnCount) numbers a sample, and there are"
          + " \(data.targets?.columnCount ?? 0) targets",
        advice: "give --targets with as many columns")
    }
    return RegressionErrors(targets: targets, predictions: outputs)
  }

  private func crossEntropy(_ data: TrainingData, _ labels: [Int]) throws -> Double {
    let map = Standardization(mu: mu, sigma: sigma)
    let dataset = try data.dataset(
      by: map, targets: nil, labels: labels, classCount: network.classCount)
    guard let loss = BuiltInLoss(for: network) else { return .nan }
    var objective = RegularizedLoss(network, on: dataset, loss)
    return objective.value(at: trained.parameters)
  }
}

extension Evaluation {
  /// The struct: `accuracy`, `balanced_accuracy`, `confusion` K×K, `classes`; `precision`, `recall`, `f1` and
  /// `support`, K×1; where the outputs are probabilities `log_loss`, `brier`, `temperature` and
  /// `temperature_cross_entropy`, which it would be at that temperature; `auc`; `roc`, a 1×C struct with `class`,
  /// `fpr`, `tpr`, `thresholds` and `auc` of each curve, and `calibration` likewise with `mean_probability`,
  /// `share` and `count`; and `wrong`, a struct with `sample`, counted from 1, `label` and `predicted`, W×1, and
  /// `P`, W×K, of the samples that were taken for another class, the surest first.
  public var matValue: MATValue {
    let reports = confusion.classReports
    var fields: MATStructArray = [
      "accuracy": confusion.accuracy, "balanced_accuracy": confusion.balancedAccuracy,
      "confusion": confusion.counts.map(Double.init), "classes": classes,
      "precision": Matrix(column: reports.map(\.precision)),
      "recall": Matrix(column: reports.map(\.recall)), "f1": Matrix(column: reports.map(\.f1)),
      "support": Matrix(column: reports.map { Double($0.support) }),
      "auc": areaUnderROC, "roc": rocStruct, "calibration": calibrationStruct,
      "wrong": wrong.matValue(classes),
    ]
    guard let scores, let crossEntropy else { return fields.matValue }
    var values = fields.fields
    values["log_loss"] = [scores.logLoss.matValue]
    values["cross_entropy"] = [crossEntropy.matValue]
    values["brier"] = [scores.brier.matValue]
    if let temperature {
      values["temperature"] = [temperature.temperature.matValue]
      values["temperature_cross_entropy"] = [temperature.crossEntropy.matValue]
    }
    fields = MATStructArray(size: [1, 1], fields: values)
    return fields.matValue
  }

  private var rocStruct: MATStructArray {
    MATStructArray(
      size: [1, curves.count],
      fields: [
        "class": curveClasses.prefix(curves.count).map { classes[$0].matValue },
        "fpr": curves.map { Matrix(column: $0.falsePositiveRates).matValue },
        "tpr": curves.map { Matrix(column: $0.truePositiveRates).matValue },
        "thresholds": curves.map { Matrix(column: $0.thresholds).matValue },
        "auc": curves.map(\.area.matValue),
      ])
  }

  private var calibrationStruct: MATStructArray {
    MATStructArray(
      size: [1, reliabilities.count],
      fields: [
        "class": curveClasses.prefix(reliabilities.count).map { classes[$0].matValue },
        "mean_probability": reliabilities.map { Matrix(column: $0.meanProbabilities).matValue },
        "share": reliabilities.map { Matrix(column: $0.positiveShares).matValue },
        "count": reliabilities.map { Matrix(column: $0.counts.map(Double.init)).matValue },
      ])
  }
}

extension RegressionErrors {
  /// The struct: `r2`, `mse`, `rmse`, `mae`, `median_absolute`, `max_error` and `explained_variance`, 1×K
  /// each, a column an output.
  ///
  /// Of several outputs also what is said of all together, a number each: the means `r2_mean`,
  /// `mse_mean`, whose root is `rmse_mean`, and `mae_mean`, and the largest error, `max_error_all`.
  public var matValue: MATValue {
    let fields: MATStructArray = [
      "r2": rSquared, "mse": meanSquared, "rmse": meanSquared.map { $0.squareRoot() },
      "mae": meanAbsolute, "median_absolute": medianAbsolute, "max_error": largest,
      "explained_variance": explainedVariance,
    ]
    guard rSquared.count > 1 else { return fields.matValue }
    var values = fields.fields
    let all: [(String, Double)] = [
      ("r2_mean", r2), ("mse_mean", meanSquaredError), ("rmse_mean", rootMeanSquaredError),
      ("mae_mean", meanAbsoluteError), ("max_error_all", largest.max() ?? .nan),
    ]
    for (name, value) in all { values[name] = [value.matValue] }
    return MATStructArray(size: [1, 1], fields: values).matValue
  }
}
