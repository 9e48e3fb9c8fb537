public import Networks

/// What a training is where nobody says: the one place of these choices, for the tool and for those who measure
/// them.
///
/// They were compared with others, and with scikit-learn's, on the data sets that scikit-learn brings or makes; the
/// page "Defaults that do well" of `Networks` has the table, and `make quality` measures it anew.
public enum TrainingDefaults {
  /// The units of each hidden layer.
  public static let hidden = [10]
  /// The activation of the hidden layers.
  public static let activation = Activation.tanh
  /// What biases are at the start: drawn, so that units begin with their bends in different places.
  public static let biases = InitialBiases.drawn
  /// Whether features, and of a regression targets, are standardised.
  public static let standardizes = true
  /// The largest gradient element of a minimum.
  public static let tolerance = 1e-5
  /// The λ to choose among, beside a mean over the samples.
  public static let lambdas = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
  /// The folds that they are compared in.
  public static let foldCount = 5
  /// The most iterations of a training on folds, whatever the limits of the one that follows: so that a training which
  /// was stopped and goes on has the same λ.
  public static let foldIterations = 500
  /// The share of the samples that is held out, from so many samples on.
  public static let holdOut = 0.2
  public static let leastToHoldOut = 100

  /// BFGS up to 400 weights, whose matrix takes less time than it saves; L-BFGS beyond.
  public static func method(parameterCount: Int) -> TrainingMethod {
    parameterCount <= 400 ? .bfgs : .lbfgs
  }

  /// The share of so many samples that is held out.
  public static func holdOut(sampleCount: Int) -> Double {
    sampleCount >= leastToHoldOut ? holdOut : 0
  }

  /// λ beside a mean over so many samples where it is not chosen by folds: 0.15/N, from 1e-6 to 1e-3. The more
  /// samples there are, the less a penalty has to keep a network from learning them by heart.
  public static func lambda(sampleCount: Int) -> Double {
    min(1e-3, max(1e-6, 0.15 / Double(max(1, sampleCount))))
  }

  /// Whether λ is chosen by folds of so many samples where nobody asks for it: not of a few, whose folds tell nothing,
  /// and not where it would take more than some seconds.
  public static func choosesLambda(sampleCount: Int, parameterCount: Int) -> Bool {
    sampleCount >= 30 && Double(sampleCount) * Double(parameterCount) <= 3e6
  }
}
