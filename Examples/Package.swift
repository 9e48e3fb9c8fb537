// swift-tools-version: 6.2
import PackageDescription

/// A package outside MatKit that depends on it, as a user's would: what the README shows, to be run.
let package = Package(
  name: "Examples",
  dependencies: [.package(name: "MatKit", path: "..")],
  targets: [
    .executableTarget(
      name: "TrainOnPoints",
      dependencies: ["MATFiles", "Matrices", "Networks", "Randomness"].map {
        .product(name: $0, package: "MatKit")
      }),
    .executableTarget(
      name: "SwiftTypes",
      dependencies: ["MATFiles", "Matrices"].map { .product(name: $0, package: "MatKit") }),
    .executableTarget(
      name: "CompareCandidates",
      dependencies: ["MATFiles", "Matrices", "Networks", "Randomness"].map {
        .product(name: $0, package: "MatKit")
      }),
    .executableTarget(
      name: "MinimizeRosenbrock",
      dependencies: [.product(name: "Optimization", package: "MatKit")]),
    .executableTarget(
      name: "FitCurve",
      dependencies: ["LinearAlgebra", "Matrices", "Optimization", "Randomness"].map {
        .product(name: $0, package: "MatKit")
      }),
    .executableTarget(
      name: "DriveMinimization",
      dependencies: ["MATFiles", "NetworkFiles", "Optimization", "Randomness"].map {
        .product(name: $0, package: "MatKit")
      }),
    .executableTarget(
      name: "MinimizeWithConstraints",
      dependencies: ["Matrices", "Optimization"].map { .product(name: $0, package: "MatKit") }),
    .executableTarget(
      name: "LabFromScratch",
      dependencies: [
        "LinearAlgebra", "MATFiles", "Matrices", "Optimization", "Plots", "Randomness",
      ]
      .map { .product(name: $0, package: "MatKit") }),
    // The code of the tutorials, whose files these are links to.
    .executableTarget(
      name: "TutorialLab1",
      dependencies: [
        "LinearAlgebra", "MATFiles", "Matrices", "Networks", "Optimization", "Plots", "Randomness",
      ]
      .map { .product(name: $0, package: "MatKit") }),
    .executableTarget(
      name: "TutorialLab2",
      dependencies: ["MATFiles", "Matrices", "Networks", "Optimization", "Plots", "Randomness"].map
      {
        .product(name: $0, package: "MatKit")
      }),
    .executableTarget(
      name: "OwnMethod",
      dependencies: ["LinearAlgebra", "Optimization"].map { .product(name: $0, package: "MatKit") }),
    .executableTarget(
      name: "DrawPicture",
      dependencies: ["NetworkFiles", "NetworkPictures"].map {
        .product(name: $0, package: "MatKit")
      }),
    .executableTarget(
      name: "DrawFigure", dependencies: [.product(name: "Plots", package: "MatKit")]),
  ],
  swiftLanguageModes: [.v6]
)
