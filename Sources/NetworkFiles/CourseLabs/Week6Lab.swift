import Foundation
import Matrices
import Networks

/// The course lab "week6": networks from scratch, trained with `minimize`.
public enum Week6Lab {
  /// One exercise: which data, which network, and how it is trained.
  public struct Exercise: Hashable, Sendable {
    /// The file its result goes to, without `.mat`.
    public let name: String
    /// What a reader sees above the result.
    public let title: String
    /// How many classes the data have, two or three.
    let classCount: Int
    /// The network and its training.
    public let settings: TrainingSettings

    /// Where the exercise's points are read from.
    public func data(in folder: CourseData) throws -> TrainingData {
      try TrainingData(classCount == 2 ? folder.twoClasses : folder.threeClasses)
    }
  }

  /// The exercises in the order of the course sheet.
  ///
  /// λ is small where the network is deep: an all-sigmoid one gives up with λ = 1e-3 and sends all its
  /// weights to zero, and even with 1e-5 a start in three stays on the plateau, so six are tried.
  public static let exercises = [
    Exercise(
      name: "week6-exercise1", title: "Exercise 1: one hidden layer, sigmoid", classCount: 2,
      settings: settings(hidden: [10], .sigmoid, l2: 1e-4)),
    Exercise(
      name: "week6-exercise1-relu", title: "Exercise 1, bonus: one hidden layer, ReLU",
      classCount: 2,
      settings: settings(hidden: [10], .relu, l2: 1e-4)),
    Exercise(
      name: "week6-exercise2", title: "Exercise 2: depth 4, ten sigmoid units a layer",
      classCount: 2,
      settings: settings(hidden: [10, 10, 10, 10], .sigmoid, l2: 1e-5, starts: 6)),
    Exercise(
      name: "week6-exercise3", title: "Exercise 3: three classes, softmax", classCount: 3,
      settings: settings(hidden: [10], .sigmoid, l2: 1e-4)),
  ]

  /// The settings that an exercise states, and the lab's own besides, whatever a training's defaults are: BFGS from
  /// Xavier's weights of seed 0 and biases of zero, on features as they are, to a gradient of 1e-8.
  private static func settings(
    hidden: [Int], _ activation: Activation, l2: Double, starts: Int = 1
  ) -> TrainingSettings {
    var settings = TrainingSettings(
      hidden: hidden, activations: [activation], l2: l2, reduction: .mean, method: .bfgs,
      initialWeights: .xavierUniform, seed: 0, starts: starts, maxIterations: 10_000,
      tolerance: 1e-8)
    (settings.standardizes, settings.holdOut) = (false, 0)
    return settings
  }
}

/// Where the course's data files lie.
public struct CourseData: Hashable, Sendable {
  /// The folder with `pointsClass1Week6.mat` and the others.
  public let folder: String

  public init(folder: String) {
    self.folder = folder
  }

  /// All files.
  public var files: [String] { (twoClasses + threeClasses).map(\.file) }

  /// The two classes of the exercises 1 and 2.
  var twoClasses: [DataArgument] {
    (1...2).map { DataArgument(file: path("pointsClass\($0)Week6.mat")) }
  }

  /// The three classes of exercise 3.
  var threeClasses: [DataArgument] {
    (1...3).map { DataArgument(file: path("xWeek6Ex3PointsClass\($0).mat")) }
  }

  private func path(_ name: String) -> String {
    URL(filePath: folder).appending(path: name).relativePath
  }
}
