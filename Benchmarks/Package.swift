// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
]

// A package of its own, so that users and tests of MatKit never build it.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "MatKit", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "matkit-benchmarks",
      dependencies: [
        .product(name: "Matrices", package: "MatKit"),
        .product(name: "MATFiles", package: "MatKit"),
        .product(name: "Randomness", package: "MatKit"),
        .product(name: "Optimization", package: "MatKit"),
        .product(name: "Networks", package: "MatKit"),
        .product(name: "NetworkPictures", package: "MatKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "matkit-quality",
      dependencies: ["Matrices", "Randomness", "Optimization", "Networks", "NetworkFiles"].map {
        .product(name: $0, package: "MatKit")
      }, swiftSettings: settings),
    // `Problems` in it is a link to the test problems of the tests.
    .executableTarget(
      name: "matkit-problems",
      dependencies: [
        .product(name: "Optimization", package: "MatKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
