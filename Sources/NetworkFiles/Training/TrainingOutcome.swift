public import Networks
public import Optimization

/// A trained network with its file's contents and what is said of it.
public struct TrainingOutcome: Sendable {
  /// What to write to a file.
  public var result: NetworkFile
  /// How the answers compare with the labels; nil where the targets are numbers.
  public let confusion: ConfusionMatrix?
  /// How far the answers are from the targets; nil where there are classes.
  public let errors: RegressionErrors?
  /// How many labels are right, where a sample may have any number; nil else.
  public let labelScores: LabelScores?
  /// How the gradient at the first start compares with the complex step, for as many weights as
  /// take a fifth of a second; nil where that is none.
  public let gradientCheck: WeightCheck?
  /// Why the network is not trained, or what else to know, and what to try; nil where there is nothing.
  public let warning: String?
  /// Why the training ended.
  public let reason: EndReason
  /// Where validation data stopped it: the iterate that was kept.
  public let chosenIterate: Int?
  /// Features that do not vary, counted from zero: they tell nothing.
  public let constantFeatures: [Int]
}
