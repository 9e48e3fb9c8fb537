import Foundation

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
