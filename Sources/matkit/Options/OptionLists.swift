public import ArgumentParser
public import NetworkFiles
public import Networks

/// The units of the hidden layers: `10,10`, or `none`.
struct UnitList: ExpressibleByArgument, CustomStringConvertible {
  var counts: [Int]

  init(counts: [Int]) {
    self.counts = counts
  }

  init?(argument: String) {
    if argument == "none" {
      counts = []
      return
    }
    counts = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let count = Int(part), (1...1_000_000).contains(count) else { return nil }
      counts.append(count)
    }
  }

  var description: String {
    counts.isEmpty ? "none" : counts.map(String.init).joined(separator: ",")
  }
}

/// Activations of hidden layers: `sigmoid`, or `tanh,relu`.
struct ActivationList: ExpressibleByArgument, CustomStringConvertible {
  var activations: [Activation]

  /// The names to choose from.
  static let names = Activation.allCases.filter { $0 != .softmax }.map(\.rawValue)
    .joined(separator: ", ")

  init(activations: [Activation]) {
    self.activations = activations
  }

  init?(argument: String) {
    activations = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let activation = Activation(rawValue: String(part)), activation != .softmax else {
        return nil
      }
      activations.append(activation)
    }
  }

  var description: String { activations.map(\.rawValue).joined(separator: ",") }
}

/// λ of the penalty: numbers, or `auto`, chosen by folds.
enum LambdaList: ExpressibleByArgument {
  case automatic
  case numbers(NumberList)

  init?(argument: String) {
    if argument == "auto" {
      self = .automatic
    } else {
      guard let list = NumberList(argument: argument) else { return nil }
      self = .numbers(list)
    }
  }

  /// The numbers; nil where they are to be chosen.
  var list: NumberList? {
    switch self {
    case .automatic: nil
    case .numbers(let list): list
    }
  }
}

/// Numbers, which an option may want to be zero or more: `0.001`, or `1e-4,1e-3`.
struct NumberList: ExpressibleByArgument, CustomStringConvertible {
  var numbers: [Double]

  init(numbers: [Double]) {
    self.numbers = numbers
  }

  init?(argument: String) {
    numbers = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = Double(part), number.isFinite else { return nil }
      numbers.append(number)
    }
  }

  var description: String { numbers.map { $0.significant(6) }.joined(separator: ",") }

  /// Throws where one is negative, naming the option.
  func checkNotNegative(_ option: String) throws {
    guard let number = numbers.first(where: { $0 < 0 }) else { return }
    throw ValidationError("\(option) is \(number.formatted); give 0 or a positive number.")
  }
}

/// λ to compare: `1e-4,1e-3`, or for a random search a range, `1e-6:1e-1`.
struct LambdaChoice: ExpressibleByArgument {
  var numbers: [Double] = []
  var range: ClosedRange<Double>?

  init?(argument: String) {
    let ends = argument.split(separator: ":", omittingEmptySubsequences: false)
    if ends.count == 2 {
      guard let low = Double(ends[0]), let high = Double(ends[1]), low > 0, low <= high,
        high.isFinite
      else { return nil }
      range = low...high
    } else {
      guard let list = NumberList(argument: argument) else { return nil }
      numbers = list.numbers
    }
  }
}

/// `balanced`, or a weight a class: `1,5`.
struct ClassWeightList: ExpressibleByArgument {
  var weights: TrainingSettings.ClassWeights

  init?(argument: String) {
    if argument == "balanced" {
      weights = .balanced
    } else {
      guard let list = NumberList(argument: argument), list.numbers.contains(where: { $0 > 0 }),
        list.numbers.allSatisfy({ $0 >= 0 })
      else { return nil }
      weights = .values(list.numbers)
    }
  }
}

extension SampleOrder: ExpressibleByArgument {}
extension LearningRateSchedule: ExpressibleByArgument {
  /// The value of an option's text; nil where the text is none.
  public init?(argument: String) { self.init(text: argument) }
}
extension MiniBatches.EpochLoss: ExpressibleByArgument {}
extension Reduction: ExpressibleByArgument {}
extension KeptSamples: ExpressibleByArgument {}
extension TrainingSettings.Precision: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
extension InitialWeights: ExpressibleByArgument {}
extension WeightOrder: ExpressibleByArgument {}
extension InitialBiases: ExpressibleByArgument {}
extension WeightCheck.Method: ExpressibleByArgument {}
extension TrainingMethod.Name: ExpressibleByArgument {}

/// `W1>=0`, `b2=0` or `W1`.
extension WeightBound: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
